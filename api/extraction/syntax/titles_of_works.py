"""The names of works, told from what somebody says: on “Fox & Friends”."""

from collections.abc import Iterator

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.page import ENDS, ParsedText, WordRange

_NAMES = 6  # words in quotation marks that may be a name
_LISTED = 8  # names before one in a list of them
_BRACKET = 3  # words of "(übersetzt etwa:"
_SMALL = WordClass.name_link | WordClass.preposition | WordClass.determiner


def is_title(page: ParsedText, quote: WordRange) -> bool:
    """Whether a quotation is the name of a work: nothing brings it, and it is written so."""
    first, last = quote
    if last - first > 8 or first == 0 or page.words[first - 1] in (",", ":", ".", "?", "!"):
        return False
    inner = _inner(page, quote)
    named = all(page.capitals[at] or page.flags[at] & _SMALL for at in inner)
    return bool(inner) and named and page.capitals[inner[0]]


def is_written_so(page: ParsedText, quote: WordRange) -> bool:
    """Whether a quotation is written as titles are: its words begin with capitals."""
    small = _SMALL | WordClass.joiner
    return all(page.capitals[at] or page.flags[at] & small for at in _inner(page, quote))


def is_name(page: ParsedText, quote: WordRange, before: int = _LISTED) -> bool:
    """Whether a quotation is a name: of a paper, a work, a ship, a group.

    One of a list is a name where the one before it is; so many are looked at.
    """
    first, last = quote
    inner = _inner(page, quote)
    if not inner or not page.capitals[inner[0]] or page.words[last - 1] in (",", *ENDS):
        return False
    listed = before > 0 and first > 1 and page.words[first - 1] == "," and page.quoted[first - 2]
    listed = listed and is_name(page, page.quotes[page.quote[first - 2]], before - 1)
    brought = page.words[first - 1] in (":", ",") and not _in_bracket(page, first - 1)
    if not listed and (brought or _labels(page, first)):
        return False
    return is_written_so(page, quote) or (
        last - first - 1 <= _NAMES and not any(page.flags[at] & WordClass.auxiliary for at in inner)
    )


def quotations(
    page: ParsedText, first: int, last: int, *, words: bool = False
) -> Iterator[WordRange]:
    """Give the quotations among words first … last that are no names; single words on demand."""
    at = first
    while at <= last:
        if page.quoted[at]:
            quote = page.quotes[page.quote[at]]
            single = (
                words
                and quote[1] - quote[0] == 2
                and page.flags[quote[0] - 1] & WordClass.determiner
            )
            if single or not is_name(page, quote):
                yield quote
            at = quote[1]
        at += 1


def _inner(page: ParsedText, quote: WordRange) -> list[int]:
    return [at for at in range(quote[0] + 1, quote[1]) if page.words[at][0].isalpha()]


def _in_bracket(page: ParsedText, at: int) -> bool:
    """Whether a bracket opens right before: "(kurz: „IG Bau“)"."""
    return "(" in page.words[max(0, at - _BRACKET) : at]


def _labels(page: ParsedText, first: int) -> bool:
    """Whether the words before a quotation make it what somebody calls something."""
    return first > 0 and page.lowered[first - 1] in page.lexicon.labelling
