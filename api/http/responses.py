"""Responses: reads with their ETag; writes that are stored for a retry of the same request."""

from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from api.http import access_audit
from api.http.authorization import current_actor
from api.queries.contexts import ReadContext
from api.queries.documents import Document
from api.queries.etags import NotModified
from api.queries.pagination import PageResult
from api.storage import idempotency
from api.storage.database import Write

_VARY = {"Vary": "Authorization, Claimdesk-Person"}


_PRIVATE = _VARY | {"Cache-Control": "private, no-cache"}


def ok(request: Request, context: ReadContext, result: Document | PageResult) -> Response:
    """Answer a read."""
    headers = {**_PRIVATE, "ETag": context.raise_if_unmodified(result.etag)}
    if isinstance(result, PageResult) and result.next:
        query = [(k, v) for k, v in request.query_params.multi_items() if k != "after"]
        target = f"{request.url.path}?{urlencode([*query, ('after', result.next)])}"
        headers["Link"] = f'<{target}>; rel="next"'
    body = result.json.encode()
    access_audit.log_restricted_read(
        request.state.request, current_actor(request), body, context.restricted
    )
    return json_response(body, 200, headers)


def not_modified(same: NotModified) -> Response:
    """Answer `304` to a caller who has it already."""
    return Response(status_code=304, headers={**_PRIVATE, "ETag": same.etag})


def created(session: Write, document: Document, location: str) -> Response:
    """Answer a POST that made something."""
    return stored(session, document, 201, {"Location": location})


def stored(
    session: Write, document: Document, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Answer a write, and keep the answer for a request that comes again."""
    body = document.json.encode()
    all_headers = _VARY | {"ETag": document.etag, **(headers or {})}
    idempotency.store_response(session, status, all_headers, body)
    return json_response(body, status, all_headers)


def created_secret(session: Write, document: Document, location: str) -> Response:
    """Answer a POST with something that is shown once and kept nowhere."""
    idempotency.store_response(session, 201, {}, None)
    headers = {"Location": location, "Cache-Control": "no-store"}
    return json_response(document.json.encode(), 201, headers)


def no_content() -> Response:
    return Response(status_code=204)


def json_response(body: bytes, status: int, headers: dict[str, str]) -> Response:
    return Response(body, status, headers, "application/json")
