from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.auth.deps import Reporter
from api.doors import (
    IfMatch,
    Posting,
    Reading,
    SourcePath,
    Writing,
    added,
    gone,
    room,
    show,
    writes,
)
from api.paging import Page
from api.parameters import asked
from api.problems import refusals
from api.sources import service
from api.sources.schemas import SourceFilter, SourceIn, SourceOut
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
