"""The content of “laut X” and “so X”: the rest of their sentence."""

from collections.abc import Iterator

from api.extraction.german import clause_fields
from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.parsed_text import PAUSES, ParsedText, WordRange
from api.extraction.syntax.structures import CueMatch, Sentence


def rest_of_sentence(
    sentence: Sentence, match: CueMatch, floor: int, ceiling: int
) -> Iterator[list[WordRange]]:
    """Read what “laut X” belongs to: the rest of its sentence."""
    text = sentence.text
    first, last = match.edge, match.end
    clause = clause_fields.clause(sentence, first)
    if clause_fields.opens_relative(text, clause[0]) and clause[0] < first:
        floor, ceiling = clause[0], min(ceiling, max(clause[1], last))
    pieces = []
    for at in range(first - 1, floor, -1):
        if text.words[at] in (":", ";") and not text.quoted[at]:
            floor = at + 1
            break
    end = first - 1
    while end >= floor and text.words[end] in PAUSES and not text.quoted[end]:
        end -= 1
    if end - floor >= 1:
        pieces.append((floor, end))
    start = last + 1
    while start <= ceiling and text.words[start] in PAUSES and not text.quoted[start]:
        start += 1
    if start < ceiling and not (pieces and _turns(text, match, end, start)):
        pieces.append((start, ceiling))
    if pieces:
        yield pieces


def _turns(text: ParsedText, match: CueMatch, end: int, start: int) -> bool:
    """Whether something else begins after "…, so X," at word `start`."""
    goes_on = text.words[start][0].islower()
    goes_on = goes_on and not text.classes[start] & (WordClass.relative | WordClass.determiner)
    if text.quoted[end] and goes_on:
        return False  # "„…“, so X, „…“ habe er gesehen"
    paused = start > match.end + 1 and not text.quoted[start]
    return paused or bool(match.cue.complements & Complement.quotation)
