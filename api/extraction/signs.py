"""What words show of a claim: quantities, superlatives, causes, ties; a view, or what may come."""

import re
from bisect import bisect_left
from functools import cache, lru_cache
from typing import NamedTuple

from api.extraction.lexicon import name_of, rows
from api.extraction.page import Page, Piece

_FIGURE, _ANY = "#", "*"  # in the table: a word that begins with a figure, or so
_FIGURES = tuple("0123456789")


class Sign(NamedTuple):
    """One of them, by its offsets."""

    what: str
    start: int
    end: int


class _Row(NamedTuple):
    """A line of `signs.tsv`: its pattern is tried where one of these words stands."""

    what: str
    words: frozenset[str]
    beginnings: tuple[str, ...]
    pattern: re.Pattern[str]


class Signs:
    """The signs of a page: where one may begin is found once, the rest clause by clause."""

    def __init__(self, page: Page) -> None:
        language = page.lexicon.language
        begun = {low: _begun(language, low) for low in set(page.lows)}
        self._page = page
        self._openings = [(at, begun[low]) for at, low in enumerate(page.lows) if begun[low]]

    def find(self, piece: Piece) -> list[Sign]:
        """Give the signs in words first … last, by where they begin."""
        page, (first, last) = self._page, piece
        end, found, behind = page.ends[last], list[Sign](), dict[str, int]()
        for place in range(bisect_left(self._openings, (first,)), len(self._openings)):
            at, begun = self._openings[place]
            if at > last:
                break
            start = page.starts[at]
            for row in begun:
                free = start >= behind.get(row.what, 0)
                sign = row.pattern.match(page.small, start, end) if free else None
                if sign:
                    behind[row.what] = sign.end()
                    found.append(Sign(row.what, start, sign.end()))
        return found


@lru_cache(20_000)
def _begun(language: str, low: str) -> tuple[_Row, ...]:
    """Give what may begin with a word; each is asked many times, and few begin anything."""
    return tuple(
        row for row in _rows(language) if low in row.words or low.startswith(row.beginnings)
    )


@cache
def _rows(language: str) -> list[_Row]:
    return [_row(*fields) for fields in rows(name_of(language), "signs")]


def _row(what: str, begins: str, pattern: str) -> _Row:
    words = begins.split()
    beginnings = [word.rstrip(_ANY) for word in words if word.endswith(_ANY)]
    if _FIGURE in words:
        beginnings += _FIGURES
    return _Row(what, frozenset(words), tuple(beginnings), re.compile(pattern))
