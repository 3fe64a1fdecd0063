"""A POST with an `Idempotency-Key` has one effect, and gets one answer for 24 hours.

The answer is stored in the transaction of the effect: both are there or neither. Writers come one
after another, so a second request with the key finds the first one's answer. A stored answer
without a body may not be sent again.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import JsonValue
from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel, col, delete, select, update

from api.core import ids
from api.core.problems import Conflict, Invalid
from api.storage.column_types import JsonColumn
from api.storage.database import Write
from api.storage.text_columns import Code

LIFETIME = timedelta(hours=24)  # of a stored answer


class KeyReused(Invalid):
    """This `Idempotency-Key` was already used for another request. Take a new one."""


class ShownOnce(Conflict):
    """The first answer had a secret, which is shown once and not stored, or it was erased."""


class StoredResponse(SQLModel, table=True):
    """The first answer to a request with an `Idempotency-Key`."""

    __tablename__ = "answered"

    caller: str = Field(primary_key=True, sa_type=Code(80))
    key: str = Field(primary_key=True, sa_type=Code(255))
    request: bytes = Field(sa_type=LargeBinary)  # the request's digest
    status: int
    headers: dict[str, JsonValue] = Field(sa_type=JsonColumn(dict[str, JsonValue], free_text=False))
    body: bytes | None = Field(sa_type=LargeBinary)
    at: datetime = Field(index=True)


@dataclass(frozen=True)
class IdempotentRequest:
    """A request with an `Idempotency-Key`; `digest` is that of its method, path and body."""

    INFO: ClassVar[str] = "idempotent_request"  # its key in the session's `info`

    caller: str
    key: str
    digest: bytes


def find_response(session: Write, request: IdempotentRequest) -> StoredResponse | None:
    """Find the first answer, if there is one; refuse a key that was used for another request."""
    response = session.get(StoredResponse, (request.caller, request.key))
    if response is None or response.at < session.now - LIFETIME:
        return None
    if response.request != request.digest:
        raise KeyReused("This Idempotency-Key was used for another request; take a new one.")
    if response.body is None:
        raise ShownOnce("The first answer is not stored. To do this again, take a new key.")
    return response


def store_response(
    session: Write, status: int, headers: dict[str, str], body: bytes | None
) -> None:
    """Store the answer to this session's request, if that has an `Idempotency-Key`."""
    request: IdempotentRequest | None = session.info.get(IdempotentRequest.INFO)
    if request is None:
        return
    expired = col(StoredResponse.at) < session.now - LIFETIME
    session.exec(delete(StoredResponse).where(expired))
    session.add(
        StoredResponse(
            caller=request.caller,
            key=request.key,
            request=request.digest,
            status=status,
            headers=dict(headers),
            body=body,
            at=session.now,
        )
    )


def forget(session: Write, public_ids: AbstractSet[str], texts: Iterable[str] = ()) -> None:
    """Erase the answers that have one of these ids or texts; their keys stay used."""
    encoded = [text.encode() for text in texts]
    responses = select(StoredResponse.caller, StoredResponse.key, StoredResponse.body).where(
        col(StoredResponse.body).is_not(None)
    )
    for caller, key, body in session.exec(responses).all():
        content = body or b""
        ids_in_content = ids.ID_PATTERN.findall(content.decode())
        if not public_ids.isdisjoint(ids_in_content) or any(text in content for text in encoded):
            response = (col(StoredResponse.caller) == caller) & (col(StoredResponse.key) == key)
            session.exec(update(StoredResponse).where(response).values(body=None, headers={}))
