from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.auth.deps import Reader
from api.doors import Conditional, Reading, show
from api.events import service
from api.events.schemas import EventFilter, EventPage, Head
from api.reading import Document

router = APIRouter(prefix="/events", tags=["ledger"])


@router.get("", response_model=EventPage, dependencies=[Conditional])
def list_events(
    request: Request, wanted: Annotated[EventFilter, Query()], session: Reading, actor: Reader
) -> Response:
    """Read the ledger, oldest first: every change of everything that you may know of.

    To follow changes, ask again with `after` set to the last `seq` that you have.
    """
    return show(request, service.page(session, actor, wanted))


@router.get("/head", response_model=Head, dependencies=[Conditional])
def read_ledger_head(request: Request, session: Reading, _: Reader) -> Response:
    """Read the newest line's sequence and hash, to keep as a checkpoint outside the desk."""
    head = service.newest(session)
    return show(request, Document(head.model_dump_json(), head.seq))
