"""Pages by cursor: stable while rows arrive, and cheap at any depth.

A cursor holds the last row's place and is signed together with the question and the person, so
that one made for another list, by somebody else or by hand is refused.
"""

import base64
import binascii
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json
from sqlalchemy import ColumnElement, FromClause, Select, and_, or_

from api.db import Read
from api.problems import BadRequest
from api.shapes import Shape
from api.visibility import Viewer, values

T = TypeVar("T")


class BadCursor(BadRequest):
    """The cursor `after` was not made by this list: take `next` of the page before, unchanged."""


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    model_config = ConfigDict(json_schema_extra={"description": "One page of a list."})

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Name the page of `ClaimOut` `ClaimPage`, for the clients that are generated."""
        name: str = params[0].__name__
        return name.removesuffix("Out").removesuffix("Ref") + "Page"

    items: list[T] = Field(description="The rows, in the order of the list.")
    next: str | None = Field(
        description="Send it as `after` to get the following page; `null` on the last one."
    )


class Paged(BaseModel):
    """What every list takes."""

    limit: int = Field(default=50, ge=1, le=200, description="Rows a page, at most.")
    after: str | None = Field(
        default=None, max_length=2000, description="The cursor: `next` of the page before."
    )


@dataclass(frozen=True)
class Order:
    """What a list is sorted by. Keys are never null; equal keys are told apart by age."""

    key: Callable[[FromClause], ColumnElement[Any]]
    kind: Any
    down: bool = False


BY_AGE = Order(lambda rows: rows.c.pk, int)


@dataclass(frozen=True)
class Found:
    """A page as the database wrote it."""

    items: list[str]
    next: str | None

    @property
    def json(self) -> str:
        return f'{{"items":[{",".join(self.items)}],"next":{to_json(self.next).decode()}}}'


@dataclass(frozen=True)
class Question:
    """Which list is paged, by whom: what a cursor is bound to."""

    name: str
    wanted: Paged
    viewer: Viewer
    secret: bytes

    def sign(self, place: bytes) -> bytes:
        asked = self.wanted.model_dump(mode="json", exclude={"limit", "after"})
        bound = to_json([self.name, asked, self.viewer.person_pk, self.viewer.sees_all])
        return hmac.digest(self.secret, bound + b"\n" + place, sha256)[:15]

    def cursor(self, key: object, pk: int) -> str:
        place = to_json([key, pk])
        return base64.urlsafe_b64encode(self.sign(place) + place).decode().rstrip("=")

    def place(self, order: Order) -> tuple[Any, int] | None:
        """Where the page before ended, or raise `BadCursor`."""
        cursor = self.wanted.after
        if cursor is None:
            return None
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            signature, place = raw[:15], raw[15:]
            if not hmac.compare_digest(signature, self.sign(place)):
                raise _bad_cursor()
            key, pk = from_json(place)
            return TypeAdapter(order.kind).validate_python(key), int(pk)
        except (binascii.Error, UnicodeError, ValueError, ValidationError) as wrong:
            raise _bad_cursor() from wrong


def _bad_cursor() -> BadCursor:
    return BadCursor("The cursor is not of this list. Start again without `after`.")


def page(
    session: Read,
    shape: type[Shape],
    statement: Select[Any],
    question: Question,
    order: Order = BY_AGE,
    more: dict[str, Any] | None = None,
) -> Found:
    """Read one page of `statement`, a narrowed `shape.select()`."""
    rows = shape.table
    key, pk = order.key(rows), rows.c.pk
    place = question.place(order)
    if place is not None:
        statement = statement.where(_beyond(key, pk, place, order))
    towards = (key.desc(), pk.desc()) if order.down else (key, pk)
    limit = question.wanted.limit
    statement = statement.add_columns(key.label("sorted_by")).order_by(*towards).limit(limit + 1)
    found = session.execute(statement, values(question.viewer) | (more or {})).all()
    following = None
    if len(found) > limit:
        last = found[limit - 1]
        following = question.cursor(_plain(last.sorted_by), last.pk)
    return Found([row[2] for row in found[:limit]], following)


def _beyond(
    key: ColumnElement[Any], pk: ColumnElement[Any], place: tuple[Any, int], order: Order
) -> ColumnElement[bool]:
    at, row = place
    if order.down:
        return or_(key < at, and_(key == at, pk < row))
    return or_(key > at, and_(key == at, pk > row))


def _plain(key: object) -> object:
    return key.isoformat() if isinstance(key, datetime) else key
