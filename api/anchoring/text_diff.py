"""What differs between two texts, character by character: for people to read."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from api.anchoring.alignment import runs
from api.text.spans import DraftText, Part

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


class Difference(NamedTuple):
    """A range of the old text, and what replaced it in the new one; either may be empty.

    Offsets count code points of `part`, the end exclusive.
    """

    part: Part
    before: tuple[int, int]
    after: tuple[int, int]


def differences(old: DraftText, new: DraftText) -> Iterator[Difference]:
    """Give what differs, in reading order: words, marks and spaces, as they are."""
    for part in Part:
        yield from _of_part(part, old[part], new[part])


def _of_part(part: Part, old: str, new: str) -> Iterator[Difference]:
    lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    left, right = (_edges([len(line) for line in part_lines]) for part_lines in lines)
    for same, before, after in runs(*_numbered(*lines)):
        if not same:
            start, end = left[before[0]], left[before[1]]
            new_start, behind = right[after[0]], right[after[1]]
            yield from _within(part, old[start:end], new[new_start:behind], start, new_start)


def _within(part: Part, old: str, new: str, start: int, new_start: int) -> Iterator[Difference]:
    tokens = _TOKEN.findall(old), _TOKEN.findall(new)
    left, right = (_edges([len(token) for token in side]) for side in tokens)
    for same, before, after in runs(*_numbered(*tokens)):
        if not same:
            yield Difference(
                part,
                (start + left[before[0]], start + left[before[1]]),
                (new_start + right[after[0]], new_start + right[after[1]]),
            )


def _edges(lengths: list[int]) -> list[int]:
    edges = [0]
    for length in lengths:
        edges.append(edges[-1] + length)
    return edges


def _numbered(old: list[str], new: list[str]) -> tuple[list[int], list[int]]:
    numbers: dict[str, int] = {}
    left, right = (
        [numbers.setdefault(item, len(numbers)) for item in items] for items in (old, new)
    )
    return left, right
