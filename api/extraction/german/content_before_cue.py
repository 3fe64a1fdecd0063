"""The content before its cue: “„…“, sagte X”, “Er komme, sagte X”."""

from api.extraction.german import clause_fields, content_in_clause
from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.parsed_text import PAUSES, WordRange
from api.extraction.syntax.structures import CueMatch, Sentence


def content_before(sentence: Sentence, match: CueMatch, floor: int) -> WordRange | None:
    """Read “„…“, sagte X”, “Er komme, sagte X” and “…, wie X mitteilte”."""
    text, edge = sentence.text, match.edge
    if match.rule == "verb last":
        if not clause_fields.is_comparison(sentence, match):
            return None
        edge = clause_fields.clause(sentence, match.last)[0]
    elif not match.inverted or match.edge != match.first:
        return None
    if match.cue.complements & (Complement.quotation | Complement.label) and any(
        content_in_clause.quotations_in_clause(sentence, match, match.end, sentence.high)
    ):
        return None  # "die Lage bezeichnete er als „…“"
    at = edge - 1
    while at > floor and text.words[at] in PAUSES and not text.quoted[at]:
        at -= 1
    if at < floor or (at == edge - 1 and not text.quoted[at]):
        return None
    if text.quoted[at]:
        return _quotation_start(sentence, text.quotation_at(at)[0], floor), at
    opens = (
        text.classes[floor] & WordClass.subordinator
        and not text.classes[floor] & WordClass.complementizer
    )
    return None if opens else (floor, at)


def _quotation_start(sentence: Sentence, start: int, floor: int) -> int:
    """Take the author's words along that run into the quotation before a cue."""
    text = sentence.text
    goes_on = start > floor and not clause_fields.marks(text, start - 1)
    first = clause_fields.clause(sentence, start)[0] if goes_on else max(start, floor)
    small = WordClass.preposition | WordClass.subordinator
    if goes_on and clause_fields.opens_relative(text, first):
        first = floor
    elif all(text.classes[k] & small for k in range(first, start)):
        first = max(start, floor)  # "Als „…“ bezeichnet"
    return floor if first > floor and clause_fields.wishes(text, floor, first) else first
