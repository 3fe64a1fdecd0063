"""Who works at the desk, and by which keys they come in."""

import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic import JsonValue
from sqlmodel import col, select

from api import visibility
from api.auth.access import Actor, Party, Permission, Role
from api.auth.models import ApiKey, Integration, Kept, Person
from api.db import Read, Write
from api.events import service as events
from api.events.service import NOTHING, Of
from api.ids import shaped
from api.paging import Found, Paged, Question, page
from api.people.schemas import (
    KeyIn,
    KeyOut,
    PersonFilter,
    PersonIn,
    PersonOut,
    PersonPatch,
)
from api.problems import Conflict, Forbidden, Invalid, NotFound, Unauthenticated, at
from api.reading import Document, fresh
from api.versions import Expected

PREFIX = "claimdesk_"


class NoSuchPerson(NotFound):
    """No person has this id."""


class NoSuchKey(NotFound):
    """No key has this id."""


class PersonTaken(Conflict):
    """Somebody else has this `external_id`; the answer names them."""


class LastAdmin(Conflict):
    """A desk needs at least one active admin, or nobody could make keys."""


def recognise(session: Read, secret: str, acting_for: str | None) -> Actor:
    """Find who stands behind a key, or raise `Unauthenticated`."""
    digest = sha256(secret.encode("utf-8", "replace")).digest()
    key = session.exec(select(ApiKey).where(ApiKey.digest == digest)).one_or_none()
    if key is None or key.revoked_at is not None:
        raise Unauthenticated("This key is unknown or revoked; ask an admin for a new one.")
    if key.person_pk is not None:
        if acting_for is not None:
            raise Forbidden("Claimdesk-Person is for integrations; this key is a person's own.")
        return Actor(person=_person(session.get_one(Person, key.person_pk), most=key.role))
    program = session.get_one(Integration, key.integration_pk)
    via = Party(program.pk or 0, program.id, program.name, key.role)
    if acting_for is None:
        return Actor(person=None, via=via)
    named = (col(Person.id) == acting_for) | (col(Person.external_id) == acting_for)
    person = session.exec(select(Person).where(named)).first()
    if person is None:
        raise Invalid(
            "Claimdesk-Person names nobody at this desk.",
            errors=at("header", "Claimdesk-Person", message="The id or external_id of a person."),
        )
    return Actor(person=_person(person, most=Role.admin), via=via)


def _person(person: Person, most: Role) -> Party:
    if not person.active:
        raise Unauthenticated(f"{person.name}'s keys no longer work; ask an admin.")
    role = min(person.role, most, key=list(Role).index)
    return Party(person.pk or 0, person.id, person.name, role)


def standing_for(person: Person) -> Actor:
    """The actor that a person is, without any key: for the command line."""
    return Actor(person=_person(person, most=Role.admin))


def somebody(session: Write, name: str, role: Role) -> Person:
    """Find the person of this name (or `external_id`), or add one with this role."""
    named = (col(Person.name) == name) | (col(Person.external_id) == name)
    found = session.exec(select(Person).where(named).order_by(col(Person.pk))).first()
    return found or add(session, Actor(None), PersonIn(name=name, role=role))


def get(session: Read, person_id: str) -> Person:
    person = None
    if shaped("person", person_id):
        person = session.exec(select(Person).where(Person.id == person_id)).one_or_none()
    if person is None:
        raise NoSuchPerson(f"There is no person {person_id}.")
    return person


def named(session: Read, person_id: str, *where: str | int) -> Person:
    """Find a person whom a body names, or say where it is wrong."""
    try:
        return get(session, person_id)
    except NoSuchPerson as nobody:
        message = "There is no such person; GET /v1/people lists them."
        raise Invalid(nobody.detail, errors=at(*where, message=message)) from nobody


def read(session: Read, viewer: Actor, person_id: str) -> Document:
    return fresh(session, viewer, PersonOut, get(session, person_id).pk)


def people(session: Read, viewer: Actor, wanted: PersonFilter) -> Found:
    statement = PersonOut.select()
    if wanted.external_id is not None:
        statement = statement.where(col(Person.external_id) == wanted.external_id)
    if wanted.active is not None:
        statement = statement.where(col(Person.active) == wanted.active)
    question = Question("people", wanted, viewer, session.secret)
    return page(session, PersonOut, statement, question)


def add(session: Write, actor: Actor, new: PersonIn) -> Person:
    _free(session, new.external_id)
    person = Person(
        id=session.mint("person"),
        created_at=session.now,
        updated_at=session.now,
        **new.model_dump(),
    )
    session.add(person)
    session.flush()
    events.record(session, actor, "person.added", person.id, after=new.model_dump(mode="json"))
    return person


def edit(
    session: Write, actor: Actor, person_id: str, expected: Expected, changes: PersonPatch
) -> Document:
    person = get(session, person_id)
    expected.meets(person.version)
    wanted = changes.model_dump()
    if wanted.get("external_id", person.external_id) != person.external_id:
        _free(session, wanted["external_id"])
    events.change(session, actor, "person.edited", person, wanted)
    session.flush()
    _keep_an_admin(session)
    return fresh(session, actor, PersonOut, person.pk)


def restrict(session: Write, actor: Actor, row: Kept, visible_to: list[str] | None) -> None:
    """Set who may know of `row` (`None`: everybody).

    Only whoever made it, or an editor, may: anybody else could shut themselves out.
    """
    if actor.person_pk != row.created_by_pk:
        actor.needs(Permission.edit, "say who may know of what another has made")
    persons = None
    if visible_to is not None:
        found = [named(session, one, "body", "visible_to", n) for n, one in enumerate(visible_to)]
        persons = [person.pk for person in found if person.pk]
    row.restricted = visibility.restrict(session, row.id, persons)


def edit_restriction(
    session: Write, actor: Actor, row: Kept, changes: Mapping[str, Any], of: Of = NOTHING
) -> None:
    """Apply a patch's `visible_to`, if it is there and says something new."""
    if "visible_to" not in changes:
        return
    was, wanted = (
        visibility.granted(session, row.id) if row.restricted else None,
        changes["visible_to"],
    )
    if was == (None if wanted is None else sorted(set(wanted))):
        return
    restrict(session, actor, row, wanted)
    session.touch(row)
    before: JsonValue = {"visible_to": None if was is None else [*was]}
    events.record(
        session, actor, "visibility.edited", row.id,
        of, before=before, after={"visible_to": wanted},
    )  # fmt: skip


def _free(session: Read, external_id: str | None) -> None:
    if external_id is None:
        return
    taken = session.exec(select(Person).where(Person.external_id == external_id)).one_or_none()
    if taken:
        raise PersonTaken(f"{taken.name} has the external_id {external_id}.", person=taken.id)


def _keep_an_admin(session: Read) -> None:
    admins = select(Person.pk).where(Person.role == Role.admin, col(Person.active))
    keys = session.exec(select(ApiKey.pk).where(ApiKey.role == Role.admin).limit(1)).first()
    if keys is not None and session.exec(admins.limit(1)).first() is None:
        raise LastAdmin("This would leave the desk without an active admin.")


def add_key(session: Write, actor: Actor, new: KeyIn) -> tuple[ApiKey, str]:
    """Make a key; its secret is returned here and kept nowhere."""
    person = named(session, new.person, "body", "person") if new.person else None
    program = _integration(session, new.integration) if new.integration else None
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        id=session.mint("key"),
        digest=sha256(secret.encode()).digest(),
        hint=secret[-4:],
        label=new.label,
        role=new.role,
        person_pk=person.pk if person else None,
        integration_pk=program.pk if program else None,
        created_at=session.now,
    )
    session.add(key)
    session.flush()
    owner = person.id if person else program.id if program else None
    events.record(
        session, actor, "key.added", key.id, after={"owner": owner, "role": new.role.value}
    )
    return key, secret


def _integration(session: Write, name: str) -> Integration:
    found = session.exec(select(Integration).where(Integration.name == name)).one_or_none()
    if found is None:
        found = Integration(id=session.mint("integration"), name=name)
        session.add(found)
        session.flush()
    return found


def keys(session: Read, viewer: Actor, wanted: Paged) -> Found:
    question = Question("keys", wanted, viewer, session.secret)
    return page(session, KeyOut, KeyOut.select(), question)


def read_key(session: Read, viewer: Actor, key_id: str) -> Document:
    return fresh(session, viewer, KeyOut, _key(session, key_id).pk)


def revoke(session: Write, actor: Actor, key_id: str, expected: Expected) -> None:
    """Revoke a key, from the next request on; revoking it again changes nothing."""
    key = _key(session, key_id)
    expected.meets(key.version)
    if key.revoked_at is None:
        key.revoked_at, key.version = session.now, key.version + 1
        events.record(session, actor, "key.revoked", key.id)


def _key(session: Read, key_id: str) -> ApiKey:
    key = None
    if shaped("key", key_id):
        key = session.exec(select(ApiKey).where(ApiKey.id == key_id)).one_or_none()
    if key is None:
        raise NoSuchKey(f"There is no key {key_id}.")
    return key
