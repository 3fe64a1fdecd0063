"""What every answer carries, refusals too: its request's id, and what browsers must not do.

One line of the log a request, written as JSON: nobody's words can pretend to be another line, and
the query, which may hold words of a draft, is not in it.
"""

import logging
import re
import secrets
from time import perf_counter

from pydantic_core import to_json
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.core.problems import InternalError
from api.web.problem_response import refuse

log = logging.getLogger("claimdesk.access")
_errors = logging.getLogger("claimdesk")

ID = b"x-request-id"
_SAFE = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_POLICY = b"content-security-policy"  # pages bring their own
_NOTHING = b"default-src 'none'; frame-ancestors 'none'; sandbox"


class RequestLog:
    """The outermost layer: whatever leaves, leaves through here."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, state = perf_counter(), scope.setdefault("state", {})
        name = _given(scope) or secrets.token_hex(8).encode()
        state["request"], state["headers"], state["status"] = name.decode(), [], 0

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                state["status"] = message["status"]
                headers = [*message["headers"], *_ALWAYS, *state["headers"], (ID, name)]
                if not any(header == _POLICY for header, _ in headers):
                    headers.append((_POLICY, _NOTHING))
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self.app(scope, receive, sealed)
        except Exception:
            _errors.exception("Request %s broke", state["request"])
            if state["status"]:
                raise  # too late to say so: it breaks off
            await refuse(
                InternalError(f"Nothing was kept. Our log has it as {name.decode()}."), sealed
            )
        finally:
            if log.isEnabledFor(logging.INFO):
                log.info(_line(scope, perf_counter() - begun))


def _given(scope: Scope) -> bytes | None:
    """The id that a caller, or the proxy before us, gave the request."""
    for header, value in scope["headers"]:
        if header == ID and _SAFE.fullmatch(value):
            request_id: bytes = value
            return request_id
    return None


def _line(scope: Scope, seconds: float) -> str:
    state = scope["state"]
    actor = state.get("actor")
    record = {
        "request": state["request"],
        "method": scope["method"],
        "path": scope["path"],
        "status": state["status"],
        "ms": round(seconds * 1000, 1),
        "person": actor.person.id if actor and actor.person else None,
        "via": actor.via.id if actor and actor.via else None,
    }
    return to_json(record).decode()
