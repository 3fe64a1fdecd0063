"""What in a claim can be wrong, each by its words: dates, quantities, superlatives, causes, ties.

What a checker would underline.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Literal, NamedTuple, cast

from api.extraction import dates
from api.extraction.dates import Dated
from api.extraction.lexicon import rows
from api.extraction.page import Page, Piece

What = Literal["date", "quantity", "superlative", "causal", "relationship"]


class Detail(NamedTuple):
    """One of them. `means` is a date in ISO 8601, as exact as the text and the dateline make it."""

    what: What
    start: int
    end: int
    means: str | None = None


def find(page: Page, piece: Piece, dateline: date | None, *, ahead: bool) -> list[Detail]:
    """Find what can be wrong in words first … last, in their order."""
    start, end = page.stretch(*piece)
    dated = [_dated(page, one) for one in dates.find(page, piece, dateline, ahead=ahead)]
    return sorted((*dated, *_others(page, start, end, dated)), key=lambda one: one.start)


def _dated(page: Page, one: Dated) -> Detail:
    return Detail("date", *page.stretch(one.first, one.last), one.means)


def _others(page: Page, start: int, end: int, dated: list[Detail]) -> Iterator[Detail]:
    for what, sign in _signs(page.lexicon.language):
        for match in sign.finditer(page.small, start, end):
            in_date = any(match.start() < one.end and one.start < match.end() for one in dated)
            if not in_date:
                yield Detail(what, *match.span())


@cache
def _signs(language: str) -> list[tuple[What, re.Pattern[str]]]:
    return [(cast("What", what), re.compile(sign)) for what, sign in rows(language, "details")]
