"""Quotations by their offsets, in all styles of marks: straight, curly, doubled, German, French."""

import re
from itertools import takewhile
from typing import NamedTuple

CharacterRange = tuple[int, int]

# What opens, what closes; a paragraph's end closes too (speech that goes on reopens).
_PAIRS = {
    "“": ("”", '"', "''"),
    "”": ("”",),  # so some keyboards open
    "„": ("“", "”", '"'),
    "«": ("»",),
    "»": ("«",),
    '"': ('"', "”"),
    "''": ("''",),
    "``": ("''", '"'),
}
_NESTING = {"„": "“", "«": "»"}  # marks that also stand for a quotation inside their own
_AHEAD = 1000  # characters in which a quotation inside another is looked for
_MARK = re.compile("[“”„«»\"\n]|''|``")
_SHORTEST = 2


class Quotation(NamedTuple):
    """A quotation with its marks (first … last) and what is between them (start … end)."""

    first: int
    last: int
    start: int
    end: int


def find_quotations(text: str) -> list[Quotation]:
    """Give the quotations of a text in order; one inside another is part of that."""
    quotations: list[Quotation] = []
    opened: tuple[int, int, tuple[str, ...]] | None = None
    inside = 0  # quotations with the same marks within the one that is open
    for mark in _MARK.finditer(text):
        sign, at = mark.group(), mark.start()
        if opened is None:
            if sign in _PAIRS and not _closes(text, sign, at) and not _is_inches(text, at):
                opened, inside = (at, mark.end(), _PAIRS[sign]), 0
        elif sign == "\n":
            quotations += _kept(opened, at, at)
            opened = None
        elif sign in _NESTING and text[opened[0]] == sign and _nests(text, sign, mark.end()):
            inside += 1
        elif inside and sign == _NESTING.get(text[opened[0]]):
            inside -= 1
        elif sign in opened[2] or (sign == "“" and _ends_word(text, at)):
            quotations += _kept(opened, at, mark.end())
            opened = None
    if opened:
        quotations += _kept(opened, len(text), len(text))
    return quotations


def quoted_ranges(text: str) -> list[CharacterRange]:
    """Give the ranges inside quotation marks, the marks left out, in order."""
    return [(quotation.start, quotation.end) for quotation in find_quotations(text)]


def ranges_within(
    ranges: list[CharacterRange], first: int, start: int, end: int
) -> list[CharacterRange]:
    """Cut the ranges (from the `first` on) to what lies in start … end."""
    touching = takewhile(lambda quoted: quoted[0] < end, ranges[first : first + 200])
    cut = ((max(start, left), min(end, right)) for left, right in touching)
    return [(left, right) for left, right in cut if right - left >= _SHORTEST]


def _kept(opened: tuple[int, int, tuple[str, ...]], end: int, last: int) -> list[Quotation]:
    first, start, _ = opened
    return [Quotation(first, last, start, end)] if end - start >= _SHORTEST else []


def _closes(text: str, sign: str, at: int) -> bool:
    """Whether a mark that may open is where only a closing one does: “lost its mate” and on."""
    return sign == "”" and (
        text[at - 1 : at].isalnum() or text[at - 1 : at] in (".", ",", "?", "!")
    )


def _nests(text: str, sign: str, at: int) -> bool:
    """Whether both this quotation and the one around it are closed before the paragraph ends."""
    rest = text[at : at + _AHEAD].partition("\n")[0]
    return rest.count(_NESTING[sign]) >= rest.count(sign) + 2


def _ends_word(text: str, at: int) -> bool:
    """Whether a mark is after a word and before a pause, as closing ones do."""
    return not text[at - 1].isspace() and text[at + 1 : at + 2] in ("", " ", "\n", ",", ".", ";")


def _is_inches(text: str, at: int) -> bool:
    return text[at] == '"' and text[at - 1 : at].isdigit()
