"""One log line a request, and the headers that every answer has: its request's id, its policy.

A line is JSON, so that no text in it can look like another line. The query is not in it, because a
query may have words of a draft.
"""

import logging
import re
import secrets
from time import perf_counter

from pydantic_core import to_json
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.core.problems import InternalError
from api.web.problem_response import send_problem

log = logging.getLogger("claimdesk.access")
_error_log = logging.getLogger("claimdesk")

_REQUEST_ID = b"x-request-id"
_REQUEST_ID_FORM = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_CONTENT_POLICY = b"content-security-policy"  # HTML pages have their own
_NO_CONTENT = b"default-src 'none'; frame-ancestors 'none'; sandbox"


class RequestLog:
    """The outermost layer: it sees every answer, also those of other layers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin, state = perf_counter(), scope.setdefault("state", {})
        request_id = _sent_request_id(scope) or secrets.token_hex(8).encode()
        state["request"], state["headers"], state["status"] = request_id.decode(), [], 0

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                state["status"] = message["status"]
                message = {**message, "headers": _all_headers(message, scope, request_id)}
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            _error_log.exception("Request %s broke", state["request"])
            if state["status"]:
                raise  # the answer has begun: it breaks off
            detail = f"Nothing was stored. Our log has it as {state['request']}."
            await send_problem(InternalError(detail), send_with_headers)
        finally:
            if log.isEnabledFor(logging.INFO):
                log.info(_log_line(scope, perf_counter() - begin))


def _all_headers(message: Message, scope: Scope, request_id: bytes) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, those that other layers put into the state, and those of all."""
    state_headers = scope["state"]["headers"]
    headers = [*message["headers"], *_SECURITY_HEADERS, *state_headers, (_REQUEST_ID, request_id)]
    if not any(name == _CONTENT_POLICY for name, _ in headers):
        headers.append((_CONTENT_POLICY, _NO_CONTENT))
    return headers


def _sent_request_id(scope: Scope) -> bytes | None:
    """The request's id, if the caller or a proxy sent one that is fit for the log."""
    for name, value in scope["headers"]:
        if name == _REQUEST_ID and _REQUEST_ID_FORM.fullmatch(value):
            request_id: bytes = value
            return request_id
    return None


def _log_line(scope: Scope, seconds: float) -> str:
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
