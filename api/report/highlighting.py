"""Split a draft at the edges of its claims: what is underlined, how, and where numbers go."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from api.text.spans import Part

_BLOCK = re.compile(r"\n\s*\n")


class Mark(NamedTuple):
    """A range of a part that belongs to a claim; offsets are code points, the end exclusive."""

    part: Part
    start: int
    end: int
    number: int  # the claim's
    look: str  # how it is underlined


@dataclass
class Segment:
    """Words that belong to the same claims. `ends` are the claims whose last words these are."""

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


def highlight(
    words: Mapping[Part, str], marks: Sequence[Mark], worst: Sequence[str]
) -> list[Paragraph]:
    """Cut each part into paragraphs and segments; where claims overlap, the `worst` look shows."""
    by_part: dict[Part, list[Mark]] = defaultdict(list)
    firsts, lasts = _edges(marks)
    for mark in marks:
        by_part[mark.part].append(mark)
    rank = {context: index for index, context in enumerate(worst)}
    return [
        Paragraph(part, _segments(words[part], start, end, by_part[part], (firsts, lasts), rank))
        for part in Part
        for start, end in _blocks(words[part], whole=part is not Part.body)
        if end > start
    ]


_Edges = tuple[dict[int, Mark], dict[int, Mark]]


def _edges(marks: Sequence[Mark]) -> _Edges:
    """The first and the last segment of each claim."""
    firsts, lasts = dict[int, Mark](), dict[int, Mark]()
    for mark in marks:
        firsts.setdefault(mark.number, mark)
        lasts[mark.number] = mark
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
    overlapping = [mark for mark in marks if mark.start < end and start < mark.end]
    cuts = sorted(
        {start, end}
        | {at for mark in overlapping for at in (mark.start, mark.end) if start < at < end}
    )
    segments = []
    for left, right in pairwise(cuts):
        over = [mark for mark in overlapping if mark.start < right and left < mark.end]
        worst = min(over, key=lambda mark: rank[mark.look], default=None)
        segments.append(
            Segment(
                text[left:right],
                worst.look if worst else None,
                [mark.number for mark in over],
                [
                    mark.number
                    for mark in over
                    if firsts[mark.number] is mark and mark.start == left
                ],
                [
                    (mark.number, mark.look)
                    for mark in over
                    if lasts[mark.number] is mark and min(mark.end, end) == right
                ],
            )
        )
    return segments
