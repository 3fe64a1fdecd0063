"""How much checking a clause matters: what it shows is counted, and weighed by a table."""

import math
from collections import Counter
from functools import cache
from typing import NamedTuple

from api.extraction.lexicon import name_of, rows
from api.extraction.page import Page, Piece

_MOST = 3  # times that a class counts


class _Weights(NamedTuple):
    """A language's table: a word's classes, and what each class weighs."""

    classes: dict[str, tuple[str, ...]]
    of: dict[str, float]


def worth(page: Page, piece: Piece, kind: str, voice: str) -> float:
    """Weigh words first … last of a page: 0 to 1, as likely as a checker would pick it."""
    classes, of = _weights(page.lexicon.language)
    shown: Counter[str] = Counter(("always", f"kind {kind}", f"voice {voice}"))
    for at in range(piece[0], piece[1] + 1):
        low = page.lows[at]
        for word in low.split("-") if "-" in low else (low,):  # "two-thirds"
            shown.update(classes.get(word, ()))
        shown.update(_shapes(page, at, low, first=at == piece[0]))
    total = sum(of.get(name, 0.0) * min(times, _MOST) for name, times in shown.items())
    return 1 / (1 + math.exp(-total))


def _shapes(page: Page, at: int, low: str, *, first: bool) -> tuple[str, ...]:
    """Name what a word shows by its form alone."""
    if low[0].isdigit():
        return ("digits", "measure") if low.endswith("%") else ("digits",)
    if page.capital(at):
        return () if first or len(low) == 1 else ("name",)
    if low == "?":
        return ("question",)
    return ("past",) if len(low) > 4 and low.endswith(page.lexicon.past) else ()


@cache
def _weights(language: str) -> _Weights:
    classes, of = dict[str, tuple[str, ...]](), dict[str, float]()
    for weight, name, *listed in rows(name_of(language), "worth"):
        words = listed[0].split() if listed else []
        if name in ("kind", "voice"):
            of |= {f"{name} {word}": float(weight) for word in words}
            continue
        of[name] = float(weight)
        for word in words:
            classes[word] = (*classes.get(word, ()), name)
    return _Weights(classes, of)
