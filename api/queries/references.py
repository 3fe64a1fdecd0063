"""Count what still points to a row, before it is deleted."""

from sqlalchemy import ColumnElement, Table, func
from sqlmodel import SQLModel, select

from api.queries.visibility import Viewer, viewer_values, visible_even_deleted
from api.storage.database import Read

OWNED_ROWS = "owned rows"  # in a table's `info`: its rows are no use of what they point to


def references_to(
    session: Read, viewer: Viewer, table: Table, pk: int | None
) -> tuple[int, list[str]]:
    """Count what points to this row, and name the claims among it that the viewer can see."""
    claims, count, names = SQLModel.metadata.tables["claim"], 0, set[str]()
    for referring, pointing in _pointing(table, pk):
        count += session.scalar(select(func.count()).select_from(referring).where(pointing)) or 0
        if "claim_pk" in referring.c:
            ids = select(claims.c.id).join(referring, referring.c.claim_pk == claims.c.pk)
            ids = ids.where(pointing, visible_even_deleted(claims)).limit(20)
            names |= set(session.execute(ids, viewer_values(viewer)).scalars())
    return count, sorted(names)


def _pointing(table: Table, pk: int | None) -> list[tuple[Table, ColumnElement[bool]]]:
    """The tables with a column that points to this one, and which of their rows point to the row.

    A speaker's `meant_pk` names that speaker or the one it was merged into: no use of itself.
    """
    return [
        (
            referring,
            (key.parent == pk) & (referring.c.pk != pk) if referring is table else key.parent == pk,
        )
        for referring in SQLModel.metadata.sorted_tables
        if not referring.info.get(OWNED_ROWS)
        for key in referring.foreign_keys
        if key.column.table is table and not (referring is table and key.parent.name == "meant_pk")
    ]
