"""The details of a claim that can be wrong: dates, quantities, superlatives, causes, relationships.

What a checker would underline.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import Literal, NamedTuple, cast, get_args

from api.extraction.features import dates
from api.extraction.features.markers import Marker
from api.extraction.reading.parsed_text import ParsedText, WordRange

What = Literal["date", "quantity", "superlative", "causal", "relationship"]
_WHAT = frozenset(get_args(What))


class Detail(NamedTuple):
    """One of them. `means` is a date in ISO 8601, as exact as the text and the dateline make it."""

    what: What
    start: int
    end: int
    means: str | None = None


class DetailFinder:
    """What can be wrong in a page: where dates may begin is found once, the rest by clause."""

    def __init__(self, text: ParsedText, dateline: date | None) -> None:
        self.text, self.dateline = text, dateline
        self._openings = dates.openings(text)

    def find(self, piece: WordRange, signs: Iterable[Marker], *, ahead: bool) -> list[Detail]:
        """Find what can be wrong in words first … last, in their order; `signs` are theirs.

        A bare month or weekday is the next one where the words look `ahead`.
        """
        text, (start, end) = self.text, self.text.offsets(*piece)
        first, last = bisect_left(self._openings, piece[0]), bisect_right(self._openings, piece[1])
        openings = self._openings[first:last]
        dated = [
            Detail("date", *text.offsets(detail.first, detail.last), detail.means)
            for detail in dates.find(text, openings, piece[1], self.dateline, ahead=ahead)
        ]
        details = [
            Detail(cast("What", sign.what), sign.start, sign.end)
            for sign in signs
            if sign.what in _WHAT and start <= sign.start and sign.end <= end
        ]
        if dated and details:
            details = [
                detail
                for detail in details
                if not any(_overlap(detail, dated_detail) for dated_detail in dated)
            ]
        return sorted(dated + details, key=attrgetter("start")) if dated else details


def _overlap(first: Detail, second: Detail) -> bool:
    return first.start < second.end and second.start < first.end
