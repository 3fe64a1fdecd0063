"""A draft's words cut at the edges of its claims: what is underlined, how, and where numbers go."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from api.text.spans import Part

_BLOCK = re.compile(r"\n\s*\n")


class Mark(NamedTuple):
    """A stretch of a part that a claim stands in; offsets are code points, the end exclusive."""

    part: Part
    start: int
    end: int
    number: int  # the claim's
    look: str  # how it is underlined


@dataclass
class Segment:
    """Words that the same claims stand in. `ends` are the claims whose last words these are."""

    text: str
    look: str | None = None
    numbers: list[int] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    ends: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Paragraph:
    """A headline, a standfirst, or a paragraph of the body."""

    part: Part
    segments: list[Segment]


def mark(words: Mapping[Part, str], marks: Sequence[Mark], worst: Sequence[str]) -> list[Paragraph]:
    """Cut each part into paragraphs and segments; where claims overlap, the `worst` look shows."""
    by_part: dict[Part, list[Mark]] = defaultdict(list)
    firsts, lasts = _edges(marks)
    for one in marks:
        by_part[one.part].append(one)
    rank = {context: place for place, context in enumerate(worst)}
    return [
        Paragraph(part, _segments(words[part], start, end, by_part[part], (firsts, lasts), rank))
        for part in Part
        for start, end in _blocks(words[part], whole=part is not Part.body)
        if end > start
    ]


_Edges = tuple[dict[int, Mark], dict[int, Mark]]


def _edges(marks: Sequence[Mark]) -> _Edges:
    """The first and the last stretch of each claim."""
    firsts, lasts = dict[int, Mark](), dict[int, Mark]()
    for one in marks:
        firsts.setdefault(one.number, one)
        lasts[one.number] = one
    return firsts, lasts


def _blocks(text: str, *, whole: bool) -> list[tuple[int, int]]:
    if whole:
        return [(0, len(text))]
    blocks, start = [], 0
    for gap in _BLOCK.finditer(text):
        blocks.append((start, gap.start()))
        start = gap.end()
    return [*blocks, (start, len(text))]


def _segments(
    text: str, start: int, end: int, marks: Sequence[Mark], edges: _Edges, rank: Mapping[str, int]
) -> list[Segment]:
    firsts, lasts = edges
    here = [one for one in marks if one.start < end and start < one.end]
    cuts = sorted(
        {start, end} | {at for one in here for at in (one.start, one.end) if start < at < end}
    )
    segments = []
    for left, right in pairwise(cuts):
        over = [one for one in here if one.start < right and left < one.end]
        worst = min(over, key=lambda one: rank[one.look], default=None)
        segments.append(
            Segment(
                text[left:right],
                worst.look if worst else None,
                [one.number for one in over],
                [one.number for one in over if firsts[one.number] is one and one.start == left],
                [
                    (one.number, one.look)
                    for one in over
                    if lasts[one.number] is one and min(one.end, end) == right
                ],
            )
        )
    return segments
