"""The content inside the cue's own clause: quotations, objects, what a preposition introduces."""

from collections.abc import Iterator

from api.extraction.german import clause_fields
from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.parsed_text import WordRange
from api.extraction.syntax import titles_of_works
from api.extraction.syntax.structures import CueMatch, Sentence

_DATE = 4  # words of "vom 7. April"
_WORDY = 3  # words of a quotation that is no name right after a verb


def object_of(sentence: Sentence, match: CueMatch) -> WordRange | None:
    """Read "forderte einen offenen Umgang damit"."""
    first, last = match.end + 1, clause_fields.clause(sentence, match.last)[1]
    return (
        (first, last)
        if last > first and match.rule in ("subject", "inverted", "same subject")
        else None
    )


def after_preposition(sentence: Sentence, match: CueMatch, ceiling: int) -> list[WordRange]:
    """Read "warnte vor Hochwasser", by the verb's small word, and "bezeichnete sie als sicher"."""
    text, first = sentence.text, match.end + 1
    last = min(clause_fields.clause(sentence, match.last)[1], ceiling)
    last -= text.lowered[last] == match.cue.particle or bool(
        text.classes[last] & WordClass.coordinator
    )
    for at in range(first, last) if match.cue.about else ():
        leads = text.lowered[at] in match.cue.about
        if leads and not any(
            classes & WordClass.time for classes in text.classes[at + 1 : at + _DATE]
        ):
            return [(first if match.cue.complements & Complement.label else at, last)]
    return []


def quotations_in_clause(
    sentence: Sentence, match: CueMatch, floor: int, ceiling: int
) -> Iterator[WordRange]:
    """Give the quotations in the cue's own clause: “nannte ihn einen „…“”."""
    text = sentence.text
    first, last = clause_fields.clause(sentence, match.last)
    source = match.source
    spoken = match.cue.complements & (Complement.quotation | Complement.label)
    begins = match.last + 1 if match.last < last and text.quoted[match.last + 1] else None
    if begins and not (source and source.first <= begins <= source.last):
        quote = text.quotation_at(begins)
        if quote[1] - begins > _WORDY:
            yield quote
    if match.cue.particle and text.lowered[last] == match.cue.particle and text.quoted[last - 1]:
        quote = text.quotation_at(last - 1)
        if (
            titles_of_works.is_name(text, quote)
            and not text.classes[quote[0] - 1] & WordClass.determiner
        ):
            yield quote  # "warf der Regierung „Wortbruch“ vor"
    for quote in titles_of_works.quotations(
        text, max(first, floor), min(last, ceiling), words=bool(spoken)
    ):
        if quote[0] != begins and not (source and source.first <= quote[0] <= source.last):
            yield quote
