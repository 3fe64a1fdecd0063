"""The gate: it checks the key, the size and the JSON of a request before any route sees it.

Pure ASGI, because FastAPI would parse a body before it looks at the key, and would accept JSON that
the databases cannot store.
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
from api.web.load_limits import LOCAL_NAMES, STREAMED_PATH
from api.web.problem_response import send_problem
from api.web.rate_limit import RateLimit

MOST_BYTES = 2 * 1024 * 1024  # of a body
MOST_FORM_BYTES = 20 * 1024 * 1024  # of a form with a file
MOST_READ_BYTES = 32 * 1024 * 1024  # of a body that is too large: its sender reads the answer last
FORM_REQUESTS = re.compile(r"POST /v1/articles(/[^/]+/drafts)?|PUT /v1/articles/by-external-id/.+")


class Gate:
    """Lets a request pass if its key is good and its body can be stored; else sends a problem."""

    def __init__(self, app: ASGIApp, rate: int, local_actor: Actor | None = None) -> None:
        """`rate` is how many requests a minute a key may send.

        `local_actor` is who a caller without a key is, on this machine only (the demo).
        """
        self.app = app
        self.rate_limit = RateLimit(rate)
        self.local_actor = local_actor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
            send = _without_body(send)
        try:
            receive = await self._check(scope, receive)
        except Problem as problem:
            await send_problem(problem, send)
            return
        await self.app(scope, receive, send)

    async def _check(self, scope: Scope, receive: Receive) -> Receive:
        """Check the request, or raise a `Problem`; return how to receive its body."""
        headers = Headers(scope=scope)
        _check_address(scope)
        if not scope["path"].startswith("/v1/") or scope["method"] == "OPTIONS":
            return receive
        state = scope["state"]
        state["actor"], state["desk_position"], key = await self._caller(scope, headers)
        if key is not None:
            state["headers"] += self.rate_limit.count(key)
        if scope["path"] == STREAMED_PATH:
            return receive
        is_form = _is_form(scope, headers)
        body = await _read_body(headers, receive, MOST_FORM_BYTES if is_form else MOST_BYTES)
        if body and not is_form:
            _check_json(headers, body)
        return _replay_body(body, receive)

    async def _caller(self, scope: Scope, headers: Headers) -> Caller:
        scheme, _, secret = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and secret.strip():
            reader = scope["app"].state.reader
            acting_for = headers.get("claimdesk-person")
            return await keys.recognise(reader, secret.strip(), acting_for)
        if self.local_actor is not None and _is_local(scope, headers):
            return Caller(self.local_actor)
        raise Unauthenticated("Send a key: Authorization: Bearer <key>.")


def _is_local(scope: Scope, headers: Headers) -> bool:
    """Whether the request was sent to this machine by this machine.

    The `Host` is checked too: a page of another host cannot forge it (DNS rebinding).
    """
    host = headers.get("host", "")
    name = host if host in LOCAL_NAMES else host.rpartition(":")[0]
    try:
        client = ip_address((scope.get("client") or ("",))[0])
    except ValueError:
        return False
    return client.is_loopback and name in LOCAL_NAMES


def _check_address(scope: Scope) -> None:
    """Refuse NUL, which PostgreSQL cannot compare with; SQLite could, but both answer alike."""
    query = unquote_to_bytes(scope["query_string"].replace(b"+", b" "))
    if b"\0" in query or "\0" in scope["path"]:
        raise Invalid(
            "The address has a NUL character; no text here has one.",
            errors=error_at("query", message="Leave %00 out."),
        )


def _is_form(scope: Scope, headers: Headers) -> bool:
    """Whether this is a form, at a path that takes one; at other paths it is refused as no JSON."""
    request = f"{scope['method']} {scope['path']}"
    is_form = content_type(headers) == "multipart/form-data"
    return is_form and FORM_REQUESTS.fullmatch(request) is not None


async def _read_body(headers: Headers, receive: Receive, most_bytes: int) -> bytes:
    length = headers.get("content-length", "0")
    too_large = length.isdecimal() and int(length) > most_bytes
    chunks, size, more_body = [], 0, True
    while more_body and size < MOST_READ_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        chunk = message.get("body", b"")
        size += len(chunk)
        too_large = too_large or size > most_bytes
        if not too_large:
            chunks.append(chunk)
        more_body = message.get("more_body", False)
    if too_large:
        raise TooLarge(f"A body has at most {most_bytes} bytes here.")
    return b"".join(chunks)


def _check_json(headers: Headers, body: bytes) -> None:
    media_type = content_type(headers)
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        raise UnsupportedMediaType("Send JSON, with Content-Type: application/json.")
    strict_json.parse_json(body)


def _replay_body(body: bytes, receive: Receive) -> Receive:
    """Let the application receive the body that was read already."""
    replayed = False

    async def replay() -> Message:
        nonlocal replayed
        if replayed:
            return await receive()
        replayed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _without_body(send: Send) -> Send:
    """Send all but the body: the answer to HEAD."""

    async def send_without_body(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_without_body
