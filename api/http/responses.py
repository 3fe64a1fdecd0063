"""How an answer leaves: reads with their ETag, writes kept for a request that comes again."""

from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from api.http import access_audit
from api.http.authorization import acting
from api.queries.documents import Document, Look, Unchanged
from api.queries.pagination import Found
from api.storage import idempotency
from api.storage.database import Write

_VARY = {"Vary": "Authorization, Claimdesk-Person"}


_PRIVATE = _VARY | {"Cache-Control": "private, no-cache"}


def show(request: Request, look: Look, found: Document | Found) -> Response:
    """Answer a read."""
    headers = {**_PRIVATE, "ETag": look.unless_seen(found.tag)}
    if isinstance(found, Found) and found.next:
        query = [(k, v) for k, v in request.query_params.multi_items() if k != "after"]
        target = f"{request.url.path}?{urlencode([*query, ('after', found.next)])}"
        headers["Link"] = f'<{target}>; rel="next"'
    body = found.json.encode()
    access_audit.note(request.state.request, acting(request), body, look.restricted)
    return json_response(body, 200, headers)


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
    idempotency.keep(session, status, all_headers, body)
    return json_response(body, status, all_headers)


def secret(session: Write, made: Document, location: str) -> Response:
    """Answer a POST with something that is shown once and kept nowhere."""
    idempotency.keep(session, 201, {}, None)
    headers = {"Location": location, "Cache-Control": "no-store"}
    return json_response(made.json.encode(), 201, headers)


def gone() -> Response:
    return Response(status_code=204)


def json_response(body: bytes, status: int, headers: dict[str, str]) -> Response:
    return Response(body, status, headers, "application/json")
