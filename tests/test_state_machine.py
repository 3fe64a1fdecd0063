"""A day at the desk in any order: whatever is done, the promises hold after every step."""

from collections import Counter
from typing import Any, ClassVar

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from tests.desk import Desk, Json

FINAL = ("verified", "needs_context", "disputed", "incorrect", "unverifiable", "not_checkable")
roles = st.sampled_from(["reader", "reporter", "checker", "editor"])
matches = st.sampled_from(["fresh", "fresh", "fresh", "stale", "future", "none"])


class Day(RuleBasedStateMachine):
    """One day over one open desk; each has an article of its own."""

    desk: ClassVar[Desk]
    claims: Bundle[str] = Bundle("claims")
    evidence: Bundle[tuple[str, str]] = Bundle("evidence")

    def __init__(self) -> None:
        super().__init__()
        self.article = self.desk.reporter.article()
        self.versions: dict[str, int] = {}

    def act(
        self, role: str, method: str, path: str, body: Json | None, match: str | None = None
    ) -> Any:
        """Send a change; a refusal must leave no line, an accepted one at least one."""
        before = self.desk.ledger()
        headers = {"If-Match": match} if match else {}
        reply = self.desk.of(role).ask(method, path, json=body, headers=headers)
        assert reply.status_code < 500, reply.text
        after = self.desk.ledger()
        if reply.status_code >= 400:
            assert after == before, reply.text
        if reply.status_code == 201:
            assert after > before
        return reply

    def match(self, claim: str, kind: str) -> str | None:
        version = self.versions[claim]
        return {
            "fresh": f'"{version}"',
            "stale": f'"{version - 1}"',
            "future": f'"{version + 1}"',
            "none": None,
        }[kind]

    def settle(self, reply: Any, claim: str, kind: str) -> bool:
        """Only the version that is there may be changed."""
        if reply.status_code < 400:
            assert kind == "fresh"
            self.versions[claim] += 1
        return bool(reply.status_code < 400)

    @rule(target=claims, role=roles, word=st.sampled_from(["12 days", "Putin", "let down"]))
    def mark(self, role: str, word: str) -> Any:
        new = {
            "article": self.article["id"],
            "statement": word,
            "spans": [{"exact": word}],
            "kind": "opinion" if word == "let down" else None,
        }
        reply = self.act(role, "POST", "/claims", new)
        assert reply.status_code == (403 if role == "reader" else 201), reply.text
        if reply.status_code != 201:
            return multiple()
        self.versions[reply.json()["id"]] = 1
        return reply.json()["id"]

    @rule(claim=claims, role=roles, kind=matches, worth=st.integers(0, 1000))
    def weigh(self, claim: str, role: str, kind: str, worth: int) -> None:
        was = self.desk.editor.get(f"/claims/{claim}")["worth"]
        match = self.match(claim, kind)
        reply = self.act(role, "PATCH", f"/claims/{claim}", {"worth": worth / 1000}, match)
        if was != worth / 1000:
            self.settle(reply, claim, kind)

    @rule(claim=claims, kind=st.sampled_from(["event", "opinion", None]), mine=st.booleans())
    def sort(self, claim: str, kind: str | None, mine: bool) -> None:  # noqa: FBT001  # drawn
        me = self.desk.reporter.get("/me")["person"]["id"]
        wanted = {"kind": kind, "assignee": me if mine else None}
        before = self.desk.editor.get(f"/claims/{claim}")
        was = {"kind": before["kind"], "assignee": (before["assignee"] or {}).get("id")}
        self.act("reporter", "PATCH", f"/claims/{claim}", wanted, self.match(claim, "fresh"))
        self.versions[claim] += was != wanted

    @rule(claim=claims, statement=st.sampled_from(["one", "two"]))
    def reword(self, claim: str, statement: str) -> None:
        was = self.desk.editor.get(f"/claims/{claim}")["statement"]
        match = self.match(claim, "fresh")
        self.act("reporter", "PATCH", f"/claims/{claim}", {"statement": statement}, match)
        self.versions[claim] += was != statement

    @rule(
        target=evidence,
        claim=claims,
        stance=st.sampled_from(["supports", "refutes", "context"]),
        standing=st.sampled_from(["primary", "secondary"]),
    )
    def link(self, claim: str, stance: str, standing: str) -> tuple[str, str]:
        new = {
            "source": {"title": "x"},
            "stance": stance,
            "standing": standing,
            "excerpt": "words",
        }
        reply = self.act("checker", "POST", f"/claims/{claim}/evidence", new)
        assert reply.status_code == 201, reply.text
        self.versions[claim] += 1
        return claim, reply.json()["id"]

    @rule(linked=consumes(evidence))
    def withdraw(self, linked: tuple[str, str]) -> None:
        claim, one = linked
        etag = self.desk.editor.get(f"/evidence/{one}").etag
        reply = self.act("checker", "DELETE", f"/evidence/{one}", None, etag)
        assert reply.status_code == 204
        self.versions[claim] += 1

    @rule(
        claim=claims,
        role=roles,
        kind=matches,
        status=st.sampled_from(["checking", *FINAL, "verified"]),
    )
    def judge(self, claim: str, role: str, kind: str, status: str) -> None:
        whole = self.desk.editor.get(f"/claims/{claim}")
        verdict = {
            "finding": "substance",
            "status": status,
            "rationale": "why",
            "evidence": [one["id"] for one in whole["evidence"]],
        }
        path = f"/claims/{claim}/verdicts"
        reply = self.act(role, "POST", path, verdict, self.match(claim, kind))
        if role in ("reader", "reporter"):
            assert reply.status_code == 403
        self.settle(reply, claim, kind)

    @rule(claim=claims, role=roles)
    def note(self, claim: str, role: str) -> None:
        self.act(role, "POST", f"/claims/{claim}/annotations", {"body": "n"})

    @rule(name=st.sampled_from(["a", "b"]), key=st.sampled_from(["k1", "k2"]))
    def send_again(self, name: str, key: str) -> None:
        headers = {"Idempotency-Key": f"{self.article['id']} {key}"}
        first, again = (
            self.desk.reporter.ask("POST", "/speakers", json={"name": name}, headers=headers)
            for _ in range(2)
        )
        assert (first.status_code, first.content) == (again.status_code, again.content)

    @invariant()
    def versions_count_what_was_accepted(self) -> None:
        for claim, version in self.versions.items():
            assert self.desk.reader.get(f"/claims/{claim}")["version"] == version

    @invariant()
    def a_final_finding_rests_on_evidence_that_stands(self) -> None:
        for claim in self.versions:
            whole = self.desk.reader.get(f"/claims/{claim}")
            finding = whole["findings"]["substance"]
            stances = {one["id"]: one["stance"] for one in whole["evidence"]}
            cited = {stances[one] for one in finding["evidence"]}
            needed = {
                "verified": {"supports"},
                "incorrect": {"refutes"},
                "disputed": {"supports", "refutes"},
            }.get(finding["status"], set())
            assert needed <= cited
            assert whole["status"] == finding["status"]

    @invariant()
    def history_tells_the_state(self) -> None:
        for claim in self.versions:
            state: Json = {}
            for line in self.desk.reader.items(f"/claims/{claim}/history"):
                if line["subject"] == claim and line["action"].startswith("claim."):
                    state |= line["after"]
                if line["action"] == "finding.reopened":
                    state |= line["after"]
            whole = self.desk.reader.get(f"/claims/{claim}")
            assert state["worth"] == whole["worth"]
            assert state["statement"] == whole["statement"]
            assert state.get("status", "unverified") == whole["status"]

    @invariant()
    def pages_are_the_set(self) -> None:
        path = f"/articles/{self.article['id']}/claims"
        found = [claim["id"] for claim in self.desk.reader.items(path, limit=2)]
        assert sorted(found) == sorted(self.versions)

    @invariant()
    def counters_count_what_is_there(self) -> None:
        path = f"/articles/{self.article['id']}"
        counted = self.desk.reader.get(f"{path}/counts")["counts"]
        there = Counter(claim["status"] for claim in self.desk.reader.items(f"{path}/claims"))
        assert {count["value"]: count["n"] for count in counted} == there
        for by in ("status", "state", "kind", "anchoring", "assignee"):
            kept = self.desk.reader.get("/claims/counts", by=by)
            live = self.desk.reader.get("/claims/counts", by=by, updated_after="2000-01-01T00:00Z")
            assert kept == live

    @invariant()
    def words_find_what_says_them(self) -> None:
        path = f"/articles/{self.article['id']}/claims"
        there = {c["id"] for c in self.desk.reader.items(path) if c["statement"] == "two"}
        ask = self.desk.reader.ask("GET", path, params={"q": "two ", "limit": 200})
        assert {claim["id"] for claim in ask.json()["items"]} == there


def test_a_day_in_any_order(desk: Desk) -> None:
    run_state_machine_as_test(
        type("Day", (Day,), {"desk": desk}),
        settings=settings(max_examples=6, stateful_step_count=20, phases=[Phase.generate]),
    )
