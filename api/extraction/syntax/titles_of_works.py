"""Titles of works in quotation marks, which are not speech: on “Fox & Friends”."""

from collections.abc import Iterator

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import SENTENCE_ENDS, ParsedText, WordRange

_NAMES = 6  # words in quotation marks that may be a name
_LISTED = 8  # names before one in a list of them
_BRACKET = 3  # words of "(übersetzt etwa:"
_SMALL = WordClass.name_particle | WordClass.preposition | WordClass.determiner


def is_title(text: ParsedText, quote: WordRange) -> bool:
    """Whether a quotation is the name of a work: nothing brings it, and it is written so."""
    first, last = quote
    if last - first > 8 or first == 0 or text.words[first - 1] in (",", ":", ".", "?", "!"):
        return False
    inner = _inner(text, quote)
    named = all(text.capitalized[at] or text.classes[at] & _SMALL for at in inner)
    return bool(inner) and named and text.capitalized[inner[0]]


def is_written_so(text: ParsedText, quote: WordRange) -> bool:
    """Whether a quotation is written as titles are: its words begin with capitals."""
    small = _SMALL | WordClass.coordinator
    return all(text.capitalized[at] or text.classes[at] & small for at in _inner(text, quote))


def is_name(text: ParsedText, quote: WordRange, before: int = _LISTED) -> bool:
    """Whether a quotation is a name: of a paper, a work, a ship, a group.

    One of a list is a name where the one before it is; so many are looked at.
    """
    first, last = quote
    inner = _inner(text, quote)
    if not inner or not text.capitalized[inner[0]] or text.words[last - 1] in (",", *SENTENCE_ENDS):
        return False
    listed = before > 0 and first > 1 and text.words[first - 1] == "," and text.quoted[first - 2]
    listed = listed and is_name(text, text.quotation_at(first - 2), before - 1)
    brought = text.words[first - 1] in (":", ",") and not _in_bracket(text, first - 1)
    if not listed and (brought or _labels(text, first)):
        return False
    return is_written_so(text, quote) or (
        last - first - 1 <= _NAMES
        and not any(text.classes[at] & WordClass.auxiliary for at in inner)
    )


def quotations(
    text: ParsedText, first: int, last: int, *, words: bool = False
) -> Iterator[WordRange]:
    """Give the quotations among words first … last that are no names; single words on demand."""
    at = first
    while at <= last:
        if text.quoted[at]:
            quote = text.quotation_at(at)
            single = (
                words
                and quote[1] - quote[0] == 2
                and text.classes[quote[0] - 1] & WordClass.determiner
            )
            if single or not is_name(text, quote):
                yield quote
            at = quote[1]
        at += 1


def _inner(text: ParsedText, quote: WordRange) -> list[int]:
    return [at for at in range(quote[0] + 1, quote[1]) if text.words[at][0].isalpha()]


def _in_bracket(text: ParsedText, at: int) -> bool:
    """Whether a bracket opens right before: "(kurz: „IG Bau“)"."""
    return "(" in text.words[max(0, at - _BRACKET) : at]


def _labels(text: ParsedText, first: int) -> bool:
    """Whether the words before a quotation make it what somebody calls something."""
    return first > 0 and text.lowered[first - 1] in text.lexicon.label_openers
