"""Notes, questions, changes, attempts; threads; answers; closing."""

from typing import Any

import pytest

from tests.desk import Answer, Desk


@pytest.fixture
def claim(desk: Desk) -> Answer:
    return desk.reporter.claim(desk.reporter.article())


def ask(desk: Desk, claim: Answer, **fields: Any) -> Answer:
    new = {"kind": "question", "body": "Is this so?"} | fields
    return desk.reporter.post(f"/claims/{claim['id']}/annotations", new)


class TestAnnotating:
    def test_a_question_goes_to_a_person_or_to_an_outsider(self, desk: Desk, claim: Answer) -> None:
        me = desk.checker.get("/me")["person"]
        inside = ask(desk, claim, addressee=me["id"], due="2026-01-01T00:00:00Z")
        outside = ask(desk, claim, addressee={"name": "Press office", "contact": "press@x.example"})
        assert inside["addressee"] == {**me, "contact": None}
        assert outside["addressee"] == {
            "id": None,
            "name": "Press office",
            "contact": "press@x.example",
        }
        assert inside["open"] is True
        assert inside["author"]["name"] == "The reporter"

    def test_threads_hang_together(self, desk: Desk, claim: Answer) -> None:
        first = ask(desk, claim, kind="note", body="Hm.")
        reply = ask(desk, claim, kind="note", body="Yes?", in_reply_to=first["id"])
        assert reply["in_reply_to"] == first["id"]
        elsewhere = desk.reporter.claim(desk.reporter.article())
        new = {"body": "x", "in_reply_to": first["id"]}
        problem = desk.reporter.refused(
            422, "POST", f"/claims/{elsewhere['id']}/annotations", json=new
        )
        assert problem["errors"][0]["where"] == ["body", "in_reply_to"]

    def test_stands_beside_an_article_too(self, desk: Desk, claim: Answer) -> None:
        path = f"/articles/{claim['article']}/annotations"
        note = desk.reporter.post(path, {"body": "Lead is long."})
        asked = ask(desk, claim)
        assert note["claim"] is None
        assert [one["id"] for one in desk.reader.items(path)] == [note["id"], asked["id"]]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"body": ""},
            {"body": "x", "kind": "change"},
            {"body": "x", "kind": "note", "proposed": "y"},
            {"body": "x", "kind": "shout"},
            {"body": "x", "addressee": f"person_{'0' * 26}"},
            {"body": "x", "addressee": {"contact": "nobody"}},
            {"body": "x", "due": "2026-01-01T00:00:00"},
        ],
    )
    def test_refuses_what_is_none(self, desk: Desk, claim: Answer, wrong: dict[str, Any]) -> None:
        path = f"/claims/{claim['id']}/annotations"
        desk.reporter.refused(422, "POST", path, json=wrong)
        assert desk.reader.items(path) == []

    def test_the_whole_desk_is_asked_by_every_filter(self, desk: Desk, claim: Answer) -> None:
        me = desk.checker.get("/me")["person"]["id"]
        author = desk.reporter.get("/me")["person"]["id"]
        asked = ask(desk, claim, addressee=me, due="2026-01-01T00:00:00Z")
        note = desk.checker.post(f"/claims/{claim['id']}/annotations", {"body": "n"})
        for filters, expected in (
            ({}, [asked, note]),
            ({"article": claim["article"]}, [asked, note]),
            ({"claim": claim["id"], "limit": 1}, [asked, note]),
            ({"addressee": me}, [asked]),
            ({"asked_by": author}, [asked]),
            ({"kind": "note"}, [note]),
            ({"open": True}, [asked]),
            ({"due_before": "2026-02-01T00:00:00Z"}, [asked]),
        ):
            found = desk.reader.items("/annotations", **filters)
            assert [one["id"] for one in found] == [one["id"] for one in expected], filters


class TestClosing:
    def close(self, desk: Desk, who: str, one: Answer, outcome: str) -> Any:
        etag = desk.reader.get(f"/annotations/{one['id']}").etag
        return desk.of(who).ask(
            "POST", f"/annotations/{one['id']}/close", json={"outcome": outcome},
            headers={"If-Match": etag},
        )  # fmt: skip

    def test_answering_is_not_closing(self, desk: Desk, claim: Answer) -> None:
        one = ask(desk, claim)
        assert self.close(desk, "checker", one, "answered").status_code == 409
        answered = desk.reporter.post(f"/annotations/{one['id']}/answers", {"body": "It is."})
        assert answered["open"] is True
        assert answered["version"] == 2
        assert answered["answers"][0]["body"] == "It is."
        closed = self.close(desk, "checker", one, "answered").json()
        assert (closed["open"], closed["outcome"]) == (False, "answered")
        assert closed["closed_by"]["name"] == "The checker"
        again = self.close(desk, "checker", one, "withdrawn")
        assert again.json()["type"] == "/problems/cannot-close"

    def test_whoever_asked_or_a_checker_closes(self, desk: Desk, claim: Answer) -> None:
        mine = ask(desk, claim)
        theirs = desk.checker.post(
            f"/claims/{claim['id']}/annotations", {"kind": "question", "body": "?"}
        )
        assert self.close(desk, "reporter", theirs, "no_reply").status_code == 403
        assert self.close(desk, "reporter", mine, "withdrawn").status_code == 200

    def test_an_editor_accepts_a_change(self, desk: Desk, claim: Answer) -> None:
        change = ask(desk, claim, kind="change", proposed="It lasted 12 days.")
        assert self.close(desk, "checker", change, "accepted").status_code == 403
        problem = self.close(desk, "editor", change, "no_reply").json()
        assert problem["allowed"] == ["accepted", "declined", "withdrawn"]
        assert self.close(desk, "editor", change, "accepted").json()["outcome"] == "accepted"

    def test_a_note_is_never_open(self, desk: Desk, claim: Answer) -> None:
        note = ask(desk, claim, kind="attempt", body="No reply.")
        assert note["open"] is False
        assert self.close(desk, "checker", note, "answered").status_code == 409

    def test_an_attempt_allows_unverifiable(self, desk: Desk, claim: Answer) -> None:
        ask(desk, claim, kind="attempt", body="Called twice.")
        desk.checker.judge(claim, "unverifiable", why="Nobody answers.")
