"""Read the attributions of a German sentence: each cue with its content."""

from collections.abc import Iterator, Sequence

from api.extraction.german import (
    clause_fields,
    content_after_cue,
    content_before_cue,
    content_in_clause,
    cues,
    phrase_contents,
)
from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.parsed_text import PAUSES, ParsedText, WordRange
from api.extraction.syntax.attribution import SpeechReport
from api.extraction.syntax.structures import CueMatch, Sentence


def read_reports(sentence: Sentence, number: int) -> Iterator[SpeechReport]:
    """Give what is said in a sentence, each with its cue."""
    matches, floor, contents_so_far = (
        cues.find_cues(sentence),
        sentence.low,
        list[list[WordRange]](),
    )
    for index, match in enumerate(matches):
        ceiling = _ceiling(sentence, matches, index)
        contents = list(_contents(sentence, matches, match, floor, ceiling))
        for content in contents:
            if content in contents_so_far:
                continue  # "äußerte sich mit den Worten: „…“" has two cues
            contents_so_far.append(content)
            yield SpeechReport(
                (match.first, match.last),
                match.source,
                content,
                match.cue.means,
                match.rule,
                number,
            )
        if contents:
            floor = max(
                floor, match.end + 1, *(c[-1][1] + 1 for c in contents if c[-1][1] < match.end)
            )


def _ceiling(sentence: Sentence, matches: Sequence[CueMatch], index: int) -> int:
    """Where what is after a cue must end: before the next one's clause."""
    text, match = sentence.text, matches[index]
    for later in matches[index + 1 :]:
        if later.rule == "phrase" or later.edge <= match.end:
            continue
        first = clause_fields.clause(sentence, later.edge)[0]
        before = max(match.end, (first if later.rule != "same subject" else later.edge) - 1)
        joined = text.classes[before] & WordClass.coordinator or later.rule == "same subject"
        if joined or text.lowered[first] == text.lexicon.as_words[0]:
            return before - 1 if text.words[before] in PAUSES else before
    return sentence.high


def _contents(
    sentence: Sentence, matches: Sequence[CueMatch], match: CueMatch, floor: int, ceiling: int
) -> Iterator[list[WordRange]]:
    text = sentence.text
    if match.rule == "phrase" and match.cue.complements & Complement.that:
        yield [(match.last + 1, ceiling)]
        return
    if match.rule == "phrase":
        yield from phrase_contents.rest_of_sentence(sentence, match, floor, ceiling)
        return
    colon = (
        None
        if clause_fields.is_comparison(sentence, match)
        else _colon(text, match.end + 1, ceiling)
    )
    if colon and _is_anothers(text, matches, colon + 1):
        return
    before = content_before_cue.content_before(sentence, match, floor)
    if colon:
        yield [(colon + 1, _spoken(text, colon + 1, ceiling))]
        return
    if before and not text.quoted[before[1]] and _opened(sentence, match, ceiling):
        before = None  # "In einem Interview – sagte er, dass …"
    after = content_after_cue.clause_after(sentence, match, ceiling, before)
    if before and after:
        yield [before, after]
    elif before or after:
        yield [piece for piece in (before, after) if piece]
    elif match.cue.complements & Complement.object and (
        object_range := content_in_clause.object_of(sentence, match)
    ):
        yield [object_range]
    else:
        for piece in list(
            content_in_clause.quotations_in_clause(sentence, match, floor, ceiling)
        ) or content_in_clause.after_preposition(sentence, match, ceiling):
            yield [piece]


def _colon(text: ParsedText, first: int, last: int) -> int | None:
    """Find the colon that brings what is said."""
    for at in range(first, last):
        if text.quoted[at] or text.words[at] == ";":
            return None
        if text.words[at] == ":":
            return at
    return None


def _is_anothers(text: ParsedText, matches: Sequence[CueMatch], first: int) -> bool:
    """Whether what is after a colon has a cue of its own: "…: „…“, sagte X"."""
    if not text.quoted[first]:
        led = (
            text.classes[first] & WordClass.adverb
        )  # "…: So sagte X, …"; "Er sagte: Sie sagten" is his
        return bool(led) and any(match.edge == first + 1 for match in matches)
    behind = text.quotation_at(first)[1] + 1
    return any(match.inverted and behind <= match.first <= behind + 1 for match in matches)


def _spoken(text: ParsedText, first: int, last: int) -> int:
    """End a quotation after a colon with its marks, unless it goes on."""
    if not text.quoted[first]:
        return last
    end = text.quotation_at(first)[1]
    goes_on = end < last and text.words[end + 1][0].islower()
    return last if goes_on and not text.classes[end + 1] & WordClass.coordinator else min(end, last)


def _opened(sentence: Sentence, match: CueMatch, ceiling: int) -> bool:
    """Whether "dass" is after the comma that ends the cue's clause."""
    text, first = sentence.text, clause_fields.clause(sentence, match.end)[1] + 2
    return first <= ceiling and bool(text.classes[first] & WordClass.that)
