"""What kind of claim a clause makes."""

import re
from functools import cache

from api.extraction.lexicon import name_of, rows

UNCHECKABLE = frozenset({"opinion", "prediction"})
_NUMBER = re.compile(r"\d")


def kind(clause: str, language: str, *, speech: bool) -> str:
    """Name the kind; words in quotation marks make it a quotation, whatever else it is."""
    if speech:
        return "quotation"
    signs = _kinds(name_of(language))
    found = next(
        (name for name, sign in signs.items() if name != "date" and sign.search(clause)), "event"
    )
    if found == "quantity" and _NUMBER.search(clause):
        return found if _NUMBER.search(signs["date"].sub("", clause)) else "date"
    return found


@cache
def _kinds(language: str) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(sign, re.IGNORECASE) for name, sign in rows(language, "kinds")}
