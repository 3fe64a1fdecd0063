"""A day at the desk in any order: whatever is done, the promises hold after every step.

`python -m tests.mutants` seeds faults that this day must find.
"""

import re
from collections import Counter
from typing import Any, ClassVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from api.auth.access import Role
from api.core import ids
from tests.desk import BODY, Client, Desk, Json

FINAL = ("verified", "needs_context", "disputed", "incorrect", "unverifiable", "not_checkable")
EDITED = "claim.edited"
TEXTS = (
    BODY,
    BODY.replace("12 days", "13 days"),
    f"New words first. {BODY}",
    BODY.replace("Putin revealed", "Lavrov revealed"),
    BODY.replace(" 🙂 Iran was let down.", ""),
    f"{BODY} It was over in 12 days.",
)
roles = st.sampled_from(["reader", "reporter", "checker", "editor"])
matches = st.sampled_from(["fresh", "fresh", "fresh", "stale", "future", "none"])


class Day(RuleBasedStateMachine):
    """One day over one open desk; each has an article of its own."""

    desk: ClassVar[Desk]
    trace: ClassVar[list[tuple[str, int, str]]]
    claims: Bundle[str] = Bundle("claims")
    evidence: Bundle[tuple[str, str]] = Bundle("evidence")

    def __init__(self) -> None:
        super().__init__()
        self.article = self.desk.reporter.article()
        self.text = BODY
        self.versions: dict[str, int] = {}
        self.answers: list[tuple[str, Json, str, Any]] = []  # role, body, key, the first answer
        self.named: set[tuple[str, str]] = set()  # who has used which key
        self.restarted = False
        self.people = {role: self.desk.of(role).get("/me")["person"]["id"] for role in Role}

    def act(
        self,
        role: str,
        method: str,
        path: str,
        body: Json | None,
        match: str | None = None,
        key: str | None = None,
        *,
        says: str = "",
    ) -> Any:
        """Send a change; a refusal leaves no line, an accepted one its own, by whoever did it."""
        before = self.desk.ledger()
        headers = {"If-Match": match} if match else {}
        headers |= {"Idempotency-Key": key} if key else {}
        reply = self.desk.of(role).ask(method, path, json=body, headers=headers)
        assert reply.status_code < 500, reply.text
        after = self.desk.ledger()
        if reply.status_code >= 400:
            assert after == before, reply.text
        if reply.status_code in (201, 204) and "idempotency-replayed" not in reply.headers:
            assert after > before
        lines = self.desk.admin.items("/events", after=before)
        if after > before:
            assert says in {line["action"] for line in lines}
        for line in lines:
            assert line["actor"]["person"]["id"] == self.people[Role(role)]
        self.trace.append((method, reply.status_code, reply.text))
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
        reply = self.act(role, "POST", "/claims", new, says="claim.added")
        places = self.text.count(word)
        expected = 403 if role == "reader" else 201 if places == 1 else 422
        assert reply.status_code == expected, reply.text
        if reply.status_code != 201:
            return multiple()
        self.versions[reply.json()["id"]] = 1
        return reply.json()["id"]

    @rule(claim=claims, role=roles, kind=matches, worth=st.integers(0, 1000))
    def weigh(self, claim: str, role: str, kind: str, worth: int) -> None:
        was = self.desk.editor.get(f"/claims/{claim}")["worth"]
        match = self.match(claim, kind)
        new = {"worth": worth / 1000}
        reply = self.act(role, "PATCH", f"/claims/{claim}", new, match, says=EDITED)
        if was != worth / 1000:
            self.settle(reply, claim, kind)

    @rule(claim=claims, kind=st.sampled_from(["event", "opinion", None]), mine=st.booleans())
    def sort(self, claim: str, kind: str | None, mine: bool) -> None:  # noqa: FBT001  # drawn
        me = self.desk.reporter.get("/me")["person"]["id"]
        wanted = {"kind": kind, "assignee": me if mine else None}
        before = self.desk.editor.get(f"/claims/{claim}")
        was = {"kind": before["kind"], "assignee": (before["assignee"] or {}).get("id")}
        self.act(
            "reporter", "PATCH", f"/claims/{claim}", wanted, self.match(claim, "fresh"), says=EDITED
        )
        self.versions[claim] += was != wanted

    @rule(claim=claims, statement=st.sampled_from(["one", "two", "cafe\u0301 İ ﬁ"]))
    def reword(self, claim: str, statement: str) -> None:
        was = self.desk.editor.get(f"/claims/{claim}")["statement"]
        match = self.match(claim, "fresh")
        self.act(
            "reporter", "PATCH", f"/claims/{claim}", {"statement": statement}, match, says=EDITED
        )
        assert self.desk.reader.get(f"/claims/{claim}")["statement"] == statement
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
        path = f"/claims/{claim}/evidence"
        reply = self.act("checker", "POST", path, new, says="evidence.linked")
        assert reply.status_code == 201, reply.text
        self.versions[claim] += 1
        return claim, reply.json()["id"]

    @rule(target=evidence, claim=claims)
    def verify(self, claim: str) -> tuple[str, str]:
        """Link what a verdict asks for, and give it: so that there is something to lose."""
        new = {"source": {"title": "x"}, "stance": "supports", "standing": "primary"}
        path = f"/claims/{claim}/evidence"
        sent = new | {"excerpt": "words"}
        linked = self.act("checker", "POST", path, sent, says="evidence.linked").json()["id"]
        self.versions[claim] += 1
        verdict = {"finding": "substance", "status": "verified", "evidence": [linked]}
        path, match = f"/claims/{claim}/verdicts", self.match(claim, "fresh")
        reply = self.act("checker", "POST", path, verdict, match, says="claim.judged")
        self.settle(reply, claim, "fresh")
        return claim, linked

    @rule(linked=consumes(evidence))
    def withdraw(self, linked: tuple[str, str]) -> None:
        claim, one = linked
        etag = self.desk.editor.get(f"/evidence/{one}").etag
        path = f"/evidence/{one}"
        reply = self.act("checker", "DELETE", path, None, etag, says="evidence.withdrawn")
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
        match = self.match(claim, kind)
        reply = self.act(role, "POST", path, verdict, match, says="claim.judged")
        if role in ("reader", "reporter"):
            assert reply.status_code == 403
        self.settle(reply, claim, kind)

    @rule(text=st.sampled_from(TEXTS))
    def redraft(self, text: str) -> None:
        """Claims find their words again; whatever became of one has its line."""
        path = f"/articles/{self.article['id']}"
        seq, etag = self.desk.reader.get("/events/head")["seq"], self.desk.reader.get(path).etag
        new = {"body": text, "draft_claims": False}
        reply = self.act("reporter", "POST", f"{path}/drafts", new, etag, says="draft.added")
        assert reply.status_code == (200 if text == self.text else 201), reply.text
        self.text = text
        lines = self.desk.admin.items("/events", after=seq)
        touched = {line["claim"] for line in lines}
        for claim in self.versions:
            self.versions[claim] += claim in touched
        for one in reply.json()["claims"]:
            assert one["id"] in touched or one["outcome"] in ("exact", "orphaned", "gone")
            assert one["outcome"] == "changed" or not one["reopened"] or one["id"] in touched

    @rule(role=roles)
    def sign(self, role: str) -> None:
        path = f"/articles/{self.article['id']}"
        etag = self.desk.reader.get(path).etag
        reply = self.act(role, "POST", f"{path}/signature", {}, etag, says="article.signed")
        assert reply.status_code in ((201, 409) if role == "editor" else (403,)), reply.text

    @rule(claim=claims, role=roles)
    def note(self, claim: str, role: str) -> None:
        path = f"/claims/{claim}/annotations"
        self.act(role, "POST", path, {"body": "n"}, says="annotation.added")

    @rule(role=st.sampled_from(["reporter", "checker"]), word=st.sampled_from(["12 days", "Iran."]))
    def mark_by_name(self, role: str, word: str) -> None:
        """Mark a claim with an Idempotency-Key, then change it, so that its first answer is old."""
        new = {"article": self.article["id"], "statement": word, "spans": [{"start": 0, "end": 2}]}
        key = f"{self.article['id']} {len(self.answers)}"
        first = self.act(role, "POST", "/claims", new, key=key, says="claim.added")
        assert first.status_code == 201, first.text
        claim = first.json()["id"]
        self.act(role, "PATCH", f"/claims/{claim}", {"worth": 0.123}, '"1"', says=EDITED)
        self.versions[claim] = 2
        self.answers.append((role, new, key, first))
        self.named.add((role, key))

    @precondition(lambda self: self.answers)
    @rule(data=st.data(), other=st.sampled_from(["nothing", "body", "caller"]))
    def send_again(self, data: st.DataObject, other: str) -> None:
        """The first answer again; another body is refused; another caller has their own."""
        role, new, key, first = data.draw(st.sampled_from(self.answers), label="answer")
        if other == "caller":
            role = "checker" if role == "reporter" else "reporter"
        sent = new | {"statement": "other"} if other == "body" else new
        known = (role, key) in self.named
        again = self.act(role, "POST", "/claims", sent, key=key, says="claim.added")
        if other == "body":
            assert again.status_code == 422
        elif other == "nothing":
            assert (first.status_code, first.content) == (again.status_code, again.content)
            assert again.headers["etag"] == first.headers["etag"]
        else:
            assert ("idempotency-replayed" in again.headers) is known
            self.versions.setdefault(again.json()["id"], 1)
            self.named.add((role, key))

    @rule(role=st.sampled_from(["reader", "checker"]))
    def revoke(self, role: str) -> None:
        """A key opens the desk until it is revoked, and never again."""
        new = {"person": self.people[Role(role)], "role": role}
        made = self.act("admin", "POST", "/keys", new, says="key.added").json()
        client = Client(self.desk.http, {"Authorization": f"Bearer {made['key']}"})
        client.get("/me")
        path = f"/keys/{made['id']}"
        etag = self.desk.admin.get(path).etag
        self.act("admin", "DELETE", path, None, etag, says="key.revoked")
        client.refused(401, "POST", "/speakers", json={"name": "x"})

    @precondition(lambda self: not self.restarted)
    @rule()
    def restart(self) -> None:
        """Another process over the same database says the same, letter by letter."""
        self.restarted = True
        paths = ["/claims?limit=200", "/events?limit=200", f"/articles/{self.article['id']}"]
        with Desk(self.desk.url, self.desk.keys) as again:
            for path in paths:
                ours, theirs = (one.editor.ask("GET", path) for one in (self.desk, again))
                assert (ours.content, ours.headers["etag"]) == (
                    theirs.content,
                    theirs.headers["etag"],
                )

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
                if line["action"] in ("finding.reopened", "finding.returned"):
                    state |= line["after"]
            whole = self.desk.reader.get(f"/claims/{claim}")
            assert state["worth"] == whole["worth"]
            assert state["statement"] == whole["statement"]
            assert state.get("status", "unverified") == whole["status"]

    @invariant()
    def spans_are_their_drafts_own(self) -> None:
        path, texts = f"/articles/{self.article['id']}", dict[int, str]()
        newest = self.desk.reader.get(path)["draft"]["number"]
        for claim in self.desk.reader.items(f"{path}/claims"):
            number = claim["lost_in"] or newest
            if number not in texts:
                texts[number] = self.desk.reader.get(f"{path}/drafts/{number}")["body"]
            for span in claim["spans"]:
                assert texts[number][span["start"] : span["end"]] == span["exact"]
            assert (claim["lost_in"] is None) is (claim["anchoring"] not in ("orphaned", "gone"))

    @invariant()
    def nothing_wrong_is_cleared(self) -> None:
        path = f"/articles/{self.article['id']}"
        found = self.desk.reader.get(f"{path}/clearance")
        assert found["cleared"] is not bool(found["blockers"])
        codes = Counter(one["code"] for one in found["blockers"])
        there = [
            claim for claim in self.desk.reader.items(f"{path}/claims")
            if claim["anchoring"] != "gone"
        ]  # fmt: skip
        final = {"incorrect": "incorrect", "disputed": "disputed"}
        for status, code in final.items():
            assert codes[code] == sum(claim["status"] == status for claim in there)
        waiting = [c for c in there if c["status"] in ("unverified", "checking")]
        assert codes["finding_not_final"] == len(waiting)

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


def _live(desk: Desk, days: int, steps: int, **more: Any) -> list[tuple[str, int, str]]:
    """Live through so many days of so many steps; return what was answered to each change."""
    trace: list[tuple[str, int, str]] = []
    day = type("Day", (Day,), {"desk": desk, "trace": trace})
    phases = [Phase.generate]  # a database does not forget: shrinking would find another one
    made = settings(max_examples=days, stateful_step_count=steps, phases=phases, **more)
    run_state_machine_as_test(day, settings=made)
    return trace


def test_a_day_in_any_order(desk: Desk) -> None:
    _live(desk, 6, 20)


@pytest.mark.slow
def test_many_days_in_any_order(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    trace = _live(desk, 60, 40, derandomize=True)
    with capsys.disabled():
        print(f"\n{desk.db.dialect}: {len(trace)} changes asked for")  # noqa: T201  # the figure


def _plain(trace: list[tuple[str, int, str]]) -> list[tuple[str, int, str]]:
    """Answers without what no two desks share: ids, times, keys and what is hashed of them."""
    names: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        return names.setdefault(found[0], f"{found[0].partition('_')[0]}_{len(names)}")

    def plain(text: str) -> str:
        text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "<time>", text)
        text = re.sub(r'"(key|hint)":"[^"]*"', "<secret>", text)
        return ids.ID_PATTERN.sub(name, text)

    return [(method, status, plain(text)) for method, status, text in trace]


def test_both_databases_live_the_same_days(both: tuple[Desk, Desk]) -> None:
    one, other = (_plain(_live(desk, 3, 15, derandomize=True, database=None)) for desk in both)
    assert len(one) > 30
    assert one == other
