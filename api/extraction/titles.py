"""The names of works, told from what somebody says: on “Fox & Friends”."""

from api.extraction.lexicon import Word
from api.extraction.page import Page, Piece

_SMALL = Word.name_link | Word.preposition | Word.determiner


def is_title(page: Page, quote: Piece) -> bool:
    """Whether a quotation is the name of a work: nothing brings it, and it is written so."""
    first, last = quote
    if last - first > 8 or first == 0 or page.words[first - 1] in (",", ":", ".", "?", "!"):
        return False
    inner = _inner(page, quote)
    named = all(page.capital(at) or page.flags[at] & _SMALL for at in inner)
    return bool(inner) and named and page.capital(inner[0])


def is_written_so(page: Page, quote: Piece) -> bool:
    """Whether a quotation is written as titles are: its words begin with capitals."""
    small = _SMALL | Word.joiner
    return all(page.capital(at) or page.flags[at] & small for at in _inner(page, quote))


def _inner(page: Page, quote: Piece) -> list[int]:
    return [at for at in range(quote[0] + 1, quote[1]) if page.words[at][0].isalpha()]
