"""Keys: list, make, read and revoke them."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.core.problems import problem_responses
from api.http.authorization import Admin
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    ReadContextDep,
    WriteSession,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import KeyPath
from api.http.query_parameters import from_query
from api.http.responses import created_secret, no_content, ok
from api.people import keys as service
from api.people.keys import NoSuchKey
from api.people.schemas import (
    KeyIn,
    KeyOut,
    KeyShown,
)
from api.queries.documents import Document, reload_document
from api.queries.pagination import Page, PageQuery
from api.storage.idempotency import ShownOnce

router = versioned_router("people")


@router.get("/keys", response_model=Page[KeyOut])
async def list_keys(
    request: Request,
    filters: Annotated[PageQuery, from_query(PageQuery)],
    context: ReadContextDep,
    _: Admin,
) -> Response:
    """List all keys, revoked ones too, oldest first; never their secrets."""
    return ok(request, context, await service.keys(context, filters))


@router.post(
    "/keys", status_code=201, response_model=KeyShown, responses=problem_responses(ShownOnce)
)
@in_transaction
def add_key(new: KeyIn, session: IdempotentWrite, actor: Admin) -> Response:
    """Make a key. Its secret is shown in this answer, and never again."""
    key, secret = service.add_key(session, actor, new)
    document = reload_document(session, actor, KeyOut, key.pk)
    text = KeyShown(**KeyOut.model_validate_json(document.json).model_dump(), key=secret)
    return created_secret(
        session, Document(text.model_dump_json(), document.etag), f"/v1/keys/{key.id}"
    )


@router.get(
    "/keys/{key_id}",
    response_model=KeyOut,
    responses=problem_responses(NoSuchKey),
)
async def read_key(
    request: Request, key_id: KeyPath, context: ReadContextDep, _: Admin
) -> Response:
    """Read about one key, without its secret."""
    return ok(request, context, await service.read_key(context, key_id))


@router.delete("/keys/{key_id}", status_code=204, responses=problem_responses(NoSuchKey))
@in_transaction
def revoke_key(key_id: KeyPath, session: WriteSession, actor: Admin, expected: IfMatch) -> Response:
    """Revoke a key: from the next request on it opens nothing."""
    service.revoke(session, actor, key_id, expected)
    return no_content()
