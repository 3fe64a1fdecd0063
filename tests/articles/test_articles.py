"""Articles and their drafts."""

from hashlib import sha256
from typing import Any

import pytest
from pydantic_core import to_json

from tests.desk import BODY, Desk

ODD = "  Two  spaces,\r\na tab\t, e\u0301, 🙂, \u202eright to left\u202c, and a line\u2028end.  "


class TestAddingAnArticle:
    def test_keeps_the_text_exactly_as_sent(self, desk: Desk) -> None:
        sent = {"headline": " A  headline ", "standfirst": "\n", "body": ODD}
        article = desk.reporter.post("/articles", sent)
        again = desk.reader.get(f"/articles/{article['id']}")
        draft = again["draft"]
        assert {name: draft[name] for name in sent} == sent
        assert draft["number"] == 1
        words = to_json([sent["headline"], sent["standfirst"], sent["body"]])
        assert draft["sha256"] == sha256(words).hexdigest()

    def test_drafts_its_claims_at_once(self, desk: Desk) -> None:
        article = desk.reporter.article(draft_claims=True)
        claims = desk.reader.items(f"/articles/{article['id']}/claims")
        assert article["claims_drafted"] == len(claims) > 2
        parts = {"headline": "A short war", "body": BODY}
        for claim in claims:
            for span in claim["spans"]:
                assert parts[span["part"]][span["start"] : span["end"]] == span["exact"]
        (quoted,) = [claim for claim in claims if claim["attribution"]["voice"] == "quoted"]
        assert quoted["speaker"]["name"] == "Putin"
        assert quoted["attribution"]["cue"]["text"] == "revealed"

    def test_reads_the_words_out_of_html(self, desk: Desk) -> None:
        html = "<h1>War</h1><p>It was  <b>over</b> in 12&nbsp;days.<script>no()</script></p>"
        article = desk.reporter.post("/articles", {"headline": "x", "html": html})
        assert article["draft"]["body"] == "War\n\nIt was over in 12\u00a0days."

    @pytest.mark.parametrize(
        "wrong",
        [
            {},
            {"body": "x"},
            {"headline": "x"},
            {"headline": "x", "body": "x", "html": "<p>x</p>"},
            {"headline": "", "body": "x"},
            {"headline": "x", "body": ""},
            {"headline": "x", "body": " \n "},
            {"headline": "x", "html": "<script>x</script>"},
            {"headline": "x", "body": "x", "language": "English"},
            {"headline": "x", "body": "x", "deadline": "2026-01-01T10:00:00"},
            {"headline": "x", "body": "x", "deadline": "tomorrow"},
            {"headline": "x", "body": "x", "dateline": {"date": "2026-13-01"}},
            {"headline": "x", "body": "x", "url": "javascript:alert(1)"},
            {"headline": "x", "body": "x", "id": "article_1"},
            {"headline": "x", "body": "x", "stage": "published"},
        ],
    )
    def test_refuses_what_is_no_article(self, desk: Desk, wrong: dict[str, Any]) -> None:
        lines = desk.ledger()
        problem = desk.reporter.refused(422, "POST", "/articles", json=wrong)
        assert problem["errors"]
        assert desk.reader.items("/articles") == []
        assert desk.ledger() == lines

    def test_an_external_id_names_one_article(self, desk: Desk) -> None:
        article = desk.reporter.article(external_id="cms-1")
        again = {"headline": "x", "body": "y", "external_id": "cms-1"}
        problem = desk.reporter.refused(409, "POST", "/articles", json=again)
        assert (problem["type"], problem["article"]) == ("/problems/article-taken", article["id"])


class TestListsAndPatches:
    def test_lists_without_words_by_every_filter(self, desk: Desk) -> None:
        one = desk.reporter.article(outlet="Post", desk="foreign", external_id="a")
        two = desk.reporter.article(deadline="2026-01-01T10:00:00+01:00")
        assert "draft" not in desk.reader.items("/articles")[0]
        for filters, expected in (
            ({}, [one, two]),
            ({"sort": "-created_at"}, [two, one]),
            ({"outlet": "Post"}, [one]),
            ({"desk": ["foreign", "home"]}, [one]),
            ({"external_id": "a"}, [one]),
            ({"stage": "open", "limit": 1}, [one, two]),
            ({"stage": "spiked"}, []),
            ({"due_before": "2026-01-02T00:00:00Z"}, [two]),
        ):
            found = desk.reader.items("/articles", **filters)
            assert [article["id"] for article in found] == [article["id"] for article in expected]

    def test_patches_its_own_fields_but_not_its_words(self, desk: Desk) -> None:
        article = desk.reporter.article(byline="Ada", desk="foreign")
        path = f"/articles/{article['id']}"
        changed = desk.reporter.patch(
            path,
            {
                "byline": None,
                "deadline": "2026-01-01T10:00:00+01:00",
                "dateline": {"date": "2025-07-01"},
            },
        )
        assert (changed["byline"], changed["desk"]) == (None, "foreign")
        assert changed["deadline"] == "2026-01-01T09:00:00.000000Z"
        assert changed["dateline"] == {"date": "2025-07-01", "zone": None}
        assert changed["version"] == 2
        match = {"If-Match": changed.etag}
        desk.reporter.refused(422, "PATCH", path, json={"headline": "x"}, headers=match)

    def test_the_same_again_changes_nothing(self, desk: Desk) -> None:
        article = desk.reporter.article(desk="foreign", dateline={"date": "2025-07-01"})
        lines = desk.ledger()
        again = desk.reporter.patch(
            f"/articles/{article['id']}", {"desk": "foreign", "dateline": {"date": "2025-07-01"}}
        )
        assert again["version"] == 1
        assert desk.ledger() == lines


class TestExtract:
    def test_says_what_would_be_drafted_and_stores_nothing(self, desk: Desk) -> None:
        lines = desk.ledger()
        found = desk.reader.post("/extract", {"body": BODY}, status=200)
        assert found["body"] == BODY
        for claim in found["claims"]:
            (span,) = claim["spans"]
            assert BODY[span["start"] : span["end"]] == span["exact"]
        assert desk.ledger() == lines
        assert desk.reader.items("/claims") == []

    def test_counts_in_utf16_where_asked(self, desk: Desk) -> None:
        found = desk.reader.post("/extract?unit=utf16", {"body": BODY}, status=200)
        last = found["claims"][-1]["spans"][0]
        words = BODY.encode("utf-16-le")[2 * last["start"] : 2 * last["end"]]
        assert words.decode("utf-16-le") == last["exact"]
