"""House rules, exceptions, signatures, clearance, publishing, corrections."""

from typing import Any

import pytest

from tests.desk import BODY, Answer, Client, Desk, Json
from tests.intake.test_new_draft import redraft

ONE = "It was over in 12 days."  # one sentence, one claim


def clearance(client: Client, article: Json, **query: Any) -> Answer:
    return client.get(f"/articles/{article['id']}/clearance", **query)


def codes(found: Json, where: str = "blockers") -> list[str]:
    return [one["code"] for one in found[where]]


def sign(desk: Desk, article: Json, status: int = 201) -> Any:
    path = f"/articles/{article['id']}"
    etag = {"If-Match": desk.editor.get(path).etag}
    if status != 201:
        return desk.editor.refused(status, "POST", f"{path}/signature", json={}, headers=etag)
    return desk.editor.post(f"{path}/signature", {}, headers=etag)


def rules(desk: Desk, **wanted: Any) -> Answer:
    etag = {"If-Match": desk.editor.get("/rules").etag}
    reply = desk.editor.ask("PUT", "/rules", json=wanted, headers=etag)
    assert reply.status_code == 200, reply.text
    return Answer(reply)


def waive(desk: Desk, article: Json, **what: Any) -> Answer:
    return desk.editor.post(f"/articles/{article['id']}/waivers", {"reason": "So be it."} | what)


def clear(desk: Desk) -> tuple[Answer, Answer, Answer]:
    """A piece of one sentence that is clear to run: article, claim, evidence."""
    article = desk.checker.article(ONE, headline="war")
    claim, evidence = desk.checker.verified(article)
    sign(desk, article)
    return article, claim, evidence


class TestClearance:
    def test_names_all_that_is_open(self, desk: Desk) -> None:
        article = desk.checker.article(BODY)
        claim = desk.checker.claim(article)
        found = clearance(desk.reader, article)
        assert not found["cleared"]
        assert found["draft"] == {"number": 1, "sha256": article["draft"]["sha256"]}
        assert codes(found) == ["finding_not_final", *["uncovered"] * 3, "no_signature"]
        first = found["blockers"][0]
        assert (first["claim"], first["finding"]) == (claim["id"], "substance")
        assert first["span"]["exact"] == "It was over in 12 days"
        assert (found["coverage"]["sentences"], found["coverage"]["covered"]) == (4, 1)
        assert [one["exact"] for one in found["coverage"]["uncovered"]] == [
            "On June 13, Israel’s jets began bombing Iran.",
            "“We agreed that their security would be ensured,” Putin revealed.",
            "🙂 Iran was let down.",
        ]

    def test_clears_what_is_checked_covered_and_signed(self, desk: Desk) -> None:
        article, _, _ = clear(desk)
        found = clearance(desk.reader, article)
        assert (found["cleared"], found["blockers"]) == (True, [])
        assert found["signature"]["void"] is False
        assert found["counts"] == {"verified": 1}

    def test_clears_no_other_text(self, desk: Desk) -> None:
        article, _, _ = clear(desk)
        sha = article["draft"]["sha256"]
        assert clearance(desk.reader, article, sha256=sha)["cleared"]
        found = clearance(desk.reader, article, sha256="0" * 64)
        assert (found["cleared"], codes(found)) == (False, ["unknown_text"])
        for wrong in ("x", "0" * 63, "Z" * 64):
            path = f"/articles/{article['id']}/clearance?sha256={wrong}"
            desk.reader.refused(422, "GET", path)

    def test_never_clears_what_was_found_wrong(self, desk: Desk) -> None:
        rules(desk, preset="breaking")
        article = desk.checker.article(ONE, headline="war")
        claim = desk.checker.claim(article)
        desk.checker.judge(claim, "incorrect", desk.checker.evidence(claim, "refutes"))
        assert codes(clearance(desk.reader, article)) == ["incorrect"]
        path = f"/articles/{article['id']}/waivers"
        body = {"blocker": "incorrect", "claim": claim["id"], "reason": "x"}
        desk.editor.refused(422, "POST", path, json=body)

    @pytest.mark.parametrize("status", ["disputed", "needs_context", "unverifiable"])
    def test_asks_for_a_change_or_a_waiver_where_a_claim_does_not_stand(
        self, desk: Desk, status: str
    ) -> None:
        article = desk.checker.article(ONE, headline="war")
        claim = desk.checker.claim(article)
        pieces = [
            desk.checker.evidence(claim, stance) for stance in ("supports", "context", "refutes")
        ]
        desk.checker.judge(claim, status, *pieces, why="Nobody knows.")
        assert codes(clearance(desk.reader, article)) == [status, "no_signature"]
        waiver = waive(desk, article, blocker=status, claim=claim["id"])
        found = clearance(desk.reader, article)
        assert codes(found) == ["no_signature"]
        assert [one["reason"] for one in found["waivers"]] == ["So be it."]
        desk.editor.patch(f"/waivers/{waiver['id']}", {"withdrawn": True}, waiver.etag)
        assert status in codes(clearance(desk.reader, article))
        change = desk.checker.post(
            f"/claims/{claim['id']}/annotations",
            {"kind": "change", "body": "Say so.", "proposed": "It was over soon."},
        )
        assert "change_open" in codes(clearance(desk.reader, article))
        etag = {"If-Match": change.etag}
        desk.editor.post(f"/annotations/{change['id']}/close", {"outcome": "accepted"}, 200, etag)
        assert codes(clearance(desk.reader, article)) == ["no_signature"]

    def test_waits_for_drafts_of_worth_and_open_questions(self, desk: Desk) -> None:
        article = desk.reporter.article(ONE, headline="war", draft_claims=True)
        (drafted,) = desk.reader.items(f"/articles/{article['id']}/claims")
        desk.reporter.patch(f"/claims/{drafted['id']}", {"worth": 0.9})
        question = desk.reporter.post(
            f"/articles/{article['id']}/annotations", {"kind": "question", "body": "Really?"}
        )
        found = clearance(desk.reader, article)
        assert codes(found) == ["not_looked_at", "question_open", "uncovered", "no_signature"]
        assert found["blockers"][1]["annotation"] == question["id"]

    def test_waits_for_words_without_a_place_but_not_for_those_that_are_gone(
        self, desk: Desk
    ) -> None:
        article = desk.checker.article("Before it. It is so. Behind it.", headline="war")
        desk.checker.verified(article, exact="It is so")
        redraft(desk.reporter, article, "Q. It is so. Q. Z. It is so. Z.", draft_claims=False)
        assert "orphaned" in codes(clearance(desk.reader, article))
        redraft(desk.reporter, article, "Nothing of it is left.", draft_claims=False)
        assert codes(clearance(desk.reader, article)) == ["no_signature"]

    def test_is_not_cleared_by_what_one_does_not_see(self, desk: Desk) -> None:
        rules(desk, preset="breaking")
        article = desk.editor.article(ONE, headline="war")
        secret = desk.editor.claim(article, visible_to=[])
        desk.editor.judge(secret, "incorrect", desk.editor.evidence(secret, "refutes"))
        assert codes(clearance(desk.editor, article)) == ["incorrect"]
        found = desk.reader.ask("GET", f"/articles/{article['id']}/clearance")
        assert (found.json()["cleared"], codes(found.json())) == (False, ["restricted"])
        assert secret["id"] not in found.text
        assert "12 days" not in str(found.json()["blockers"])

    def test_is_the_same_until_something_changes(self, desk: Desk) -> None:
        article, claim, _ = clear(desk)
        path = f"/articles/{article['id']}/clearance"
        tag = desk.reader.get(path).etag
        same = desk.reader.ask("GET", path, headers={"If-None-Match": tag})
        assert same.status_code == 304
        desk.checker.evidence(claim, "refutes")
        again = desk.reader.ask("GET", path, headers={"If-None-Match": tag})
        assert again.status_code == 200
        assert not again.json()["cleared"]
        rules(desk, preset="breaking")
        assert desk.reader.get(path).etag != again.headers["etag"]


class TestSigning:
    def test_needs_every_finding_final_and_another_pair_of_eyes(self, desk: Desk) -> None:
        article = desk.editor.article(ONE, headline="war")
        claim = desk.editor.claim(article)
        refused = sign(desk, article, 409)
        assert [need["rule"] for need in refused["rules"]] == ["findings_final"]
        desk.editor.judge(claim, "verified", desk.editor.evidence(claim))
        refused = sign(desk, article, 409)
        assert [need["rule"] for need in refused["rules"]] == ["four_eyes"]
        waive(desk, article, rule="four_eyes")
        sign(desk, article)
        assert clearance(desk.reader, article)["cleared"]

    @pytest.mark.parametrize(
        ("change", "what"),
        [
            ("words", {"text", "words", "findings", "evidence"}),
            ("statement", {"words", "findings", "evidence"}),
            ("speaker", {"attribution"}),
            ("excerpt", {"evidence"}),
            ("origin", {"findings", "evidence"}),
            ("verdict", {"findings", "evidence"}),
            ("claim", {"added"}),
        ],
    )
    def test_is_void_when_what_it_is_bound_to_changes(
        self, desk: Desk, change: str, what: set[str]
    ) -> None:
        article, claim, evidence = clear(desk)
        path = f"/claims/{claim['id']}"
        if change == "words":
            redraft(desk.reporter, article, ONE.replace("12", "13"))
        elif change == "statement":
            desk.checker.patch(path, {"statement": "It was long."})
        elif change == "speaker":
            said = {"voice": "article", "speakers": [{"name": "Putin"}]}
            desk.checker.patch(path, {"attribution": said, "asks": ["substance"]})
        elif change == "excerpt":
            desk.checker.patch(f"/evidence/{evidence['id']}", {"excerpt": "other words"})
        elif change == "origin":
            source = evidence["source"]["id"]
            wire = desk.checker.source()
            desk.checker.patch(f"/sources/{source}", {"origin": wire["id"]})
        elif change == "verdict":
            desk.checker.judge(claim, "checking")
        else:
            desk.checker.claim(article, "over in 12 days")
        found = clearance(desk.reader, article)
        (void,) = [one for one in found["blockers"] if one["code"] == "signature_void"]
        assert {one["what"] for one in void["changed"]} == what
        assert found["signature"]["void"]

    @pytest.mark.parametrize("change", ["support", "title", "note", "moved"])
    def test_outlives_what_it_is_not_bound_to(self, desk: Desk, change: str) -> None:
        article, claim, evidence = clear(desk)
        if change == "support":
            desk.checker.evidence(claim)
        elif change == "title":
            desk.checker.patch(f"/sources/{evidence['source']['id']}", {"title": "Another title"})
        elif change == "note":
            desk.checker.post(f"/claims/{claim['id']}/annotations", {"body": "Well."})
            desk.checker.patch(f"/evidence/{evidence['id']}", {"note": "Well."})
        else:
            desk.checker.patch(f"/claims/{claim['id']}", {"tags": ["war"], "worth": 0.3})
        assert clearance(desk.reader, article)["cleared"]

    def test_can_be_taken_back(self, desk: Desk) -> None:
        article, _, _ = clear(desk)
        path = f"/articles/{article['id']}"
        etag = {"If-Match": desk.editor.get(path).etag}
        assert desk.editor.ask("DELETE", f"{path}/signature", headers=etag).status_code == 204
        assert codes(clearance(desk.reader, article)) == ["no_signature"]
        desk.editor.refused(404, "DELETE", f"{path}/signature", headers=etag)

    def test_names_the_version_that_was_read(self, desk: Desk) -> None:
        article = desk.checker.article(ONE, headline="war")
        path = f"/articles/{article['id']}/signature"
        desk.editor.refused(428, "POST", path, json={})
        desk.editor.refused(428, "POST", path, json={}, headers={"If-Match": "*"})
        desk.editor.refused(412, "POST", path, json={}, headers={"If-Match": '"7"'})


class TestHouseRules:
    def test_come_as_the_standard_ones(self, desk: Desk) -> None:
        found = desk.reader.get("/rules")
        assert (found["version"], found["preset"]) == (1, "standard")
        assert found["rules"]["primary_or_two_secondary"] == {"level": "block", "sources": 2}
        assert set(found["presets"]) == {"standard", "breaking"}

    def test_are_set_each_by_itself_and_versioned(self, desk: Desk) -> None:
        made = rules(desk, rules={"uncovered": {"level": "warn"}})
        assert (made["version"], made["preset"]) == (2, None)
        article = desk.checker.article(BODY)
        found = clearance(desk.reader, article)
        assert codes(found, "warnings") == ["uncovered"] * 4
        assert rules(desk, preset="standard")["version"] == 3
        assert rules(desk, preset="standard")["version"] == 3, "nothing changed"
        (first, second) = desk.admin.items("/events", action="rules.changed")
        assert first["after"] == {"uncovered": {"level": "warn"}}
        assert second["before"] == {"uncovered": {"level": "warn"}}

    def test_reopen_nothing_and_say_what_no_longer_satisfies_them(self, desk: Desk) -> None:
        article = desk.checker.article(ONE, headline="war")
        claim = desk.checker.claim(article)
        two = [desk.checker.evidence(claim, standing="secondary") for _ in range(2)]
        desk.checker.judge(claim, "verified", *two)
        rules(desk, rules={"primary_or_two_secondary": {"sources": 3}})
        assert desk.reader.get(f"/claims/{claim['id']}")["status"] == "verified"
        found = clearance(desk.reader, article)
        (unmet,) = [one for one in found["blockers"] if one["code"] == "rule_not_met"]
        assert unmet["rules"][0]["rule"] == "primary_or_two_secondary"
        assert unmet["rules"][0]["has"].startswith("2 ")

    def test_count_a_reprint_of_one_wire_story_once(self, desk: Desk) -> None:
        article = desk.checker.article(ONE, headline="war")
        claim = desk.checker.claim(article)
        wire = desk.checker.source()
        papers = [desk.checker.source(publisher=name, origin=wire["id"]) for name in ("A", "B")]
        two = [
            desk.checker.evidence(claim, standing="secondary", source=paper["id"])
            for paper in papers
        ]
        etag = {"If-Match": desk.checker.get(f"/claims/{claim['id']}").etag}
        verdict = {"finding": "substance", "status": "verified", "evidence": [e["id"] for e in two]}
        refused = desk.checker.refused(
            409, "POST", f"/claims/{claim['id']}/verdicts", json=verdict, headers=etag
        )
        (need,) = refused["rules"]
        assert (need["rule"], need["has"]) == (
            "primary_or_two_secondary", "1 independent secondary, no primary",
        )  # fmt: skip
        waive(desk, article, rule="primary_or_two_secondary", claim=claim["id"])
        desk.checker.judge(claim, "verified", *two)

    def test_for_breaking_news_block_on_little(self, desk: Desk) -> None:
        rules(desk, preset="breaking")
        article = desk.checker.article(BODY)
        desk.checker.claim(article)
        found = clearance(desk.reader, article)
        assert (found["cleared"], codes(found)) == (True, [])
        assert "finding_not_final" in codes(found, "warnings")
        desk.checker.claim(article, "began bombing Iran", risk="high")
        desk.reporter.post(
            f"/articles/{article['id']}/annotations", {"kind": "question", "body": "Really?"}
        )
        assert codes(clearance(desk.reader, article)) == ["high_risk_not_final", "question_open"]

    @pytest.mark.parametrize(
        "wrong",
        [{}, {"preset": "loose"}, {"preset": "standard", "rules": {}}, {"rules": {"nonsense": {}}},
         {"rules": {"incorrect": {"level": "off"}}}, {"rules": {"evidence": {"level": "warn"}}},
         {"rules": {"uncovered": {"level": "shout"}}}, {"rules": {"not_looked_at": {"worth": 2}}},
         {"rules": {"primary_or_two_secondary": {"sources": 0}}}],
    )  # fmt: skip
    def test_refuse_what_makes_no_sense(self, desk: Desk, wrong: Json) -> None:
        etag = {"If-Match": desk.editor.get("/rules").etag}
        desk.editor.refused(422, "PUT", "/rules", json=wrong, headers=etag)
        assert desk.editor.get("/rules")["version"] == 1

    def test_change_for_whoever_read_them(self, desk: Desk) -> None:
        desk.editor.refused(428, "PUT", "/rules", json={"preset": "breaking"})
        old = {"If-Match": '"9"'}
        desk.editor.refused(412, "PUT", "/rules", json={"preset": "breaking"}, headers=old)


class TestPublishing:
    def test_records_what_was_open(self, desk: Desk) -> None:
        article = desk.checker.article(ONE, headline="war")
        path, sha = f"/articles/{article['id']}", article["draft"]["sha256"]
        etag = {"If-Match": article.etag}
        made = desk.reporter.post(f"{path}/publish", {"sha256": sha}, headers=etag)
        assert (made["publication"]["cleared"], made["publication"]["draft"]) == (False, 1)
        assert codes(made["clearance"]) == ["uncovered", "no_signature"]
        assert desk.reader.get(path)["stage"] == "published"
        assert [one["cleared"] for one in desk.reader.items(f"{path}/publications")] == [False]
        (line,) = desk.admin.items("/events", action="article.published")
        assert line["after"]["blockers"] == ["no_signature", "uncovered"]

    def test_knows_a_text_that_the_desk_never_had(self, desk: Desk) -> None:
        article, _, _ = clear(desk)
        path = f"/articles/{article['id']}"
        etag = {"If-Match": desk.reader.get(path).etag}
        made = desk.reporter.post(f"{path}/publish", {"sha256": "0" * 64}, headers=etag)
        assert made["publication"]["draft"] is None
        assert codes(made["clearance"]) == ["unknown_text"]

    def test_spikes_an_open_piece_only(self, desk: Desk) -> None:
        article = desk.checker.article(ONE, headline="war")
        path, etag = f"/articles/{article['id']}", {"If-Match": article.etag}
        desk.editor.refused(422, "POST", f"{path}/spike", json={}, headers=etag)
        made = desk.editor.post(f"{path}/spike", {"reason": "Overtaken."}, 200, etag)
        assert made["stage"] == "spiked"
        desk.editor.refused(
            409, "POST", f"{path}/spike", json={"reason": "x"}, headers={"If-Match": made.etag}
        )

    def test_corrects_what_ran(self, desk: Desk) -> None:
        article, claim, _ = clear(desk)
        path = f"/articles/{article['id']}"
        new = {
            "kind": "correction",
            "claim": claim["id"],
            "was": "13",
            "is": "12",
            "notice": "Sorry.",
        }
        desk.checker.refused(409, "POST", f"{path}/corrections", json=new)
        etag = {"If-Match": desk.reader.get(path).etag}
        desk.reporter.post(f"{path}/publish", {"sha256": article["draft"]["sha256"]}, headers=etag)
        made = desk.checker.post(f"{path}/corrections", new)
        assert (made["is"], made["claim"]) == ("12", claim["id"])
        desk.checker.post(f"{path}/corrections", {"kind": "update", "notice": "It goes on."})
        listed = desk.reader.items(f"{path}/corrections")
        assert [one["notice"] for one in listed] == ["Sorry.", "It goes on."]
        assert desk.reader.items(f"/claims/{claim['id']}/corrections") == listed[:1]
        history = desk.reader.items(f"/claims/{claim['id']}/history")
        assert history[-1]["action"] == "correction.added"

    def test_a_speaker_twice_with_and_without_a_role_can_be_signed(self, desk: Desk) -> None:
        article = desk.checker.article(BODY)
        twice = [{"name": "Ada"}, {"name": "Ada", "role": "chief", "level": 1}]
        attribution = {"voice": "reported", "speakers": twice}
        desk.checker.claim(article, attribution=attribution, asks=["substance"])
        assert "finding_not_final" in codes(clearance(desk.reader, article))


class TestTheDeadline:
    def test_shows_what_is_open_by_assignee_most_worth_first(self, desk: Desk) -> None:
        article = desk.checker.article(BODY)
        me = desk.checker.get("/me")["person"]["id"]
        low = desk.checker.claim(article, worth=0.2, assignee=me)
        high = desk.checker.claim(article, "began bombing Iran", worth=0.9, assignee=me)
        nobody = desk.checker.claim(article, "Putin revealed")
        found = desk.reader.get(f"/articles/{article['id']}/deadline")
        assert found["open"] == 3
        mine, others = found["by_assignee"]
        assert mine["assignee"] == me
        assert [one["id"] for one in mine["claims"]] == [high["id"], low["id"]]
        assert [one["id"] for one in others["claims"]] == [nobody["id"]]
        assert mine["claims"][0]["blockers"] == ["finding_not_final"]
