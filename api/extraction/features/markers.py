"""Markers in a claim's words: quantities, superlatives, causes, ties, opinions, predictions."""

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from api.extraction.lexicon.tables import name_of, rows
from api.extraction.reading.parsed_text import ParsedText, WordRange

_FIGURE, _ANY = "#", "*"  # in the table: a word that begins with a figure, or so
_FIGURES = tuple("0123456789")


class Marker(NamedTuple):
    """One of them, by its offsets."""

    what: str
    start: int
    end: int


class _Row(NamedTuple):
    """A line of `markers.tsv`: its pattern is tried where one of these words is."""

    what: str
    words: frozenset[str]
    beginnings: tuple[str, ...]
    pattern: re.Pattern[str]


class _Table(NamedTuple):
    """All of them, and all words that begin any: few words of a text do."""

    rows: list[_Row]
    words: frozenset[str]
    beginnings: tuple[str, ...]


class MarkerFinder:
    """The signs of a page: where one may begin is found once, the rest clause by clause."""

    def __init__(self, text: ParsedText) -> None:
        every, words, beginnings = _table(text.lexicon.language)
        begun = {
            low: [row for row in every if low in row.words or low.startswith(row.beginnings)]
            for low in set(text.lowered)
            if low in words or low.startswith(beginnings)
        }
        self._page = text
        self._openings = [(at, begun[low]) for at, low in enumerate(text.lowered) if low in begun]

    def find(self, piece: WordRange) -> list[Marker]:
        """Give the signs in words first … last, by where they begin."""
        text, (first, last) = self._page, piece
        end, markers, behind = text.ends[last], list[Marker](), dict[str, int]()
        for index in range(bisect_left(self._openings, (first,)), len(self._openings)):
            at, begun = self._openings[index]
            if at > last:
                break
            start = text.starts[at]
            for row in begun:
                free = start >= behind.get(row.what, 0)
                sign = row.pattern.match(text.lowered_characters, start, end) if free else None
                if sign:
                    behind[row.what] = sign.end()
                    markers.append(Marker(row.what, start, sign.end()))
        return markers


@cache
def _table(language: str) -> _Table:
    every = [_row(*fields) for fields in rows(name_of(language), "markers")]
    words = frozenset(word for row in every for word in row.words)
    return _Table(every, words, tuple(start for row in every for start in row.beginnings))


def _row(what: str, begins: str, pattern: str) -> _Row:
    words = begins.split()
    beginnings = [word.rstrip(_ANY) for word in words if word.endswith(_ANY)]
    if _FIGURE in words:
        beginnings += _FIGURES
    return _Row(what, frozenset(words), tuple(beginnings), re.compile(pattern))
