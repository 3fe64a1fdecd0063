"""Pages by cursor: stable while rows are added, and cheap at any depth.

A cursor holds the last row's place and is signed together with the question and the person, so
that one made for another list, by somebody else or by hand is refused.
"""

import base64
import binascii
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json
from sqlalchemy import ColumnElement, FromClause, Integer, Select, tuple_

from api.core.problems import BadRequest
from api.queries.contexts import LedgerPosition, ReadContext
from api.queries.filters import Filter
from api.queries.projections import Projection
from api.queries.visibility import Viewer
from api.storage.dialects import utc_time
from api.storage.statements import NO_VALUES, Values, param

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


class PageQuery(Filter):
    """What every list takes."""

    limit: int = Field(default=50, ge=1, le=200, description="Rows a page, at most.")
    after: str | None = Field(
        default=None, max_length=2000, description="The cursor: `next` of the page before."
    )


@dataclass(frozen=True)
class Order:
    """What a list is sorted by. Sort keys are never null; age decides between equal ones."""

    key: Callable[[FromClause], ColumnElement[Any]]
    kind: Any
    down: bool = False
    alone: bool = False  # no two keys are equal


BY_AGE = Order(lambda rows: rows.c.pk, int, alone=True)
NEWEST = Order(lambda rows: rows.c.pk, int, down=True, alone=True)


@dataclass(frozen=True)
class PageResult:
    """A page as the database wrote it, and the tag of what it shows."""

    items: list[str]
    next: str | None
    etag: str
    extra_json: str = ""  # further fields of the answer, as JSON

    @property
    def json(self) -> str:
        following = to_json(self.next).decode()
        return f'{{"items":[{",".join(self.items)}],"next":{following}{self.extra_json}}}'


@dataclass(frozen=True)
class CursorScope:
    """Which list is paged, and for which viewer: what a cursor is bound to."""

    name: str
    query: PageQuery
    viewer: Viewer
    secret: bytes

    def sign(self, row_place: bytes) -> bytes:
        filters = self.query.model_dump(
            mode="json", exclude={"limit", "after"}, exclude_defaults=True
        )
        bound = to_json([self.name, filters, self.viewer.person_pk, self.viewer.sees_all])
        return hmac.digest(self.secret, bound + b"\n" + row_place, sha256)[:15]

    def cursor(self, key: object, pk: int) -> str:
        row_place = to_json([key, pk])
        return base64.urlsafe_b64encode(self.sign(row_place) + row_place).decode().rstrip("=")

    def place(self, order: Order) -> Values:
        """Where the page before ended, or raise `BadCursor`."""
        cursor = self.query.after
        if cursor is None:
            return NO_VALUES
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            signature, row_place = raw[:15], raw[15:]
            if not hmac.compare_digest(signature, self.sign(row_place)):
                raise _bad_cursor()
            key, pk = from_json(row_place)
            last = TypeAdapter(order.kind).validate_python(key)
            last = utc_time(last) if isinstance(last, datetime) else last
            return {"last": last, "last_pk": int(pk)}
        except (binascii.Error, UnicodeError, ValueError, ValidationError) as wrong:
            raise _bad_cursor() from wrong


def _bad_cursor() -> BadCursor:
    return BadCursor("The cursor is not of this list. Start again without `after`.")


async def read_page(
    context: ReadContext,
    shape: type[Projection],
    statement: Select[Any],
    listing: tuple[str, PageQuery, LedgerPosition],
    order: Order = BY_AGE,
    parameters: Values = NO_VALUES,
    *,
    long: bool = False,
) -> PageResult:
    """Read one page of `statement`, a narrowed `shape.select()` that is made once.

    `asked` is the list's name, what is wanted of it, and where it stood before it was read.
    """
    name, query, position = listing
    scope = CursorScope(name, query, context.viewer, position.secret)
    after_row = scope.place(order)
    tag = context.raise_if_unmodified(position.etag(context.viewer))
    paged = _paged(shape, statement, order, going_on=bool(after_row))
    values = {**parameters, **after_row, "most": query.limit + 1}
    rows = await context.rows(paged, values, long=long)
    following = None
    if len(rows) > query.limit:
        last = rows[query.limit - 1]
        following = scope.cursor(_plain(last[3]), last[0])
    return PageResult([row[2] for row in rows[: query.limit]], following, tag)


@lru_cache(maxsize=2000)
def _paged(
    shape: type[Projection], statement: Select[Any], order: Order, *, going_on: bool
) -> Select[Any]:
    key, pk = order.key(shape.table), shape.table.c.pk
    last, last_pk = param("last", key.type), param("last_pk", pk.type)
    if going_on:
        sort_key, after_key = (
            (key, last) if order.alone else (tuple_(key, pk), tuple_(last, last_pk))
        )
        statement = statement.where(sort_key < after_key if order.down else sort_key > after_key)
    towards = [key] if order.alone else [key, pk]
    if order.down:
        towards = [column.desc() for column in towards]
    most = param("most", Integer())
    return statement.add_columns(key.label("sorted_by")).order_by(*towards).limit(most)


def _plain(key: object) -> object:
    return key.isoformat() if isinstance(key, datetime) else key
