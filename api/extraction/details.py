"""What in a claim can be wrong, each by its words: dates, quantities, superlatives, causes, ties.

What a checker would underline.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Literal, NamedTuple, cast

from api.extraction import dates
from api.extraction.lexicon import rows
from api.extraction.page import Page, Piece

What = Literal["date", "quantity", "superlative", "causal", "relationship"]


class Detail(NamedTuple):
    """One of them. `means` is a date in ISO 8601, as exact as the text and the dateline make it."""

    what: What
    start: int
    end: int
    means: str | None = None


class Details:
    """What can be wrong in a page, read once; asked clause by clause."""

    def __init__(self, page: Page, dateline: date | None) -> None:
        self.page, self.dateline = page, dateline
        self._openings = dates.openings(page)
        signs = _signs(page.lexicon.language)
        found = (Detail(w, *m.span()) for w, sign in signs for m in sign.finditer(page.small))
        self._found = sorted(found, key=_start)

    def find(self, piece: Piece, *, ahead: bool) -> list[Detail]:
        """Find what can be wrong in words first … last, in their order.

        A bare month or weekday is the next one where the words look `ahead`.
        """
        page = self.page
        first, last = (bisect_left(self._openings, at) for at in (piece[0], piece[1] + 1))
        dated = [
            Detail("date", *page.stretch(one.first, one.last), one.means)
            for one in dates.find(
                page, self._openings[first:last], piece[1], self.dateline, ahead=ahead
            )
        ]
        return sorted((*dated, *self._others(piece, dated)), key=_start)

    def _others(self, piece: Piece, dated: list[Detail]) -> Iterator[Detail]:
        start, end = self.page.stretch(*piece)
        for place in range(bisect_left(self._found, start, key=_start), len(self._found)):
            one = self._found[place]
            if one.start >= end:
                return
            in_date = any(one.start < other.end and other.start < one.end for other in dated)
            if one.end <= end and not in_date:
                yield one


def _start(one: Detail) -> int:
    return one.start


@cache
def _signs(language: str) -> list[tuple[What, re.Pattern[str]]]:
    return [(cast("What", what), re.compile(sign)) for what, sign in rows(language, "details")]
