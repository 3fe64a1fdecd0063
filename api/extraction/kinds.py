"""What kind of claim a clause makes."""

import re
from collections.abc import Collection
from functools import cache

from api.extraction.details import Detail
from api.extraction.lexicon import rows
from api.extraction.page import Page, Piece

UNCHECKABLE = frozenset({"opinion", "prediction"})
_CHECKABLE = ("causal", "quantity", "relationship", "date")  # the first that a clause shows


def uncheckable(page: Page, piece: Piece) -> str | None:
    """Name the kind that nobody can check, if a clause is of one."""
    signs, (start, end) = _signs(page.lexicon.language), page.stretch(*piece)
    return next((kind for kind, sign in signs if sign.search(page.small, start, end)), None)


def kind(unsure: str | None, details: Collection[Detail], *, speech: bool) -> str:
    """Name the kind; words in quotation marks make it a quotation, whatever else it is."""
    if speech:
        return "quotation"
    shown = {one.what for one in details}
    return unsure or next((kind for kind in _CHECKABLE if kind in shown), "event")


@cache
def _signs(language: str) -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(sign)) for name, sign in rows(language, "kinds")]
