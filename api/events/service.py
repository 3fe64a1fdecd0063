"""Write to the ledger inside the caller's transaction, and read what may be read of it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from pydantic import JsonValue, TypeAdapter
from pydantic_core import to_jsonable_python
from sqlalchemy import Select, inspect
from sqlmodel import SQLModel, col, select

from api import ids, visibility
from api.auth.access import Actor
from api.auth.models import Integration, Person
from api.auth.schemas import IntegrationRef, PersonRef
from api.db import Head as Newest
from api.db import Read, Versioned, Write
from api.events import chain
from api.events.models import Event
from api.events.schemas import ActorOut, EventFilter, EventOut, Head
from api.paging import Found

_SUBJECTS = [SQLModel.metadata.tables["event"].c[name] for name in ("subject", "claim")]
_CHANGE = TypeAdapter(dict[str, JsonValue])


@dataclass(frozen=True, slots=True)
class Of:
    """What a line's subject belongs to, by id."""

    article: str | None = None
    claim: str | None = None


NOTHING = Of()


def record(
    session: Write,
    actor: Actor,
    action: str,
    subject: str,
    of: Of = NOTHING,
    *,
    before: JsonValue = None,
    after: JsonValue = None,
) -> None:
    """Add one line; rolled back work leaves none.

    `before` and `after` name speakers, sources, evidence and people by id alone, so that a
    reader who may not know of one does not meet it here either.
    """
    head = session.head
    at = session.now.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    person = actor.person.id if actor.person else None
    via = actor.via.id if actor.via else None
    change, salt = chain.canonical({"before": before, "after": after}), secrets.token_bytes(16)
    leaf = chain.leaf_of(salt, change)
    said: list[JsonValue] = [head.seq + 1, at, person, via, action, subject, of.article, of.claim]
    head.seq, head.hash = head.seq + 1, chain.link(head.hash, said, leaf)
    head.at = session.now
    session.add(
        Event(
            seq=head.seq,
            at=at,
            person=person,
            via=via,
            action=action,
            subject=subject,
            article=of.article,
            claim=of.claim,
            change=change,
            salt=salt,
            leaf=leaf,
            hash=head.hash,
        )
    )


def change(
    session: Write,
    actor: Actor,
    action: str,
    row: Versioned,
    wanted: Mapping[str, object],
    of: Of = NOTHING,
    hanging: tuple[dict[str, JsonValue], dict[str, JsonValue]] | None = None,
) -> set[str]:
    """Set the columns that differ, count the change and record it; return their names.

    `hanging` is what hung on the row before and what hangs on it now, told in the same line.
    """
    was = {name: getattr(row, name) for name in wanted}
    changed = {name for name in wanted if was[name] != wanted[name]}
    for name in changed:
        setattr(row, name, wanted[name])
    before = _told(session, row, {name: was[name] for name in sorted(changed)})
    after = _told(session, row, {name: wanted[name] for name in sorted(changed)})
    old, new = hanging or ({}, {})
    before |= {name: old[name] for name in old if old[name] != new[name]}
    after |= {name: new[name] for name in new if old[name] != new[name]}
    if after:
        session.touch(row)
        record(session, actor, action, row.id, of, before=before, after=after)
    return changed


def _told(session: Read, row: Versioned, columns: Mapping[str, object]) -> dict[str, JsonValue]:
    """Say columns as the ledger does: what a key points to, by its id."""
    table, said = inspect(type(row)).local_table, dict[str, object]()
    for name, value in columns.items():
        targets = [key.column.table for key in table.c[name].foreign_keys]
        if not targets:
            said[name] = value
        elif value is None:
            said[name.removesuffix("_pk")] = None
        else:
            found = select(targets[0].c.id).where(targets[0].c.pk == value)
            said[name.removesuffix("_pk")] = session.execute(found).scalar_one()
    return plain(said)


def plain(said: Mapping[str, object]) -> dict[str, JsonValue]:
    """Say values as JSON does: times and words as text."""
    return _CHANGE.validate_python(to_jsonable_python(said))


def page(session: Read, viewer: Actor, wanted: EventFilter) -> Found:
    """List the lines that the viewer may know of, oldest first."""
    statement = select(Event)
    columns = {
        col(Event.article): wanted.article,
        col(Event.subject): wanted.subject,
        col(Event.action): wanted.action,
    }
    for column, values in columns.items():
        if values:
            statement = statement.where(column.in_(values))
    if wanted.actor:
        either = col(Event.person).in_(wanted.actor) | col(Event.via).in_(wanted.actor)
        statement = statement.where(either)
    return _read(session, viewer, statement, wanted.after, wanted.limit)


def history(session: Read, viewer: Actor, claim: str, after: int, limit: int) -> Found:
    """List what was done to one claim and to all that hangs on it, oldest first."""
    mine = (col(Event.subject) == claim) | (col(Event.claim) == claim)
    return _read(session, viewer, select(Event).where(mine), after, limit)


def newest(session: Read) -> Head:
    head = session.exec(select(Newest)).one()
    return Head(seq=head.seq, hash=head.hash.hex(), at=head.at)


def _read(session: Read, viewer: Actor, statement: Select[Any], after: int, limit: int) -> Found:
    seen = visibility.nothing_hidden(*_SUBJECTS)
    statement = statement.where(col(Event.seq) > after, seen).order_by(col(Event.seq))
    found = session.execute(statement.limit(limit + 1), visibility.values(viewer)).scalars().all()
    lines = found[:limit]
    people = _names(session, lines)
    named = {name for line in lines for name in ids.ANY.findall(line.change or "")}
    secret = visibility.hidden(session, viewer, named)
    items = [_out(line, people, secret).model_dump_json() for line in lines]
    return Found(items, str(lines[-1].seq) if len(found) > limit else None)


def _names(session: Read, lines: Sequence[Event]) -> dict[str, str]:
    actors = {line.person for line in lines} | {line.via for line in lines}
    people = select(Person.id, Person.name).where(col(Person.id).in_(actors))
    programs = select(Integration.id, Integration.name).where(col(Integration.id).in_(actors))
    return {one: name for found in (people, programs) for one, name in session.exec(found)}


def _out(line: Event, names: dict[str, str], secret: set[str]) -> EventOut:
    change = _CHANGE.validate_json(line.change) if line.change else {}
    person = PersonRef(id=line.person, name=names[line.person]) if line.person else None
    via = IntegrationRef(id=line.via, name=names[line.via]) if line.via else None
    return EventOut(
        seq=line.seq,
        at=line.at,
        actor=ActorOut(person=person, via=via),
        action=line.action,
        subject=line.subject,
        article=line.article,
        claim=line.claim,
        before=_without(change.get("before"), secret),
        after=_without(change.get("after"), secret),
    )


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
