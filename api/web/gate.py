"""The gate: key and size are checked, and JSON is read strictly, before any room sees a request.

Pure ASGI. FastAPI would parse a body before it looks at the key, and take what the databases
cannot keep.
"""

import re
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.access import Actor
from api.core import strict_json
from api.core.media_types import content_type
from api.core.problems import (
    Invalid,
    Problem,
    TooLarge,
    Unauthenticated,
    UnsupportedMediaType,
    error_at,
)
from api.people import keys
from api.people.keys import Caller
from api.web.load_limits import HERE, STREAMED
from api.web.problem_response import refuse
from api.web.rate_limit import Allowance

LARGEST = 2 * 1024 * 1024
UPLOAD = 20 * 1024 * 1024  # a form with a file
FORMS = re.compile(r"POST /v1/articles(/[^/]+/drafts)?|PUT /v1/articles/by-external-id/.+")
SWALLOWED = 32 * 1024 * 1024  # read of a body that is too large, so that its sender hears why


class Gate:
    """Lets through who may come in, with a body that can be kept; refuses the rest by itself."""

    def __init__(self, app: ASGIApp, rate: int, host: Actor | None = None) -> None:
        """`rate` is a key's requests a minute.

        `host` is whom a caller without a key stands for, from this machine only (the demo).
        """
        self.app = app
        self.allowance = Allowance(rate)
        self.host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
            send = _bodiless(send)
        try:
            receive = await self._admit(scope, receive)
        except Problem as refused:
            await refuse(refused, send)
            return
        await self.app(scope, receive, send)

    async def _admit(self, scope: Scope, receive: Receive) -> Receive:
        headers = Headers(scope=scope)
        _no_nul(scope)
        if not scope["path"].startswith("/v1/") or scope["method"] == "OPTIONS":
            return receive
        state = scope["state"]
        state["actor"], state["desk_position"], key = await self._caller(scope, headers)
        if key is not None:
            state["headers"] += self.allowance.take(key)
        if scope["path"] == STREAMED:
            return receive
        form = _is_form(scope, headers)
        sent = await _read(headers, receive, UPLOAD if form else LARGEST)
        if sent and not form:
            _check_json(headers, sent)
        return _again(sent, receive)

    async def _caller(self, scope: Scope, headers: Headers) -> Caller:
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and secret.strip():
            reader = scope["app"].state.reader
            acting_for = headers.get("claimdesk-person")
            return await keys.recognise(reader, secret.strip(), acting_for)
        if self.host is not None and _from_here(scope, headers):
            return Caller(self.host)
        raise Unauthenticated("Send a key: Authorization: Bearer <key>.")


def _from_here(scope: Scope, headers: Headers) -> bool:
    """Whether both ends are this machine: a page elsewhere cannot pretend to be (rebinding)."""
    host = headers.get("host", "")
    name = host if host in HERE else host.rpartition(":")[0]
    try:
        client = ip_address((scope.get("client") or ("",))[0])
    except ValueError:
        return False
    return client.is_loopback and name in HERE


def _no_nul(scope: Scope) -> None:
    """Refuse what PostgreSQL cannot be asked for; SQLite could, and both answer alike."""
    query = unquote_to_bytes(scope["query_string"].replace(b"+", b" "))
    if b"\0" in query or "\0" in scope["path"]:
        raise Invalid(
            "The address holds NUL, which no text here does.",
            errors=error_at("query", message="Leave %00 out."),
        )


def _is_form(scope: Scope, headers: Headers) -> bool:
    """Whether a form is sent to a path that takes one; elsewhere it is no JSON, and refused."""
    takes = FORMS.fullmatch(f"{scope['method']} {scope['path']}")
    return content_type(headers) == "multipart/form-data" and takes is not None


async def _read(headers: Headers, receive: Receive, most: int) -> bytes:
    length = headers.get("content-length", "0")
    refused = length.isdecimal() and int(length) > most
    chunks, size, more_body = [], 0, True
    while more_body and size < SWALLOWED:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        part = message.get("body", b"")
        size += len(part)
        refused = refused or size > most
        if not refused:
            chunks.append(part)
        more_body = message.get("more_body", False)
    if refused:
        raise TooLarge(f"A body has at most {most} bytes here.")
    return b"".join(chunks)


def _check_json(headers: Headers, sent: bytes) -> None:
    kind = content_type(headers)
    if kind != "application/json" and not (
        kind.startswith("application/") and kind.endswith("+json")
    ):
        raise UnsupportedMediaType("Send JSON, with Content-Type: application/json.")
    strict_json.parse_json(sent)


def _again(sent: bytes, receive: Receive) -> Receive:
    """Give the body that was read to whoever reads next."""
    replayed = False

    async def replay() -> Message:
        nonlocal replayed
        if replayed:
            return await receive()
        replayed = True
        return {"type": "http.request", "body": sent, "more_body": False}

    return replay


def _bodiless(send: Send) -> Send:
    async def without(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return without
