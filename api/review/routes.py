from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.auth.deps import Checker, Reader, Reporter
from api.claims import service as claims
from api.claims.entries import ClaimIn, ClaimPatch, UnitQuery
from api.claims.placing import OffsetOutside, QuoteAmbiguous, QuoteNotFound
from api.claims.service import ClaimTaken, IllegalState, NoSuchClaim
from api.doors import ClaimPath, Conditional, IfMatch, Posting, Reading, Writing, added, kept, show
from api.events import service as events
from api.events.schemas import EventPage, HistoryQuery
from api.paging import Page
from api.problems import Invalid, refusals
from api.reading import Document
from api.review import service
from api.review.moves import IllegalMove
from api.review.rules import RuleNotMet
from api.review.schemas import (
    ClaimWhole,
    MovesOfClaim,
    MoveTable,
    VerdictFilter,
    VerdictIn,
    VerdictOut,
)
from api.review.service import NotAsked, NotKept

claims_router = APIRouter(prefix="/claims", tags=["claims"])
router = APIRouter(tags=["review"])

_PLACING = (Invalid, QuoteNotFound, QuoteAmbiguous, OffsetOutside)


@claims_router.post(
    "", status_code=201, response_model=ClaimWhole, responses=refusals(ClaimTaken, *_PLACING)
)
def add_claim(
    new: ClaimIn, unit: Annotated[UnitQuery, Query()], session: Posting, actor: Reporter
) -> Response:
    """Mark a claim in an article's newest draft, by offsets or by its words."""
    claim = claims.add(session, actor, new, unit.unit)
    made = service.shown(session, actor, claim, unit.unit)
    return added(session, made, f"/v1/claims/{claim.id}")


@claims_router.get(
    "/{claim_id}",
    response_model=ClaimWhole,
    responses=refusals(NoSuchClaim),
    dependencies=[Conditional],
)
def read_claim(
    request: Request,
    claim_id: ClaimPath,
    unit: Annotated[UnitQuery, Query()],
    session: Reading,
    actor: Reader,
) -> Response:
    """Read one claim whole: spans, attribution, sources, findings, all evidence."""
    return show(request, service.whole(session, actor, claim_id, unit.unit))


@claims_router.patch(
    "/{claim_id}",
    response_model=ClaimWhole,
    responses=refusals(NoSuchClaim, ClaimTaken, IllegalState, *_PLACING),
)
def edit_claim(
    claim_id: ClaimPath,
    changes: ClaimPatch,
    unit: Annotated[UnitQuery, Query()],
    session: Writing,
    actor: Reporter,
    expected: IfMatch,
) -> Response:
    """Change a claim: keep or drop a drafted one, reword it, anchor it anew, assign it.

    Other words, another statement or another attribution take its final findings back to
    `checking`; nothing else here does.
    """
    claim = claims.edit(session, actor, claim_id, expected, changes, unit.unit)
    return kept(session, service.shown(session, actor, claim, unit.unit))


@claims_router.get(
    "/{claim_id}/history",
    response_model=EventPage,
    responses=refusals(NoSuchClaim),
    dependencies=[Conditional],
)
def read_claim_history(
    request: Request,
    claim_id: ClaimPath,
    wanted: Annotated[HistoryQuery, Query()],
    session: Reading,
    actor: Reader,
) -> Response:
    """Read every change of a claim and of what hangs on it, oldest first: who, when, what."""
    claim = claims.get(session, actor, claim_id)
    return show(request, events.history(session, actor, claim.id, wanted.after, wanted.limit))


@router.get("/moves", response_model=MoveTable, dependencies=[Conditional])
def read_moves(request: Request, _: Reader) -> Response:
    """Read the life of a finding: from which status to which, and who may take it there."""
    return show(request, Document(service.table().model_dump_json(), 0))


@router.get(
    "/claims/{claim_id}/moves",
    response_model=MovesOfClaim,
    responses=refusals(NoSuchClaim),
    dependencies=[Conditional],
)
def read_claim_moves(
    request: Request, claim_id: ClaimPath, session: Reading, actor: Reader
) -> Response:
    """Say what you may do with each finding now, and what is missing for the rest."""
    found = service.moves(session, actor, claim_id)
    return show(request, Document(found.model_dump_json(), found.version))


@router.get(
    "/claims/{claim_id}/verdicts",
    response_model=Page[VerdictOut],
    responses=refusals(NoSuchClaim),
    dependencies=[Conditional],
)
def list_verdicts(
    request: Request,
    claim_id: ClaimPath,
    wanted: Annotated[VerdictFilter, Query()],
    session: Reading,
    actor: Reader,
) -> Response:
    """List all verdicts on a claim, oldest first, the machine's takings-back among them."""
    return show(request, service.verdicts(session, actor, claim_id, wanted))


@router.post(
    "/claims/{claim_id}/verdicts",
    status_code=201,
    response_model=VerdictOut,
    responses=refusals(NoSuchClaim, IllegalMove, RuleNotMet, NotAsked, NotKept),
)
def judge_claim(
    claim_id: ClaimPath, new: VerdictIn, session: Posting, actor: Checker, expected: IfMatch
) -> Response:
    """Judge one finding of a claim, citing the evidence that the verdict rests on.

    `If-Match` takes the claim's `ETag`: nobody judges what they have not read.
    """
    verdict = service.judge(session, actor, claim_id, expected, new)
    made = service.verdict_shown(session, actor, verdict)
    return added(session, made, f"/v1/claims/{claim_id}/verdicts")
