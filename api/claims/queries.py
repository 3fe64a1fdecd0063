"""Selects over claims. Lists and counts narrow them in the same way."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    FromClause,
    Select,
    Table,
    Text,
    cast,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlmodel import SQLModel, col

from api.claims.filters import By, ClaimSort
from api.claims.models import Aspect, Claim, due_of, worth_of
from api.claims.schemas import ClaimOut, meant
from api.queries.filters import Conditions, UsedField
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
_AS_FOUND = Order(lambda _: full_text.index("claim").c.rowid, int, alone=True)


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def _other(name: str) -> FromClause:
    """A table of its own, whatever else the statement joins."""
    return _table(name).alias()


def _found(aspect: Aspect, given: UsedField) -> ColumnElement[bool]:
    finding = _other("finding")
    mine = (finding.c.claim_pk == col(Claim.pk)) & (finding.c.aspect == aspect)
    return select(finding.c.pk).where(mine, given.among(finding.c.status)).exists()


def _drawn() -> tuple[Select[Any], FromClause]:
    """The sources that the writer drew on, as far as the viewer knows them."""
    link, source = _other("claim_source"), _other("source")
    drawn = select(link.c.pk).join(source, source.c.pk == link.c.source_pk)
    return drawn.where(link.c.claim_pk == col(Claim.pk), visible(source)), source


def _drawn_from(given: UsedField) -> ColumnElement[bool]:
    drawn, source = _drawn()
    return drawn.where(given.among(source.c.id)).exists()


def _unsourced(given: UsedField) -> ColumnElement[bool]:
    drawn, _ = _drawn()
    return (~drawn.exists()) == given.value(col(Claim.checkable))


def _said_by(given: UsedField) -> ColumnElement[bool]:
    said, speaker = _other("attribution"), _other("speaker")
    same = select(speaker.c.meant_pk).where(given.among(speaker.c.id), visible(speaker))
    one = _other("speaker")
    theirs = select(one.c.pk).where(one.c.meant_pk.in_(same))
    return col(Claim.pk).in_(select(said.c.claim_pk).where(said.c.speaker_pk.in_(theirs)))


def _tagged(given: UsedField) -> ColumnElement[bool]:
    tag = _other("claim_tag")
    return col(Claim.pk).in_(select(tag.c.claim_pk).where(given.among(tag.c.tag)))


CONDITIONS: Conditions = {
    "article": lambda given: given.by_id("article", col(Claim.article_pk)),
    "speaker": _said_by,
    "source": _drawn_from,
    "unsourced": _unsourced,
    "status": lambda given: given.among(col(Claim.status)),
    "substance_status": lambda given: _found(Aspect.substance, given),
    "attribution_status": lambda given: _found(Aspect.attribution, given),
    "state": lambda given: given.among(col(Claim.state)),
    "kind": lambda given: given.among(col(Claim.kind)),
    "voice": lambda given: given.among(col(Claim.voice)),
    "checkable": lambda given: given.among(col(Claim.checkable)),
    "anchoring": lambda given: given.among(col(Claim.anchoring)),
    "risk": lambda given: given.among(col(Claim.risk)),
    "assignee": lambda given: given.by_id("person", col(Claim.assignee_pk)),
    "tag": _tagged,
    "reopened": lambda given: col(Claim.reopened).is_not(None) == given.value(col(Claim.checkable)),
    "due_before": lambda given: col(Claim.due) < given.value(col(Claim.due)),
    "updated_after": lambda given: col(Claim.updated_at) > given.value(col(Claim.due)),
    "external_id": lambda given: given.among(col(Claim.external_id)),
    "q": lambda _: col(Claim.pk).in_(full_text.matching_keys("claim")),
}


def _where(given: tuple[UsedField, ...], *but: str) -> list[ColumnElement[bool]]:
    return [CONDITIONS[one.name](one) for one in given if one.name not in but]


@lru_cache(maxsize=1000)
def listed(given: tuple[UsedField, ...], sort: ClaimSort) -> tuple[Select[Any], Order]:
    """The claims that are wanted, and how they are sorted."""
    sought = any(one.name == "q" for one in given)
    if not sought:
        return ClaimOut.select().where(*_where(given)), ORDERS[sort]
    index = full_text.index("claim")
    if sort is ClaimSort.relevance:
        best = _newest(given).add_columns(full_text.rank("claim").label("rank")).subquery("best")
        return ClaimOut.select().join(best, best.c.pk == col(Claim.pk)), ORDERS[sort]
    found = ClaimOut.select().join(index, index.c.rowid == col(Claim.pk))
    found = found.where(full_text.matches("claim"), *_where(given, "q"))
    return found, _AS_FOUND if sort is ClaimSort.created_at else ORDERS[sort]


def _newest(given: tuple[UsedField, ...]) -> Select[Any]:
    """The newest of the wanted claims that have all words: those that are ranked."""
    index = full_text.index("claim")
    found = select(index.c.rowid.label("pk")).join(Claim, index.c.rowid == col(Claim.pk))
    found = found.where(full_text.matches("claim"), visible(_table("claim")), *_where(given, "q"))
    return found.order_by(index.c.rowid.desc()).limit(literal_column(str(full_text.RANKED)))


@lru_cache(maxsize=1000)
def ranked(given: tuple[UsedField, ...]) -> Select[Any]:
    """How many claims are ranked: at most `search.RANKED`."""
    return select(func.count()).select_from(_newest(given).subquery())


SORTS = frozenset({"state", "status", "kind", "anchoring", "assignee"})  # what the desk counts
_COLUMNS = {"assignee": "assignee_pk"}


@lru_cache(maxsize=1000)
def counted(given: tuple[UsedField, ...], by: By) -> Select[Any]:
    """Count the wanted claims by one field: (value, name, n), the most first.

    From counters where they say it: the desk's for the fields in `SORTS`, an article's for its
    statuses and states. Else from the claims themselves.
    """
    if by in (By.speaker, By.source):
        return _through(given, by)
    names, claims = {one.name for one in given}, _table("claim")
    column = _COLUMNS.get(by, by.value)
    wanted = select(claims.c[column].label("value"), literal_column("1").label("n"))
    wanted = wanted.where(visible(claims), *_where(given))
    kept = None
    if names <= SORTS:
        kept = _other("desk_count")
    elif by in (By.status, By.state) and names == {"article", "state"}:
        kept = _other("article_count")
    if kept is None:
        lines = wanted.subquery()
    else:
        counters = select(kept.c[column], kept.c.n).where(*_of_counters(kept, given))
        # they leave restricted claims out, of which the viewer may know some
        lines = union_all(wanted.where(claims.c.restricted), counters).subquery()
    source: FromClause = lines
    value: ColumnElement[Any] = lines.c.value
    name: ColumnElement[Any] = literal(None)
    if by is By.kind:
        value = func.nullif(cast(value, Text), "")
    elif by is By.assignee:
        person = _table("person")
        source = lines.outerjoin(person, person.c.pk == lines.c.value)
        value, name = person.c.id, func.min(person.c.name)
    n = func.sum(lines.c.n).cast(BigInteger).label("n")
    statement = select(value.label("value"), name.label("name"), n).select_from(source)
    return statement.group_by(value).having(n > literal_column("0")).order_by(n.desc(), value)


def _of_counters(kept: FromClause, given: tuple[UsedField, ...]) -> list[ColumnElement[bool]]:
    pointing = {"article": ("article", "article_pk"), "assignee": ("person", "assignee_pk")}
    return [
        one.by_id(pointing[one.name][0], kept.c[pointing[one.name][1]])
        if one.name in pointing
        else one.among(kept.c[one.name])
        for one in given
    ]


def _through(given: tuple[UsedField, ...], by: By) -> Select[Any]:
    """Count by what hangs on claims: each claim once for each of them."""
    claims, n = _table("claim"), func.count(col(Claim.pk).distinct()).label("n")
    if by is By.speaker:
        link, other, name = _table("attribution"), _table("speaker"), "name"
        same = other.c.pk == meant(link)
    else:
        link, other, name = _table("claim_source"), _table("source"), "title"
        same = other.c.pk == link.c.source_pk
    statement = select(other.c.id.label("value"), func.min(other.c[name]).label("name"), n)
    statement = statement.join_from(claims, link, link.c.claim_pk == claims.c.pk)
    statement = statement.join(other, same).where(visible(other), visible(claims), *_where(given))
    return statement.group_by(other.c.id).order_by(n.desc(), other.c.id)
