"""The SELECTs that count claims: from the counters that triggers keep, where those suffice."""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Text,
    cast,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlmodel import SQLModel, col

from api.claims.filters import By
from api.claims.models import Claim
from api.claims.queries import where
from api.claims.schemas import meant
from api.queries.filters import UsedField
from api.queries.visibility import visible

DESK_COUNTS = frozenset({"state", "status", "kind", "anchoring", "assignee"})
_COLUMNS = {"assignee": "assignee_pk"}
_POINTS_TO = {"article": "article", "assignee": "person"}


@lru_cache(maxsize=1000)
def count_claims(used: tuple[UsedField, ...], by: By) -> Select[Any]:
    """Count claims by one field: (value, name, n), the most first.

    From counters where they say it: the desk's for the fields in `DESK_COUNTS`, an article's for
    its statuses and states. Else from the claims themselves.
    """
    if by in (By.speaker, By.source):
        return _count_linked(used, by)
    lines = _lines(used, by)
    source: FromClause = lines
    value: ColumnElement[Any] = lines.c.value
    name: ColumnElement[Any] = literal(None)
    if by is By.kind:
        value = func.nullif(cast(value, Text), "")
    elif by is By.assignee:
        person = SQLModel.metadata.tables["person"]
        source = lines.outerjoin(person, person.c.pk == lines.c.value)
        value, name = person.c.id, func.min(person.c.name)
    n = func.sum(lines.c.n).cast(BigInteger).label("n")
    statement = select(value.label("value"), name.label("name"), n).select_from(source)
    return statement.group_by(value).having(n > literal_column("0")).order_by(n.desc(), value)


def _lines(used: tuple[UsedField, ...], by: By) -> FromClause:
    """What is added up: (value, n), a line for each claim or counter."""
    claims, column = SQLModel.metadata.tables["claim"], _COLUMNS.get(by, by.value)
    rows = select(claims.c[column].label("value"), literal_column("1").label("n"))
    rows = rows.where(visible(claims), *where(used))
    counters = _counters(used, by)
    if counters is None:
        return rows.subquery()
    counted = select(counters.c[column], counters.c.n).where(*_of_counters(counters, used))
    # counters leave restricted claims out; the viewer may see some of those
    return union_all(rows.where(claims.c.restricted), counted).subquery()


def _counters(used: tuple[UsedField, ...], by: By) -> FromClause | None:
    tables, names = SQLModel.metadata.tables, {field.name for field in used}
    if names <= DESK_COUNTS:
        return tables["desk_count"].alias()
    if by in (By.status, By.state) and names == {"article", "state"}:
        return tables["article_count"].alias()
    return None


def _of_counters(counters: FromClause, used: tuple[UsedField, ...]) -> list[ColumnElement[bool]]:
    return [
        field.by_id(_POINTS_TO[field.name], counters.c[f"{field.name}_pk"])
        if field.name in _POINTS_TO
        else field.among(counters.c[field.name])
        for field in used
    ]


def _count_linked(used: tuple[UsedField, ...], by: By) -> Select[Any]:
    """Count by speakers or sources: each claim once for each of them."""
    tables, n = SQLModel.metadata.tables, func.count(col(Claim.pk).distinct()).label("n")
    claims = tables["claim"]
    if by is By.speaker:
        link, target, name = tables["attribution"], tables["speaker"], "name"
        same = target.c.pk == meant(link)
    else:
        link, target, name = tables["claim_source"], tables["source"], "title"
        same = target.c.pk == link.c.source_pk
    statement = select(target.c.id.label("value"), func.min(target.c[name]).label("name"), n)
    statement = statement.join_from(claims, link, link.c.claim_pk == claims.c.pk)
    statement = statement.join(target, same)
    statement = statement.where(visible(target), visible(claims), *where(used))
    return statement.group_by(target.c.id).order_by(n.desc(), target.c.id)
