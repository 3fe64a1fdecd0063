"""How reads are made: few statements, long ones out of the way, tags that tell the truth."""

from collections import Counter
from typing import Any

import pytest

from api.storage import async_reads
from tests.desk import Answer, Desk, Json


@pytest.fixture
def asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every statement that a read runs from now on."""
    seen: list[Any] = []
    opened = desk.app.state.reader
    rows = opened.rows

    async def noted(statement: Any, *given: Any, **more: Any) -> Any:
        seen.append(statement)
        return await rows(statement, *given, **more)

    monkeypatch.setattr(opened, "rows", noted)
    return seen


READS = (
    "/claims", "/claims?q=days", "/claims/{claim}", "/articles/{article}/claims", "/articles",
    "/articles/{article}", "/speakers", "/sources", "/annotations", "/events",
    "/claims/{claim}/evidence", "/claims/{claim}/history", "/claims/{claim}/annotations",
    "/claims/{claim}/verdicts", "/claims/counts?by=status", "/articles/{article}/counts",
)  # fmt: skip


def test_no_read_asks_more_often_where_there_is_more(desk: Desk, asked: list[Any]) -> None:
    def statements(names: Json) -> list[int]:
        found = []
        for path in READS:
            asked.clear()
            assert desk.reader.ask("GET", path.format(**names)).status_code == 200
            found.append(len(asked))
        return found

    article = desk.reporter.article()
    claim, evidence = desk.checker.verified(article)
    names = {"claim": claim["id"], "article": article["id"]}
    few = statements(names)
    for n in range(4):
        speakers = [{"name": f"Speaker {n}"}, {"name": f"Other {n}"}]
        attribution = {"voice": "reported", "speakers": speakers}
        sources = [{"source": evidence["source"]["id"]}, {"source": {"title": f"Tape {n}"}}]
        more = desk.reporter.claim(
            article, attribution=attribution, sources=sources, tags=["a", "b", f"c{n}"]
        )
        desk.checker.evidence(more)
        desk.checker.evidence(claim)
        desk.reporter.post(f"/claims/{claim['id']}/annotations", {"body": "Hm."})
    assert statements(names) == few
    assert max(few) <= 4  # key, tag, rows, and what of them the reader may not know


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_long_statement_is_run_again_in_a_thread(
    home: tuple[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(async_reads, "INLINE_SECONDS", -1)  # all are too long
    monkeypatch.setattr(async_reads, "STEPS", 50)
    ran = Counter[str]()
    run_in_thread = async_reads._SqliteReader._run_in_thread

    def counted(self: Any, *given: Any) -> Any:
        ran["thread"] += 1
        return run_in_thread(self, *given)

    monkeypatch.setattr(async_reads._SqliteReader, "_run_in_thread", counted)
    with Desk(*home) as desk:
        claim = desk.reporter.claim(desk.reporter.article())
        assert [one["id"] for one in desk.reader.items("/claims")] == [claim["id"]]
    assert ran["thread"]


class TestCounts:
    def counts(self, desk: Desk, role: str, path: str) -> dict[str, int]:
        counted = desk.of(role).ask("GET", path).json()["counts"]
        return {count["value"]: count["n"] for count in counted}

    def test_follow_every_change(self, desk: Desk) -> None:
        article = desk.reporter.article(draft_claims=True)
        drafted = desk.reader.items(f"/articles/{article['id']}/claims")
        path = f"/articles/{article['id']}/counts"
        assert self.counts(desk, "reader", path) == {"unverified": len(drafted)}
        claim, evidence = desk.checker.verified(article)
        expected = {"unverified": len(drafted), "verified": 1}
        assert self.counts(desk, "reader", path) == expected
        desk.reporter.patch(
            f"/claims/{drafted[0]['id']}", {"state": "dropped", "reason": "nothing"}
        )
        desk.checker.evidence(claim, "refutes")
        expected = {"unverified": len(drafted) - 1, "checking": 1}
        for where in (path, "/claims/counts", f"/claims/counts?article={article['id']}"):
            assert self.counts(desk, "reader", where) == expected
        by_state = self.counts(desk, "reader", "/claims/counts?by=state&state=dropped&state=kept")
        assert by_state == {"kept": 1, "dropped": 1}
        assert evidence["id"]

    def test_count_what_is_hidden_for_those_who_know(self, desk: Desk) -> None:
        article = desk.reporter.article()
        desk.reporter.claim(article)
        hidden = desk.checker.claim(article, visible_to=[])
        for path in (f"/articles/{article['id']}/counts", "/claims/counts?by=status"):
            assert self.counts(desk, "reader", path) == {"unverified": 1}
            assert self.counts(desk, "checker", path) == {"unverified": 2}
            assert self.counts(desk, "editor", path) == {"unverified": 2}
        desk.editor.patch(f"/claims/{hidden['id']}", {"visible_to": None})
        assert self.counts(desk, "reader", "/claims/counts?by=status") == {"unverified": 2}
        desk.editor.patch(f"/claims/{hidden['id']}", {"visible_to": []})
        assert self.counts(desk, "reader", "/claims/counts?by=status") == {"unverified": 1}


class TestTags:
    @pytest.fixture
    def claim(self, desk: Desk) -> Answer:
        said = {"voice": "reported", "speakers": [{"name": "Putin"}]}
        return desk.reporter.claim(desk.reporter.article(), attribution=said)

    def unchanged(self, desk: Desk, path: str, etag: str) -> bool:
        reply = desk.reader.ask("GET", path, headers={"If-None-Match": etag})
        assert reply.status_code in (200, 304)
        assert (reply.status_code == 304) == (reply.headers["etag"] == etag)
        return bool(reply.status_code == 304)

    def test_a_body_that_changes_never_hides_behind_304(self, desk: Desk, claim: Answer) -> None:
        evidence = desk.checker.evidence(claim)
        path = f"/claims/{claim['id']}"
        me = desk.checker.get("/me")["person"]
        source, speaker = evidence["source"]["id"], claim["speaker"]["id"]

        def change(where: str, body: Json) -> Any:
            return lambda: desk.admin.patch(where, body)

        for does in (
            change(path, {"worth": 0.3}),
            change(f"/speakers/{speaker}", {"name": "Vladimir Putin"}),
            change(f"/sources/{source}", {"title": "Another"}),
            change(f"/people/{me['id']}", {"name": "A. Checker"}),
            change(f"/evidence/{evidence['id']}", {"note": "Seen."}),
            change(f"/evidence/{evidence['id']}", {"visible_to": [me["id"]]}),
            change(f"/evidence/{evidence['id']}", {"visible_to": None}),
            change(f"/sources/{source}", {"visible_to": []}),
            change(f"/sources/{source}", {"visible_to": None}),
            change(f"/speakers/{speaker}", {"visible_to": []}),
            lambda: desk.checker.judge(claim, "verified", evidence),
        ):
            before = desk.reader.get(path)
            assert self.unchanged(desk, path, before.etag)
            does()
            assert self.unchanged(desk, path, before.etag) is False

    def test_the_evidence_says_when_it_is_cited(self, desk: Desk, claim: Answer) -> None:
        evidence = desk.checker.evidence(claim)
        path = f"/evidence/{evidence['id']}"
        assert desk.checker.get(path).etag == evidence.etag
        before = desk.reader.get(path)
        assert before["cited"] is False
        desk.checker.judge(claim, "verified", evidence)
        assert self.unchanged(desk, path, before.etag) is False
        assert desk.reader.get(path)["cited"] is True

    def test_a_note_leaves_the_claim_and_another_article_the_list(
        self, desk: Desk, claim: Answer
    ) -> None:
        path, listed = f"/claims/{claim['id']}", f"/articles/{claim['article']}/claims"
        etag, of_list = desk.reader.get(path).etag, desk.reader.get(listed).etag
        desk.reporter.claim(desk.reporter.article())
        assert self.unchanged(desk, listed, of_list)
        desk.reporter.post(f"{path}/annotations", {"body": "Hm."})
        assert self.unchanged(desk, path, etag)

    def test_each_reader_has_tags_of_their_own(self, desk: Desk, claim: Answer) -> None:
        path = f"/claims/{claim['id']}"
        assert desk.reader.get(path).etag != desk.editor.get(path).etag
