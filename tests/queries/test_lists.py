"""Lists, filters, sorts, pages and counts of claims."""

from typing import Any

import pytest

from api.claims.filters import By
from tests.desk import Answer, Desk


@pytest.fixture
def busy(desk: Desk) -> dict[str, Any]:
    """A desk with a handful of claims that differ in everything."""
    reporter, checker = desk.reporter, desk.checker
    one, two = reporter.article(), reporter.article()
    putin = reporter.speaker("Vladimir Putin")
    tape = reporter.source()
    me = checker.get("/me")["person"]
    plain = reporter.claim(one, exact="Iran was let down")
    said = reporter.claim(
        one,
        exact="We agreed that their security would be ensured",
        kind="quotation",
        worth=0.9,
        risk="high",
        tags=["quote"],
        attribution={"voice": "quoted", "speakers": [{"speaker": putin["id"]}]},
        sources=[{"source": tape["id"]}],
        assignee=me["id"],
        due="2026-01-01T00:00:00Z",
        external_id="x1",
    )
    opinion = reporter.claim(two, kind="opinion", worth=0.2, due="2027-01-01T00:00:00Z")
    verified, evidence = checker.verified(two, exact="Israel’s jets began bombing Iran")
    dropped = reporter.claim(two, exact="A short war")
    reporter.patch(f"/claims/{dropped['id']}", {"state": "dropped", "reason": "title"})
    checker.ask(
        "DELETE", f"/evidence/{evidence['id']}",
        headers={"If-Match": checker.get(f"/evidence/{evidence['id']}").etag},
    )  # fmt: skip
    return {
        "plain": plain["id"], "said": said["id"], "opinion": opinion["id"],
        "reopened": verified["id"], "dropped": dropped["id"], "one": one["id"], "two": two["id"],
        "putin": putin["id"], "tape": tape["id"], "me": me["id"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["plain", "said", "opinion", "reopened"]),
        ({"article": "{one}"}, ["plain", "said"]),
        ({"article": ["{one}", "{two}"]}, ["plain", "said", "opinion", "reopened"]),
        ({"speaker": "{putin}"}, ["said"]),
        ({"source": "{tape}"}, ["said"]),
        ({"unsourced": "true"}, ["plain", "opinion", "reopened"]),
        ({"unsourced": "false"}, ["said"]),
        ({"status": "checking"}, ["reopened"]),
        ({"status": ["checking", "unverified"]}, ["plain", "said", "opinion", "reopened"]),
        ({"substance_status": "checking"}, ["reopened"]),
        ({"attribution_status": "unverified"}, ["said"]),
        ({"state": "dropped"}, ["dropped"]),
        ({"kind": ["opinion", "quotation"]}, ["said", "opinion"]),
        ({"voice": "quoted"}, ["said"]),
        ({"checkable": "false"}, ["opinion"]),
        ({"anchoring": "moved"}, []),
        ({"risk": "high"}, ["said"]),
        ({"assignee": "{me}"}, ["said"]),
        ({"tag": ["quote", "other"]}, ["said"]),
        ({"reopened": "true"}, ["reopened"]),
        ({"reopened": "false"}, ["plain", "said", "opinion"]),
        ({"due_before": "2026-06-01T00:00:00Z"}, ["said"]),
        ({"updated_after": "2020-01-01T00:00:00Z", "kind": "opinion"}, ["opinion"]),
        ({"external_id": "x1"}, ["said"]),
        ({"sort": "-worth"}, ["said", "opinion", "reopened", "plain"]),
        ({"sort": "due"}, ["said", "opinion", "plain", "reopened"]),
        ({"sort": "-updated_at"}, ["reopened", "opinion", "said", "plain"]),
        ({"sort": "position", "article": "{one}"}, ["said", "plain"]),
    ],
)
def test_every_filter_and_sort_narrows_lists_and_counts_alike(
    desk: Desk, busy: dict[str, Any], filters: dict[str, Any], expected: list[str]
) -> None:
    def filled(value: str | list[str]) -> Any:
        return value.format(**busy) if isinstance(value, str) else [v.format(**busy) for v in value]

    params = {name: filled(value) for name, value in filters.items()}
    found = desk.reader.items("/claims", limit=2, **params)
    assert [claim["id"] for claim in found] == [busy[name] for name in expected]
    params.pop("sort", None)
    counts = desk.reader.get("/claims/counts", by="state", **params)["counts"]
    assert sum(count["n"] for count in counts) == len(expected)
    for by in By:
        desk.reader.get("/claims/counts", by=by, **params)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("status", {"unverified": 3, "checking": 1}),
        ("state", {"kept": 4}),
        ("kind", {None: 2, "opinion": 1, "quotation": 1}),
        ("speaker", {"{putin}": 1}),
        ("assignee", {"{me}": 1, None: 3}),
        ("source", {"{tape}": 1}),
        ("anchoring", {"exact": 4}),
    ],
)
def test_counts_by_every_field(
    desk: Desk, busy: dict[str, Any], by: str, expected: dict[str | None, int]
) -> None:
    counted = desk.reader.get("/claims/counts", by=by)
    assert counted["by"] == by
    found = {count["value"]: count["n"] for count in counted["counts"]}
    assert found == {v.format(**busy) if v else v: n for v, n in expected.items()}


def test_an_article_counts_its_own(desk: Desk, busy: dict[str, Any]) -> None:
    counted = desk.reader.get(f"/articles/{busy['two']}/counts")["counts"]
    assert {count["value"]: count["n"] for count in counted} == {"unverified": 1, "checking": 1}


def test_a_speakers_record_counts_what_they_said(desk: Desk, busy: dict[str, Any]) -> None:
    counted = desk.reader.get(f"/speakers/{busy['putin']}/record")["counts"]
    assert [(count["value"], count["n"]) for count in counted] == [("unverified", 1)]


def test_values_are_compared_whole(desk: Desk) -> None:
    claim = desk.reporter.claim(desk.reporter.article(), tags=["q" * 100])
    assert [one["id"] for one in desk.reader.items("/claims", tag=["q" * 100, "x"])] == [
        claim["id"]
    ]
    assert desk.reader.items("/claims", tag=["q" * 101, "x"]) == []


class TestPages:
    @pytest.fixture
    def claims(self, desk: Desk) -> list[Answer]:
        article = desk.reporter.article()
        return [desk.reporter.claim(article, worth=n % 3 / 2) for n in range(7)]

    @pytest.mark.parametrize("sort", ["created_at", "position", "-updated_at", "-worth", "due"])
    def test_visit_every_claim_once(self, desk: Desk, claims: list[Answer], sort: str) -> None:
        pages = [
            [claim["id"] for claim in desk.reader.items("/claims", limit=limit, sort=sort)]
            for limit in (1, 3, 200)
        ]
        assert pages[0] == pages[1] == pages[2]
        assert sorted(pages[0]) == sorted(claim["id"] for claim in claims)

    def test_stay_whole_while_others_write(self, desk: Desk, claims: list[Answer]) -> None:
        first = desk.reader.get("/claims", limit=3)
        late = desk.reporter.claim({"id": claims[0]["article"]})
        rest = desk.reader.items("/claims", limit=3, after=first["next"])
        found = [claim["id"] for claim in first["items"] + rest]
        assert found == [claim["id"] for claim in [*claims, late]]

    def test_name_the_next_one_in_a_link(self, desk: Desk, claims: list[Answer]) -> None:
        assert claims
        reply = desk.reader.ask("GET", "/claims", params={"limit": 6, "kind": []})
        target = reply.headers["link"].removeprefix("</v1").split(">")[0]
        assert len(desk.reader.ask("GET", target).json()["items"]) == 1
        assert "link" not in desk.reader.ask("GET", target).headers

    @pytest.mark.parametrize("change", ["flip", "other query", "other person", "rubbish", "empty"])
    def test_refuse_a_foreign_cursor(self, desk: Desk, claims: list[Answer], change: str) -> None:
        assert claims
        cursor = desk.reader.get("/claims", limit=2)["next"]
        params = {"after": cursor, "limit": "2"}
        client = desk.reader
        if change == "flip":
            params["after"] = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")
        elif change == "other query":
            params["sort"] = "due"
        elif change == "other person":
            client = desk.checker
        else:
            params["after"] = {"rubbish": "!!", "empty": ""}[change]
        problem = client.refused(400, "GET", "/claims", params=params)
        assert problem["type"] == "/problems/bad-cursor"

    @pytest.mark.parametrize("limit", ["0", "201", "x", "-1", "1e3"])
    def test_refuse_a_limit_that_makes_no_sense(self, desk: Desk, limit: str) -> None:
        desk.reader.refused(422, "GET", "/claims", params={"limit": limit})


def test_an_unknown_filter_is_refused_with_those_that_exist(desk: Desk) -> None:
    problem = desk.reader.refused(422, "GET", "/claims", params={"colour": "red"})
    assert problem["errors"][0]["where"] == ["query", "colour"]
    assert "status" in problem["errors"][0]["message"]


def test_reading_order_is_headline_standfirst_body(desk: Desk) -> None:
    article = desk.reporter.article("Late. Early.", standfirst="Middle.")
    for exact in ("Early", "Late", "Middle", "short war"):
        desk.reporter.claim(article, exact=exact)
    found = desk.reader.items(f"/articles/{article['id']}/claims")
    assert [claim["statement"] for claim in found] == ["short war", "Middle", "Late", "Early"]
