"""What kind of claim a clause makes, and how much checking it matters."""

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


def worth(clause: str, language: str, kind: str, voice: str) -> float:
    """Add up what the clause shows; 0 to 1, two decimals."""
    score, said = 0.0, (f"kind:{kind}", f"voice:{voice}")
    for weight, named, sign in _weights(name_of(language)):
        if named in said or (sign and sign.search(clause)):
            score += weight
    return round(min(1.0, max(0.0, score)), 2)


@cache
def _kinds(language: str) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(sign, re.IGNORECASE) for name, sign in rows(language, "kinds")}


@cache
def _weights(language: str) -> list[tuple[float, str, re.Pattern[str] | None]]:
    """Read the table: a weight applies to a pattern, or to a kind or a voice by name."""
    found = list[tuple[float, str, re.Pattern[str] | None]]()
    for weight, sign in rows(language, "worth"):
        named = sign.startswith(("kind:", "voice:"))
        found.append((float(weight), sign, None if named else re.compile(sign)))
    return found
