"""Restate a claim so that it can stand alone, where that is sure; otherwise keep its words.

"paid no tax last year" of "The company employs 200 people and paid no tax last year" becomes
"The company paid no tax in 2024". What is in quotation marks stays as it is.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from api.extraction.features import dates
from api.extraction.features.details import Detail
from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import POSSESSIVE_MARKS, ParsedText, WordRange
from api.extraction.speakers.coreference import Coreference
from api.extraction.syntax import finite_verbs, subjects
from api.extraction.syntax.structures import Sentence


class _Edit(NamedTuple):
    """What is from `start` to `end` (offsets) is said more clearly so."""

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
    text, first = sentence.text, pieces[0][0]
    edits = sorted((*_pronoun(people, first, since), *_dates(text, details)))
    words = " ".join([_edited(text, piece, edits) for piece in pieces])
    if subject := _left_out(sentence, first):
        named = list(_pronoun(people, subject[0], since)) if subject[0] == subject[1] else []
        words = f"{_edited(text, subject, named)} {words}"
    words = " ".join(words.split())
    begins = subject or text.capitalized[first]
    return words[0].upper() + words[1:] if edits and begins else words


def _edited(text: ParsedText, piece: WordRange, edits: Collection[_Edit]) -> str:
    at, end = text.offsets(*piece)
    words = ""
    for edit in edits:
        if at <= edit.start and edit.end <= end:
            words += text.characters[at : edit.start] + edit.words
            at = edit.end
    return words + text.characters[at:end]


def _pronoun(people: Coreference, at: int, since: int) -> Iterator[_Edit]:
    text = people.text
    name = None if text.quoted[at] else people.surely(at, since)
    if name is not None:
        yield _Edit(*text.offsets(at, at), name)


def _left_out(sentence: Sentence, first: int) -> WordRange | None:
    """Give the subject of "and paid no tax": the one of the clause before, if that has no other."""
    text = sentence.text
    if first == sentence.low or text.quoted[first] or not finite_verbs.is_verb(text, first):
        return None
    joined = text.classes[first - 1] & WordClass.additive or text.words[first - 1] == ","
    subject = subjects.find_subject(text, sentence.low, first) if joined else None
    if subject is None or subject.first > subject.last:
        return None
    unsure_classes = (
        WordClass.subject_pronoun
        | WordClass.complementizer
        | WordClass.relative
        | WordClass.subordinator
    )
    around = [*range(sentence.low, subject.first), *range(subject.last + 1, first)]
    unsure = any(
        text.classes[at] & unsure_classes or text.lowered[at] in text.lexicon.cue_verbs
        for at in around
    )
    return None if unsure else (subject.first, subject.last)


def _dates(text: ParsedText, details: Collection[Detail]) -> Iterator[_Edit]:
    """Write "last October" with its year."""
    for detail in details:
        printed = text.characters[detail.start : detail.end]
        written = dates.write(detail.means, text.lexicon.language) if detail.means else None
        if written is None or str(detail.means)[:4] in printed:
            continue
        at = text.word_at(detail.start)
        before = text.classes[at - 1] if at else 0
        owned = text.characters[detail.end : detail.end + 2] in POSSESSIVE_MARKS
        if text.quoted[at] or owned or before & WordClass.determiner:
            continue
        words = written[1] if before & WordClass.preposition else " ".join(written)
        yield _Edit(detail.start, detail.end, words)
