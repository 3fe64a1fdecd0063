"""Who may do what to what: every operation, by every caller, to every kind of subject.

The operations come from the application's own routes. One that is not declared here fails.
"""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from fastapi.routing import APIRoute

from api.auth.access import ALONE, GRANTS, Permission, Role
from tests.conftest import CMS
from tests.desk import Answer, Client, Desk, Json

READ, FILE, ADD, CHECK, EDIT, ADMIN = (
    Permission.read, Permission.file, Permission.add, Permission.check, Permission.edit,
    Permission.administer,
)  # fmt: skip
_NUMBERS = itertools.count(1)


def _number() -> int:
    return next(_NUMBERS)


class Op(NamedTuple):
    """What an operation needs, and a body that it takes."""

    needs: Permission
    body: Callable[["World"], Json] | None = None
    then: Permission = Permission.read  # asked for when the subject is known
    kind: str = "application/json"
    first: Callable[["World", Answer], object] | None = None  # what must have been done to it


class World:
    """What is there to be asked for, made by the admin; hidden things are shown to nobody else."""

    def __init__(self, desk: Desk) -> None:
        self.admin = desk.admin
        self.article = self.admin.article()
        self.claim = self.admin.claim(self.article)
        self.hidden: list[str] | None = None

    def make(self, kind: str, more: Json) -> Answer:
        """A fresh thing that nothing else points to."""
        admin, about = self.admin, f"/claims/{self.claim['id']}"
        question = {"kind": "question", "body": "Who says so?", **more}
        bot = {"integration": f"bot {_number()}", "role": "reader"}
        ways: dict[str, Callable[[], Answer]] = {
            "article": admin.article,
            "claim": lambda: admin.claim(self.article, **more),
            "evidence": lambda: admin.evidence(self.claim, **more),
            "annotation": lambda: admin.post(f"{about}/annotations", question),
            "speaker": lambda: admin.speaker(**more),
            "source": lambda: admin.source(**more),
            "waiver": lambda: admin.post(
                f"/articles/{self.article['id']}/waivers", {"blocker": "uncovered", "reason": "x"}
            ),
            "person": lambda: admin.post("/people", {"name": "New", "role": "reader"}),
            "key": lambda: admin.post("/keys", bot),
        }
        return ways[kind]()


def _claim(world: World) -> Json:
    span = {"exact": "It was over in 12 days"}
    return {"article": world.article["id"], "statement": "x", "spans": [span]}


def _do(world: World, article: Answer, what: str, body: Json) -> Answer:
    """Sign or publish an article, as the admin."""
    headers = {"If-Match": article.etag}
    return world.admin.post(f"/articles/{article['id']}/{what}", body, headers=headers)


def _sign(world: World, article: Answer) -> Answer:
    return _do(world, article, "signature", {})


def _publish(world: World, article: Answer) -> Answer:
    return _do(world, article, "publish", {"sha256": "0" * 64})


OPERATIONS: dict[str, Op] = {
    "GET /articles": Op(READ),
    "POST /articles": Op(FILE, lambda _: {"headline": "x", "body": "y"}),
    "GET /articles/{article_id}": Op(READ),
    "PATCH /articles/{article_id}": Op(FILE, lambda _: {"byline": "x"}),
    "POST /articles/{article_id}/drafts": Op(FILE, lambda _: {"body": f"Draft {_number()}."}),
    "GET /articles/{article_id}/drafts": Op(READ),
    "GET /articles/{article_id}/drafts/{number}": Op(READ),
    "GET /articles/{article_id}/drafts/{first}/diff/{second}": Op(READ),
    "PUT /articles/by-external-id/{external_id}": Op(
        FILE, lambda _: {"headline": "x", "body": "The same words."}
    ),
    "GET /articles/{article_id}/claims": Op(READ),
    "GET /articles/{article_id}/counts": Op(READ),
    "GET /articles/{article_id}/annotations": Op(READ),
    "GET /articles/{article_id}/calls": Op(READ),
    "POST /articles/{article_id}/annotations": Op(ADD, lambda _: {"body": "x"}),
    "POST /articles/{article_id}/purge": Op(ADMIN, lambda _: {"reason": "x"}),
    "GET /articles/{article_id}/clearance": Op(READ),
    "GET /articles/{article_id}/report": Op(READ),
    "GET /articles/{article_id}/deadline": Op(READ),
    "POST /articles/{article_id}/signature": Op(EDIT, lambda _: {}),
    "DELETE /articles/{article_id}/signature": Op(EDIT, first=_sign),
    "GET /articles/{article_id}/waivers": Op(READ),
    "POST /articles/{article_id}/waivers": Op(
        EDIT, lambda _: {"blocker": "uncovered", "reason": "x"}
    ),
    "PATCH /waivers/{waiver_id}": Op(EDIT, lambda _: {"withdrawn": True}),
    "POST /articles/{article_id}/publish": Op(FILE, lambda _: {"sha256": "0" * 64}),
    "GET /articles/{article_id}/publications": Op(READ),
    "POST /articles/{article_id}/spike": Op(EDIT, lambda _: {"reason": "x"}),
    "GET /articles/{article_id}/corrections": Op(READ),
    "POST /articles/{article_id}/corrections": Op(
        CHECK, lambda _: {"kind": "update", "notice": "x"}, first=_publish
    ),
    "GET /rules": Op(READ),
    "PUT /rules": Op(EDIT, lambda _: {"preset": "breaking"}),
    "POST /extract": Op(READ, lambda _: {"body": "It lasted 12 days."}),
    "GET /claims/{claim_id}/corrections": Op(READ),
    "GET /claims": Op(READ),
    "GET /claims/counts": Op(READ),
    "POST /claims": Op(ADD, _claim),
    "POST /claims/bulk": Op(
        ADD, lambda world: {"items": [{"claim": world.claim["id"], "version": 1, "op": "keep"}]}
    ),
    "POST /claims/import": Op(ADD, _claim, kind="application/jsonl"),
    "GET /claims/{claim_id}": Op(READ),
    "PATCH /claims/{claim_id}": Op(ADD, lambda _: {"worth": 0.5}),
    "GET /claims/{claim_id}/history": Op(READ),
    "GET /claims/{claim_id}/moves": Op(READ),
    "GET /claims/{claim_id}/verdicts": Op(READ),
    "POST /claims/{claim_id}/verdicts": Op(
        CHECK, lambda _: {"finding": "substance", "status": "checking"}
    ),
    "GET /claims/{claim_id}/evidence": Op(READ),
    "POST /claims/{claim_id}/evidence": Op(
        CHECK, lambda _: {"source": {"title": f"A log {_number()}"}, "stance": "context"}
    ),
    "GET /claims/{claim_id}/annotations": Op(READ),
    "POST /claims/{claim_id}/annotations": Op(ADD, lambda _: {"body": "x"}),
    "GET /moves": Op(READ),
    "GET /evidence/{evidence_id}": Op(READ),
    "PATCH /evidence/{evidence_id}": Op(CHECK, lambda _: {"note": "x"}),
    "DELETE /evidence/{evidence_id}": Op(CHECK),
    "GET /annotations": Op(READ),
    "GET /annotations/{annotation_id}": Op(READ),
    "POST /annotations/{annotation_id}/answers": Op(ADD, lambda _: {"body": "x"}),
    "POST /annotations/{annotation_id}/close": Op(ADD, lambda _: {"outcome": "no_reply"}, CHECK),
    "GET /speakers": Op(READ),
    "POST /speakers": Op(ADD, lambda _: {"name": "x"}),
    "GET /speakers/{speaker_id}": Op(READ),
    "PATCH /speakers/{speaker_id}": Op(ADD, lambda _: {"note": "x"}),
    "DELETE /speakers/{speaker_id}": Op(ADD),
    "GET /speakers/{speaker_id}/record": Op(READ),
    "POST /speakers/{speaker_id}/merge": Op(
        CHECK, lambda world: {"into": world.admin.speaker(visible_to=world.hidden)["id"]}
    ),
    "POST /speakers/{speaker_id}/redact": Op(ADMIN, lambda _: {"pseudonym": "A", "reason": "x"}),
    "GET /sources": Op(READ),
    "POST /sources": Op(ADD, lambda _: {"title": "x"}),
    "GET /sources/{source_id}": Op(READ),
    "PATCH /sources/{source_id}": Op(ADD, lambda _: {"note": "x"}),
    "DELETE /sources/{source_id}": Op(ADD),
    "POST /sources/{source_id}/redact": Op(ADMIN, lambda _: {"pseudonym": "A", "reason": "x"}),
    "GET /events": Op(READ),
    "GET /events/head": Op(READ),
    "GET /me": Op(READ),
    "GET /people": Op(READ),
    "POST /people": Op(ADMIN, lambda _: {"name": "x", "role": "reader"}),
    "GET /people/{person_id}": Op(READ),
    "PATCH /people/{person_id}": Op(ADMIN, lambda _: {"name": "x"}),
    "GET /keys": Op(ADMIN),
    "POST /keys": Op(ADMIN, lambda _: {"integration": "bot", "role": "reader"}),
    "GET /keys/{key_id}": Op(ADMIN),
    "DELETE /keys/{key_id}": Op(ADMIN),
}
FIXED = {"{number}": "1", "{first}": "1", "{second}": "1", "{external_id}": "cms-1"}
HIDEABLE = frozenset({"claim", "source", "speaker", "evidence", "annotation"})


class Caller(NamedTuple):
    """Somebody at the door: what they show, and what they may (`None`: not even come in)."""

    headers: dict[str, str]
    may: frozenset[Permission] | None

    @property
    def sees_all(self) -> bool:
        return bool(self.may) and Permission.edit in (self.may or ())


def _callers(desk: Desk) -> dict[str, Caller]:
    """Nobody, a revoked key, and each role: in person and by an editor's integration."""
    key = {"Authorization": f"Bearer {desk.keys[CMS]}"}
    found = {
        "nobody": Caller({}, None),
        "a wrong key": Caller({"Authorization": "Bearer claimdesk_nonsense"}, None),
        "a revoked key": Caller({"Authorization": f"Bearer {_revoked(desk)}"}, None),
        "an integration alone": Caller(key, ALONE & GRANTS[Role.editor]),
    }
    for role in Role:
        found[role] = Caller(desk.of(role).headers, GRANTS[role])
        by_it = key | {"Claimdesk-Person": f"staff-{role}"}
        found[f"{role} via an integration"] = Caller(by_it, GRANTS[role] & GRANTS[Role.editor])
    return found


def _revoked(desk: Desk) -> str:
    me = desk.admin.get("/me")["person"]["id"]
    made = desk.admin.post("/keys", {"person": me, "role": "admin"})
    path = f"/keys/{made['id']}"
    match = {"If-Match": desk.admin.get(path).etag}
    assert desk.admin.ask("DELETE", path, headers=match).status_code == 204
    secret: str = made["key"]
    return secret


def kind_of(operation: str) -> str | None:
    """What the path names."""
    _, opened, rest = filled(operation).partition("{")
    return rest.partition("_id}")[0] if opened else None


def filled(path: str) -> str:
    for name, value in FIXED.items():
        path = path.replace(name, value)
    return path


def _subjects(kind: str | None) -> list[str]:
    if kind is None:
        return ["none"]
    return ["own", "restricted", "absent"] if kind in HIDEABLE else ["own", "absent"]


def _expected(op: Op, caller: Caller, subject: str) -> int:
    if caller.may is None:
        return 401
    if op.needs not in caller.may:
        return 403
    if subject == "absent" or (subject == "restricted" and not caller.sees_all):
        return 404
    return 200 if op.then in caller.may else 403


def _routes(desk: Desk) -> Iterator[str]:
    for route in desk.app.routes:
        if isinstance(route, APIRoute) and route.path.startswith("/v1/"):
            for method in route.methods or ():
                yield f"{method} {route.path.removeprefix('/v1')}"


def test_every_operation_is_declared(desk: Desk) -> None:
    assert sorted(_routes(desk)) == sorted(OPERATIONS)


class Asking:
    """One operation, asked for again and again."""

    def __init__(self, desk: Desk, operation: str) -> None:
        (self.method, self.template), self.kind = operation.split(), kind_of(operation)
        self.desk, self.op, self.world = desk, OPERATIONS[operation], World(desk)

    def prepared(self, named: str) -> tuple[str, dict[str, str], str | None]:
        """Make what the path names and what the body needs: path, headers, body."""
        op, world = self.op, self.world
        world.hidden = [] if named == "restricted" else None
        path, headers = filled(self.template), dict[str, str]()
        if self.kind and named == "absent":
            path = path.replace(f"{{{self.kind}_id}}", f"{self.kind}_{'0' * 26}")
            headers["If-Match"] = '"1"'
        elif self.kind:
            made = world.make(self.kind, {"visible_to": []} if named == "restricted" else {})
            if op.first:
                op.first(world, made)
                made = world.admin.get(f"/{self.kind}s/{made['id']}")
            path = path.replace(f"{{{self.kind}_id}}", made["id"])
            headers |= {"If-Match": made.etag or '"1"'} if self.method != "GET" else {}
        elif self.method == "PUT":
            headers["If-Match"] = "*"
        headers |= {"Content-Type": op.kind} if op.body else {}
        return path, headers, json.dumps(op.body(world)) if op.body else None

    def ask(self, caller: Caller, sent: tuple[str, dict[str, str], str | None]) -> Any:
        path, headers, body = sent
        client = Client(self.desk.http, caller.headers)
        return client.ask(self.method, path, headers=headers, content=body)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_matrix(desk: Desk, operation: str) -> None:
    """Each caller and subject gets what was declared; who is refused has changed nothing."""
    asking, callers = Asking(desk, operation), _callers(desk)
    for named in _subjects(asking.kind):
        expected = {who: _expected(asking.op, callers[who], named) for who in callers}
        sent = asking.prepared(named)
        before = desk.admin.get("/events/head")
        for who in (who for who in callers if expected[who] != 200):
            reply = asking.ask(callers[who], sent)
            assert reply.status_code == expected[who], (who, named, reply.text)
            assert reply.headers["content-type"] == "application/problem+json"
        assert desk.admin.get("/events/head") == before, named
        for who in (who for who in callers if expected[who] == 200):
            sent = sent if asking.method == "GET" else asking.prepared(named)
            reply = asking.ask(callers[who], sent)
            assert 200 <= reply.status_code < 300, (who, named, reply.text)
