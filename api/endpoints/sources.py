"""Sources: documents, interviews, data sets and anything else that claims rest on."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.core.problems import problem_responses
from api.evidence import service as evidence
from api.http.authorization import Reporter
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    ReadContextDep,
    WriteSession,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import SourcePath
from api.http.query_parameters import from_query
from api.http.responses import created, no_content, ok, stored
from api.queries.pagination import Page
from api.sources import service
from api.sources.schemas import SourceFilter, SourceIn, SourceOut, SourcePatch
from api.sources.service import NoSuchSource, SourceInUse, SourceTaken

router = versioned_router("sources", "/sources")


@router.get("", response_model=Page[SourceOut])
async def list_sources(
    request: Request,
    filters: Annotated[SourceFilter, from_query(SourceFilter)],
    context: ReadContextDep,
) -> Response:
    """Find sources by title, publisher, author or url, or list them, oldest first."""
    return ok(request, context, await service.list_sources(context, filters))


@router.post(
    "", status_code=201, response_model=SourceOut, responses=problem_responses(SourceTaken)
)
@in_transaction
def add_source(new: SourceIn, session: IdempotentWrite, actor: Reporter) -> Response:
    """Add a document, statement, interview, recording, dataset, post or book."""
    source = service.add(session, actor, new)
    return created(session, service.reload(session, actor, source), f"/v1/sources/{source.id}")


@router.get(
    "/{source_id}",
    response_model=SourceOut,
    responses=problem_responses(NoSuchSource),
)
async def read_source(request: Request, source_id: SourcePath, context: ReadContextDep) -> Response:
    """Read one source."""
    return ok(request, context, await service.read(context, source_id))


@router.delete(
    "/{source_id}", status_code=204, responses=problem_responses(NoSuchSource, SourceInUse)
)
@in_transaction
def delete_source(
    source_id: SourcePath, session: WriteSession, actor: Reporter, expected: IfMatch
) -> Response:
    """Delete a source that nothing rests on."""
    service.remove(session, actor, source_id, expected)
    return no_content()


@router.patch(
    "/{source_id}",
    response_model=SourceOut,
    responses=problem_responses(NoSuchSource, SourceTaken),
)
@in_transaction
def edit_source(
    source_id: SourcePath,
    changes: SourcePatch,
    session: WriteSession,
    actor: Reporter,
    expected: IfMatch,
) -> Response:
    """Change a source.

    Another origin, or a retraction, takes the findings that cite it back to `checking`; a typo in
    the title does not.
    """
    return stored(session, evidence.edit_source(session, actor, source_id, expected, changes))
