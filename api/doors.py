"""How a route comes to the database, and how its answer leaves.

Reads await a `Look` and answer with the bytes that the database wrote. Writes (`@writes`) run in
the writer's thread, answer with the same read, made inside their transaction, and are committed
before the answer goes out.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from typing import Annotated, Any, ParamSpec, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Header, Path, Request
from starlette.responses import Response

from api import readlog, replay, versions
from api.auth.access import Actor, Permission
from api.auth.deps import Needs, acting
from api.db import Database, Write
from api.looks import Looks
from api.paging import Found
from api.parameters import Strict
from api.problems import Invalid, at
from api.reading import Document, Look, Unchanged
from api.turns import Turns

P = ParamSpec("P")


def room(tag: str, prefix: str = "") -> APIRouter:
    """A room's routes: under `/v1`, named as their functions, refusing what they do not declare."""
    return APIRouter(
        prefix=f"/v1{prefix}",
        tags=[tag],
        route_class=Strict,
        generate_unique_id_function=lambda route: route.name,
    )


_VARY = {"Vary": "Authorization, Claimdesk-Person"}
_PRIVATE = _VARY | {"Cache-Control": "private, no-cache"}


class Replayed(Exception):
    """The request was answered before; carries that answer to the handler."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


def database(request: Request) -> Database:
    return cast("Database", request.app.state.db)


def looks(request: Request) -> Looks:
    return cast("Looks", request.app.state.looks)


class _Looks(Needs):
    """A read: who asks, what they have seen."""

    async def __call__(  # type: ignore[override]  # gives what the reader sees by
        self,
        request: Request,
        seen: Annotated[
            str | None,
            Header(
                alias="If-None-Match",
                description="An `ETag` that you have: answered with 304 while it holds.",
            ),
        ] = None,
    ) -> Look:
        tags = (part.strip().removeprefix("W/") for part in seen.split(",")) if seen else ()
        return Look(looks(request), self.admit(request), frozenset(tags), request.state.desk)


Reading = Annotated[Look, Depends(_Looks(Permission.read))]


Named = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="A name of your choice for this request, 1 to 255 characters: sent again "
        "within 24 hours, it gets the first answer again and has no second effect.",
        examples=["5f0c1d2e-1"],
    ),
]


async def _asked(request: Request, key: str | None) -> replay.Asked | None:
    if key is None:
        return None
    name = key.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1]
    if not re.fullmatch(r"[\x20-\x7e]{1,255}", name):
        raise Invalid(
            "The Idempotency-Key cannot be used.",
            errors=at("header", "Idempotency-Key", message="1 to 255 characters of ASCII."),
        )
    target = f"{request.method} {request.url.path}?{request.url.query}\n"
    digest = sha256(target.encode() + await request.body()).digest()
    return replay.Asked(_caller(acting(request)), name, digest)


def _caller(actor: Actor) -> str:
    return " ".join(party.id for party in (actor.person, actor.via) if party)


@dataclass(frozen=True)
class _Turn:
    """What a route's `session` is until `@writes` has got it its transaction."""

    turns: Turns
    asked: replay.Asked | None = None


async def _writing(request: Request) -> _Turn:
    return _Turn(request.app.state.turns)


async def _posting(request: Request, name: Named = None) -> _Turn:
    return _Turn(request.app.state.turns, await _asked(request, name))


Writing = Annotated[Write, Depends(_writing)]
Posting = Annotated[Write, Depends(_posting)]


def writes(route: Callable[P, Response]) -> Callable[P, Awaitable[Response]]:
    """Let a route run as one transaction in the writer's thread; its `session` is that."""

    @wraps(route)
    async def answer(*args: P.args, **given: P.kwargs) -> Response:
        turn = cast("_Turn", given["session"])

        def change(session: Write) -> Response:
            if turn.asked:
                _replay(session, turn.asked)
            more: dict[str, Any] = given | {"session": session}
            return route(*args, **more)

        return await turn.turns.write(change)

    return answer


def sweeps(route: Callable[P, Awaitable[Response]]) -> Callable[P, Awaitable[Response]]:
    """Answer when nothing of what the route deleted is left in the database's files."""

    @wraps(route)
    async def answer(*args: P.args, **given: P.kwargs) -> Response:
        made = await route(*args, **given)
        await cast("_Turn", given["session"]).turns.sweep()
        return made

    return answer


def _replay(session: Write, asked: replay.Asked) -> None:
    found = replay.earlier(session, asked)
    if found and found.body is not None:
        headers = {name: str(value) for name, value in found.headers.items()}
        headers["Idempotency-Replayed"] = "true"
        raise Replayed(_response(found.body, found.status, headers))
    session.info[replay.Asked.INFO] = asked


async def _expected(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="The `ETag` that you read: only that version is changed. "
            "Missing: 428. Changed meanwhile: 412.",
            examples=['"3"'],
        ),
    ] = None,
) -> versions.Expected:
    return versions.parse(if_match)


IfMatchWhere = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The `ETag` that you read, where something there would change: missing then: "
        "428. Changed meanwhile: 412.",
        examples=['"3"'],
    ),
]
IfMatch = Annotated[versions.Expected, Depends(_expected)]


def _in_path(kind: str) -> object:
    return Path(description=f"The {kind}'s id.", examples=[f"{kind}_01jzqk3w8r5t6v7x9y0z1a2b3c"])


# An id of another type or shape is a 404 that the room gives; so these are plain text here.
ArticlePath = Annotated[str, _in_path("article")]
ClaimPath = Annotated[str, _in_path("claim")]
SpeakerPath = Annotated[str, _in_path("speaker")]
SourcePath = Annotated[str, _in_path("source")]
EvidencePath = Annotated[str, _in_path("evidence")]
AnnotationPath = Annotated[str, _in_path("annotation")]
WaiverPath = Annotated[str, _in_path("waiver")]
PersonPath = Annotated[str, _in_path("person")]
DraftPath = Annotated[str, Path(description="A draft's number, from 1.", examples=["1"])]
ExternalPath = Annotated[
    str, Path(description="The CMS's own id.", max_length=200, examples=["cms-4711"])
]
KeyPath = Annotated[str, _in_path("key")]


def show(request: Request, look: Look, found: Document | Found) -> Response:
    """Answer a read."""
    headers = {**_PRIVATE, "ETag": look.unless_seen(found.tag)}
    if isinstance(found, Found) and found.next:
        query = [(k, v) for k, v in request.query_params.multi_items() if k != "after"]
        target = f"{request.url.path}?{urlencode([*query, ('after', found.next)])}"
        headers["Link"] = f'<{target}>; rel="next"'
    body = found.json.encode()
    readlog.note(request.state.request, acting(request), body, look.restricted)
    return _response(body, 200, headers)


def unchanged(same: Unchanged) -> Response:
    """Answer whoever has it already."""
    return Response(status_code=304, headers={**_PRIVATE, "ETag": same.tag})


def added(session: Write, made: Document, location: str) -> Response:
    """Answer a POST that made something."""
    return kept(session, made, 201, {"Location": location})


def kept(
    session: Write, made: Document, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Answer a write, and keep the answer for a request that comes again."""
    body = made.json.encode()
    all_headers = _VARY | {"ETag": made.tag, **(headers or {})}
    replay.keep(session, status, all_headers, body)
    return _response(body, status, all_headers)


def secret(session: Write, made: Document, location: str) -> Response:
    """Answer a POST with something that is shown once and kept nowhere."""
    replay.keep(session, 201, {}, None)
    headers = {"Location": location, "Cache-Control": "no-store"}
    return _response(made.json.encode(), 201, headers)


def gone() -> Response:
    return Response(status_code=204)


def _response(body: bytes, status: int, headers: dict[str, str]) -> Response:
    return Response(body, status, headers, "application/json")
