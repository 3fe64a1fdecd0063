"""An ETag says truly whether the body is still the same."""

from typing import Any

import pytest

from tests.desk import Answer, Desk, Json


class TestETags:
    @pytest.fixture
    def claim(self, desk: Desk) -> Answer:
        attribution = {"voice": "reported", "speakers": [{"name": "Putin"}]}
        return desk.reporter.claim(desk.reporter.article(), attribution=attribution)

    def unchanged(self, desk: Desk, path: str, etag: str) -> bool:
        reply = desk.reader.ask("GET", path, headers={"If-None-Match": etag})
        assert reply.status_code in (200, 304)
        assert (reply.status_code == 304) == (reply.headers["etag"] == etag)
        return bool(reply.status_code == 304)

    def test_differ_whenever_the_body_does(self, desk: Desk, claim: Answer) -> None:
        evidence = desk.checker.evidence(claim)
        path = f"/claims/{claim['id']}"
        me = desk.checker.get("/me")["person"]
        source, speaker = evidence["source"]["id"], claim["speaker"]["id"]

        def patch(path: str, body: Json) -> Any:
            return lambda: desk.admin.patch(path, body)

        for change in (
            patch(path, {"worth": 0.3}),
            patch(f"/speakers/{speaker}", {"name": "Vladimir Putin"}),
            patch(f"/sources/{source}", {"title": "Another"}),
            patch(f"/people/{me['id']}", {"name": "A. Checker"}),
            patch(f"/evidence/{evidence['id']}", {"note": "Seen."}),
            patch(f"/evidence/{evidence['id']}", {"visible_to": [me["id"]]}),
            patch(f"/evidence/{evidence['id']}", {"visible_to": None}),
            patch(f"/sources/{source}", {"visible_to": []}),
            patch(f"/sources/{source}", {"visible_to": None}),
            patch(f"/speakers/{speaker}", {"visible_to": []}),
            lambda: desk.checker.judge(claim, "verified", evidence),
        ):
            before = desk.reader.get(path)
            assert self.unchanged(desk, path, before.etag)
            change()
            assert self.unchanged(desk, path, before.etag) is False

    def test_of_evidence_differ_when_it_is_cited(self, desk: Desk, claim: Answer) -> None:
        evidence = desk.checker.evidence(claim)
        path = f"/evidence/{evidence['id']}"
        assert desk.checker.get(path).etag == evidence.etag
        before = desk.reader.get(path)
        assert before["cited"] is False
        desk.checker.judge(claim, "verified", evidence)
        assert self.unchanged(desk, path, before.etag) is False
        assert desk.reader.get(path)["cited"] is True

    def test_stay_where_an_annotation_or_another_article_changes(
        self, desk: Desk, claim: Answer
    ) -> None:
        path, list_path = f"/claims/{claim['id']}", f"/articles/{claim['article']}/claims"
        etag, list_etag = desk.reader.get(path).etag, desk.reader.get(list_path).etag
        desk.reporter.claim(desk.reporter.article())
        assert self.unchanged(desk, list_path, list_etag)
        desk.reporter.post(f"{path}/annotations", {"body": "Hm."})
        assert self.unchanged(desk, path, etag)

    def test_differ_between_people(self, desk: Desk, claim: Answer) -> None:
        path = f"/claims/{claim['id']}"
        assert desk.reader.get(path).etag != desk.editor.get(path).etag
