"""Searching by words: the same on both databases, ranked, and never a server error."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from api.search import full_text
from tests.desk import Desk
from tests.search.test_search_documents import search

RUBBISH = [
    '"', "'", '""', 'a"b', "AND", "a AND", "NOT a", "a OR b", "NEAR(a b)", "a*", "*", "^a", "-a",
    "(a", "a)", "a:b", "words:a", "{a b}: c", "a & b", "a | !b", "'a':*", "a <-> b", "\\", "%", "_",
    "🙂", "a🙂b", "\u202e", "é\u0301", "İ", "ß", "ﬁ", "١٢", "漢字", "\ufdfa" * 30, " ", "\t",
    "a" * 200,
    "1e999", "0x1f", "12.5", "don’t", "e-mail@example.org", "https://kremlin.example/1?a=b",
]  # fmt: skip


class TestRelevance:
    def test_the_best_match_comes_first_page_by_page(self, desk: Desk) -> None:
        article = desk.reporter.article()
        long = "A war, and much else that is said here about many other things entirely"
        weak = desk.reporter.claim(article, statement=long)["id"]
        strong = desk.reporter.claim(article, statement="War, war, war")["id"]
        for limit in (1, 50):
            assert search(desk.reader, "war", sort="relevance", limit=limit) == [strong, weak]
        assert desk.reader.get("/claims", q="war", sort="relevance")["ranked"] is None

    def test_cannot_be_sorted_by_without_words(self, desk: Desk) -> None:
        desk.reader.refused(422, "GET", "/claims?sort=relevance")

    def test_ranks_the_newest_thousand_of_a_common_word(self, desk: Desk) -> None:
        article = desk.reporter.article()
        line = (
            f'{{"article": "{article["id"]}", "statement": "common",'
            ' "spans": [{"start": 0, "end": 3}]}\n'
        )
        headers = {"Content-Type": "application/jsonl"}
        desk.reporter.ask("POST", "/claims/import", content=line * 1003, headers=headers)
        first = desk.reader.get("/claims", q="common", sort="relevance", limit=200)
        assert first["ranked"] == full_text.MOST_RANKED
        ranked = search(desk.reader, "common", sort="relevance", limit=200)
        assert len(ranked) == full_text.MOST_RANKED
        assert len(search(desk.reader, "common", limit=200)) == 1003


@pytest.mark.parametrize(
    "path", ["/claims", "/claims/counts", "/articles", "/sources", "/speakers"]
)
def test_whatever_is_typed_is_searched_for_or_refused(desk: Desk, path: str) -> None:
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
    sqlite_desk: Desk, postgresql_desk: Desk, statements: list[str], q: str
) -> None:
    answers = []
    for desk in (sqlite_desk, postgresql_desk):
        article = desk.reporter.article()
        ids = [desk.reporter.claim(article, statement=statement)["id"] for statement in statements]
        reply = desk.reader.ask("GET", f"/articles/{article['id']}/claims", params={"q": q})
        assert reply.status_code in (200, 422), reply.text
        items = reply.json().get("items", [])
        answers.append((reply.status_code, [ids.index(claim["id"]) for claim in items]))
    assert answers[0] == answers[1]


@given(st.text(max_size=200))
def test_a_word_of_a_text_is_one_word_by_itself(text: str) -> None:
    words = full_text.search_words(text)
    assert all(word.isalnum() and full_text.search_words(word) == [word] for word in words)
