"""Write to the ledger in the caller's transaction, and read what the viewer may see of it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache
from typing import Any, cast

from pydantic import JsonValue
from pydantic_core import to_json, to_jsonable_python
from sqlalchemy import BigInteger, ColumnElement, Select, inspect, select, union_all, update
from sqlmodel import SQLModel

from api.auth.access import Actor
from api.core import ids
from api.ledger import hash_chain
from api.ledger.models import Event
from api.ledger.schemas import EventFilter, EventOut, Head, HistoryQuery
from api.queries.contexts import LedgerPosition, ReadContext
from api.queries.documents import Document, document_from_json
from api.queries.filters import FilteredSelect
from api.queries.keys import id_of
from api.queries.ledger_positions import desk_position
from api.queries.pagination import PageResult
from api.queries.visibility import nothing_hidden, restrictable, visible_even_deleted
from api.storage.database import Read, Versioned, Write, insert_into
from api.storage.dialects import utc_time
from api.storage.rows import Row
from api.storage.statements import Values, in_json_list, param

PURGED = hash_chain.PURGED

_LINES = SQLModel.metadata.tables["event"]


@dataclass(frozen=True, slots=True)
class EventScope:
    """What a line's subject belongs to, by id."""

    article: str | None = None
    claim: str | None = None


NO_SCOPE = EventScope()


def scope_of(session: Write, row: Row) -> EventScope:
    """What a ledger line about this row belongs to: its article, and its claim if it has one."""
    name = type(row).__tablename__
    article_pk, claim_pk = getattr(row, "article_pk", None), getattr(row, "claim_pk", None)
    article_pk = row.key if name == "article" else article_pk
    claim_pk = row.key if name == "claim" else claim_pk
    if claim_pk is not None and article_pk is None:
        article_pk = _article_of_claim(session, claim_pk)
    return EventScope(
        None if article_pk is None else id_of(session, "article", article_pk),
        None if claim_pk is None else id_of(session, "claim", claim_pk),
    )


def _article_of_claim(session: Write, claim_pk: int) -> int:
    claims = SQLModel.metadata.tables["claim"]
    articles = session.execute(select(claims.c.article_pk).where(claims.c.pk == claim_pk))
    return cast("int", articles.scalar_one())


def record(
    session: Write,
    actor: Actor,
    action: str,
    subject: str,
    scope: EventScope = NO_SCOPE,
    *,
    before: JsonValue = None,
    after: JsonValue = None,
) -> None:
    """Add one line; rolled back work leaves none.

    `before` and `after` name speakers, sources, evidence and people by id alone, so that a
    reader who cannot see one does not see it here either.
    """
    tip = session.head
    at = session.now.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    person = actor.person.id if actor.person else None
    via = actor.via.id if actor.via else None
    change, salt = hash_chain.canonical({"before": before, "after": after}), secrets.token_bytes(16)
    leaf = hash_chain.leaf_hash(salt, change)
    seq, about = tip.seq + 1, (action, subject, scope.article, scope.claim)
    fields: list[JsonValue] = [seq, at, person, via, *about]
    tip.seq, tip.at, tip.hash = seq, session.now, hash_chain.line_hash(tip.hash, fields, leaf)
    if scope is NO_SCOPE and before is not None:  # nothing can show an addition yet
        tip.shared_seq = tip.seq
    names = ("seq", "at", "person", "via", "action", "subject", "article", "claim")
    row = dict(zip(names, fields, strict=True))
    session.queue_insert(
        insert_into(Event), row | {"change": change, "salt": salt, "leaf": leaf, "hash": tip.hash}
    )


def forget(session: Write, lines: ColumnElement[bool]) -> list[str]:
    """Empty these lines of before and after; return each one's subject.

    The caller must record a `PURGED` line about that subject, or its article.
    """
    session.flush()
    unpurged = lines & _LINES.c.change.is_not(None)
    subjects = list(session.scalars(select(_LINES.c.subject).where(unpurged)))
    session.execute(update(_LINES).where(unpurged).values(change=None, salt=None))
    return subjects


def change(
    session: Write,
    actor: Actor,
    action: str,
    row: Versioned,
    columns: Mapping[str, object],
    scope: EventScope = NO_SCOPE,
    hanging: tuple[dict[str, JsonValue], dict[str, JsonValue]] | None = None,
) -> set[str]:
    """Set the columns that differ, count the change and record it; return their names.

    `hanging` is what belonged to the row before and what belongs to it now, in the same line.
    """
    old_values = {name: getattr(row, name) for name in columns}
    changed = {name for name in columns if old_values[name] != columns[name]}
    for name in changed:
        setattr(row, name, columns[name])
    before = _told(session, row, {name: old_values[name] for name in sorted(changed)})
    after = _told(session, row, {name: columns[name] for name in sorted(changed)})
    old, new = hanging or ({}, {})
    before |= {name: old[name] for name in old if old[name] != new[name]}
    after |= {name: new[name] for name in new if old[name] != new[name]}
    if after:
        session.touch(row)
        record(session, actor, action, row.id, scope, before=before, after=after)
    return changed


def _told(session: Read, row: Versioned, columns: Mapping[str, object]) -> dict[str, JsonValue]:
    """Say columns as the ledger does: what a key points to, by its id."""
    table, values = inspect(type(row)).local_table, dict[str, object]()
    for name, value in columns.items():
        targets = [key.column.table for key in table.c[name].foreign_keys]
        if not targets:
            values[name] = value
        elif value is None:
            values[name.removesuffix("_pk")] = None
        else:
            ids = select(targets[0].c.id).where(targets[0].c.pk == value)
            values[name.removesuffix("_pk")] = session.execute(ids).scalar_one()
    return plain(values)


def plain(values: Mapping[str, object]) -> dict[str, JsonValue]:
    """Say values as JSON does: times and words as text."""
    return cast("dict[str, JsonValue]", to_jsonable_python(values))


def _lines() -> Select[Any]:
    shown_to_viewer = nothing_hidden(_LINES.c.subject, _LINES.c.claim)
    after = _LINES.c.seq > param("after", BigInteger())
    return (
        EventOut.select().where(shown_to_viewer, after).order_by(_LINES.c.seq).limit(param("most"))
    )


_LIST = FilteredSelect(_lines, EventFilter)


@lru_cache
def _of_claim() -> Select[Any]:
    return _lines().where(_LINES.c.claim == param("claim"))


async def page(context: ReadContext, filters: EventFilter) -> PageResult:
    """List the lines that the viewer can see, oldest first."""
    statement, values = _LIST.for_filter(filters)
    return await _page(context, statement, values, filters, await desk_position(context))


async def history(
    context: ReadContext, position: LedgerPosition, claim: str, filters: HistoryQuery
) -> PageResult:
    """List what was done to one claim and to all that belongs to it, oldest first."""
    return await _page(context, _of_claim(), {"claim": claim}, filters, position)


async def newest(context: ReadContext) -> Document:
    """Say where the chain ends."""
    ((seq, hash_, at),) = await context.rows(_NEWEST)
    head = Head(seq=seq, hash=hash_.hex(), at=utc_time(at))
    return document_from_json(context.viewer, head.model_dump_json(), seq)


_HEAD = SQLModel.metadata.tables["head"]
_NEWEST = select(_HEAD.c.seq, _HEAD.c.hash, _HEAD.c.at)


async def _page(
    context: ReadContext,
    statement: Select[Any],
    values: Values,
    filters: HistoryQuery,
    position: LedgerPosition,
) -> PageResult:
    tag = context.raise_if_unmodified(position.etag(context.viewer))
    values = {**values, "after": filters.after, "most": filters.limit + 1}
    rows = await context.rows(statement, values)
    lines = rows[: filters.limit]
    items = await _without_secrets(context, [json for _, _, json in lines])
    return PageResult(items, str(lines[-1][0]) if len(rows) > len(lines) else None, tag)


async def _without_secrets(context: ReadContext, items: list[str]) -> list[str]:
    """Leave out what names something that the viewer cannot see."""
    if context.viewer.sees_all:
        return items
    named = {name for item in items for name in ids.ID_PATTERN.findall(item)}
    rows = await context.rows(_hidden(), {"named": to_json(sorted(named)).decode()})
    secret = {name for (name,) in rows}
    return [_scrubbed(item, secret) if secret else item for item in items]


@lru_cache
def _hidden() -> Select[Any]:
    hidden_ids = [
        select(table.c.id).where(in_json_list(table.c.id, "named"), ~visible_even_deleted(table))
        for table in restrictable()
    ]
    return select(union_all(*hidden_ids).subquery().c.id)


def _scrubbed(item: str, secret: set[str]) -> str:
    line = EventOut.model_validate_json(item)
    line.before, line.after = _without(line.before, secret), _without(line.after, secret)
    return line.model_dump_json()


def _without(value: JsonValue, secret: set[str]) -> JsonValue:
    """Leave out what names a hidden thing: the id itself, and a list's entry about it."""
    if isinstance(value, dict):
        return {name: _without(part, secret) for name, part in value.items()}
    if isinstance(value, list):
        return [_without(part, secret) for part in value if not _names_secret(part, secret)]
    return None if isinstance(value, str) and value in secret else value


def _names_secret(part: JsonValue, secret: set[str]) -> bool:
    values = part.values() if isinstance(part, dict) else [part]
    return any(isinstance(value, str) and value in secret for value in values)
