"""The pure rooms: units, spans, drafting."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.extraction import quotations
from api.extraction.drafts import draft
from api.ids import mint, shaped
from api.text.html import words_of
from api.text.spans import Part, cut, find
from api.text.units import InsidePair, Ruler
from tests.desk import BODY

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
lively = st.text(st.sampled_from("aA \n.?!“”„«»\"'’🙂é,;0said Putin"), max_size=200)


def words(body: str) -> dict[Part, str]:
    return {Part.headline: "", Part.standfirst: "", Part.body: body}


class TestUnits:
    @given(texts)
    def test_there_and_back_is_where_it_was(self, text: str) -> None:
        ruler = Ruler(text)
        for offset in range(len(text) + 1):
            units = len(text[:offset].encode("utf-16-le")) // 2
            assert ruler.to_utf16(offset) == units
            assert ruler.from_utf16(units) == offset
        assert ruler.length16 == ruler.to_utf16(len(text))

    def test_half_a_character_is_nowhere(self) -> None:
        with pytest.raises(InsidePair):
            Ruler("a🙂").from_utf16(2)


class TestSpans:
    @given(texts, st.data())
    def test_a_cut_stretch_is_found_again_between_its_neighbours(
        self, text: str, data: st.DataObject
    ) -> None:
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        found = cut(words(text), Part.body, start, end)
        assert found.exact == text[start:end]
        if found.exact:
            again = find(words(text), found.exact, found.prefix, found.suffix)
            assert found in again
            assert all(text[one.start : one.end] == found.exact for one in again)

    def test_equal_words_may_overlap(self) -> None:
        assert [one.start for one in find(words("aaa"), "aa")] == [0, 1]


class TestIds:
    @given(st.integers(0, 10**15), st.integers(1, 9000))
    def test_name_their_type_and_sort_by_creation(self, after: int, place: int) -> None:
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=after)
        one, two = mint("claim", moment, place), mint("claim", moment, place + 1)
        later = mint("claim", moment + timedelta(microseconds=1), 1)
        assert one < two < later
        assert shaped("claim", one)
        assert not shaped("source", one)


class TestDrafting:
    @given(lively)
    def test_every_span_is_the_texts_own(self, body: str) -> None:
        ends = 0
        for one in draft(words(body)):
            assert 0 <= one.start < one.end <= len(body)
            assert one.start >= ends, "in reading order"
            ends = one.end
            assert 0 <= one.worth <= 1
            inside = [one.cue] if one.cue else []
            for start, end in [*one.quotations, *inside]:
                assert one.start <= start < end <= one.end
            if one.speaker:
                assert body[one.speaker.start : one.speaker.end]

    @pytest.mark.parametrize(
        ("body", "voice", "speaker", "cue"),
        [
            ("“It is over now,” Putin said.", "quoted", "Putin", "said"),
            ("Dmitry Bell spoke. Bell said it was over.", "reported", "Dmitry Bell", "said"),
            ("It is over, according to Reuters.", "reported", "Reuters", "according to"),
            ("Prime Minister Ada Lee denied the report.", "reported", "Ada Lee", "denied"),
            ("The war lasted 12 days.", "article", None, None),
            ("They called it a “war” on paper.", "article", None, None),
            ("«Es ist jetzt vorbei», Lavrov said.", "quoted", "Lavrov", "said"),
            ("„Es ist jetzt vorbei“, Lavrov said.", "quoted", "Lavrov", "said"),
        ],
    )  # fmt: skip
    def test_tells_who_says_it(
        self, body: str, voice: str, speaker: str | None, cue: str | None
    ) -> None:
        last = draft(words(body))[-1]
        assert last.voice == voice
        assert (last.speaker.name if last.speaker else None) == speaker
        assert (body[slice(*last.cue)] if last.cue else None) == cue

    @pytest.mark.parametrize(
        ("sentence", "kind"),
        [
            ("The army lost 300 tanks there.", "quantity"),
            ("The treaty was signed in 2015.", "date"),
            ("Prices fell because demand fell.", "causal"),
            ("The talks will fail next week.", "prediction"),
            ("This was presumably the worst idea.", "opinion"),
            ("Moscow is a close ally of Tehran.", "relationship"),
            ("The plane landed in Tehran.", "event"),
        ],
    )
    def test_names_the_kind(self, sentence: str, kind: str) -> None:
        (only,) = draft(words(sentence))
        assert only.kind == kind
        assert only.checkable is (kind not in ("opinion", "prediction"))

    def test_leaves_out_questions_headings_and_fragments(self) -> None:
        body = "## The partners\n\nWhy so little? So. A closer look at it all\n\nIt rained all day."
        assert [one.statement for one in draft(words(body))] == ["It rained all day."]

    def test_a_numbered_worth_beats_a_plain_one(self) -> None:
        plain, number = draft(words("He went home early. He stole 4 million dollars."))
        assert number.worth > plain.worth

    @pytest.mark.parametrize(
        "hostile",
        ['"' * 200_000, "“" * 200_000, "A " * 100_000, "a" * 400_000, "said X. " * 25_000],
    )
    def test_hostile_text_ends(self, hostile: str) -> None:
        draft(words(hostile))

    def test_quotation_marks_of_every_kind(self) -> None:
        text = '“one a” "two b" „three c“ «four d» »five e« 6" wide “open to the end'
        found = [text[start:end] for start, end in quotations.find(text)]
        assert found == ["one a", "two b", "three c", "four d", "five e", "open to the end"]


class TestHtml:
    def test_reads_what_a_browser_shows(self) -> None:
        html = "<body><nav>x</nav><h1>A &amp; B</h1><p>one<br>two</p><ul><li>a<li>b</ul></body>"
        assert words_of(html) == "A & B\n\none\ntwo\n\na\n\nb"

    @given(st.text(st.sampled_from("<>/pbdivscrt &;a\"='\0"), max_size=200))
    def test_never_fails(self, html: str) -> None:
        words_of(html)


def test_the_desks_own_sample_is_drafted() -> None:
    assert [one.voice for one in draft(words(BODY))] == ["article", "article", "quoted", "article"]
