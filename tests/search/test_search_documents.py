"""What a claim, an article, a source or a speaker is found by, and by whom."""

from typing import Any

import pytest

from tests.desk import Answer, Client, Desk


def search(client: Client, q: str, path: str = "/claims", **params: Any) -> list[str]:
    """The ids of what a search finds."""
    return [hit["id"] for hit in client.items(path, q=q, **params)]


@pytest.fixture
def claim(desk: Desk) -> Answer:
    """A claim that is found by its statement, its words, its speaker and its tag."""
    desk.reporter.speaker("Institute for the Study of War", aliases=["ISW"])
    attribution = {"voice": "reported", "speakers": [{"name": "ISW"}]}
    article = desk.reporter.article()
    desk.reporter.claim(article, exact="Iran was let down")
    return desk.reporter.claim(
        article, statement="The Zürich war lasted long.", tags=["numbers"], attribution=attribution
    )


class TestAClaim:
    @pytest.mark.parametrize(
        "q",
        [
            "lasted", "LASTED long", "long lasted", "Zürich", "zurich", "ZÜRICH", "over in 12 days",
            "institute", "isw", "study war lasted 12", "numbers", "numb", "las", "(lasted)",
        ],
    )  # fmt: skip
    def test_is_found_by_its_words(self, desk: Desk, claim: Answer, q: str) -> None:
        assert search(desk.reader, q) == [claim["id"]]
        assert desk.reader.get("/claims/counts", q=q)["counts"][0]["n"] == 1

    @pytest.mark.parametrize("q", ["lasted short", "asted", "las ", "lasted OR nothing", "ran"])
    def test_is_not_found_if_it_lacks_a_word(self, desk: Desk, claim: Answer, q: str) -> None:
        assert claim["id"] not in search(desk.reader, q)

    def test_is_found_by_its_present_words_only(self, desk: Desk, claim: Answer) -> None:
        path = f"/claims/{claim['id']}"
        desk.reporter.patch(path, {"statement": "It went on.", "tags": ["ends"]})
        assert search(desk.reader, "lasted") == search(desk.reader, "numbers") == []
        assert search(desk.reader, "went on ends") == [claim["id"]]
        desk.reporter.patch(path, {"spans": [{"exact": "Putin revealed"}]})
        assert search(desk.reader, "12") == []
        assert search(desk.reader, "revealed") == [claim["id"]]
        desk.reporter.patch(path, {"attribution": {"voice": "article"}})
        assert search(desk.reader, "isw") == []

    def test_is_found_by_its_speakers_new_name(self, desk: Desk, claim: Answer) -> None:
        path = f"/speakers/{claim['speaker']['id']}"
        desk.reporter.patch(path, {"name": "Thinktank", "aliases": []})
        assert search(desk.reader, "isw") == []
        assert search(desk.reader, "thinktank") == [claim["id"]]
        successor = desk.reporter.speaker("Another Name")
        desk.checker.post(
            f"{path}/merge",
            {"into": successor["id"]},
            200,
            {"If-Match": desk.reader.get(path).etag},
        )
        for q in ("another", "thinktank"):
            assert search(desk.reader, q) == [claim["id"]]

    def test_is_not_found_by_a_hidden_name(self, desk: Desk, claim: Answer) -> None:
        path = f"/speakers/{claim['speaker']['id']}"
        desk.editor.patch(path, {"visible_to": []})
        for client in (desk.reader, desk.editor):
            assert search(client, "isw") == []
        desk.editor.patch(path, {"visible_to": None})
        assert search(desk.reader, "isw") == [claim["id"]]

    def test_is_found_only_by_those_who_may_see_it(self, desk: Desk, claim: Answer) -> None:
        desk.editor.patch(f"/claims/{claim['id']}", {"visible_to": []})
        for sort in ("created_at", "relevance"):
            assert search(desk.reader, "lasted", sort=sort) == []
            assert search(desk.editor, "lasted", sort=sort) == [claim["id"]]
        assert desk.reader.get("/claims/counts", q="lasted")["counts"] == []

    def test_can_be_searched_with_any_filter_and_order(self, desk: Desk, claim: Answer) -> None:
        article = claim["article"]
        assert search(desk.reader, "lasted", article=article, kind="opinion") == []
        for sort in ("created_at", "-updated_at", "-worth", "due", "relevance", "position"):
            assert search(desk.reader, "lasted", article=article, sort=sort) == [claim["id"]]
        assert search(desk.reader, "lasted", "/articles/" + article + "/claims") == [claim["id"]]


class TestOtherResources:
    def test_an_article_is_found_by_headline_standfirst_and_body(self, desk: Desk) -> None:
        article = desk.reporter.article("Ein Krieg", headline="Treaty", standfirst="Lines")
        desk.reporter.article()
        for q in ("treaty", "krieg lines"):
            assert search(desk.reader, q, "/articles") == [article["id"]]

    def test_sources_and_speakers_are_found_by_their_present_names(self, desk: Desk) -> None:
        source = desk.reporter.source(title="Readout", publisher="Kremlin")
        desk.reporter.patch(f"/sources/{source['id']}", {"title": "Transcript"})
        assert search(desk.reader, "readout", "/sources") == []
        assert search(desk.reader, "kremlin tran", "/sources") == [source["id"]]
        etag = desk.reader.get(f"/sources/{source['id']}").etag
        desk.reporter.ask("DELETE", f"/sources/{source['id']}", headers={"If-Match": etag})
        assert search(desk.reader, "kremlin", "/sources") == []
        speaker = desk.reporter.speaker("Ada", aliases=["Countess"])
        assert search(desk.reader, "countess", "/speakers") == [speaker["id"]]
