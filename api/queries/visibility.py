"""Who can see a row: a mark on the row, and one table of grants.

A row that is not `restricted` is visible to everybody. A restricted one is visible to the person
who added it, to the people whom its grants name, and to editors. What belongs to such rows
(`INHERITS_VISIBILITY_FROM`: evidence to its source and its claim) is visible only to those who can
see them, too. Every SELECT over such a table has the condition `visible`.
"""

from collections.abc import Collection
from typing import Any, Protocol, cast

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Table,
    and_,
    bindparam,
    or_,
    true,
)
from sqlmodel import Field, SQLModel, col, delete, select

from api.storage.column_types import Key
from api.storage.database import Read, Write
from api.storage.text_columns import Code

INHERITS_VISIBILITY_FROM = (
    "owner columns"  # in a table's `info`: its columns that point to its owners
)

VIEWER = bindparam("me", value=0, type_=BigInteger)
SEES_ALL = bindparam("sees_all", value=False, type_=Boolean)


class Grant(SQLModel, table=True):
    """One person who can see one restricted row."""

    subject: str = Field(primary_key=True, sa_type=Code(40))
    person_pk: int = Field(primary_key=True, foreign_key="person.pk", sa_type=Key)


class Viewer(Protocol):
    """The person who asks (`pk`, 0 for nobody), and whether they can see everything."""

    @property
    def person_pk(self) -> int: ...
    @property
    def sees_all(self) -> bool: ...


def viewer_values(viewer: Viewer) -> dict[str, Any]:
    """Bind the parameters of `visible`."""
    return {"me": viewer.person_pk, "sees_all": viewer.sees_all}


def visible_even_deleted(rows: FromClause, but: Collection[str] = ()) -> ColumnElement[bool]:
    """Keep the rows that the viewer can see, deleted ones too.

    The owners in the columns `but` have been checked already.
    """
    granted = (
        select(col(Grant.person_pk))
        .where(col(Grant.subject) == rows.c.id, col(Grant.person_pk) == VIEWER)
        .correlate(rows)
        .exists()
    )
    own = or_(~rows.c.restricted, rows.c.created_by_pk == VIEWER, granted)
    columns = (
        column
        for column in _table(rows).info.get(INHERITS_VISIBILITY_FROM, ())
        if column not in but
    )
    beneath = (_hangs_well(rows, column) for column in columns)
    return or_(SEES_ALL, and_(own, *beneath))


def _hangs_well(rows: FromClause, column: str) -> ColumnElement[bool]:
    parent = _other(rows, column)
    parents = (
        select(parent.c.pk)
        .where(parent.c.pk == rows.c[column], visible_even_deleted(parent))
        .correlate(rows)
    )
    return or_(rows.c[column].is_(None), parents.exists())


def _other(rows: FromClause, column: str) -> FromClause:
    (key,) = _table(rows).c[column].foreign_keys
    return key.column.table.alias()


def _table(rows: FromClause) -> Table:
    return cast("Table", getattr(rows, "element", rows))


def visible(rows: FromClause, but: Collection[str] = ()) -> ColumnElement[bool]:
    """Keep the rows that the viewer can see and that were not deleted; `but` as above."""
    conditions: list[ColumnElement[bool]] = [true()]
    if "restricted" in rows.c:
        conditions.append(visible_even_deleted(rows, but))
    if "deleted_at" in rows.c:
        conditions.append(rows.c.deleted_at.is_(None))
    return and_(*conditions)


def hidden(rows: FromClause) -> ColumnElement[bool]:
    """Whether only some people can see a row: by its own mark, or by its owner's."""
    beneath = list[ColumnElement[bool]]()
    for column in _table(rows).info.get(INHERITS_VISIBILITY_FROM, ()):
        parent = _other(rows, column)
        parents = select(parent.c.pk).where(parent.c.pk == rows.c[column], hidden(parent))
        beneath.append(parents.correlate(rows).exists())
    return or_(rows.c.restricted, *beneath)


def any_hidden(*subjects: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether only some people can see one of these subjects, given by id."""
    return or_(
        *(
            select(table.c.pk).where(table.c.id == subject, hidden(table)).exists()
            for table in restrictable()
            for subject in subjects
        )
    )


def nothing_hidden(*subjects: ColumnElement[Any]) -> ColumnElement[bool]:
    """Keep the rows of a select whose subjects, given by id, the viewer can see."""
    unknown = (
        select(table.c.pk).where(table.c.id == subject, ~visible_even_deleted(table)).exists()
        for table in restrictable()
        for subject in subjects
    )
    return or_(SEES_ALL, and_(*(~condition for condition in unknown)))


def restrictable() -> list[Table]:
    """The tables whose rows may be hidden from somebody."""
    return [table for table in SQLModel.metadata.sorted_tables if "restricted" in table.c]


def add_grants(session: Write, subject: str, persons: list[int] | None) -> bool:
    """Set who can see a new `subject` (`None`: everybody); return the mark for its row."""
    session.add_all(Grant(subject=subject, person_pk=person) for person in set(persons or ()))
    return persons is not None


def replace_grants(session: Write, subject: str, persons: list[int] | None) -> bool:
    """Set who can see `subject` from now on; return the mark for its row."""
    session.exec(delete(Grant).where(col(Grant.subject) == subject))
    return add_grants(session, subject, persons)


def granted_persons(session: Read, subject: str) -> list[str]:
    """The ids of the persons who are named for `subject`, sorted."""
    person = SQLModel.metadata.tables["person"]
    named = select(person.c.id).join(Grant, col(Grant.person_pk) == person.c.pk)
    ids = session.execute(named.where(col(Grant.subject) == subject).order_by(person.c.id))
    return list(ids.scalars())
