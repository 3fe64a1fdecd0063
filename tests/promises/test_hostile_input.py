"""Whatever strangers send is a 4xx that changes nothing, or is kept as it is; reads go on."""

import itertools
import json
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests import hostile
from tests.desk import Client, Desk
from tests.hostile import BODIES, COUNT, HEADERS, PATHS, QUERIES, VALUES
from tests.promises.test_access import OPERATIONS, World, filled, kind_of

SOME = 12  # vectors an operation in the ordinary round: each vector meets several operations
LISTS = ("articles", "claims", "speakers", "sources", "annotations", "people", "keys", "events")


class Try(NamedTuple):
    """One hostile request: what is unlike a good one."""

    name: str
    body: bytes | None = None
    header: tuple[str, bytes] | None = None
    query: str = ""
    path: str | None = None


def test_there_are_enough_vectors() -> None:
    assert COUNT > 300
    assert len({vector.name for vector in VALUES}) == len(VALUES)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_some_of_what_strangers_send(desk: Desk, operation: str) -> None:
    every = list(_tries(desk, operation))
    chance = random.Random(operation)  # noqa: S311  # the same choice each time
    _attack(desk, operation, chance.sample(every, min(SOME, len(every))))


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS)
def test_all_that_strangers_send(desk: Desk, operation: str) -> None:
    _attack(desk, operation, list(_tries(desk, operation)))


def _tries(desk: Desk, operation: str) -> Iterator[Try]:
    """Every vector at every place that the operation has."""
    op = OPERATIONS[operation]
    if op.body:
        good = op.body(World(desk))
        for vector, field in itertools.product(VALUES, _fields(desk, operation)):
            yield Try(f"{field}: {vector.name}", body=_with(good, field, vector.text))
        for name, body in BODIES:
            yield Try(f"body: {name}", body=body)
    for header in HEADERS:
        yield Try(f"header: {header[0]} {header[1][:40]!r}", header=header)
    for query in QUERIES:
        yield Try(f"query: {query[:60]}", query=query)
    for path in PATHS if kind_of(operation) else ():
        yield Try(f"path: {path[:60]}", path=path)


def _with(good: dict[str, Any], field: str, text: hostile.Literal) -> bytes:
    """A good body but for one field, whose JSON may be none."""
    parts = {name: json.dumps(value) for name, value in good.items()} | {field: text}
    return ("{" + ",".join(f'"{name}":{said}' for name, said in parts.items()) + "}").encode()


def _fields(desk: Desk, operation: str) -> list[str]:
    method, path = operation.split()
    document = desk.app.openapi()
    said = document["paths"][f"/v1{path}"][method.lower()]["requestBody"]["content"]
    (schema,) = (one["schema"] for one in list(said.values())[:1])
    name = schema.get("$ref", "#/components/schemas/ClaimIn").rpartition("/")[2]
    return list(document["components"]["schemas"][name]["properties"])


def _attack(desk: Desk, operation: str, tries: list[Try]) -> None:
    (method, template), op, kind = operation.split(), OPERATIONS[operation], kind_of(operation)
    template = filled(template)
    admin, world = desk.admin, World(desk)
    good = json.dumps(op.body(world)).encode() if op.body else None
    subject = world.make(kind, {}) if kind else None
    seq, kept = admin.get("/events/head")["seq"], 0
    for one in tries:
        name = one.path or (subject["id"] if subject else "")
        path = template.replace(f"{{{kind}_id}}", name)
        headers: dict[str, str | bytes] = {"Content-Type": op.kind} if good else {}
        if method != "GET" and subject:
            headers["If-Match"] = subject.etag or '"1"'
        elif method == "PUT":
            headers["If-Match"] = "*"
        headers |= admin.headers | ({one.header[0]: one.header[1]} if one.header else {})
        target = f"/v1{path}?{one.query}" if one.query else f"/v1{path}"
        body = good if one.body is None else one.body
        reply = admin.http.request(method, target, headers=_raw(headers), content=body)
        assert reply.status_code < 500, (one.name, reply.status_code, reply.text[:300])
        now = admin.get("/events/head")["seq"]
        if reply.status_code >= 400:
            assert reply.headers["content-type"] == "application/problem+json", one.name
            assert now == seq, one.name
            continue
        kept += 1
        if now != seq and method != "GET":
            _reads_on(admin, reply, seq, one.name)
            subject = world.make(kind, {}) if kind else None
            seq = admin.get("/events/head")["seq"]
    assert desk.ledger() == seq
    for place in LISTS:
        admin.items(f"/{place}", limit=200)
    admin.items(f"/articles/{world.article['id']}/claims", limit=200, unit="utf16")
    for by in ("status", "speaker", "source", "kind"):
        admin.get("/claims/counts", by=by)


def _raw(headers: dict[str, str | bytes]) -> dict[bytes, bytes]:
    return {
        name.encode(): value.encode() if isinstance(value, str) else value
        for name, value in headers.items()
    }


def _reads_on(admin: Client, reply: Any, seq: int, name: str) -> None:
    """What was kept can be read: by itself, and in the ledger."""
    where = reply.headers.get("location")
    if where:
        read = admin.http.get(where, headers=admin.headers)
        assert read.status_code == 200, (name, where, read.text[:300])
    lines = admin.ask("GET", f"/events?after={seq}&limit=200")
    assert lines.status_code == 200, (name, lines.text[:300])
