"""The ledger: its lines, and its newest line."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.http.dependencies import ReadContextDep, versioned_router
from api.http.query_parameters import from_query
from api.http.responses import ok
from api.ledger import service
from api.ledger.schemas import EventFilter, EventPage, Head

router = versioned_router("ledger", "/events")


@router.get("", response_model=EventPage)
async def list_events(
    request: Request,
    filters: Annotated[EventFilter, from_query(EventFilter)],
    context: ReadContextDep,
) -> Response:
    """Read the ledger, oldest first: every change of everything that you can see.

    To follow changes, ask again with `after` set to the last `seq` that you have.
    """
    return ok(request, context, await service.page(context, filters))


@router.get("/head", response_model=Head)
async def read_ledger_head(request: Request, context: ReadContextDep) -> Response:
    """Read the newest line's sequence and hash, to keep as a checkpoint outside the desk."""
    return ok(request, context, await service.newest(context))
