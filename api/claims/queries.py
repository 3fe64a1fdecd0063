"""Selects over claims. Lists and counts narrow them in the same way."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, func, literal, select
from sqlmodel import SQLModel, col

from api.claims.filters import By, ClaimSort, Narrowed
from api.claims.models import Aspect, Claim, Status
from api.claims.schemas import meant
from api.paging import BY_AGE, Order
from api.visibility import known

FAR = datetime(9999, 12, 31, tzinfo=UTC)

ORDERS = {
    ClaimSort.created_at: BY_AGE,
    ClaimSort.position: Order(lambda rows: rows.c.position, int),
    ClaimSort.updated_at: Order(lambda rows: rows.c.updated_at, datetime, down=True),
    ClaimSort.worth: Order(lambda rows: func.coalesce(rows.c.worth, -1.0), float, down=True),
    ClaimSort.due: Order(lambda rows: func.coalesce(rows.c.due, FAR), datetime),
}


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def _other(name: str) -> FromClause:
    """A table of its own, whatever else the statement joins."""
    return _table(name).alias()


def _is(column: Any, values: list[Any]) -> list[ColumnElement[bool]]:  # noqa: ANN401  # any column
    return [column.in_(values)] if values else []


def narrow(statement: Select[Any], wanted: Narrowed) -> Select[Any]:
    """Keep the claims that are wanted, in a select over `claim`."""
    conditions = [
        *_is(col(Claim.status), wanted.status),
        *_is(col(Claim.state), wanted.state),
        *_is(col(Claim.kind), wanted.kind),
        *_is(col(Claim.voice), wanted.voice),
        *_is(col(Claim.anchoring), wanted.anchoring),
        *_is(col(Claim.risk), wanted.risk),
        *_is(col(Claim.external_id), wanted.external_id),
        *_pointing("article", col(Claim.article_pk), wanted.article),
        *_pointing("person", col(Claim.assignee_pk), wanted.assignee),
        *_found(Aspect.substance, wanted.substance_status),
        *_found(Aspect.attribution, wanted.attribution_status),
        *_hanging(wanted),
    ]
    if wanted.checkable is not None:
        conditions.append(col(Claim.checkable) == wanted.checkable)
    if wanted.reopened is not None:
        is_null = col(Claim.reopened).is_(None)
        conditions.append(~is_null if wanted.reopened else is_null)
    if wanted.due_before is not None:
        conditions.append(col(Claim.due) < wanted.due_before)
    if wanted.updated_after is not None:
        conditions.append(col(Claim.updated_at) > wanted.updated_after)
    return statement.where(*conditions)


def _pointing(
    name: str,
    column: Any,  # noqa: ANN401  # any column
    ids: list[str],
) -> list[ColumnElement[bool]]:
    other = _other(name)
    return [column.in_(select(other.c.pk).where(other.c.id.in_(ids)))] if ids else []


def _found(aspect: Aspect, statuses: list[Status]) -> list[ColumnElement[bool]]:
    finding = _other("finding")
    mine = (finding.c.claim_pk == col(Claim.pk)) & (finding.c.aspect == aspect)
    wanted = select(finding.c.pk).where(mine, finding.c.status.in_(statuses))
    return [wanted.exists()] if statuses else []


def _hanging(wanted: Narrowed) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    link, source = _other("claim_source"), _other("source")
    drawn = (
        select(link.c.pk)
        .join(source, source.c.pk == link.c.source_pk)
        .where(link.c.claim_pk == col(Claim.pk), known(source))
    )
    if wanted.source:
        conditions.append(drawn.where(source.c.id.in_(wanted.source)).exists())
    if wanted.unsourced is not None:
        conditions.append(~drawn.exists() if wanted.unsourced else drawn.exists())
    if wanted.speaker:
        said, speaker = _other("attribution"), _other("speaker")
        same = select(speaker.c.meant_pk).where(speaker.c.id.in_(wanted.speaker), known(speaker))
        mine = select(said.c.pk).where(said.c.claim_pk == col(Claim.pk), meant(said).in_(same))
        conditions.append(mine.exists())
    if wanted.tag:
        tag = _other("claim_tag")
        tagged = select(tag.c.tag).where(tag.c.claim_pk == col(Claim.pk), tag.c.tag.in_(wanted.tag))
        conditions.append(tagged.exists())
    return conditions


def counted(wanted: Narrowed, by: By) -> Select[tuple[str | None, str | None, int]]:
    """Count the wanted claims by one field: (value, name, n), the most first."""
    claims, n = _table("claim"), func.count(col(Claim.pk).distinct()).label("n")
    nameless: ColumnElement[Any] = literal(None)
    if by in (By.status, By.state, By.kind, By.anchoring):
        value: ColumnElement[Any] = claims.c[by.value]
        statement = select(value.label("value"), nameless.label("name"), n)
    elif by is By.assignee:
        other = _table("person")
        value = other.c.id
        statement = select(value.label("value"), func.min(other.c.name).label("name"), n)
        statement = statement.outerjoin_from(claims, other, claims.c.assignee_pk == other.c.pk)
    else:
        statement, value = _through(by, n)
    counted = narrow(statement.where(known(claims)), wanted).group_by(value)
    return counted.order_by(n.desc(), value)


def _through(by: By, n: ColumnElement[int]) -> tuple[Select[Any], ColumnElement[Any]]:
    claims = _table("claim")
    if by is By.speaker:
        link, other, name = _table("attribution"), _table("speaker"), "name"
        same = other.c.pk == meant(link)
    else:
        link, other, name = _table("claim_source"), _table("source"), "title"
        same = other.c.pk == link.c.source_pk
    statement = select(other.c.id.label("value"), func.min(other.c[name]).label("name"), n)
    statement = statement.join_from(claims, link, link.c.claim_pk == claims.c.pk)
    return statement.join(other, same).where(known(other)), other.c.id
