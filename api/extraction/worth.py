"""How much checking a clause matters: what it shows is counted, and weighed by a table."""

import math
from functools import cache, lru_cache
from typing import NamedTuple

from api.extraction.lexicon import lexicon, name_of, rows
from api.extraction.page import Page, Piece


class _Weights(NamedTuple):
    """A language's table: a word's classes, and what each class weighs."""

    classes: dict[str, tuple[str, ...]]
    of: dict[str, float]


def worth(page: Page, piece: Piece, kind: str, voice: str) -> float:
    """Weigh words first … last of a page: 0 to 1, as likely as a checker would pick it."""
    language, of = page.lexicon.language, _weights(page.lexicon.language).of
    shown = {"always": 1, f"kind {kind}": 1, f"voice {voice}": 1}
    for word in page.words[piece[0] : piece[1] + 1]:
        for name in _shown(language, word):
            shown[name] = shown.get(name, 0) + 1
    if page.capital(piece[0]) and len(page.words[piece[0]]) > 1:
        shown["name"] = shown.get("name", 1) - 1  # any word is capital where a sentence begins
    # The root: a second figure tells less than the first, and long sentences are not all worthy.
    total = sum(of.get(name, 0.0) * math.sqrt(times) for name, times in shown.items())
    return 1 / (1 + math.exp(-total))


@lru_cache(20_000)
def _shown(language: str, word: str) -> tuple[str, ...]:
    """Give the classes of a word, and what it shows by its form."""
    classes, low = _weights(language).classes, word.lower()
    if low[-1] == "%":
        known = classes.get("%", ())
    elif "-" in low:  # "two-thirds"
        known = tuple(name for part in low.split("-") for name in classes.get(part, ()))
    else:
        known = classes.get(low, ())
    shape = _shape(word, lexicon(language).past)
    return (*known, shape) if shape else known


def _shape(word: str, past: tuple[str, ...]) -> str | None:
    if word[0].isdigit():
        return "digits"
    if word[0].isupper():
        return "name" if len(word) > 1 else None
    if word == "?":
        return "question"
    return "past" if len(word) > 4 and word.endswith(past) else None


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
