"""Finding by words: the same on both databases, and nothing that one may not know of."""

from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from api.search import full_text
from tests.desk import Answer, Client, Desk

RUBBISH = [
    '"', "'", '""', 'a"b', "AND", "a AND", "NOT a", "a OR b", "NEAR(a b)", "a*", "*", "^a", "-a",
    "(a", "a)", "a:b", "words:a", "{a b}: c", "a & b", "a | !b", "'a':*", "a <-> b", "\\", "%", "_",
    "🙂", "a🙂b", "\u202e", "é\u0301", "İ", "ß", "ﬁ", "١٢", "漢字", "\ufdfa" * 30, " ", "\t",
    "a" * 200,
    "1e999", "0x1f", "12.5", "don’t", "e-mail@example.org", "https://kremlin.example/1?a=b",
]  # fmt: skip


def found(client: Client, q: str, path: str = "/claims", **params: Any) -> list[str]:
    return [one["id"] for one in client.items(path, q=q, **params)]


@pytest.fixture
def claim(desk: Desk) -> Answer:
    """A claim that is found by its statement, its words, its speaker and its tag."""
    desk.reporter.speaker("Institute for the Study of War", aliases=["ISW"])
    said = {"voice": "reported", "speakers": [{"name": "ISW"}]}
    article = desk.reporter.article()
    desk.reporter.claim(article, exact="Iran was let down")
    return desk.reporter.claim(
        article, statement="The Zürich war lasted long.", tags=["numbers"], attribution=said
    )


class TestClaims:
    @pytest.mark.parametrize(
        "q",
        [
            "lasted", "LASTED long", "long lasted", "Zürich", "zurich", "ZÜRICH", "over in 12 days",
            "institute", "isw", "study war lasted 12", "numbers", "numb", "las", "(lasted)",
        ],
    )  # fmt: skip
    def test_are_found_by_all_that_they_say(self, desk: Desk, claim: Answer, q: str) -> None:
        assert found(desk.reader, q) == [claim["id"]]
        assert desk.reader.get("/claims/counts", q=q)["counts"][0]["n"] == 1

    @pytest.mark.parametrize("q", ["lasted short", "asted", "las ", "lasted OR nothing", "ran"])
    def test_are_not_found_by_less_than_all_words(self, desk: Desk, claim: Answer, q: str) -> None:
        assert claim["id"] not in found(desk.reader, q)

    def test_are_found_by_what_they_say_now(self, desk: Desk, claim: Answer) -> None:
        path = f"/claims/{claim['id']}"
        desk.reporter.patch(path, {"statement": "It went on.", "tags": ["ends"]})
        assert found(desk.reader, "lasted") == found(desk.reader, "numbers") == []
        assert found(desk.reader, "went on ends") == [claim["id"]]
        desk.reporter.patch(path, {"spans": [{"exact": "Putin revealed"}]})
        assert found(desk.reader, "12") == []
        assert found(desk.reader, "revealed") == [claim["id"]]
        desk.reporter.patch(path, {"attribution": {"voice": "article"}})
        assert found(desk.reader, "isw") == []

    def test_are_found_by_their_speakers_new_names(self, desk: Desk, claim: Answer) -> None:
        path = f"/speakers/{claim['speaker']['id']}"
        desk.reporter.patch(path, {"name": "Thinktank", "aliases": []})
        assert found(desk.reader, "isw") == []
        assert found(desk.reader, "thinktank") == [claim["id"]]
        other = desk.reporter.speaker("Another Name")
        desk.checker.post(
            f"{path}/merge", {"into": other["id"]}, 200, {"If-Match": desk.reader.get(path).etag}
        )
        for q in ("another", "thinktank"):
            assert found(desk.reader, q) == [claim["id"]]

    def test_a_hidden_name_is_no_way_to_find_them(self, desk: Desk, claim: Answer) -> None:
        path = f"/speakers/{claim['speaker']['id']}"
        desk.editor.patch(path, {"visible_to": []})
        for client in (desk.reader, desk.editor):
            assert found(client, "isw") == []
        desk.editor.patch(path, {"visible_to": None})
        assert found(desk.reader, "isw") == [claim["id"]]

    def test_a_hidden_claim_is_found_by_those_who_know(self, desk: Desk, claim: Answer) -> None:
        desk.editor.patch(f"/claims/{claim['id']}", {"visible_to": []})
        for sort in ("created_at", "relevance"):
            assert found(desk.reader, "lasted", sort=sort) == []
            assert found(desk.editor, "lasted", sort=sort) == [claim["id"]]
        assert desk.reader.get("/claims/counts", q="lasted")["counts"] == []

    def test_search_narrows_and_sorts_like_any_list(self, desk: Desk, claim: Answer) -> None:
        article = claim["article"]
        assert found(desk.reader, "lasted", article=article, kind="opinion") == []
        for sort in ("created_at", "-updated_at", "-worth", "due", "relevance", "position"):
            assert found(desk.reader, "lasted", article=article, sort=sort) == [claim["id"]]
        assert found(desk.reader, "lasted", "/articles/" + article + "/claims") == [claim["id"]]


class TestRelevance:
    def test_what_fits_best_comes_first_page_by_page(self, desk: Desk) -> None:
        article = desk.reporter.article()
        long = "A war, and much else that is said here about many other things entirely"
        weak = desk.reporter.claim(article, statement=long)["id"]
        strong = desk.reporter.claim(article, statement="War, war, war")["id"]
        for limit in (1, 50):
            assert found(desk.reader, "war", sort="relevance", limit=limit) == [strong, weak]
        assert desk.reader.get("/claims", q="war", sort="relevance")["ranked"] is None

    def test_needs_words(self, desk: Desk) -> None:
        desk.reader.refused(422, "GET", "/claims?sort=relevance")

    def test_of_a_common_word_the_newest_thousand_are_ranked(self, desk: Desk) -> None:
        article = desk.reporter.article()
        line = (
            f'{{"article": "{article["id"]}", "statement": "common",'
            ' "spans": [{"start": 0, "end": 3}]}\n'
        )
        headers = {"Content-Type": "application/jsonl"}
        desk.reporter.ask("POST", "/claims/import", content=line * 1003, headers=headers)
        first = desk.reader.get("/claims", q="common", sort="relevance", limit=200)
        assert first["ranked"] == full_text.RANKED
        assert len(found(desk.reader, "common", sort="relevance", limit=200)) == full_text.RANKED
        assert len(found(desk.reader, "common", limit=200)) == 1003


class TestTheRest:
    def test_articles_by_their_words(self, desk: Desk) -> None:
        article = desk.reporter.article("Ein Krieg", headline="Treaty", standfirst="Lines")
        desk.reporter.article()
        for q in ("treaty", "krieg lines"):
            assert found(desk.reader, q, "/articles") == [article["id"]]

    def test_sources_and_speakers_by_what_they_are_called_now(self, desk: Desk) -> None:
        source = desk.reporter.source(title="Readout", publisher="Kremlin")
        desk.reporter.patch(f"/sources/{source['id']}", {"title": "Transcript"})
        assert found(desk.reader, "readout", "/sources") == []
        assert found(desk.reader, "kremlin tran", "/sources") == [source["id"]]
        etag = desk.reader.get(f"/sources/{source['id']}").etag
        desk.reporter.ask("DELETE", f"/sources/{source['id']}", headers={"If-Match": etag})
        assert found(desk.reader, "kremlin", "/sources") == []
        speaker = desk.reporter.speaker("Ada", aliases=["Countess"])
        assert found(desk.reader, "countess", "/speakers") == [speaker["id"]]


@pytest.mark.parametrize(
    "path", ["/claims", "/claims/counts", "/articles", "/sources", "/speakers"]
)
def test_whatever_is_typed_is_a_search_or_a_refusal(desk: Desk, path: str) -> None:
    desk.reporter.claim(desk.reporter.article())
    for q in RUBBISH:
        reply = desk.reader.ask("GET", path, params={"q": q})
        assert reply.status_code in (200, 422), (q, reply.text)
    desk.reader.refused(422, "GET", path, params={"q": "a" * 10_000})


letters = st.sampled_from("abéßÉ1２ıﬁ’-_ .,'\"&|!:*()🙂漢\u0301")
texts = st.text(letters, min_size=1, max_size=12)


@settings(max_examples=30, phases=[Phase.generate])  # shrinking over a database takes minutes
@given(st.lists(texts.map(lambda text: f"x{text}"), min_size=1, max_size=4), texts)
def test_both_databases_find_the_same(
    sqlite_desk: Desk, postgresql_desk: Desk, said: list[str], q: str
) -> None:
    answers = []
    for desk in (sqlite_desk, postgresql_desk):
        article = desk.reporter.article()
        ids = [desk.reporter.claim(article, statement=one)["id"] for one in said]
        reply = desk.reader.ask("GET", f"/articles/{article['id']}/claims", params={"q": q})
        assert reply.status_code in (200, 422), reply.text
        items = reply.json().get("items", [])
        answers.append((reply.status_code, [ids.index(claim["id"]) for claim in items]))
    assert answers[0] == answers[1]


@given(st.text(max_size=200))
def test_words_are_found_again_in_their_own_text(text: str) -> None:
    words = full_text.search_words(text)
    assert all(word.isalnum() and full_text.search_words(word) == [word] for word in words)
