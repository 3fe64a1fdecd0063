"""What one request may see, read as the database writes it; nothing where it is seen already."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

from pydantic_core import to_json
from sqlalchemy import ColumnElement, Integer, Select, Table, false, func, literal_column
from sqlmodel import SQLModel, col, select

from api import __version__
from api.core.ids import has_id_shape
from api.core.problems import NotFound
from api.queries.projections import Projection
from api.queries.visibility import Viewer, viewer_values, visible, visible_even_deleted
from api.storage.async_reads import AsyncReader
from api.storage.database import HeadRow, Read, Rows, Write
from api.storage.statements import NO_VALUES, Values, in_json_list, param

T = TypeVar("T", bound=SQLModel)

OWNED_ROWS = "part of it"  # in a table's `info`: its rows are no use of what they point to
SHARED_SEQ = select(col(HeadRow.shared_seq)).scalar_subquery()


class NotModified(Exception):
    """The caller has seen it already; carries the tag."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.etag = tag


class Document(NamedTuple):
    """A resource's JSON, and the tag of what it shows."""

    json: str
    etag: str


@dataclass(frozen=True)
class ReadContext:
    """A request that reads: who asks, and which tags they hold."""

    reader: AsyncReader
    viewer: Viewer
    seen: frozenset[str] = field(default=frozenset())
    desk_position: "LedgerPosition | None" = None  # where the desk stood when the key was checked
    restricted: set[str] = field(default_factory=set)  # of what was asked for, for the reads' log

    async def rows(self, statement: Any, more: Values = NO_VALUES, *, long: bool = False) -> Rows:  # noqa: ANN401  # any statement
        return await self.reader.rows(statement, {**viewer_values(self.viewer), **more}, long=long)

    def raise_if_unmodified(self, tag: str) -> str:
        """Go on, or raise `Unchanged` where the caller holds what this tag stands for."""
        if tag in self.seen or "*" in self.seen:
            raise NotModified(tag)
        return tag


def make_etag(viewer: Viewer, version: int, *parts: object) -> str:
    """`"<version>.<digest>"`, of the viewer, the program's version and what else is in the body."""
    digested = f"{__version__} {viewer.person_pk} {viewer.sees_all} {parts}"
    return f'"{version}.{sha256(digested.encode()).hexdigest()[:12]}"'


def document_from_json(viewer: Viewer, json: str, version: int = 0) -> Document:
    """Tag what is not read but worked out by what it says."""
    return Document(json, make_etag(viewer, version, json))


class LedgerPosition(NamedTuple):
    """The newest ledger line of the desk, or of one article or claim, before a list was read."""

    pk: int
    seq: int
    shared_seq: int
    secret: bytes

    def etag(self, viewer: Viewer) -> str:
        return make_etag(viewer, 0, self.seq, self.shared_seq)


HEAD_POSITION = (
    literal_column("0", Integer()),
    col(HeadRow.seq),
    col(HeadRow.shared_seq),
    col(HeadRow.secret),
)


async def desk_position(context: ReadContext) -> LedgerPosition:
    """Look where the ledger stands: whatever changes, its newest line moves on."""
    if context.desk_position:
        return context.desk_position
    (found,) = await context.rows(_DESK)
    return LedgerPosition(*found)


_DESK = select(*HEAD_POSITION)


async def position_of(
    context: ReadContext, kind: str, name: str, missing: type[NotFound]
) -> LedgerPosition:
    """Look where one article or claim stands; `missing` if there is none that the viewer knows."""
    rows = await context.rows(_within(kind), {"name": name}) if has_id_shape(kind, name) else []
    for *found, only_some in rows:
        context.restricted.update([name] if only_some else ())
        return LedgerPosition(*found)
    raise missing(f"There is no {kind} {name}.")


@lru_cache
def _within(kind: str) -> Select[Any]:
    rows, lines = SQLModel.metadata.tables[kind], SQLModel.metadata.tables["event"]
    newest = select(func.coalesce(func.max(lines.c.seq), 0)).where(lines.c[kind] == rows.c.id)
    only_some: ColumnElement[bool] = rows.c.get("restricted", false())
    position = select(
        rows.c.pk, newest.scalar_subquery(), col(HeadRow.shared_seq), col(HeadRow.secret)
    )
    return position.add_columns(only_some).where(rows.c.id == param("name"), visible(rows))


async def read_document(
    context: ReadContext,
    shape: type[Projection],
    name: str,
    missing: type[NotFound],
    **more: object,
) -> Document:
    """Read the row of `shape` with this id; `missing` if there is none that the viewer knows.

    Its tag holds if all that can change the body raises the row's version, or else is a line of
    the ledger about something that others show (`LedgerHead.shared_seq`). A shape of which that
    is not true says so (`Projection.versioned`), and is tagged by its body.
    """
    kind = shape.table.name.removeprefix("api_")
    if has_id_shape(kind, name):
        if context.seen and shape.versioned:
            for version, shared_seq in await context.rows(_version_of(shape), {"name": name}):
                context.raise_if_unmodified(make_etag(context.viewer, version, shared_seq))
        for _, version, json, shared_seq in await context.rows(
            _named(shape), {"name": name, **more}
        ):
            return _tagged(context.viewer, shape, json, version, shared_seq)
    raise missing(f"There is no {kind} {name}.")


def reload_document(
    session: Write, viewer: Viewer, shape: type[Projection], pk: int | None, **more: object
) -> Document:
    """Read a row that was just written in this transaction."""
    session.flush()
    ((_, version, json),) = session.rows(_kept(shape), {**viewer_values(viewer), "key": pk, **more})
    return _tagged(viewer, shape, json, version, session.head.shared_seq)


def _tagged(
    viewer: Viewer, shape: type[Projection], json: str, version: int, shared_seq: int
) -> Document:
    if not shape.versioned:
        return document_from_json(viewer, json, version)
    return Document(json, make_etag(viewer, version, shared_seq))


@lru_cache
def _named(shape: type[Projection]) -> Select[Any]:
    return shape.select().add_columns(SHARED_SEQ).where(shape.table.c.id == param("name"))


@lru_cache
def _kept(shape: type[Projection]) -> Select[Any]:
    return shape.select().where(shape.table.c.pk == param("key"))


@lru_cache
def _version_of(shape: type[Projection]) -> Select[Any]:
    rows = shape.table
    return select(rows.c.version, SHARED_SEQ).where(rows.c.id == param("name"), visible(rows))


def find_row(session: Read, viewer: Viewer, table: type[T], kind: str, name: str) -> T | None:
    """Find the row with this id, if the viewer may know of it."""
    if not has_id_shape(kind, name):
        return None
    columns = SQLModel.metadata.tables[kind]
    statement = select(table).where(columns.c.id == name, visible(columns))
    return session.execute(statement, viewer_values(viewer)).scalar_one_or_none()


def find_key(session: Write, viewer: Viewer, kind: str, name: str) -> int | None:
    """Find the key of the row with this id, if the viewer may know of it; asked once."""
    if name not in session.lookup_cache and has_id_shape(kind, name):
        prefetch_keys(session, viewer, kind, [name])
    key: int | None = session.lookup_cache.get(name)
    return key


def prefetch_keys(session: Write, viewer: Viewer, kind: str, names: Iterable[str]) -> None:
    """Ask at once for the keys of all rows that will be named: for `key_of`."""
    asked = dict.fromkeys(name for name in names if name not in session.lookup_cache)
    if asked:
        named = {"names": to_json([*asked]).decode(), **viewer_values(viewer)}
        session.lookup_cache.update(asked)
        session.lookup_cache.update(session.rows(_keys(kind), named))


@lru_cache
def _keys(kind: str) -> Select[Any]:
    rows = SQLModel.metadata.tables[kind]
    return select(rows.c.id, rows.c.pk).where(in_json_list(rows.c.id, "names"), visible(rows))


def references_to(
    session: Read, viewer: Viewer, table: Table, pk: int | None
) -> tuple[int, list[str]]:
    """Count what points to this row, and name the claims of those that the viewer may know of."""
    claims = SQLModel.metadata.tables["claim"]
    count, where = 0, set[str]()
    for other in SQLModel.metadata.sorted_tables:
        for key in () if other.info.get(OWNED_ROWS) else other.foreign_keys:
            if key.column.table is not table or (other is table and key.parent.name == "meant_pk"):
                continue
            pointing: ColumnElement[bool] = (
                key.parent == pk if other is not table else (key.parent == pk) & (other.c.pk != pk)
            )
            found = select(func.count()).select_from(other).where(pointing)
            count += session.execute(found).scalar_one()
            if "claim_pk" in other.c:
                named = select(claims.c.id).join(other, other.c.claim_pk == claims.c.pk)
                named = named.where(pointing, visible_even_deleted(claims)).limit(20)
                where |= set(session.execute(named, viewer_values(viewer)).scalars())
    return count, sorted(where)
