"""Add, read and change people."""

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue
from sqlmodel import col, select

from api.auth.access import Actor, Party, Permission, Role
from api.auth.models import ApiKey, Person, RestrictableRow
from api.core.preconditions import ExpectedVersion
from api.core.problems import Conflict, NotFound, Unauthenticated
from api.ledger import service as ledger
from api.ledger.service import NO_SCOPE, EventScope
from api.people.schemas import (
    PersonFilter,
    PersonIn,
    PersonOut,
    PersonPatch,
)
from api.queries import visibility
from api.queries.contexts import ReadContext
from api.queries.documents import Document, read_document, reload_document
from api.queries.ledger_positions import desk_position
from api.queries.lists import ListQuery
from api.queries.pagination import PageResult
from api.queries.resources import NOBODY, Resource
from api.storage.database import Read, Write


class NoSuchPerson(NotFound):
    """No person has this id."""


class PersonTaken(Conflict):
    """Somebody else has this `external_id`; the answer names them."""


class LastAdmin(Conflict):
    """A desk needs at least one active admin, or keys could no longer be made."""


def standing_for(person: Person) -> Actor:
    """The actor that a person is, without any key: for the command line."""
    return Actor(person=party(person.pk, person.id, person.name, person.role, active=person.active))


_RANKS = {role: rank for rank, role in enumerate(Role)}


def party(
    pk: int | None, person_id: str, name: str, role: str, *, active: bool, most: Role = Role.admin
) -> Party:
    """What a person may, and at most that; refuses somebody who no longer works here."""
    if not active:
        raise Unauthenticated(f"{name}'s keys no longer work; ask an admin.")
    return Party(pk or 0, person_id, name, min(Role(role), most, key=_RANKS.__getitem__))


def somebody(session: Write, name: str, role: Role) -> Person:
    """Find the person of this name (or `external_id`), or add one with this role."""
    named = (col(Person.name) == name) | (col(Person.external_id) == name)
    person = session.exec(select(Person).where(named).order_by(col(Person.pk))).first()
    return person or add(session, Actor(None), PersonIn(name=name, role=role))


PEOPLE = Resource(Person, NoSuchPerson, "GET /v1/people lists them.", PersonTaken)


def get(session: Read, person_id: str) -> Person:
    """One person, or 404."""
    return PEOPLE.get(session, NOBODY, person_id)


def key(session: Write, person_id: str, *where: str | int) -> int:
    """The `pk` of the person that a request names at `where`, or 422."""
    return PEOPLE.key(session, NOBODY, person_id, *where)


async def read(context: ReadContext, person_id: str) -> Document:
    return await read_document(context, PersonOut, person_id, NoSuchPerson)


_LIST = ListQuery(PersonOut, PersonFilter)


async def list_people(context: ReadContext, filters: PersonFilter) -> PageResult:
    """List people."""
    return await _LIST.read(context, "people", filters, await desk_position(context))


def add(session: Write, actor: Actor, new: PersonIn) -> Person:
    PEOPLE.require_free(session, NOBODY, new.external_id)
    person = Person(
        id=session.new_id("person"),
        created_at=session.now,
        updated_at=session.now,
        **new.model_dump(),
    )
    session.add(person)
    session.flush()
    ledger.record(session, actor, "person.added", person.id, after=new.model_dump(mode="json"))
    return person


def edit(
    session: Write, actor: Actor, person_id: str, expected: ExpectedVersion, changes: PersonPatch
) -> Document:
    person = get(session, person_id)
    expected.check(person.version)
    columns = changes.model_dump()
    if columns.get("external_id", person.external_id) != person.external_id:
        PEOPLE.require_free(session, NOBODY, columns["external_id"])
    ledger.change(session, actor, "person.edited", person, columns)
    session.flush()
    _keep_an_admin(session)
    return reload_document(session, actor, PersonOut, person.pk)


def find_all(session: Write, visible_to: list[str] | None) -> list[int] | None:
    """Find the `pk`s of the people to whom something is visible; `None`: to everybody."""
    if visible_to is None:
        return None
    return [
        key(session, person_id, "body", "visible_to", n) for n, person_id in enumerate(visible_to)
    ]


def restrict(
    session: Write, actor: Actor, row: RestrictableRow, visible_to: list[str] | None
) -> None:
    """Set who can see `row` (`None`: everybody).

    Only its author or an editor may: others could shut themselves out.
    """
    if actor.person_pk != row.created_by_pk:
        actor.needs(Permission.edit, "change who can see what somebody else added")
    persons = find_all(session, visible_to)
    row.restricted = visibility.replace_grants(session, row.id, persons)


def edit_restriction(
    session: Write,
    actor: Actor,
    row: RestrictableRow,
    changes: Mapping[str, Any],
    scope: EventScope = NO_SCOPE,
) -> bool:
    """Apply a patch's `visible_to`; return whether it is there and says something new."""
    if "visible_to" not in changes:
        return False
    old_persons, new_persons = (
        visibility.granted_persons(session, row.id) if row.restricted else None,
        changes["visible_to"],
    )
    if old_persons == (None if new_persons is None else sorted(set(new_persons))):
        return False
    restrict(session, actor, row, new_persons)
    session.touch(row)
    before: JsonValue = {"visible_to": None if old_persons is None else [*old_persons]}
    ledger.record(
        session, actor, "visibility.edited", row.id,
        scope, before=before, after={"visible_to": new_persons},
    )  # fmt: skip
    return True


def _keep_an_admin(session: Read) -> None:
    admins = select(Person.pk).where(Person.role == Role.admin, col(Person.active))
    keys = session.exec(select(ApiKey.pk).where(ApiKey.role == Role.admin).limit(1)).first()
    if keys is not None and session.exec(admins.limit(1)).first() is None:
        raise LastAdmin("This would leave the desk without an active admin.")
