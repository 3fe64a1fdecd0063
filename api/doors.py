"""How a route comes to its transaction, and how its answer leaves.

Reads answer with the bytes that the database wrote, and an `ETag` over them; writes answer with
the same read, made inside their transaction, and are committed before the answer goes out.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Annotated, cast
from urllib.parse import urlencode

from fastapi import Depends, Header, Path, Request
from starlette.responses import Response

from api import replay, versions
from api.auth.access import Actor
from api.auth.deps import Current
from api.db import Database, Read, Write
from api.paging import Found
from api.problems import Invalid, at
from api.reading import Document


class Replayed(Exception):
    """The request was answered before; carries that answer to the handler."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


def database(request: Request) -> Database:
    return cast("Database", request.app.state.db)


def _reading(request: Request) -> Iterator[Read]:
    with database(request).read() as session:
        yield session


# scope="function": commit before the answer leaves, so that a failed commit is never a 200.
Reading = Annotated[Read, Depends(_reading, scope="function")]


async def _digest(request: Request) -> bytes:
    target = f"{request.method} {request.url.path}?{request.url.query}\n"
    return sha256(target.encode() + await request.body()).digest()


def _asked(
    actor: Current,
    digest: Annotated[bytes, Depends(_digest)],
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="A name of your choice for this request, 1 to 255 characters: sent again "
            "within 24 hours, it gets the first answer again and has no second effect.",
            examples=["5f0c1d2e-1"],
        ),
    ] = None,
) -> replay.Asked | None:
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
    return replay.Asked(_caller(actor), name, digest)


def _caller(actor: Actor) -> str:
    return " ".join(party.id for party in (actor.person, actor.via) if party)


def _writing(request: Request) -> Iterator[Write]:
    with database(request).write() as session:
        yield session


def _posting(
    request: Request, asked: Annotated[replay.Asked | None, Depends(_asked)]
) -> Iterator[Write]:
    with database(request).write() as session:
        if asked:
            found = replay.earlier(session, asked)
            if found and found.body is not None:
                headers = {name: str(value) for name, value in found.headers.items()}
                headers["Idempotency-Replayed"] = "true"
                raise Replayed(_response(found.body, found.status, headers))
            session.info[replay.Asked.INFO] = asked
        yield session


Writing = Annotated[Write, Depends(_writing, scope="function")]
Posting = Annotated[Write, Depends(_posting, scope="function")]


def _expected(
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


IfMatch = Annotated[versions.Expected, Depends(_expected)]

IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        description="An `ETag` that you have: answered with 304 and no body while it holds.",
    ),
]


def _seen(_known: IfNoneMatch = None) -> None:
    """Only declares the header; `show` reads it."""


Conditional = Depends(_seen)


def _in_path(kind: str) -> object:
    return Path(description=f"The {kind}'s id.", examples=[f"{kind}_01jzqk3w8r5t6v7x9y0z1a2b3c"])


# An id of another type or shape is a 404 that the room gives; so these are plain text here.
ArticlePath = Annotated[str, _in_path("article")]
ClaimPath = Annotated[str, _in_path("claim")]
SpeakerPath = Annotated[str, _in_path("speaker")]
SourcePath = Annotated[str, _in_path("source")]
EvidencePath = Annotated[str, _in_path("evidence")]
AnnotationPath = Annotated[str, _in_path("annotation")]
PersonPath = Annotated[str, _in_path("person")]
KeyPath = Annotated[str, _in_path("key")]

_VARY = {"Vary": "Authorization, Claimdesk-Person"}


def show(request: Request, found: Document | Found) -> Response:
    """Answer a read: 304 where the caller has these very bytes."""
    body = found.json.encode()
    headers = _VARY | {"ETag": etag(found), "Cache-Control": "private, no-cache"}
    if isinstance(found, Found) and found.next:
        query = [(k, v) for k, v in request.query_params.multi_items() if k != "after"]
        target = f"{request.url.path}?{urlencode([*query, ('after', found.next)])}"
        headers["Link"] = f'<{target}>; rel="next"'
    if _has(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return _response(body, 200, headers)


def added(session: Write, made: Document, location: str) -> Response:
    """Answer a POST that made something."""
    return kept(session, made, 201, {"Location": location})


def kept(
    session: Write, made: Document, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Answer a write, and keep the answer for a request that comes again."""
    body = made.json.encode()
    all_headers = _VARY | {"ETag": etag(made), **(headers or {})}
    replay.keep(session, status, all_headers, body)
    return _response(body, status, all_headers)


def secret(session: Write, made: Document, location: str) -> Response:
    """Answer a POST with something that is shown once and kept nowhere."""
    replay.keep(session, 201, {}, None)
    headers = {"Location": location, "Cache-Control": "no-store"}
    return _response(made.json.encode(), 201, headers)


def gone() -> Response:
    return Response(status_code=204)


def etag(found: Document | Found) -> str:
    """`"<version>.<around>"`; `around` is over the bytes, so whatever is in them is in it."""
    around = sha256(found.json.encode()).hexdigest()[:12]
    version = found.version if isinstance(found, Document) else 0
    return f'"{version}.{around}"'


def _has(header: str | None, tag: str) -> bool:
    given = [part.strip().removeprefix("W/") for part in (header or "").split(",")]
    return tag in given or "*" in given


def _response(body: bytes, status: int, headers: dict[str, str]) -> Response:
    return Response(body, status, headers, "application/json")
