"""Offsets in code points (ours) and in UTF-16 units (every browser's)."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

P = TypeVar("P")

_WIDE = re.compile("[\U00010000-\U0010ffff]")  # what takes two UTF-16 units


class Unit(StrEnum):
    """What offsets count: Unicode code points, or UTF-16 units as every browser does."""

    code_points = "code_points"
    utf16 = "utf16"


class InsidePair(ValueError):
    """A UTF-16 offset between the two halves of one character."""


class OffsetConverter:
    """Measures one text in both units; the whole text is walked once."""

    def __init__(self, text: str) -> None:
        self.length = len(text)
        self._wide = [] if text.isascii() else [wide.start() for wide in _WIDE.finditer(text)]
        # where each wide character starts, counted in UTF-16 units
        self._wide16 = [at + before for before, at in enumerate(self._wide)]

    @property
    def length16(self) -> int:
        return self.length + len(self._wide)

    def to_utf16(self, offset: int) -> int:
        """Turn code points into UTF-16 units."""
        return offset + bisect_left(self._wide, offset)

    def from_utf16(self, offset: int) -> int:
        """Turn UTF-16 units into code points, or raise `InsidePair`."""
        before = bisect_left(self._wide16, offset)
        if before and self._wide16[before - 1] + 1 == offset:
            raise InsidePair(f"{offset} lies inside a surrogate pair.")
        return offset - before


class PartOffsets(Generic[P]):
    """The parts of one text, each measured when it is first asked for."""

    def __init__(self, parts: Mapping[P, str]) -> None:
        self._parts = parts
        self._converters: dict[P, OffsetConverter] = {}

    def __getitem__(self, part: P) -> OffsetConverter:
        if part not in self._converters:
            self._converters[part] = OffsetConverter(self._parts[part])
        return self._converters[part]

    def in_unit(self, unit: Unit, part: P, start: int, end: int) -> tuple[int, int]:
        """Give two offsets in code points in this unit."""
        if unit is Unit.code_points:
            return start, end
        return self[part].to_utf16(start), self[part].to_utf16(end)
