"""People, their keys, and who is asking."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.auth.schemas import IntegrationRef, PersonRef
from api.core.problems import refusals
from api.http.authorization import Admin, Reader
from api.http.dependencies import IfMatch, Posting, Reading, Writing, room, writes
from api.http.path_parameters import KeyPath, PersonPath
from api.http.query_parameters import asked
from api.http.responses import added, gone, kept, secret, show
from api.people import keys, service
from api.people.keys import NoSuchKey
from api.people.schemas import (
    KeyIn,
    KeyOut,
    KeyShown,
    Me,
    PersonFilter,
    PersonIn,
    PersonOut,
    PersonPatch,
)
from api.people.service import LastAdmin, NoSuchPerson, PersonTaken
from api.queries.documents import Document, fresh, told
from api.queries.pagination import Page, Paged
from api.storage.idempotency import ShownOnce

router = room("people")


@router.get("/me", response_model=Me)
async def read_me(request: Request, look: Reading, actor: Reader) -> Response:
    """Say whom this key stands for, and what they may do."""
    person, via = actor.person, actor.via
    me = Me(
        person=PersonRef(id=person.id, name=person.name) if person else None,
        via=IntegrationRef(id=via.id, name=via.name) if via else None,
        role=person.role if person else None,
        permissions=sorted(actor.permissions),
    )
    return show(request, look, told(actor, me.model_dump_json()))


@router.get("/people", response_model=Page[PersonOut])
async def list_people(
    request: Request, wanted: Annotated[PersonFilter, asked(PersonFilter)], look: Reading
) -> Response:
    """List the people of the desk, oldest first."""
    return show(request, look, await service.people(look, wanted))


@router.post("/people", status_code=201, response_model=PersonOut, responses=refusals(PersonTaken))
@writes
def add_person(new: PersonIn, session: Posting, actor: Admin) -> Response:
    """Add somebody to the desk; they come in by a key of their own or via an integration."""
    person = service.add(session, actor, new)
    made = fresh(session, actor, PersonOut, person.pk)
    return added(session, made, f"/v1/people/{person.id}")


@router.get(
    "/people/{person_id}",
    response_model=PersonOut,
    responses=refusals(NoSuchPerson),
)
async def read_person(request: Request, person_id: PersonPath, look: Reading) -> Response:
    """Read one person."""
    return show(request, look, await service.read(look, person_id))


@router.patch(
    "/people/{person_id}",
    response_model=PersonOut,
    responses=refusals(NoSuchPerson, PersonTaken, LastAdmin),
)
@writes
def edit_person(
    person_id: PersonPath, changes: PersonPatch, session: Writing, actor: Admin, expected: IfMatch
) -> Response:
    """Change a person's name or role, or switch all their keys off with `active: false`."""
    return kept(session, service.edit(session, actor, person_id, expected, changes))


@router.get("/keys", response_model=Page[KeyOut])
async def list_keys(
    request: Request, wanted: Annotated[Paged, asked(Paged)], look: Reading, _: Admin
) -> Response:
    """List all keys, revoked ones too, oldest first; never their secrets."""
    return show(request, look, await keys.keys(look, wanted))


@router.post("/keys", status_code=201, response_model=KeyShown, responses=refusals(ShownOnce))
@writes
def add_key(new: KeyIn, session: Posting, actor: Admin) -> Response:
    """Make a key. Its secret is shown in this answer, and never again."""
    key, shown = keys.add_key(session, actor, new)
    made = fresh(session, actor, KeyOut, key.pk)
    text = KeyShown(**KeyOut.model_validate_json(made.json).model_dump(), key=shown)
    return secret(session, Document(text.model_dump_json(), made.tag), f"/v1/keys/{key.id}")


@router.get(
    "/keys/{key_id}",
    response_model=KeyOut,
    responses=refusals(NoSuchKey),
)
async def read_key(request: Request, key_id: KeyPath, look: Reading, _: Admin) -> Response:
    """Read about one key, without its secret."""
    return show(request, look, await keys.read_key(look, key_id))


@router.delete("/keys/{key_id}", status_code=204, responses=refusals(NoSuchKey))
@writes
def revoke_key(key_id: KeyPath, session: Writing, actor: Admin, expected: IfMatch) -> Response:
    """Revoke a key: from the next request on it opens nothing."""
    keys.revoke(session, actor, key_id, expected)
    return gone()
