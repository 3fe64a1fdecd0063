"""Moves and house rules, pure; judging through the front door; what reopens a finding."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.auth.access import Actor, Party, Permission, Role
from api.claims.models import Kind, Risk, Status
from api.core.problems import Problem
from api.evidence.models import Stance
from api.house_rules.checks import CHECKS, EvidenceCase, EvidencePiece, independent, missing_needs
from api.house_rules.models import PRESETS, Preset
from api.review.transitions import MOVES, choose
from api.sources.models import Standing
from tests.desk import Answer, Desk

pieces = st.builds(
    EvidencePiece,
    stance=st.sampled_from(Stance),
    standing=st.sampled_from(Standing),
    origin=st.none() | st.integers(1, 3),
    publisher=st.none() | st.sampled_from(["a", "b", "c"]),
    placed=st.booleans(),
)
cases = st.builds(
    EvidenceCase,
    cited=st.lists(pieces, max_size=5),
    kind=st.none() | st.sampled_from(Kind),
    risk=st.sampled_from(Risk),
    rationale=st.sampled_from(["", " ", "why"]),
    attempts=st.integers(0, 1),
    sources=st.integers(0, 1),
    by_editor=st.booleans(),
    unconfirmed=st.booleans(),
)
HOUSE = PRESETS[Preset.standard]
actors = st.sampled_from(Role).map(lambda role: Actor(Party(1, "person", "Ada", role)))


class TestMoves:
    def test_every_status_has_its_moves_and_every_final_one_its_rules(self) -> None:
        assert set(MOVES) == set(Status)
        assert set(CHECKS) == {status for status in Status if status.final}

    @given(st.sampled_from(Status), st.sampled_from(Status), actors)
    def test_a_move_is_in_the_table_and_within_the_role(
        self, now: Status, to: Status, actor: Actor
    ) -> None:
        try:
            choose(now, to, actor)
        except Problem:
            return
        assert to in [move.to for move in MOVES[now]]
        assert actor.may(Permission.check)

    def test_a_final_finding_only_goes_back_to_checking(self) -> None:
        for status in Status:
            if status.final:
                assert [move.to for move in MOVES[status]] == [Status.checking]


class TestHouseRules:
    @given(cases)
    def test_verified_rests_on_a_primary_source_or_on_two_independent_ones(
        self, case: EvidenceCase
    ) -> None:
        if missing_needs(Status.verified, case, HOUSE):
            return
        supporting = case.of(Stance.supports)
        primary = [one for one in supporting if one.standing is Standing.primary]
        assert supporting
        assert all(piece.placed for piece in case.cited)
        assert not case.unconfirmed
        if not primary:
            counted = [
                one
                for one in supporting
                if case.risk is Risk.high or one.standing is Standing.secondary
            ]
            pairs = [
                (one, other)
                for n, one in enumerate(counted)
                for other in counted[n + 1 :]
                if one.publisher is None or one.publisher != other.publisher
                if one.origin is None or one.origin != other.origin
            ]
            assert pairs
            if case.risk is Risk.high:
                assert any(one.origin and other.origin for one, other in pairs)

    @given(cases)
    def test_more_support_never_takes_a_verdict_away(self, case: EvidenceCase) -> None:
        more = EvidencePiece(Stance.supports, Standing.primary, None, None, placed=True)
        for status in CHECKS:
            if not missing_needs(status, case, HOUSE):
                richer = EvidenceCase(**{**vars_of(case), "cited": [*case.cited, more]})
                assert not missing_needs(status, richer, HOUSE)

    @given(cases, st.sampled_from([status for status in Status if status.final]))
    def test_every_need_says_its_rule_and_what_is_there(
        self, case: EvidenceCase, to: Status
    ) -> None:
        for need in missing_needs(to, case, HOUSE):
            assert need.rule
            assert need.needs
            assert need.has

    def test_two_reprints_of_one_wire_story_count_as_one(self) -> None:
        story = [
            EvidencePiece(Stance.supports, Standing.secondary, 7, paper, placed=True)
            for paper in ("one", "two")
        ]
        assert independent(story, 2) == 1
        other = EvidencePiece(Stance.supports, Standing.secondary, None, "three", placed=True)
        assert independent([*story, other], 2) == 2


def vars_of(case: EvidenceCase) -> dict[str, Any]:
    return {name: getattr(case, name) for name in EvidenceCase.__slots__}


class TestJudging:
    @pytest.fixture
    def claim(self, desk: Desk) -> Answer:
        return desk.reporter.claim(desk.reporter.article())

    def test_a_verdict_cites_what_it_rests_on(self, desk: Desk, claim: Answer) -> None:
        evidence = desk.checker.evidence(claim)
        verdict = desk.checker.judge(claim, "verified", evidence, why="a record")
        assert (verdict["was"], verdict["status"]) == ("unverified", "verified")
        whole = desk.reader.get(f"/claims/{claim['id']}")
        finding = whole["findings"]["substance"]
        assert whole["status"] == finding["status"] == "verified"
        assert finding["evidence"] == [evidence["id"]]
        assert finding["rationale"] == "a record"
        assert finding["judge"]["name"] == "The checker"
        assert whole["evidence"][0]["cited"] is True
        assert whole["counts"] == {"supports": 1, "refutes": 0, "context": 0}
        assert desk.reader.items(f"/claims/{claim['id']}/verdicts") == [dict(verdict)]

    @pytest.mark.parametrize(
        ("status", "evidence", "rules"),
        [
            ("verified", [], ["primary_or_two_secondary"]),
            ("verified", [{"standing": "secondary"}], ["primary_or_two_secondary"]),
            ("verified", [{"standing": "reference"}] * 2, ["primary_or_two_secondary"]),
            ("verified", [{"excerpt": None}], ["excerpt_or_locator"]),
            ("incorrect", [{}], ["refuting"]),
            ("disputed", [{}], ["refuting"]),
            ("disputed", [{"stance": "refutes"}], ["supporting"]),
            ("needs_context", [{}], ["context_or_refuting"]),
            ("unverifiable", [], ["attempt_or_source", "rationale"]),
            ("not_checkable", [], ["opinion_or_editor"]),
        ],
    )
    def test_a_rule_that_is_not_met_is_named(
        self,
        desk: Desk,
        claim: Answer,
        status: str,
        evidence: list[dict[str, Any]],
        rules: list[str],
    ) -> None:
        linked = [desk.checker.evidence(claim, **fields) for fields in evidence]
        before = desk.reader.get(f"/claims/{claim['id']}")
        lines = desk.ledger()
        verdict = {
            "finding": "substance",
            "status": status,
            "evidence": [one["id"] for one in linked],
        }
        problem = desk.checker.refused(
            409, "POST", f"/claims/{claim['id']}/verdicts", json=verdict,
            headers={"If-Match": before.etag},
        )  # fmt: skip
        assert problem["type"] == "/problems/rule-not-met"
        assert [need["rule"] for need in problem["rules"]] == rules
        assert all(need["needs"] and need["has"] for need in problem["rules"])
        assert desk.reader.get(f"/claims/{claim['id']}") == before
        assert desk.ledger() == lines

    def test_high_risk_needs_known_origins(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article(), risk="high")
        origins = [{"title": "a", "publisher": "A", "origin": "self"}, {"title": "b"}]
        one, two = (
            desk.checker.evidence(claim, standing="secondary", source=source) for source in origins
        )
        etag = desk.checker.get(f"/claims/{claim['id']}").etag
        verdict = {
            "finding": "substance",
            "status": "verified",
            "evidence": [one["id"], two["id"]],
        }
        path = f"/claims/{claim['id']}/verdicts"
        match = {"If-Match": etag}
        problem = desk.checker.refused(409, "POST", path, json=verdict, headers=match)
        assert problem["rules"][0]["rule"] == "primary_or_two_origins"
        source = two["source"]["id"]
        desk.reporter.patch(f"/sources/{source}", {"origin": "self"})
        desk.checker.judge(claim, "verified", one, two)

    def test_every_final_status_can_be_reached(self, desk: Desk, claim: Answer) -> None:
        supports = desk.checker.evidence(claim)
        refutes = desk.checker.evidence(claim, "refutes")
        for status, cited in {
            "verified": [supports],
            "needs_context": [refutes],
            "disputed": [supports, refutes],
            "incorrect": [refutes],
            "unverifiable": [],
            "not_checkable": [],
        }.items():
            who = desk.editor if status == "not_checkable" else desk.checker
            who.judge(claim, status, *cited, why="why")
            desk.checker.judge(claim, "checking")
        assert len(desk.reader.items(f"/claims/{claim['id']}/verdicts")) == 12

    def test_a_final_finding_goes_back_first(self, desk: Desk) -> None:
        claim, evidence = desk.checker.verified(desk.reporter.article())
        verdict = {"finding": "substance", "status": "incorrect", "evidence": [evidence["id"]]}
        problem = desk.checker.refused(
            409, "POST", f"/claims/{claim['id']}/verdicts", json=verdict,
            headers={"If-Match": claim.etag},
        )  # fmt: skip
        assert problem["type"] == "/problems/illegal-move"
        assert problem["allowed"] == ["checking"]

    def test_refuses_evidence_that_does_not_bear_on_it(self, desk: Desk, claim: Answer) -> None:
        other = desk.checker.evidence(desk.reporter.claim(desk.reporter.article()))
        wrong = desk.checker.evidence(claim, bears_on="attribution")
        etag = desk.checker.get(f"/claims/{claim['id']}").etag
        for evidence in (other, wrong):
            problem = desk.checker.refused(
                422, "POST", f"/claims/{claim['id']}/verdicts",
                json={"finding": "substance", "status": "verified", "evidence": [evidence["id"]]},
                headers={"If-Match": etag},
            )  # fmt: skip
            assert problem["errors"][0]["where"] == ["body", "evidence", 0]

    def test_only_kept_claims_and_asked_findings_are_judged(self, desk: Desk) -> None:
        article = desk.reporter.article(draft_claims=True)
        drafted = desk.reader.items(f"/articles/{article['id']}/claims")[0]
        path = f"/claims/{drafted['id']}"
        verdict = {"finding": "substance", "status": "checking"}
        match = {"If-Match": desk.reader.get(path).etag}
        problem = desk.checker.refused(409, "POST", f"{path}/verdicts", json=verdict, headers=match)
        assert problem["type"] == "/problems/not-kept"
        kept = desk.reporter.patch(path, {"state": "kept", "asks": ["substance"]})
        verdict["finding"] = "attribution"
        match = {"If-Match": kept.etag}
        problem = desk.checker.refused(409, "POST", f"{path}/verdicts", json=verdict, headers=match)
        assert problem["type"] == "/problems/not-asked"

    def test_the_claims_status_is_the_first_that_any_asked_finding_has(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article(), attribution={"voice": "reported"})
        said = desk.checker.evidence(claim, bears_on="attribution")
        wrong = desk.checker.evidence(claim, "refutes", bears_on="substance")
        desk.checker.judge(claim, "verified", said, finding="attribution")
        assert desk.reader.get(f"/claims/{claim['id']}")["status"] == "unverified"
        desk.checker.judge(claim, "incorrect", wrong)
        assert desk.reader.get(f"/claims/{claim['id']}")["status"] == "incorrect"
        desk.reporter.patch(f"/claims/{claim['id']}", {"asks": ["attribution"]})
        assert desk.reader.get(f"/claims/{claim['id']}")["status"] == "verified"

    def test_a_colleagues_note_makes_no_verdict_stale(self, desk: Desk, claim: Answer) -> None:
        evidence = desk.checker.evidence(claim)
        etag = desk.checker.get(f"/claims/{claim['id']}").etag
        desk.reporter.post(f"/claims/{claim['id']}/annotations", {"body": "look again"})
        verdict = {"finding": "substance", "status": "verified", "evidence": [evidence["id"]]}
        desk.checker.post(f"/claims/{claim['id']}/verdicts", verdict, headers={"If-Match": etag})

    def test_a_judgement_names_the_version_that_was_read(self, desk: Desk, claim: Answer) -> None:
        path, verdict = (
            f"/claims/{claim['id']}/verdicts",
            {"finding": "substance", "status": "checking"},
        )
        desk.checker.refused(428, "POST", path, json=verdict)
        desk.checker.refused(428, "POST", path, json=verdict, headers={"If-Match": "*"})
        desk.checker.evidence(claim)
        match = {"If-Match": claim.etag}
        problem = desk.checker.refused(412, "POST", path, json=verdict, headers=match)
        assert problem["current_version"] == claim["version"] + 1


class TestMovesOfAClaim:
    def test_say_what_may_be_done_and_what_is_missing(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article())
        desk.checker.evidence(claim)
        (line,) = desk.checker.get(f"/claims/{claim['id']}/moves")["findings"]
        moves = {move["to"]: move for move in line["moves"]}
        assert moves["verified"]["allowed"] is True
        assert moves["incorrect"]["allowed"] is False
        assert moves["incorrect"]["missing"][0]["rule"] == "refuting"
        (line,) = desk.reader.get(f"/claims/{claim['id']}/moves")["findings"]
        assert not any(move["allowed"] for move in line["moves"])

    def test_the_table_is_served(self, desk: Desk) -> None:
        served = {line["status"]: line["moves"] for line in desk.reader.get("/moves")["moves"]}
        assert set(served) == set(Status)
        assert [move["to"] for move in served["verified"]] == ["checking"]


class TestReopening:
    """What reopens a finding, reopens it, and nothing else does."""

    @pytest.fixture
    def stands(self, desk: Desk) -> tuple[Answer, Answer]:
        return desk.checker.verified(desk.reporter.article(), attribution={"voice": "article"})

    def status(self, desk: Desk, claim: Answer) -> tuple[str, str | None]:
        now = desk.reader.get(f"/claims/{claim['id']}")
        return now["status"], now["reopened"]

    @pytest.mark.parametrize(
        ("change", "cause"),
        [
            ("withdraw", "evidence_withdrawn"),
            ("restance", "evidence_changed"),
            ("rebear", "evidence_changed"),
            ("refute", "refuting_evidence"),
            ("origin", "source_origin_changed"),
            ("retract", "source_retracted"),
            ("words", "words_changed"),
            ("statement", "statement_changed"),
        ],
    )
    def test_what_reopens(
        self, desk: Desk, stands: tuple[Answer, Answer], change: str, cause: str
    ) -> None:
        claim, evidence = stands
        checker, path = desk.checker, f"/claims/{claim['id']}"
        link, source = f"/evidence/{evidence['id']}", f"/sources/{evidence['source']['id']}"
        match change:
            case "withdraw":
                reply = checker.ask("DELETE", link, headers={"If-Match": evidence.etag})
                assert reply.status_code == 204
            case "restance":
                checker.patch(link, {"stance": "context"})
            case "rebear":
                checker.patch(link, {"bears_on": "attribution"})
            case "refute":
                checker.evidence(claim, "refutes")
            case "origin":
                checker.patch(source, {"origin": "self"})
            case "retract":
                checker.patch(source, {"retracted": True})
            case "words":
                checker.patch(path, {"spans": [{"exact": "over in 12"}]})
            case "statement":
                checker.patch(path, {"statement": "It was over in 13 days."})
            case _:
                pytest.fail(change)
        assert self.status(desk, claim) == ("checking", cause)
        last = desk.reader.items(f"{path}/verdicts")[-1]
        assert (last["cause"], last["status"]) == (cause, "checking")
        assert desk.reader.get(path)["findings"]["substance"]["evidence"] == []

    @pytest.mark.parametrize(
        "change",
        ["support", "context", "note", "title", "tags", "same", "locator", "unused", "kind"],
    )
    def test_what_does_not(self, desk: Desk, stands: tuple[Answer, Answer], change: str) -> None:
        claim, evidence = stands
        checker, path = desk.checker, f"/claims/{claim['id']}"
        match change:
            case "support" | "context":
                checker.evidence(claim, change.replace("support", "supports"))
            case "note":
                checker.post(f"{path}/annotations", {"body": "fine"})
            case "title":
                checker.patch(f"/sources/{evidence['source']['id']}", {"title": "A typo less"})
            case "tags":
                checker.patch(path, {"tags": ["x"], "worth": 0.1})
            case "same":
                checker.patch(
                    path,
                    {
                        "statement": claim["statement"],
                        "spans": [{"exact": "It was over in 12 days"}],
                    },
                )
            case "locator":
                checker.patch(f"/evidence/{evidence['id']}", {"locator": "p. 4"})
            case "unused":
                other = checker.evidence(claim, "supports")
                checker.patch(f"/evidence/{other['id']}", {"stance": "context"})
            case "kind":
                checker.patch(path, {"kind": "quantity"})
            case _:
                pytest.fail(change)
        assert self.status(desk, claim) == ("verified", None)

    def test_after_other_words_the_statement_is_confirmed_and_evidence_cited_anew(
        self, desk: Desk, stands: tuple[Answer, Answer]
    ) -> None:
        claim, evidence = stands
        path = f"/claims/{claim['id']}"
        changed = desk.checker.patch(path, {"spans": [{"exact": "over in 12"}]})
        assert changed["unconfirmed"] is True
        verdict = {"finding": "substance", "status": "verified", "evidence": [evidence["id"]]}
        problem = desk.checker.refused(
            409, "POST", f"{path}/verdicts", json=verdict, headers={"If-Match": changed.etag}
        )
        assert [need["rule"] for need in problem["rules"]] == ["statement_confirmed"]
        desk.checker.patch(path, {"statement": claim["statement"]})
        desk.checker.judge(claim, "verified", evidence)
        assert self.status(desk, claim) == ("verified", None)

    def test_another_speaker_reopens_the_attribution_alone(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article(), attribution={"voice": "reported"})
        for finding in ("substance", "attribution"):
            evidence = desk.checker.evidence(claim, bears_on=finding)
            desk.checker.judge(claim, "verified", evidence, finding=finding)
        desk.checker.patch(
            f"/claims/{claim['id']}",
            {"attribution": {"voice": "reported", "speakers": [{"name": "Somebody"}]}},
        )
        findings = desk.reader.get(f"/claims/{claim['id']}")["findings"]
        assert findings["attribution"]["status"] == "checking"
        assert findings["substance"]["status"] == "verified"

    def test_more_refuting_evidence_leaves_incorrect_alone(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article())
        desk.checker.judge(claim, "incorrect", desk.checker.evidence(claim, "refutes"))
        desk.checker.evidence(claim, "refutes")
        assert self.status(desk, claim) == ("incorrect", None)
