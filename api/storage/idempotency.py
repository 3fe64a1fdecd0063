"""A POST with an `Idempotency-Key` has one effect, and one answer for 24 hours.

The answer is kept in the transaction of the effect: either both are there or neither. Writers
come one after another, so a second request with the key finds the first one's answer. An answer
without a body stands for one that may not be given again.
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

KEPT = timedelta(hours=24)


class KeyReused(Invalid):
    """This `Idempotency-Key` was already used for another request. Take a new one."""


class ShownOnce(Conflict):
    """The first answer held a secret, which is shown once and kept nowhere, or was forgotten."""


class StoredResponse(SQLModel, table=True):
    """The first answer to a request that named itself."""

    __tablename__ = "answered"

    caller: str = Field(primary_key=True, sa_type=Code(80))
    key: str = Field(primary_key=True, sa_type=Code(255))
    request: bytes = Field(sa_type=LargeBinary)
    status: int
    headers: dict[str, JsonValue] = Field(sa_type=JsonColumn(dict[str, JsonValue], free_text=False))
    body: bytes | None = Field(sa_type=LargeBinary)
    at: datetime = Field(index=True)


@dataclass(frozen=True)
class IdempotentRequest:
    """A request that named itself: who, their key, and a digest of method, path and body."""

    INFO: ClassVar[str] = "asked"  # where the session carries it

    caller: str
    key: str
    request: bytes


def find_response(session: Write, request: IdempotentRequest) -> StoredResponse | None:
    """Find the first answer; refuse a key that was used for something else."""
    response = session.get(StoredResponse, (request.caller, request.key))
    if response is None or response.at < session.now - KEPT:
        return None
    if response.request != request.request:
        raise KeyReused("This Idempotency-Key was used for another request; take a new one.")
    if response.body is None:
        raise ShownOnce("The first answer is kept nowhere. To do this anew, take a new key.")
    return response


def store_response(
    session: Write, status: int, headers: dict[str, str], body: bytes | None
) -> None:
    """Keep the answer of the request that this session works for, if it named itself."""
    request: IdempotentRequest | None = session.info.get(IdempotentRequest.INFO)
    if request is None:
        return
    old = col(StoredResponse.at) < session.now - KEPT
    session.exec(delete(StoredResponse).where(old))
    session.add(
        StoredResponse(
            caller=request.caller,
            key=request.key,
            request=request.request,
            status=status,
            headers=dict(headers),
            body=body,
            at=session.now,
        )
    )


def forget(session: Write, names: AbstractSet[str], texts: Iterable[str] = ()) -> None:
    """Forget the answers that hold one of these ids or texts; what was asked stays done."""
    sought = [text.encode() for text in texts]
    responses = select(StoredResponse.caller, StoredResponse.key, StoredResponse.body).where(
        col(StoredResponse.body).is_not(None)
    )
    for caller, key, body in session.exec(responses).all():
        content = body or b""
        held = ids.ANY.findall(content.decode())
        if not names.isdisjoint(held) or any(text in content for text in sought):
            response = (col(StoredResponse.caller) == caller) & (col(StoredResponse.key) == key)
            session.exec(update(StoredResponse).where(response).values(body=None, headers={}))
