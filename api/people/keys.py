"""API keys: make, revoke and resolve them to the person or integration that they belong to."""

import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Select, select, true
from sqlmodel import SQLModel, col

from api.auth.access import Actor, Party, Role
from api.auth.models import ApiKey, Integration
from api.core.ids import has_id_shape
from api.core.preconditions import ExpectedVersion
from api.core.problems import Forbidden, Invalid, NotFound, Unauthenticated, error_at
from api.ledger import service as ledger
from api.people import service as people
from api.people.schemas import KeyIn, KeyOut
from api.queries.contexts import LedgerPosition, ReadContext
from api.queries.documents import Document, read_document
from api.queries.ledger_positions import HEAD_POSITION, desk_position
from api.queries.pagination import PageQuery, PageResult, read_page
from api.storage.async_reads import AsyncReader
from api.storage.database import HeadRow, Read, Write
from api.storage.statements import param

PREFIX = "claimdesk_"


class NoSuchKey(NotFound):
    """No key has this id."""


_KEYS, _PEOPLE, _PROGRAMS = (
    SQLModel.metadata.tables[name] for name in ("api_key", "person", "integration")
)
_OWNER = [_PEOPLE.c[name] for name in ("pk", "id", "name", "role", "active")]
_KEY = (
    select(
        _KEYS.c.pk,
        _KEYS.c.role,
        _PROGRAMS.c.pk,
        _PROGRAMS.c.id,
        _PROGRAMS.c.name,
        *_OWNER,
        *HEAD_POSITION,
    )
    .outerjoin_from(_KEYS, _PEOPLE, _PEOPLE.c.pk == _KEYS.c.person_pk)
    .outerjoin(_PROGRAMS, _PROGRAMS.c.pk == _KEYS.c.integration_pk)
    .join(HeadRow, true())
    .where(_KEYS.c.digest == param("digest"), _KEYS.c.revoked_at.is_(None))
)
_MEANT: Select[Any] = select(*_OWNER).where(
    (_PEOPLE.c.id == param("name")) | (_PEOPLE.c.external_id == param("name"))
)


class Caller(NamedTuple):
    """Who asks, where the desk stood at that moment, and by which key."""

    actor: Actor
    desk: LedgerPosition | None = None
    key: int | None = None


async def recognise(reader: AsyncReader, secret: str, acting_for: str | None) -> Caller:
    """Find the actor of a key, or raise `Unauthenticated`."""
    digest = sha256(secret.encode("utf-8", "replace")).digest()
    for row in await reader.rows(_KEY, {"digest": digest}):
        key, role, via, owner, desk = row[0], Role(row[1]), row[2:5], row[5:10], row[10:]
        if via[0] is not None:
            actor = await _on_behalf(reader, Party(via[0], via[1], via[2], role), acting_for)
        elif acting_for is not None:
            raise Forbidden("Claimdesk-Person is for integrations; this key is a person's own.")
        else:
            actor = Actor(person=_party(owner, role))
        return Caller(actor, LedgerPosition(*desk), key)
    raise Unauthenticated("This key is unknown or revoked; ask an admin for a new one.")


async def _on_behalf(looks: AsyncReader, via: Party, acting_for: str | None) -> Actor:
    if acting_for is None:
        return Actor(person=None, via=via)
    for person in await looks.rows(_MEANT, {"name": acting_for}):
        return Actor(person=_party(person), via=via)
    raise Invalid(
        "Claimdesk-Person names nobody at this desk.",
        errors=error_at("header", "Claimdesk-Person", message="The id or external_id of a person."),
    )


def _party(owner: Sequence[Any], most: Role = Role.admin) -> Party:
    pk, person_id, name, role, active = owner
    return people.party(pk, person_id, name, role, active=bool(active), most=most)


def add_key(session: Write, actor: Actor, new: KeyIn) -> tuple[ApiKey, str]:
    """Make a key; its secret is returned here and kept nowhere."""
    person = (
        people.PEOPLE.named(session, actor, new.person, "body", "person") if new.person else None
    )
    program = _integration(session, new.integration) if new.integration else None
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        id=session.new_id("key"),
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
    ledger.record(
        session, actor, "key.added", key.id, after={"owner": owner, "role": new.role.value}
    )
    return key, secret


def _integration(session: Write, name: str) -> Integration:
    integration = session.scalars(
        select(Integration).where(col(Integration.name) == name)
    ).one_or_none()
    if integration is None:
        integration = Integration(id=session.new_id("integration"), name=name)
        session.add(integration)
        session.flush()
    return integration


async def keys(context: ReadContext, filters: PageQuery) -> PageResult:
    return await read_page(
        context, KeyOut, KeyOut.select(), ("keys", filters, await desk_position(context))
    )


async def read_key(context: ReadContext, key_id: str) -> Document:
    return await read_document(context, KeyOut, key_id, NoSuchKey)


def revoke(session: Write, actor: Actor, key_id: str, expected: ExpectedVersion) -> None:
    """Revoke a key, from the next request on; revoking it again changes nothing."""
    key = _key(session, key_id)
    expected.check(key.version)
    if key.revoked_at is None:
        key.revoked_at, key.version = session.now, key.version + 1
        ledger.record(session, actor, "key.revoked", key.id)


def _key(session: Read, key_id: str) -> ApiKey:
    key = None
    if has_id_shape("key", key_id):
        key = session.scalars(select(ApiKey).where(col(ApiKey.id) == key_id)).one_or_none()
    if key is None:
        raise NoSuchKey(f"There is no key {key_id}.")
    return key
