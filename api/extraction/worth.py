"""How much checking a clause matters: what it shows is counted, and weighed by a table."""

import math
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from api.extraction.lexicon import name_of, rows
from api.extraction.page import Page, Piece


class _Weights(NamedTuple):
    """A language's table: a word's classes, and what each class weighs."""

    classes: dict[str, tuple[str, ...]]
    of: dict[str, float]


def worth(page: Page, piece: Piece, kind: str, voice: str) -> float:
    """Weigh words first … last of a page: 0 to 1, as likely as a checker would pick it."""
    classes, of = _weights(page.lexicon.language)
    shown = {"always": 1, f"kind {kind}": 1, f"voice {voice}": 1}
    for at in range(piece[0], piece[1] + 1):
        low = page.lows[at]
        for name in _classes(low, classes):
            shown[name] = shown.get(name, 0) + 1
        shape = _shape(page, at, low, first=at == piece[0])
        if shape:
            shown[shape] = shown.get(shape, 0) + 1
    # The root: a second figure tells less than the first, and long sentences are not all worthy.
    total = sum(of.get(name, 0.0) * math.sqrt(times) for name, times in shown.items())
    return 1 / (1 + math.exp(-total))


def _classes(low: str, classes: dict[str, tuple[str, ...]]) -> Iterable[str]:
    if low[-1] == "%":
        return classes.get("%", ())
    if "-" in low:  # "two-thirds"
        return [name for word in low.split("-") for name in classes.get(word, ())]
    return classes.get(low, ())


def _shape(page: Page, at: int, low: str, *, first: bool) -> str | None:
    """Name what a word shows by its form alone."""
    if low[0].isdigit():
        return "digits"
    if page.capital(at):
        return None if first or len(low) == 1 else "name"
    if low == "?":
        return "question"
    return "past" if len(low) > 4 and low.endswith(page.lexicon.past) else None


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
