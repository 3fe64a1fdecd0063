"""Spans: ranges of a draft, cut out by offsets or found by their words and neighbours.

Offsets count Unicode code points of the part as it was sent, the end exclusive.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from hashlib import sha256

from pydantic_core import to_json

NEIGHBOURS = 32  # code points kept of the text before and after a span


class Part(StrEnum):
    """A text's parts, in reading order."""

    headline = auto()
    standfirst = auto()
    body = auto()


DraftText = Mapping[Part, str]
_PLACES = {part: index for index, part in enumerate(Part)}


@dataclass(frozen=True, slots=True)
class Span:
    """A range of a draft, with its words and its neighbours."""

    part: Part
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str

    @property
    def position(self) -> int:
        """Its position in reading order, as one number."""
        return _PLACES[self.part] << 32 | self.start


def fingerprint(words: DraftText) -> str:
    """SHA-256, in hexadecimal, over the JSON list of the three parts as they were sent."""
    return sha256(to_json([words[part] for part in Part])).hexdigest()


def span_at(words: DraftText, part: Part, start: int, end: int) -> Span:
    """Cut out a range that lies within its part."""
    text = words[part]
    prefix, suffix = text[max(0, start - NEIGHBOURS) : start], text[end : end + NEIGHBOURS]
    return Span(part, start, end, text[start:end], prefix, suffix)


def find_quote(
    words: DraftText, exact: str, prefix: str = "", suffix: str = "", part: Part | None = None
) -> list[Span]:
    """Find every place that has these words between these neighbours, in reading order."""
    return [
        span_at(words, where, start, start + len(exact))
        for where in Part
        if part in (None, where)
        for start in _starts(words[where], exact)
        if words[where].endswith(prefix, 0, start)
        and words[where].startswith(suffix, start + len(exact))
    ]


def _starts(text: str, exact: str) -> Iterator[int]:
    start = text.find(exact)
    while start >= 0:
        yield start
        start = text.find(exact, start + 1)
