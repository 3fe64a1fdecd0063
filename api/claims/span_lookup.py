"""Find the places that a body names in an article's newest draft, or say what would do."""

from bisect import bisect_right

from pydantic import JsonValue

from api.articles.service import ArticleText
from api.claims.inputs import SpanIn
from api.core.problems import Invalid, error_at
from api.extraction.reading import quotations
from api.extraction.reading.quotations import CharacterRange
from api.text.offsets import InsidePair, OffsetConverter, Unit
from api.text.spans import Part, Span, find_quote, span_at

MOST_PLACES = 20


class QuoteNotFound(Invalid):
    """The words in `exact` do not stand in the draft, or not between these neighbours."""


class QuoteAmbiguous(Invalid):
    """The words stand there more than once: send more of `prefix` and `suffix`, or offsets."""


class OffsetOutside(Invalid):
    """The offsets do not lie within their part of the draft."""


class SpanLookup:
    """One draft, measured once; finds spans in it."""

    def __init__(self, text: ArticleText) -> None:
        self.article = text
        self.words = text.words
        self._rulers: dict[Part, OffsetConverter] = {}
        self._quoted: dict[Part, list[CharacterRange]] = {}

    def find(self, span: SpanIn, unit: Unit, *where: str | int) -> Span:
        """Find one span; refuse with what would work, naming `where` in the body it stands."""
        if span.start is not None and span.end is not None:
            return self._by_offsets(span, (span.start, span.end), unit, *where)
        assert span.exact is not None
        found = find_quote(self.words, span.exact, span.prefix, span.suffix, span.part)
        if len(found) == 1:
            return found[0]
        if found:
            raise QuoteAmbiguous(
                f"These words stand in the draft {len(found)} times.",
                errors=error_at(*where, message="Add prefix or suffix, or send start and end."),
                places=self._listed(found, unit),
            )
        anywhere = find_quote(self.words, span.exact)
        message = (
            "The words stand elsewhere, or between other neighbours: see `places`."
            if anywhere
            else "Copy the words from the draft, letter by letter: GET the article shows it."
        )
        raise QuoteNotFound(
            "These words do not stand there in the newest draft.",
            errors=error_at(*where, "exact", message=message),
            places=self._listed(anywhere, unit),
        )

    def find_all(self, spans: list[SpanIn], unit: Unit, *where: str | int) -> list[Span]:
        return [self.find(span, unit, *where, n) for n, span in enumerate(spans)]

    def converter(self, part: Part) -> OffsetConverter:
        if part not in self._rulers:
            self._rulers[part] = OffsetConverter(self.words[part])
        return self._rulers[part]

    def quoted(self, part: Part, start: int, end: int) -> list[CharacterRange]:
        """What stands in quotation marks between these offsets."""
        if part not in self._quoted:
            self._quoted[part] = quotations.quoted_ranges(self.words[part])
        found = self._quoted[part]
        first = max(0, bisect_right(found, (start, start)) - 1)
        return quotations.ranges_within(found, first, start, end)

    def _by_offsets(
        self, span: SpanIn, offsets: tuple[int, int], unit: Unit, *where: str | int
    ) -> Span:
        part = span.part or Part.body
        converter = self.converter(part)
        length = converter.length16 if unit is Unit.utf16 else converter.length
        if offsets[1] > length:
            raise OffsetOutside(
                f"The {part} of the newest draft has {length} {unit.replace('_', ' ')}.",
                errors=error_at(*where, "end", message=f"At most {length}."),
            )
        start, end = offsets
        if unit is Unit.utf16:
            start = self._whole(converter, start, *where, "start")
            end = self._whole(converter, end, *where, "end")
        found = span_at(self.words, part, start, end)
        if span.exact is not None and span.exact != found.exact:
            raise QuoteNotFound(
                "Other words stand at these offsets.",
                errors=error_at(
                    *where, "exact", message="Send the words that stand there, or none."
                ),
                places=self._listed([found], unit),
            )
        return found

    def _whole(self, converter: OffsetConverter, offset: int, *where: str | int) -> int:
        try:
            return converter.from_utf16(offset)
        except InsidePair as inside:
            message = "Move it before or behind the character."
            raise OffsetOutside(str(inside), errors=error_at(*where, message=message)) from inside

    def _listed(self, found: list[Span], unit: Unit) -> list[JsonValue]:
        return [self._place(one, unit) for one in found[:MOST_PLACES]]

    def _place(self, found: Span, unit: Unit) -> JsonValue:
        start, end = found.start, found.end
        if unit is Unit.utf16:
            converter = self.converter(found.part)
            start, end = converter.to_utf16(start), converter.to_utf16(end)
        return {
            "part": found.part,
            "start": start,
            "end": end,
            "exact": found.exact[:200],
            "prefix": found.prefix,
            "suffix": found.suffix,
        }
