"""What is said before its cue: “„…“, sagte X”, “Er komme, sagte X”."""

from api.extraction.german import clause_fields, content_in_clause
from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.page import PAUSES, WordRange
from api.extraction.syntax.structures import CueMatch, Sentence


def content_before(sentence: Sentence, match: CueMatch, floor: int) -> WordRange | None:
    """Read “„…“, sagte X”, “Er komme, sagte X” and “…, wie X mitteilte”."""
    page, edge = sentence.page, match.edge
    if match.rule == "verb last":
        if not clause_fields.is_comparison(sentence, match):
            return None
        edge = clause_fields.clause(sentence, match.last)[0]
    elif not match.inverted or match.edge != match.first:
        return None
    if match.cue.complements & (Complement.only | Complement.named) and any(
        content_in_clause.quotations_in_clause(sentence, match, match.end, sentence.high)
    ):
        return None  # "die Lage bezeichnete er als „…“"
    at = edge - 1
    while at > floor and page.words[at] in PAUSES and not page.quoted[at]:
        at -= 1
    if at < floor or (at == edge - 1 and not page.quoted[at]):
        return None
    if page.quoted[at]:
        return _quotation_start(sentence, page.quotes[page.quote[at]][0], floor), at
    opens = page.flags[floor] & WordClass.subordinator and not page.flags[floor] & WordClass.opener
    return None if opens else (floor, at)


def _quotation_start(sentence: Sentence, start: int, floor: int) -> int:
    """Take the author's words along that run into the quotation before a cue."""
    page = sentence.page
    goes_on = start > floor and not clause_fields.marks(page, start - 1)
    first = clause_fields.clause(sentence, start)[0] if goes_on else max(start, floor)
    small = WordClass.preposition | WordClass.subordinator
    if goes_on and clause_fields.opens_relative(page, first):
        first = floor
    elif all(page.flags[k] & small for k in range(first, start)):
        first = max(start, floor)  # "Als „…“ bezeichnet"
    return floor if first > floor and clause_fields.wishes(page, floor, first) else first
