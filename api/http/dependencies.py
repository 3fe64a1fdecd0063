"""The dependencies of routes: a session that reads or writes, and the actor.

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
from api.core.problems import Invalid, error_at
from api.http.authorization import Needs, current_actor
from api.http.query_parameters import DeclaredQueryRoute
from api.http.responses import json_response
from api.queries.contexts import ReadContext
from api.storage import idempotency
from api.storage.async_reads import AsyncReader
from api.storage.database import Database, Write
from api.storage.write_queue import WriteQueue

P = ParamSpec("P")


def versioned_router(tag: str, prefix: str = "") -> APIRouter:
    """Make a router under `/v1` whose routes refuse query parameters that they do not declare."""
    return APIRouter(
        prefix=f"/v1{prefix}",
        tags=[tag],
        route_class=DeclaredQueryRoute,
        generate_unique_id_function=lambda route: route.name,
    )


class Replayed(Exception):
    """The request was answered before; carries that answer to the handler."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


def get_database(request: Request) -> Database:
    return cast("Database", request.app.state.database)


def get_reader(request: Request) -> AsyncReader:
    return cast("AsyncReader", request.app.state.reader)


class _ReadContext(Needs):
    """A read: who asks, what they have seen."""

    async def __call__(  # type: ignore[override]  # gives what the reader sees by
        self,
        request: Request,
        if_none_match: Annotated[
            str | None,
            Header(
                alias="If-None-Match",
                description="An `ETag` that you have: answered with 304 while it holds.",
            ),
        ] = None,
    ) -> ReadContext:
        tags = (
            (part.strip().removeprefix("W/") for part in if_none_match.split(","))
            if if_none_match
            else ()
        )
        return ReadContext(
            get_reader(request), self.admit(request), frozenset(tags), request.state.desk_position
        )


ReadContextDep = Annotated[ReadContext, Depends(_ReadContext(Permission.read))]


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="A name of your choice for this request, 1 to 255 characters: sent again "
        "within 24 hours, it gets the first answer again and has no second effect.",
        examples=["5f0c1d2e-1"],
    ),
]


async def _asked(request: Request, key: str | None) -> idempotency.IdempotentRequest | None:
    if key is None:
        return None
    name = key.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1]
    if not re.fullmatch(r"[\x20-\x7e]{1,255}", name):
        raise Invalid(
            "The Idempotency-Key cannot be used.",
            errors=error_at("header", "Idempotency-Key", message="1 to 255 characters of ASCII."),
        )
    target = f"{request.method} {request.url.path}?{request.url.query}\n"
    digest = sha256(target.encode() + await request.body()).digest()
    return idempotency.IdempotentRequest(_caller(current_actor(request)), name, digest)


def _caller(actor: Actor) -> str:
    return " ".join(party.id for party in (actor.person, actor.via) if party)


@dataclass(frozen=True)
class PendingWrite:
    """What a route's `session` is until `@writes` has got it its transaction."""

    write_queue: WriteQueue
    request: idempotency.IdempotentRequest | None = None


async def _writing(request: Request) -> PendingWrite:
    return PendingWrite(request.app.state.write_queue)


async def _posting(request: Request, name: IdempotencyKey = None) -> PendingWrite:
    return PendingWrite(request.app.state.write_queue, await _asked(request, name))


WriteSession = Annotated[Write, Depends(_writing)]
IdempotentWrite = Annotated[Write, Depends(_posting)]


def in_transaction(route: Callable[P, Response]) -> Callable[P, Awaitable[Response]]:
    """Let a route run as one transaction in the writer's thread; its `session` is that."""

    @wraps(route)
    async def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        turn = cast("PendingWrite", kwargs["session"])

        def change(session: Write) -> Response:
            if turn.request:
                _replay(session, turn.request)
            arguments: dict[str, Any] = kwargs | {"session": session}
            return route(*args, **arguments)

        return await turn.write_queue.write(change)

    return answer


def erases_deleted(route: Callable[P, Awaitable[Response]]) -> Callable[P, Awaitable[Response]]:
    """Answer when nothing of what the route deleted is left in the database's files."""

    @wraps(route)
    async def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        response = await route(*args, **kwargs)
        await cast("PendingWrite", kwargs["session"]).write_queue.erase_deleted()
        return response

    return answer


def _replay(session: Write, request: idempotency.IdempotentRequest) -> None:
    response = idempotency.find_response(session, request)
    if response and response.body is not None:
        headers = {name: str(value) for name, value in response.headers.items()}
        headers["Idempotency-Replayed"] = "true"
        raise Replayed(json_response(response.body, response.status, headers))
    session.info[idempotency.IdempotentRequest.INFO] = request


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
) -> preconditions.ExpectedVersion:
    return preconditions.parse_if_match(if_match)


IfMatchWhere = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The `ETag` that you read, where something there would change: missing then: "
        "428. Changed meanwhile: 412.",
        examples=['"3"'],
    ),
]
IfMatch = Annotated[preconditions.ExpectedVersion, Depends(_expected)]
