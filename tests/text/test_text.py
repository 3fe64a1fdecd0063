"""The pure rooms: units, spans, quotation marks, HTML."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.core.ids import has_id_shape, new_id
from api.extraction.reading import quotations
from api.text.html_text import words_of
from api.text.offsets import InsidePair, OffsetConverter
from api.text.spans import Part, find_quote, span_at

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def words(body: str) -> dict[Part, str]:
    return {Part.headline: "", Part.standfirst: "", Part.body: body}


class TestUnits:
    @given(texts)
    def test_there_and_back_is_where_it_was(self, text: str) -> None:
        ruler = OffsetConverter(text)
        for offset in range(len(text) + 1):
            units = len(text[:offset].encode("utf-16-le")) // 2
            assert ruler.to_utf16(offset) == units
            assert ruler.from_utf16(units) == offset
        assert ruler.length16 == ruler.to_utf16(len(text))

    def test_half_a_character_is_nowhere(self) -> None:
        with pytest.raises(InsidePair):
            OffsetConverter("a🙂").from_utf16(2)


class TestSpans:
    @given(texts, st.data())
    def test_a_cut_stretch_is_found_again_between_its_neighbours(
        self, text: str, data: st.DataObject
    ) -> None:
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        found = span_at(words(text), Part.body, start, end)
        assert found.exact == text[start:end]
        if found.exact:
            again = find_quote(words(text), found.exact, found.prefix, found.suffix)
            assert found in again
            assert all(text[one.start : one.end] == found.exact for one in again)

    def test_equal_words_may_overlap(self) -> None:
        assert [one.start for one in find_quote(words("aaa"), "aa")] == [0, 1]


class TestIds:
    @given(st.integers(0, 10**15), st.integers(1, 9000))
    def test_name_their_type_and_sort_by_creation(self, after: int, place: int) -> None:
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=after)
        one, two = new_id("claim", moment, place), new_id("claim", moment, place + 1)
        later = new_id("claim", moment + timedelta(microseconds=1), 1)
        assert one < two < later
        assert has_id_shape("claim", one)
        assert not has_id_shape("source", one)


class TestQuotations:
    def test_quotation_marks_of_every_kind(self) -> None:
        text = '“one a” "two b" „three c“ «four d» »five e« 6" wide “open to the end'
        found = [text[start:end] for start, end in quotations.quoted_ranges(text)]
        assert found == ["one a", "two b", "three c", "four d", "five e", "open to the end"]


class TestHtml:
    def test_reads_what_a_browser_shows(self) -> None:
        html = "<body><nav>x</nav><h1>A &amp; B</h1><p>one<br>two</p><ul><li>a<li>b</ul></body>"
        assert words_of(html) == "A & B\n\none\ntwo\n\na\n\nb"

    @given(st.text(st.sampled_from("<>/pbdivscrt &;a\"='\0"), max_size=200))
    def test_never_fails(self, html: str) -> None:
        words_of(html)
