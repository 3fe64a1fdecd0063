"""What stands inside quotation marks: straight, curly, German and French, by offsets."""

import re
from bisect import bisect_right
from itertools import takewhile

Stretch = tuple[int, int]

# What opens, what closes; a paragraph's end closes too (speech that goes on reopens).
_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", '"': '"'}
_MARK = re.compile('[“”„«»"\n]')
_SHORTEST = 2


def find(text: str) -> list[Stretch]:
    """Give the stretches inside quotation marks, the marks left out, in order."""
    found: list[Stretch] = []
    opened: tuple[int, str] | None = None
    for mark in _MARK.finditer(text):
        sign, at = mark.group(), mark.start()
        if opened is None:
            if sign in _PAIRS and not _is_inches(text, at):
                opened = (mark.end(), _PAIRS[sign])
        elif sign in opened[1] or sign == "\n":
            if at - opened[0] >= _SHORTEST:
                found.append((opened[0], at))
            opened = None
    if opened and len(text) - opened[0] >= _SHORTEST:
        found.append((opened[0], len(text)))
    return found


def within(found: list[Stretch], first: int, start: int, end: int) -> list[Stretch]:
    """Cut the stretches (from the `first` on) to what lies in start … end."""
    touching = takewhile(lambda one: one[0] < end, found[first : first + 200])
    cut = ((max(start, left), min(end, right)) for left, right in touching)
    return [(left, right) for left, right in cut if right - left >= _SHORTEST]


def covers(found: list[Stretch], at: int) -> bool:
    """Say whether this offset stands inside one of the stretches."""
    before = bisect_right(found, (at, len(found) + (1 << 40))) - 1
    return before >= 0 and found[before][0] <= at < found[before][1]


def _is_inches(text: str, at: int) -> bool:
    return text[at] == '"' and text[at - 1 : at].isdigit()
