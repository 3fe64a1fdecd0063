from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.auth.deps import Checker, Reader, Reporter
from api.claims import adding
from api.claims import service as claims
from api.claims.adding import ClaimTaken
from api.claims.entries import ClaimIn, ClaimPatch, UnitQuery
from api.claims.placing import OffsetOutside, QuoteAmbiguous, QuoteNotFound
from api.claims.service import IllegalState, NoSuchClaim
from api.doors import (
    ClaimPath,
    IfMatch,
    Posting,
    Reading,
    Writing,
    added,
    database,
    kept,
    room,
    show,
    writes,
)
from api.events import service as events
from api.events.schemas import EventPage, HistoryQuery
from api.paging import Page
from api.parameters import asked
from api.problems import Invalid, refusals
from api.reading import told
from api.review import bulk, service
from api.review.bulk import BulkDone, BulkIn, BulkRefused
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

claims_router = room("claims", "/claims")
router = room("review")

_PLACING = (Invalid, QuoteNotFound, QuoteAmbiguous, OffsetOutside)


@claims_router.post(
    "", status_code=201, response_model=ClaimWhole, responses=refusals(ClaimTaken, *_PLACING)
)
@writes
def add_claim(
    new: ClaimIn, unit: Annotated[UnitQuery, asked(UnitQuery)], session: Posting, actor: Reporter
) -> Response:
    """Mark a claim in an article's newest draft, by offsets or by its words."""
    claim = adding.add(session, actor, new, unit.unit)
    made = service.shown(session, actor, claim.pk, unit.unit)
    return added(session, made, f"/v1/claims/{claim.id}")


@claims_router.post("/bulk", response_model=BulkDone, responses=refusals(BulkRefused))
@writes
def change_claims(wanted: BulkIn, session: Posting, actor: Reporter) -> Response:
    """Keep, drop, assign, date, tag or judge up to 200 claims at once, with an answer for each.

    Each item names the version that it changes. What is refused leaves the others be, unless they
    are sent as `atomic`. Judging takes a checker.
    """
    found = bulk.do(session, actor, wanted)
    return kept(session, told(actor, found.model_dump_json()))


@claims_router.get(
    "/{claim_id}",
    response_model=ClaimWhole,
    responses=refusals(NoSuchClaim),
)
async def read_claim(
    request: Request,
    claim_id: ClaimPath,
    unit: Annotated[UnitQuery, asked(UnitQuery)],
    look: Reading,
) -> Response:
    """Read one claim whole: spans, attribution, sources, findings, all evidence."""
    return show(request, look, await service.whole(look, claim_id, unit.unit))


@claims_router.patch(
    "/{claim_id}",
    response_model=ClaimWhole,
    responses=refusals(NoSuchClaim, ClaimTaken, IllegalState, *_PLACING),
)
@writes
def edit_claim(
    claim_id: ClaimPath,
    changes: ClaimPatch,
    unit: Annotated[UnitQuery, asked(UnitQuery)],
    session: Writing,
    actor: Reporter,
    expected: IfMatch,
) -> Response:
    """Change a claim: keep or drop a drafted one, reword it, anchor it anew, assign it.

    Other words, another statement or another attribution take its final findings back to
    `checking`; nothing else here does.
    """
    claim = claims.edit(session, actor, claim_id, expected, changes, unit.unit)
    return kept(session, service.shown(session, actor, claim.pk, unit.unit))


@claims_router.get(
    "/{claim_id}/history",
    response_model=EventPage,
    responses=refusals(NoSuchClaim),
)
async def read_claim_history(
    request: Request,
    claim_id: ClaimPath,
    wanted: Annotated[HistoryQuery, asked(HistoryQuery)],
    look: Reading,
) -> Response:
    """Read every change of a claim and of what hangs on it, oldest first: who, when, what."""
    stamp = await claims.here(look, claim_id)
    return show(request, look, await events.history(look, stamp, claim_id, wanted))


@router.get("/moves", response_model=MoveTable)
async def read_moves(request: Request, look: Reading) -> Response:
    """Read the life of a finding: from which status to which, and who may take it there."""
    return show(request, look, told(look.viewer, service.table().model_dump_json()))


@router.get(
    "/claims/{claim_id}/moves",
    response_model=MovesOfClaim,
    responses=refusals(NoSuchClaim),
)
def read_claim_moves(
    request: Request, claim_id: ClaimPath, look: Reading, actor: Reader
) -> Response:
    """Say what you may do with each finding now, and what is missing for the rest."""
    with database(request).read() as session:
        found = service.moves(session, actor, claim_id)
    return show(request, look, told(actor, found.model_dump_json(), found.version))


@router.get(
    "/claims/{claim_id}/verdicts",
    response_model=Page[VerdictOut],
    responses=refusals(NoSuchClaim),
)
async def list_verdicts(
    request: Request,
    claim_id: ClaimPath,
    wanted: Annotated[VerdictFilter, asked(VerdictFilter)],
    look: Reading,
) -> Response:
    """List all verdicts on a claim, oldest first, the machine's takings-back among them."""
    return show(request, look, await service.verdicts(look, claim_id, wanted))


@router.post(
    "/claims/{claim_id}/verdicts",
    status_code=201,
    response_model=VerdictOut,
    responses=refusals(NoSuchClaim, IllegalMove, RuleNotMet, NotAsked, NotKept),
)
@writes
def judge_claim(
    claim_id: ClaimPath, new: VerdictIn, session: Posting, actor: Checker, expected: IfMatch
) -> Response:
    """Judge one finding of a claim, citing the evidence that the verdict rests on.

    `If-Match` takes the claim's `ETag`: nobody judges what they have not read.
    """
    verdict = service.judge(session, actor, claim_id, expected, new)
    made = service.verdict_shown(session, actor, verdict)
    return added(session, made, f"/v1/claims/{claim_id}/verdicts")
