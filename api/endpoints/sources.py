"""Documents, interviews, data sets and what else claims rest on."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.core.problems import refusals
from api.evidence import service as evidence
from api.http.authorization import Reporter
from api.http.dependencies import IfMatch, Posting, Reading, Writing, room, writes
from api.http.path_parameters import SourcePath
from api.http.query_parameters import asked
from api.http.responses import added, gone, kept, show
from api.queries.pagination import Page
from api.sources import service
from api.sources.schemas import SourceFilter, SourceIn, SourceOut, SourcePatch
from api.sources.service import NoSuchSource, SourceInUse, SourceTaken

router = room("sources", "/sources")


@router.get("", response_model=Page[SourceOut])
async def list_sources(
    request: Request, wanted: Annotated[SourceFilter, asked(SourceFilter)], look: Reading
) -> Response:
    """Find sources by title, publisher, author or url, or list them, oldest first."""
    return show(request, look, await service.listed(look, wanted))


@router.post("", status_code=201, response_model=SourceOut, responses=refusals(SourceTaken))
@writes
def add_source(new: SourceIn, session: Posting, actor: Reporter) -> Response:
    """Add a document, statement, interview, recording, dataset, post or book."""
    source = service.add(session, actor, new)
    return added(session, service.shown(session, actor, source), f"/v1/sources/{source.id}")


@router.get(
    "/{source_id}",
    response_model=SourceOut,
    responses=refusals(NoSuchSource),
)
async def read_source(request: Request, source_id: SourcePath, look: Reading) -> Response:
    """Read one source."""
    return show(request, look, await service.read(look, source_id))


@router.delete("/{source_id}", status_code=204, responses=refusals(NoSuchSource, SourceInUse))
@writes
def delete_source(
    source_id: SourcePath, session: Writing, actor: Reporter, expected: IfMatch
) -> Response:
    """Delete a source that nothing rests on."""
    service.delete(session, actor, source_id, expected)
    return gone()


@router.patch(
    "/{source_id}",
    response_model=SourceOut,
    responses=refusals(NoSuchSource, SourceTaken),
)
@writes
def edit_source(
    source_id: SourcePath,
    changes: SourcePatch,
    session: Writing,
    actor: Reporter,
    expected: IfMatch,
) -> Response:
    """Change a source.

    Another origin, or a retraction, takes the findings that cite it back to `checking`; a typo in
    the title does not.
    """
    return kept(session, evidence.edit_source(session, actor, source_id, expected, changes))
