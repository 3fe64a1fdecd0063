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
from api.core.ids import shaped
from api.core.problems import NotFound
from api.queries.projections import Shape
from api.queries.visibility import Viewer, allowed, known, values
from api.storage.async_reads import Looks
from api.storage.database import Head, Read, Rows, Write
from api.storage.statements import NOTHING, Values, among, slot

T = TypeVar("T", bound=SQLModel)

PART_OF_IT = "part of it"  # in a table's `info`: its rows are no use of what they point to
AROUND = select(col(Head.around)).scalar_subquery()


class Unchanged(Exception):
    """The caller has seen it already; carries the tag."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


class Document(NamedTuple):
    """A resource's JSON, and the tag of what it shows."""

    json: str
    tag: str


@dataclass(frozen=True)
class Look:
    """A request that reads: who asks, and which tags they hold."""

    looks: Looks
    viewer: Viewer
    seen: frozenset[str] = field(default=frozenset())
    desk: "Stamp | None" = None  # where the desk stood when the key was checked
    restricted: set[str] = field(default_factory=set)  # of what was asked for, for the reads' log

    async def rows(self, statement: Any, more: Values = NOTHING, *, long: bool = False) -> Rows:  # noqa: ANN401  # any statement
        return await self.looks.rows(statement, {**values(self.viewer), **more}, long=long)

    def unless_seen(self, tag: str) -> str:
        """Go on, or raise `Unchanged` where the caller holds what this tag stands for."""
        if tag in self.seen or "*" in self.seen:
            raise Unchanged(tag)
        return tag


def tag(viewer: Viewer, version: int, *around: object) -> str:
    """`"<version>.<around>"`: who looks, with which program, and what else is in the body."""
    told = f"{__version__} {viewer.person_pk} {viewer.sees_all} {around}"
    return f'"{version}.{sha256(told.encode()).hexdigest()[:12]}"'


def told(viewer: Viewer, json: str, version: int = 0) -> Document:
    """Tag what is not read but worked out by what it says."""
    return Document(json, tag(viewer, version, json))


class Stamp(NamedTuple):
    """The newest ledger line of the desk, or of one article or claim, before a list was read."""

    pk: int
    seq: int
    around: int
    secret: bytes

    def tag(self, viewer: Viewer) -> str:
        return tag(viewer, 0, self.seq, self.around)


DESK = (literal_column("0", Integer()), col(Head.seq), col(Head.around), col(Head.secret))


async def desk(look: Look) -> Stamp:
    """Look where the ledger stands: whatever changes, its newest line moves on."""
    if look.desk:
        return look.desk
    (found,) = await look.rows(_DESK)
    return Stamp(*found)


_DESK = select(*DESK)


async def within(look: Look, kind: str, name: str, missing: type[NotFound]) -> Stamp:
    """Look where one article or claim stands; `missing` if there is none that the viewer knows."""
    rows = await look.rows(_within(kind), {"name": name}) if shaped(kind, name) else []
    for *found, only_some in rows:
        look.restricted.update([name] if only_some else ())
        return Stamp(*found)
    raise missing(f"There is no {kind} {name}.")


@lru_cache
def _within(kind: str) -> Select[Any]:
    rows, lines = SQLModel.metadata.tables[kind], SQLModel.metadata.tables["event"]
    newest = select(func.coalesce(func.max(lines.c.seq), 0)).where(lines.c[kind] == rows.c.id)
    only_some: ColumnElement[bool] = rows.c.get("restricted", false())
    stamp = select(rows.c.pk, newest.scalar_subquery(), col(Head.around), col(Head.secret))
    return stamp.add_columns(only_some).where(rows.c.id == slot("name"), known(rows))


async def document(
    look: Look, shape: type[Shape], name: str, missing: type[NotFound], **more: object
) -> Document:
    """Read the row of `shape` with this id; `missing` if there is none that the viewer knows.

    Its tag holds if all that can change the body raises the row's version, or else is a line of
    the ledger about something that others show (`Tip.around`). A shape of which that is not true
    says so (`Shape.versioned`), and is tagged by its body.
    """
    kind = shape.table.name.removeprefix("api_")
    if shaped(kind, name):
        if look.seen and shape.versioned:
            for version, around in await look.rows(_version_of(shape), {"name": name}):
                look.unless_seen(tag(look.viewer, version, around))
        for _, version, json, around in await look.rows(_named(shape), {"name": name, **more}):
            return _tagged(look.viewer, shape, json, version, around)
    raise missing(f"There is no {kind} {name}.")


def fresh(
    session: Write, viewer: Viewer, shape: type[Shape], pk: int | None, **more: object
) -> Document:
    """Read a row that was just written in this transaction."""
    session.flush()
    ((_, version, json),) = session.rows(_kept(shape), {**values(viewer), "key": pk, **more})
    return _tagged(viewer, shape, json, version, session.tip.around)


def _tagged(viewer: Viewer, shape: type[Shape], json: str, version: int, around: int) -> Document:
    if not shape.versioned:
        return told(viewer, json, version)
    return Document(json, tag(viewer, version, around))


@lru_cache
def _named(shape: type[Shape]) -> Select[Any]:
    return shape.select().add_columns(AROUND).where(shape.table.c.id == slot("name"))


@lru_cache
def _kept(shape: type[Shape]) -> Select[Any]:
    return shape.select().where(shape.table.c.pk == slot("key"))


@lru_cache
def _version_of(shape: type[Shape]) -> Select[Any]:
    rows = shape.table
    return select(rows.c.version, AROUND).where(rows.c.id == slot("name"), known(rows))


def row(session: Read, viewer: Viewer, table: type[T], kind: str, name: str) -> T | None:
    """Find the row with this id, if the viewer may know of it."""
    if not shaped(kind, name):
        return None
    columns = SQLModel.metadata.tables[kind]
    statement = select(table).where(columns.c.id == name, known(columns))
    return session.execute(statement, values(viewer)).scalar_one_or_none()


def key_of(session: Write, viewer: Viewer, kind: str, name: str) -> int | None:
    """Find the key of the row with this id, if the viewer may know of it; asked once."""
    if name not in session.known and shaped(kind, name):
        look_up(session, viewer, kind, [name])
    key: int | None = session.known.get(name)
    return key


def look_up(session: Write, viewer: Viewer, kind: str, names: Iterable[str]) -> None:
    """Ask at once for the keys of all rows that will be named: for `key_of`."""
    asked = dict.fromkeys(name for name in names if name not in session.known)
    if asked:
        named = {"names": to_json([*asked]).decode(), **values(viewer)}
        session.known.update(asked)
        session.known.update(session.rows(_keys(kind), named))


@lru_cache
def _keys(kind: str) -> Select[Any]:
    rows = SQLModel.metadata.tables[kind]
    return select(rows.c.id, rows.c.pk).where(among(rows.c.id, "names"), known(rows))


def uses(session: Read, viewer: Viewer, table: Table, pk: int | None) -> tuple[int, list[str]]:
    """Count what points to this row, and name the claims of those that the viewer may know of."""
    claims = SQLModel.metadata.tables["claim"]
    count, where = 0, set[str]()
    for other in SQLModel.metadata.sorted_tables:
        for key in () if other.info.get(PART_OF_IT) else other.foreign_keys:
            if key.column.table is not table or (other is table and key.parent.name == "meant_pk"):
                continue
            pointing: ColumnElement[bool] = (
                key.parent == pk if other is not table else (key.parent == pk) & (other.c.pk != pk)
            )
            found = select(func.count()).select_from(other).where(pointing)
            count += session.execute(found).scalar_one()
            if "claim_pk" in other.c:
                named = select(claims.c.id).join(other, other.c.claim_pk == claims.c.pk)
                named = named.where(pointing, allowed(claims)).limit(20)
                where |= set(session.execute(named, values(viewer)).scalars())
    return count, sorted(where)
