"""What kind of claim a clause makes."""

import re
from collections.abc import Collection
from functools import cache

from api.extraction.details import Detail
from api.extraction.lexicon import name_of, rows

UNCHECKABLE = frozenset({"opinion", "prediction"})
_CHECKABLE = ("causal", "quantity", "relationship", "date")  # the first that a clause shows


def uncheckable(clause: str, language: str) -> str | None:
    """Name the kind that nobody can check, if a clause is of one."""
    signs = _signs(name_of(language))
    return next((kind for kind, sign in signs.items() if sign.search(clause)), None)


def kind(unsure: str | None, details: Collection[Detail], *, speech: bool) -> str:
    """Name the kind; words in quotation marks make it a quotation, whatever else it is."""
    if speech:
        return "quotation"
    shown = {one.what for one in details}
    return unsure or next((kind for kind in _CHECKABLE if kind in shown), "event")


@cache
def _signs(language: str) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(sign, re.IGNORECASE) for name, sign in rows(language, "kinds")}
