"""The ledger's newest sequence for the desk, an article or a claim: the basis of lists' ETags."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, false, func, literal_column
from sqlmodel import SQLModel, col, select

from api.core.ids import has_id_shape
from api.core.problems import NotFound
from api.queries.contexts import LedgerPosition, ReadContext
from api.queries.visibility import visible
from api.storage.database import HeadRow
from api.storage.statements import param

_HEAD = (col(HeadRow.seq), col(HeadRow.shared_seq), col(HeadRow.secret))
HEAD_POSITION = (literal_column("0", Integer()), *_HEAD)
_DESK = select(*HEAD_POSITION)


async def desk_position(context: ReadContext) -> LedgerPosition:
    """The newest line of the whole desk: it moves on with every change."""
    if context.desk_position:
        return context.desk_position
    (row,) = await context.rows(_DESK)
    return LedgerPosition(*row)


async def position_of(
    context: ReadContext, kind: str, name: str, missing: type[NotFound]
) -> LedgerPosition:
    """The newest line of one article or claim; `missing` if the viewer can see none of this id."""
    rows = (
        await context.rows(_position_of(kind), {"name": name}) if has_id_shape(kind, name) else []
    )
    for *columns, restricted in rows:
        context.restricted.update([name] if restricted else ())
        return LedgerPosition(*columns)
    raise missing(f"There is no {kind} {name}.")


@lru_cache
def _position_of(kind: str) -> Select[Any]:
    rows, lines = SQLModel.metadata.tables[kind], SQLModel.metadata.tables["event"]
    newest = select(func.coalesce(func.max(lines.c.seq), 0)).where(lines.c[kind] == rows.c.id)
    restricted: ColumnElement[bool] = rows.c.get("restricted", false())
    _, shared_seq, secret = _HEAD
    position = select(rows.c.pk, newest.scalar_subquery(), shared_seq, secret)
    return position.add_columns(restricted).where(rows.c.id == param("name"), visible(rows))
