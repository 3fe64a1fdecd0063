"""The SELECTs of claim lists: made once for each combination of conditions and sort."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, func, literal_column, select
from sqlmodel import SQLModel, col

from api.claims.filters import ClaimSort
from api.claims.inputs import ClaimConditions
from api.claims.models import Claim, due_of, worth_of
from api.claims.schemas import ClaimOut
from api.queries.filters import UsedField
from api.queries.pagination import BY_AGE, Order
from api.queries.visibility import visible
from api.search import full_text

ORDERS = {
    ClaimSort.created_at: BY_AGE,
    ClaimSort.position: Order(lambda rows: rows.c.position, int),
    ClaimSort.updated_at: Order(lambda rows: rows.c.updated_at, datetime, down=True),
    ClaimSort.worth: Order(worth_of, float, down=True),
    ClaimSort.due: Order(due_of, datetime),
    ClaimSort.relevance: Order(lambda _: literal_column("best.rank", Float()), float),
}
_INDEX_ORDER = Order(lambda _: full_text.index_table("claim").c.rowid, int, alone=True)


def where(used: tuple[UsedField, ...], *except_for: str) -> list[ColumnElement[bool]]:
    """The conditions of the fields that are used."""
    conditions = ClaimConditions.conditions
    return [conditions[field.name](field) for field in used if field.name not in except_for]


@lru_cache(maxsize=1000)
def list_claims(used: tuple[UsedField, ...], sort: ClaimSort) -> tuple[Select[Any], Order]:
    """Select the claims that meet these conditions, and say how they are sorted."""
    if not any(field.name == "q" for field in used):
        return ClaimOut.select().where(*where(used)), ORDERS[sort]
    index = full_text.index_table("claim")
    if sort is ClaimSort.relevance:
        best = _newest(used).add_columns(full_text.rank("claim").label("rank")).subquery("best")
        return ClaimOut.select().join(best, best.c.pk == col(Claim.pk)), ORDERS[sort]
    claims = ClaimOut.select().join(index, index.c.rowid == col(Claim.pk))
    claims = claims.where(full_text.matches("claim"), *where(used, "q"))
    return claims, _INDEX_ORDER if sort is ClaimSort.created_at else ORDERS[sort]


def _newest(used: tuple[UsedField, ...]) -> Select[Any]:
    """The newest of the claims that have all words: those that are ranked."""
    index, claims = full_text.index_table("claim"), SQLModel.metadata.tables["claim"]
    keys = select(index.c.rowid.label("pk")).join(Claim, index.c.rowid == col(Claim.pk))
    keys = keys.where(full_text.matches("claim"), visible(claims), *where(used, "q"))
    return keys.order_by(index.c.rowid.desc()).limit(literal_column(str(full_text.MOST_RANKED)))


@lru_cache(maxsize=1000)
def count_ranked(used: tuple[UsedField, ...]) -> Select[Any]:
    """Count the claims that are ranked: at most `full_text.RANKED`."""
    return select(func.count()).select_from(_newest(used).subquery())
