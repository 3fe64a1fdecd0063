"""One resource, read as the database writes it."""

from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Table, func, select
from sqlmodel import SQLModel

from api.db import Read
from api.ids import shaped
from api.shapes import Shape
from api.visibility import Viewer, allowed, known, values

T = TypeVar("T", bound=SQLModel)


class Document(NamedTuple):
    """A resource's JSON, and the version that it shows."""

    json: str
    version: int


def document(
    session: Read, viewer: Viewer, shape: type[Shape], *where: ColumnElement[bool], **more: object
) -> Document | None:
    """Read the one row of `shape`, as the viewer may know it; `None` where there is none."""
    session.flush()
    statement = shape.select().where(*where)
    found = session.execute(statement, values(viewer) | more).one_or_none()
    return None if found is None else Document(found[2], found[1])


def fresh(
    session: Read, viewer: Viewer, shape: type[Shape], pk: int | None, **more: object
) -> Document:
    """Read a row that was just written in this transaction."""
    found = document(session, viewer, shape, shape.table.c.pk == pk, **more)
    assert found is not None, "whoever writes a row knows of it"
    return found


def row(session: Read, viewer: Viewer, table: type[T], kind: str, name: str) -> T | None:
    """Find the row with this id, if the viewer may know of it."""
    if not shaped(kind, name):
        return None
    columns = SQLModel.metadata.tables[kind]
    statement = select(table).where(columns.c.id == name, known(columns))
    return session.execute(statement, values(viewer)).scalar_one_or_none()


def uses(session: Read, viewer: Viewer, table: Table, pk: int | None) -> tuple[int, list[str]]:
    """Count what points to this row, and name the claims of those that the viewer may know of."""
    claims = SQLModel.metadata.tables["claim"]
    count, where = 0, set[str]()
    for other in SQLModel.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is not table or (other is table and key.parent.name == "meant_pk"):
                continue
            pointing = (
                key.parent == pk if other is not table else (key.parent == pk) & (other.c.pk != pk)
            )
            found = select(func.count()).select_from(other).where(pointing)
            count += session.execute(found).scalar_one()
            if "claim_pk" in other.c:
                named = select(claims.c.id).join(other, other.c.claim_pk == claims.c.pk)
                named = named.where(pointing, allowed(claims)).limit(20)
                where |= set(session.execute(named, values(viewer)).scalars())
    return count, sorted(where)
