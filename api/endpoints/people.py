"""People, and who is asking."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.auth.schemas import IntegrationRef, PersonRef
from api.core.problems import problem_responses
from api.http.authorization import Admin, Reader
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    ReadContextDep,
    WriteSession,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import PersonPath
from api.http.query_parameters import from_query
from api.http.responses import created, ok, stored
from api.people import service
from api.people.schemas import (
    Me,
    PersonFilter,
    PersonIn,
    PersonOut,
    PersonPatch,
)
from api.people.service import LastAdmin, NoSuchPerson, PersonTaken
from api.queries.documents import document_from_json, reload_document
from api.queries.pagination import Page

router = versioned_router("people")


@router.get("/me", response_model=Me)
async def read_me(request: Request, context: ReadContextDep, actor: Reader) -> Response:
    """Read who you are, by this key, and what you may do."""
    person, via = actor.person, actor.via
    me = Me(
        person=PersonRef(id=person.id, name=person.name) if person else None,
        via=IntegrationRef(id=via.id, name=via.name) if via else None,
        role=person.role if person else None,
        permissions=sorted(actor.permissions),
    )
    return ok(request, context, document_from_json(actor, me.model_dump_json()))


@router.get("/people", response_model=Page[PersonOut])
async def list_people(
    request: Request,
    filters: Annotated[PersonFilter, from_query(PersonFilter)],
    context: ReadContextDep,
) -> Response:
    """List the people of the desk, oldest first."""
    return ok(request, context, await service.list_people(context, filters))


@router.post(
    "/people", status_code=201, response_model=PersonOut, responses=problem_responses(PersonTaken)
)
@in_transaction
def add_person(new: PersonIn, session: IdempotentWrite, actor: Admin) -> Response:
    """Add a person to the desk. They authenticate with their own key or through an integration."""
    person = service.add(session, actor, new)
    document = reload_document(session, actor, PersonOut, person.pk)
    return created(session, document, f"/v1/people/{person.id}")


@router.get(
    "/people/{person_id}",
    response_model=PersonOut,
    responses=problem_responses(NoSuchPerson),
)
async def read_person(request: Request, person_id: PersonPath, context: ReadContextDep) -> Response:
    """Read one person."""
    return ok(request, context, await service.read(context, person_id))


@router.patch(
    "/people/{person_id}",
    response_model=PersonOut,
    responses=problem_responses(NoSuchPerson, PersonTaken, LastAdmin),
)
@in_transaction
def edit_person(
    person_id: PersonPath,
    changes: PersonPatch,
    session: WriteSession,
    actor: Admin,
    expected: IfMatch,
) -> Response:
    """Change a person's name or role, or switch all their keys off with `active: false`."""
    return stored(session, service.edit(session, actor, person_id, expected, changes))
