"""The ledger, line by line, and its newest line."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.http.dependencies import Reading, room
from api.http.query_parameters import asked
from api.http.responses import show
from api.ledger import service
from api.ledger.schemas import EventFilter, EventPage, Head

router = room("ledger", "/events")


@router.get("", response_model=EventPage)
async def list_events(
    request: Request, wanted: Annotated[EventFilter, asked(EventFilter)], look: Reading
) -> Response:
    """Read the ledger, oldest first: every change of everything that you may know of.

    To follow changes, ask again with `after` set to the last `seq` that you have.
    """
    return show(request, look, await service.page(look, wanted))


@router.get("/head", response_model=Head)
async def read_ledger_head(request: Request, look: Reading) -> Response:
    """Read the newest line's sequence and hash, to keep as a checkpoint outside the desk."""
    return show(request, look, await service.newest(look))
