"""Find the spans that a request names in an article's newest draft, or say what would work."""

from bisect import bisect_right

from pydantic import JsonValue

from api.articles.service import ArticleText
from api.claims.relation_inputs import SpanIn
from api.core.problems import Invalid, error_at
from api.extraction.reading import quotations
from api.extraction.reading.quotations import CharacterRange
from api.text.offsets import InsidePair, OffsetConverter, PartOffsets, Unit
from api.text.spans import Part, Span, find_quote, span_at

MOST_PLACES = 20


class QuoteNotFound(Invalid):
    """The words in `exact` are not in the draft, or not between these neighbours."""


class QuoteAmbiguous(Invalid):
    """The words are in the draft more than once: send more `prefix` and `suffix`, or offsets."""


class OffsetOutside(Invalid):
    """The offsets are not within their part of the draft."""


class SpanLookup:
    """One draft, measured once; finds spans in it."""

    def __init__(self, article: ArticleText) -> None:
        self.article = article
        self.words = article.words
        self.offsets = PartOffsets(article.words)
        self._quotations: dict[Part, list[CharacterRange]] = {}

    def find(self, span: SpanIn, unit: Unit, *where: str | int) -> Span:
        """Find one span, or refuse it with what would work; it is `where` in the body."""
        if span.start is not None and span.end is not None:
            return self._by_offsets(span, (span.start, span.end), unit, *where)
        assert span.exact is not None
        places = find_quote(self.words, span.exact, span.prefix, span.suffix, span.part)
        if len(places) == 1:
            return places[0]
        if places:
            raise QuoteAmbiguous(
                f"These words are in the draft {len(places)} times.",
                errors=error_at(*where, message="Add prefix or suffix, or send start and end."),
                places=self._listed(places, unit),
            )
        elsewhere = find_quote(self.words, span.exact)
        message = (
            "The words are elsewhere, or between other neighbours: see `places`."
            if elsewhere
            else "Copy the words from the draft, character by character: GET the article shows it."
        )
        raise QuoteNotFound(
            "These words are not there in the newest draft.",
            errors=error_at(*where, "exact", message=message),
            places=self._listed(elsewhere, unit),
        )

    def find_all(self, spans: list[SpanIn], unit: Unit, *where: str | int) -> list[Span]:
        """Find several spans; the n-th is at `where`, n in the body."""
        return [self.find(span, unit, *where, n) for n, span in enumerate(spans)]

    def quoted(self, part: Part, start: int, end: int) -> list[CharacterRange]:
        """What is in quotation marks between these offsets."""
        if part not in self._quotations:
            self._quotations[part] = quotations.quoted_ranges(self.words[part])
        ranges = self._quotations[part]
        first = max(0, bisect_right(ranges, (start, start)) - 1)
        return quotations.ranges_within(ranges, first, start, end)

    def _by_offsets(
        self, span: SpanIn, offsets: tuple[int, int], unit: Unit, *where: str | int
    ) -> Span:
        part = span.part or Part.body
        converter = self.offsets[part]
        length = converter.length16 if unit is Unit.utf16 else converter.length
        if offsets[1] > length:
            raise OffsetOutside(
                f"The {part} of the newest draft has {length} {unit.replace('_', ' ')}.",
                errors=error_at(*where, "end", message=f"At most {length}."),
            )
        start, end = offsets
        if unit is Unit.utf16:
            start = _whole(converter, start, *where, "start")
            end = _whole(converter, end, *where, "end")
        place = span_at(self.words, part, start, end)
        if span.exact is not None and span.exact != place.exact:
            raise QuoteNotFound(
                "Other words are at these offsets.",
                errors=error_at(*where, "exact", message="Send the words that are there, or none."),
                places=self._listed([place], unit),
            )
        return place

    def _listed(self, places: list[Span], unit: Unit) -> list[JsonValue]:
        return [self._place(place, unit) for place in places[:MOST_PLACES]]

    def _place(self, place: Span, unit: Unit) -> JsonValue:
        start, end = self.offsets.in_unit(unit, place.part, place.start, place.end)
        return {
            "part": place.part,
            "start": start,
            "end": end,
            "exact": place.exact[:200],
            "prefix": place.prefix,
            "suffix": place.suffix,
        }


def _whole(converter: OffsetConverter, offset: int, *where: str | int) -> int:
    """A UTF-16 offset in code points; refuses one inside a character."""
    try:
        return converter.from_utf16(offset)
    except InsidePair as inside:
        message = "Move it to before or after the character."
        raise OffsetOutside(str(inside), errors=error_at(*where, message=message)) from inside
