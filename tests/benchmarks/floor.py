"""The floor: Starlette and SQL by hand, behind Claimdesk's own gate.

One claim and lists of claims, with the same answers (parsed, they are equal): what can hardly be
cheaper while it is still this JSON, for this person.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.app import add_middleware
from api.core.settings import Settings
from api.storage.async_reads import open_async_reader
from api.storage.database import Database

db = Database(os.environ["CLAIMDESK_DATABASE_URL"])
SQLITE = db.dialect == "sqlite"


def known(row: str) -> str:
    """What the person may know of."""
    granted = f'EXISTS (SELECT 1 FROM "grant" g WHERE g.subject = {row}.id AND g.person_pk = :me)'
    return f"(NOT {row}.restricted OR {row}.created_by_pk = :me OR {granted})"


def obj(**fields: str) -> str:
    pairs = ", ".join(f"'{name}', {value}" for name, value in fields.items())
    return f"{'json_object' if SQLITE else 'json_build_object'}({pairs})"


def each(rows: str, order: str, item: str) -> str:
    """The rows of a nested list."""
    if SQLITE:
        return f"(SELECT json_group_array({item} ORDER BY {order}) FROM {rows})"
    return f"(SELECT coalesce(json_agg({item} ORDER BY {order}), '[]') FROM {rows})"


def time(column: str) -> str:
    if SQLITE:
        return f"replace({column}, ' ', 'T') || 'Z'"
    return f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"


def flag(column: str) -> str:
    return f"json(iif({column}, 'true', 'false'))" if SQLITE else column


def json(column: str) -> str:
    return f"json({column})" if SQLITE else column


def person(pk: str) -> str:
    return f"(SELECT {obj(id='p.id', name='p.name')} FROM person p WHERE p.pk = {pk})"


SPAN = obj(part="s.part", start="s.start", end='s."end"', exact="s.exact",
           prefix="s.prefix", suffix="s.suffix")  # fmt: skip
SPEAKER = obj(id="m.id", name="m.name", kind="m.kind", restricted=flag("m.restricted"))
SOURCE = obj(id="o.id", title="o.title", url="o.url", publisher="o.publisher",
             published="o.published", kind="o.kind", retracted=flag("o.retracted"),
             restricted=flag("o.restricted"))  # fmt: skip


def spans(role: str) -> str:
    return each(f"claim_span s WHERE s.claim_pk = c.pk AND s.role = '{role}'", "s.pk", SPAN)


def finding(aspect: str, **more: str) -> str:
    said = obj(status="f.status", rationale="f.rationale", judge=person("f.judge_pk"),
               at=time("f.at"), **more)  # fmt: skip
    return f"(SELECT {said} FROM finding f WHERE f.claim_pk = c.pk AND f.aspect = '{aspect}')"


def stance(name: str) -> str:
    return (
        f"(SELECT count(*) FROM evidence e JOIN source o ON o.pk = e.source_pk WHERE "
        f"e.claim_pk = c.pk AND e.stance = '{name}' AND e.withdrawn_at IS NULL "
        f"AND {known('e')} AND {known('o')})"
    )


SAID = (
    "attribution a JOIN speaker t ON t.pk = a.speaker_pk JOIN speaker m ON m.pk = t.meant_pk "
    f"WHERE a.claim_pk = c.pk AND {known('m')}"
)
MENTION = f"(SELECT {SPAN} FROM claim_span s WHERE s.attribution_pk = a.pk LIMIT 1)"
CUE = f"(SELECT {SPAN} FROM claim_span s WHERE s.claim_pk = c.pk AND s.role = 'cue' LIMIT 1)"
DRAWN = (
    f"claim_source x JOIN source o ON o.pk = x.source_pk WHERE x.claim_pk = c.pk AND {known('o')}"
)
FIELDS = {
    "id": "c.id",
    "version": "c.version",
    "article": "(SELECT r.id FROM article r WHERE r.pk = c.article_pk)",
    "statement": "c.statement",
    "unit": "'code_points'",
    "spans": spans("words"),
    "anchoring": "c.anchoring",
    "lost_in": "c.lost_in",
    "change": json("c.change"),
    "state": "c.state",
    "kind": "c.kind",
    "checkable": flag("c.checkable"),
    "worth": "c.worth",
    "attribution": obj(
        voice="c.voice",
        speakers=each(
            SAID,
            "a.level, a.pk",
            obj(speaker=SPEAKER, role="a.role", level="a.level", span=MENTION),
        ),
        cue=f"CASE WHEN c.cue IS NOT NULL THEN {obj(text='c.cue', span=CUE)} END",
        quotations=spans("quotation"),
    ),
    "speaker": json(f"(SELECT {SPEAKER} FROM {SAID} ORDER BY a.level DESC, a.pk LIMIT 1)"),
    "sources": each(DRAWN, "x.pk", obj(source=SOURCE, locator="x.locator", note="x.note")),
    "asks": json("c.asks"),
    "status": "c.status",
    "findings": obj(substance=finding("substance"), attribution=finding("attribution")),
    "counts": obj(
        supports=stance("supports"), refutes=stance("refutes"), context=stance("context")
    ),
    "reopened": "c.reopened",
    "unconfirmed": flag("c.unconfirmed"),
    "risk": "c.risk",
    "assignee": person("c.assignee_pk"),
    "due": time("c.due"),
    "tags": each("claim_tag t WHERE t.claim_pk = c.pk", "t.tag", "t.tag"),
    "external_id": "c.external_id",
    "dropped_because": "c.dropped_because",
    "drafted_by": "c.drafted_by",
    "kept_by": person("c.kept_by_pk"),
    "created_by": person("c.created_by_pk"),
    "created_at": time("c.created_at"),
    "updated_at": time("c.updated_at"),
    "visible_to": "NULL",
}
CITED = each("citation i JOIN evidence e ON e.pk = i.evidence_pk "
             f"WHERE i.verdict_pk = f.verdict_pk AND {known('e')}", "e.pk", "e.id")  # fmt: skip
EVIDENCE = obj(
    id="e.id", version="e.version", claim="c.id", source=SOURCE, stance="e.stance",
    bears_on="e.bears_on", standing="e.standing", excerpt="e.excerpt", locator="e.locator",
    note="e.note", accessed_at=time("e.accessed_at"),
    cited=flag("EXISTS (SELECT 1 FROM finding f JOIN citation i ON i.verdict_pk = f.verdict_pk "
               "WHERE i.evidence_pk = e.pk)"),
    withdrawn_at=time("e.withdrawn_at"), withdrawn_because="e.withdrawn_because",
    created_by=person("e.created_by_pk"), created_at=time("e.created_at"),
    updated_at=time("e.updated_at"), visible_to="NULL",
    restricted=flag("(e.restricted OR o.restricted OR c.restricted)"),
)  # fmt: skip
OF_CLAIM = (
    "evidence e JOIN source o ON o.pk = e.source_pk WHERE e.claim_pk = c.pk "
    f"AND e.withdrawn_at IS NULL AND {known('e')} AND {known('o')}"
)
WHOLE = FIELDS | {
    "findings": obj(
        substance=finding("substance", evidence=CITED),
        attribution=finding("attribution", evidence=CITED),
    ),
    "evidence": each(OF_CLAIM, "e.pk", EVIDENCE),
}


def rendered(fields: dict[str, str]) -> str:
    """PostgreSQL takes 100 arguments at most, so the object is joined of two."""
    names = list(fields)
    if SQLITE:
        return obj(**fields)
    one, two = ({name: fields[name] for name in some} for some in (names[:20], names[20:]))
    first, second = (f"json_build_object({_pairs(some)})::jsonb" for some in (one, two))
    return f"({first} || {second})::text"


def _pairs(fields: dict[str, str]) -> str:
    return ", ".join(f"'{name}', {value}" for name, value in fields.items())


ONE = f"SELECT {rendered(WHOLE)} FROM claim c WHERE c.id = :id AND {known('c')}"
LIST = (
    f"SELECT {rendered(FIELDS)} FROM claim c WHERE c.pk > :after AND c.state <> 'dropped' "
    f"AND {known('c')} ORDER BY c.pk LIMIT 50"
)


if not SQLITE:
    ONE, LIST = (
        sql.replace(":me", "$1").replace(":id", "$2").replace(":after", "$2") for sql in (ONE, LIST)
    )


async def rows(request: Request, sql: str, **sought: Any) -> list[tuple[Any, ...]]:
    values = {"me": request.state.actor.person_pk, **sought}
    if SQLITE:
        found: list[tuple[Any, ...]] = request.app.state.own.execute(sql, values).fetchall()
        return found
    async with request.app.state.reader._pool.connection() as connection:
        asked = await connection.execute(sql, [*values.values()])
        return list(await asked.fetchall())


async def read_claim(request: Request) -> Response:
    found = await rows(request, ONE, id=request.path_params["claim_id"])
    return Response(found[0][0], media_type="application/json")


async def list_claims(request: Request) -> Response:
    after = int(request.query_params.get("after_pk", 0))
    items = ",".join(item for (item,) in await rows(request, LIST, after=after))
    return Response(f'{{"items":[{items}],"next":null}}', media_type="application/json")


@asynccontextmanager
async def opened(app: Starlette) -> AsyncIterator[None]:
    async with open_async_reader(db) as app.state.reader:
        app.state.own = db.engine.raw_connection().dbapi_connection if SQLITE else None
        yield


app = Starlette(
    routes=[Route("/v1/claims", list_claims), Route("/v1/claims/{claim_id}", read_claim)],
    lifespan=opened,
)
add_middleware(app, Settings())
