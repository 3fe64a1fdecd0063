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

from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import Response

from api.auth.access import Actor, Permission
from api.core import preconditions
from api.core.problems import Invalid, at
from api.http.authorization import Needs, acting
from api.http.query_parameters import Strict
from api.http.responses import json_response
from api.queries.documents import Look
from api.storage import idempotency
from api.storage.async_reads import Looks
from api.storage.database import Database, Write
from api.storage.write_queue import Turns

P = ParamSpec("P")


def room(tag: str, prefix: str = "") -> APIRouter:
    """A room's routes: under `/v1`, named as their functions, refusing what they do not declare."""
    return APIRouter(
        prefix=f"/v1{prefix}",
        tags=[tag],
        route_class=Strict,
        generate_unique_id_function=lambda route: route.name,
    )


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


async def _asked(request: Request, key: str | None) -> idempotency.Asked | None:
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
    return idempotency.Asked(_caller(acting(request)), name, digest)


def _caller(actor: Actor) -> str:
    return " ".join(party.id for party in (actor.person, actor.via) if party)


@dataclass(frozen=True)
class _Turn:
    """What a route's `session` is until `@writes` has got it its transaction."""

    turns: Turns
    asked: idempotency.Asked | None = None


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


def _replay(session: Write, asked: idempotency.Asked) -> None:
    found = idempotency.earlier(session, asked)
    if found and found.body is not None:
        headers = {name: str(value) for name, value in found.headers.items()}
        headers["Idempotency-Replayed"] = "true"
        raise Replayed(json_response(found.body, found.status, headers))
    session.info[idempotency.Asked.INFO] = asked


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
) -> preconditions.Expected:
    return preconditions.parse(if_match)


IfMatchWhere = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The `ETag` that you read, where something there would change: missing then: "
        "428. Changed meanwhile: 412.",
        examples=['"3"'],
    ),
]
IfMatch = Annotated[preconditions.Expected, Depends(_expected)]
