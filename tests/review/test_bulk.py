"""Many claims at once: an answer for each, or all or nothing."""

from tests.desk import BODY, Answer, Desk, Json


def _items(claims: list[Answer], op: str, **more: object) -> list[Json]:
    return [{"claim": one["id"], "version": one["version"], "op": op, **more} for one in claims]


class TestBulk:
    def test_does_each_and_answers_each(self, desk: Desk) -> None:
        article = desk.reporter.article(BODY, draft_claims=True)
        found = desk.reader.items(f"/articles/{article['id']}/claims")
        claims = [desk.reader.get(f"/claims/{one['id']}") for one in found[:4]]
        me = desk.reporter.get("/me")["person"]["id"]
        wanted = [
            *_items(claims[:1], "keep"),
            *_items(claims[1:2], "drop", reason="No claim."),
            *_items(claims[2:3], "assign", assignee=me),
            *_items(claims[3:4], "due", due="2026-12-01T10:00:00+01:00"),
        ]
        done = desk.reporter.post("/claims/bulk", {"items": wanted}, 200)
        assert done["done"] == 4
        assert [one["version"] for one in done["items"]] == [2, 2, 2, 2]
        now = [desk.reader.get(f"/claims/{one['id']}") for one in claims]
        assert [one["state"] for one in now] == ["kept", "dropped", "drafted", "drafted"]
        assert now[2]["assignee"]["id"] == me
        assert now[3]["due"] == "2026-12-01T09:00:00.000000Z"

    def test_refuses_one_and_does_the_others(self, desk: Desk) -> None:
        article = desk.checker.article()
        claim, other = desk.checker.claim(article), desk.checker.claim(article, "12 days")
        wanted = [
            *_items([claim], "tag", add=["war", "days"], remove=["days"]),
            {"claim": other["id"], "version": 9, "op": "keep"},
            {"claim": "claim_01jzqk3w8r5t6v7x9y0z1a2b3c", "version": 1, "op": "keep"},
            *_items([other], "judge", finding="substance", status="verified", evidence=[]),
        ]
        done = desk.checker.post("/claims/bulk", {"items": wanted}, 200)
        assert [one["problem"] and one["problem"]["status"] for one in done["items"]] == [
            None, 412, 404, 409,
        ]  # fmt: skip
        assert desk.reader.get(f"/claims/{claim['id']}")["tags"] == ["war"]
        assert desk.ledger() == desk.reader.get("/events/head")["seq"]

    def test_puts_no_more_tags_on_a_claim_than_it_may_have(self, desk: Desk) -> None:
        claim = desk.checker.claim(desk.checker.article(), tags=[f"t{n}" for n in range(40)])
        wanted = _items([claim], "tag", add=[f"u{n}" for n in range(20)])
        done = desk.checker.post("/claims/bulk", {"items": wanted}, 200)
        assert done["items"][0]["problem"]["status"] == 422
        wanted = _items([claim], "tag", add=[f"u{n}" for n in range(20)], remove=["t1"] * 50)
        assert desk.checker.post("/claims/bulk", {"items": wanted}, 200)["done"] == 0
        wanted = _items([claim], "tag", add=["u1"], remove=["t1"])
        assert desk.checker.post("/claims/bulk", {"items": wanted}, 200)["done"] == 1

    def test_does_all_or_nothing_where_it_must(self, desk: Desk) -> None:
        article = desk.checker.article()
        claim, other = desk.checker.claim(article), desk.checker.claim(article, "12 days")
        wanted = [*_items([claim], "tag", add=["x"]), *_items([other], "drop", reason="x")]
        wanted[1]["version"] = 5
        before = desk.reader.get("/events/head")["seq"]
        body = {"items": wanted, "atomic": True}
        refused = desk.checker.refused(409, "POST", "/claims/bulk", json=body)
        assert [one["claim"] for one in refused["items"]] == [other["id"]]
        assert desk.reader.get("/events/head")["seq"] == before
        assert desk.reader.get(f"/claims/{claim['id']}")["tags"] == []

    def test_judges_for_checkers_only(self, desk: Desk) -> None:
        article = desk.checker.article()
        claim = desk.checker.claim(article)
        evidence = desk.checker.evidence(claim)
        now = desk.reader.get(f"/claims/{claim['id']}")
        verdict = {"finding": "substance", "status": "verified", "evidence": [evidence["id"]]}
        body = {"items": _items([now], "judge", **verdict)}
        done = desk.reporter.post("/claims/bulk", body, 200)
        assert done["items"][0]["problem"]["status"] == 403
        assert desk.checker.post("/claims/bulk", body, 200)["done"] == 1
        assert desk.reader.get(f"/claims/{claim['id']}")["status"] == "verified"

    def test_takes_two_hundred_at_most(self, desk: Desk) -> None:
        item = {"claim": "claim_01jzqk3w8r5t6v7x9y0z1a2b3c", "version": 1, "op": "keep"}
        for items in ([], [item] * 201, [item | {"op": "burn"}]):
            desk.checker.refused(422, "POST", "/claims/bulk", json={"items": items})


class TestCallSheets:
    def test_put_questions_together_by_whom_they_are_for(self, desk: Desk) -> None:
        article = desk.reporter.article()
        path = f"/articles/{article['id']}"
        press = {"name": "Press office", "contact": "+7 495"}
        for n, (who, due) in enumerate(
            [(press, None), (None, None), (press, "2026-12-01T10:00:00Z")]
        ):
            question = {"kind": "question", "body": f"Question {n}?", "addressee": who, "due": due}
            desk.reporter.post(f"{path}/annotations", question)
        desk.reporter.post(f"{path}/annotations", {"body": "A note is none."})
        first, second = desk.reader.get(f"{path}/calls")["calls"]
        assert first["addressee"]["name"] == "Press office"
        assert [one["body"] for one in first["questions"]] == ["Question 0?", "Question 2?"]
        assert first["due"] == "2026-12-01T10:00:00.000000Z"
        assert second["addressee"] is None
