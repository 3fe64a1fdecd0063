"""A claim restated to stand alone, where that is sure; its own words otherwise.

"paid no tax last year" of "The company employs 200 people and paid no tax last year" becomes
"The company paid no tax in 2024". What stands in quotation marks stays as it is.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from api.extraction.features import dates
from api.extraction.features.details import Detail
from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.page import OWNING, ParsedText, WordRange
from api.extraction.speakers.coreference import Coreference
from api.extraction.syntax import finite_verbs, subjects
from api.extraction.syntax.structures import Sentence


class _Edit(NamedTuple):
    """What stands from `start` to `end` (offsets) is said more clearly so."""

    start: int
    end: int
    words: str


def restate_claim(
    sentence: Sentence,
    pieces: Sequence[WordRange],
    people: Coreference,
    since: int,
    details: Collection[Detail],
) -> str:
    """Restate a clause of a sentence; whom a pronoun means is sought from word `since` on."""
    page, first = sentence.page, pieces[0][0]
    edits = sorted((*_pronoun(people, first, since), *_dates(page, details)))
    words = " ".join([_edited(page, piece, edits) for piece in pieces])
    if subject := _left_out(sentence, first):
        named = list(_pronoun(people, subject[0], since)) if subject[0] == subject[1] else []
        words = f"{_edited(page, subject, named)} {words}"
    words = " ".join(words.split())
    begins = subject or page.capitals[first]
    return words[0].upper() + words[1:] if edits and begins else words


def _edited(page: ParsedText, piece: WordRange, edits: Collection[_Edit]) -> str:
    at, end = page.stretch(*piece)
    words = ""
    for edit in edits:
        if at <= edit.start and edit.end <= end:
            words += page.text[at : edit.start] + edit.words
            at = edit.end
    return words + page.text[at:end]


def _pronoun(people: Coreference, at: int, since: int) -> Iterator[_Edit]:
    page = people.page
    name = None if page.quoted[at] else people.surely(at, since)
    if name is not None:
        yield _Edit(*page.stretch(at, at), name)


def _left_out(sentence: Sentence, first: int) -> WordRange | None:
    """Give the subject of "and paid no tax": the one of the clause before, if that has no other."""
    page = sentence.page
    if first == sentence.low or page.quoted[first] or not finite_verbs.is_verb(page, first):
        return None
    joined = page.flags[first - 1] & WordClass.link or page.words[first - 1] == ","
    subject = subjects.find_subject(page, sentence.low, first) if joined else None
    if subject is None or subject.first > subject.last:
        return None
    unsure_classes = (
        WordClass.subject | WordClass.opener | WordClass.relative | WordClass.subordinator
    )
    around = [*range(sentence.low, subject.first), *range(subject.last + 1, first)]
    unsure = any(
        page.flags[at] & unsure_classes or page.lowered[at] in page.lexicon.cues for at in around
    )
    return None if unsure else (subject.first, subject.last)


def _dates(page: ParsedText, details: Collection[Detail]) -> Iterator[_Edit]:
    """Write "last October" with its year."""
    for detail in details:
        printed = page.text[detail.start : detail.end]
        written = dates.write(detail.means, page.lexicon.language) if detail.means else None
        if written is None or str(detail.means)[:4] in printed:
            continue
        at = page.at(detail.start)
        before = page.flags[at - 1] if at else 0
        owned = page.text[detail.end : detail.end + 2] in OWNING
        if page.quoted[at] or owned or before & WordClass.determiner:
            continue
        words = written[1] if before & WordClass.preposition else " ".join(written)
        yield _Edit(detail.start, detail.end, words)
