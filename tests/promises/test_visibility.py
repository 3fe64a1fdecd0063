"""What is visible to some is unknown to all others: in no list, count, search, history or tag."""

import itertools
from collections.abc import Iterator

from tests.conftest import CMS
from tests.desk import Desk, Json
from tests.promises.test_access import OPERATIONS, World, filled, kind_of

CANARY = "xylocanary"


def _hide(desk: Desk) -> tuple[World, list[str]]:
    """One of each that can be hidden, with a canary in every field; the ids that nobody may see."""
    admin, world = desk.admin, World(desk)
    hidden: Json = {"visible_to": []}
    source = admin.source(
        title=f"{CANARY}a", publisher=f"{CANARY}b", author=f"{CANARY}c", note=f"{CANARY}d",
        url=f"https://{CANARY}e.example/", external_id=f"{CANARY}f", **hidden,
    )  # fmt: skip
    speaker = admin.speaker(
        f"{CANARY}g", aliases=[f"{CANARY}h"], roles=[f"{CANARY}i"], note=f"{CANARY}j", **hidden
    )
    claim = admin.claim(
        world.article, statement=f"{CANARY}k", tags=[f"{CANARY}l"], external_id=f"{CANARY}m",
        attribution={
            "voice": "reported", "speakers": [{"speaker": speaker["id"], "role": f"{CANARY}n"}],
            "cue": {"text": f"{CANARY}o"},
        },
        sources=[{"source": source["id"], "locator": f"{CANARY}p", "note": f"{CANARY}q"}], **hidden,
    )  # fmt: skip
    ids = [source["id"], speaker["id"], claim["id"]]
    for about, more in ((claim, {}), (world.claim, hidden)):
        evidence = admin.evidence(
            about, excerpt=f"{CANARY}r", locator=f"{CANARY}s", note=f"{CANARY}t", **more
        )
        asked = admin.post(
            f"/claims/{about['id']}/annotations",
            {"kind": "question", "body": f"{CANARY}u", "addressee": {"name": f"{CANARY}v"}, **more},
        )
        answered = admin.post(f"/annotations/{asked['id']}/answers", {"body": f"{CANARY}w"})
        ids += [evidence["id"], asked["id"], answered["id"]]
    admin.evidence(world.claim, source=source["id"], note=f"{CANARY}x")
    admin.judge(claim, "checking", why=f"{CANARY}y")
    open_claim = admin.claim(
        world.article, sources=[{"source": source["id"]}], statement="Nobody knows from whom.",
        attribution={"voice": "reported", "speakers": [{"speaker": speaker["id"]}]},
    )  # fmt: skip
    world.claim = open_claim
    return world, ids


WORDS = [f"{CANARY}{letter}" for letter in "abcdefghijklmnopqrstuvwxy"] + [CANARY]


def _by_path(world: World, ids: list[str]) -> Iterator[str]:
    """Every read, of everything that there is."""
    names = {"article": [world.article["id"]], "claim": [world.claim["id"]]}
    for name in ids:
        names.setdefault(name.partition("_")[0], []).append(name)
    for operation in OPERATIONS:
        method, template = filled(operation).split()
        kind = kind_of(operation)
        if method == "GET" and kind is None:
            yield template
        elif method == "GET":
            yield from (template.replace(f"{{{kind}_id}}", n) for n in names.get(kind or "", []))


def _by_query(ids: list[str]) -> Iterator[str]:
    """Every list, narrowed by whatever is hidden."""
    for word in WORDS:
        yield from (f"/{place}?q={word}" for place in ("claims", "sources", "speakers", "articles"))
        yield from (f"/claims?{field}={word}" for field in ("tag", "external_id"))
        yield f"/sources?external_id={word}"
    for by in ("status", "state", "kind", "speaker", "assignee", "source", "anchoring"):
        yield f"/claims/counts?by={by}"
        yield f"/claims/counts?by={by}&state=kept&state=drafted&state=dropped"
    for name in ids:
        yield f"/events?subject={name}"
        if (field := name.partition("_")[0]) in ("speaker", "source"):
            yield from (f"/claims?{field}={name}", f"/claims/counts?{field}={name}")


def test_nobody_else_gets_a_byte_of_what_is_hidden(desk: Desk) -> None:
    world, ids = _hide(desk)
    outside = [
        desk.reader,
        desk.checker,
        desk.of(CMS),
        desk.of(CMS, **{"Claimdesk-Person": "staff-checker"}),
    ]
    seen = 0
    for client in outside:
        for path in itertools.chain(_by_path(world, ids), _by_query(ids)):
            reply = client.ask("GET", path)
            assert reply.status_code in (200, 403, 404), (path, reply.text)
            said = f"{reply.headers}{reply.text}"
            for secret in (CANARY, *ids):
                assert secret in path or secret not in said, (path, secret)
            if reply.status_code == 200 and "q=" in path:
                assert reply.json()["items"] == [], path
            seen += len(said)
    assert seen > 100_000
    assert all(
        CANARY in desk.editor.ask("GET", path).text for path in ("/sources", "/speakers", "/claims")
    )


def test_hidden_things_count_for_those_who_know_of_them_alone(desk: Desk) -> None:
    _hide(desk)
    counted = {
        role: sum(one["n"] for one in desk.of(role).get("/claims/counts")["counts"])
        for role in ("reader", "checker", "editor", "admin")
    }
    assert counted == {"reader": 2, "checker": 2, "editor": 3, "admin": 3}
