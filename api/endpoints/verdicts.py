"""Verdicts on a claim's findings, and the moves that are possible."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.claims.service import NoSuchClaim
from api.core.problems import problem_responses
from api.house_rules.checks import RuleNotMet
from api.http.authorization import Checker, Reader
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    ReadContextDep,
    get_database,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import ClaimPath
from api.http.query_parameters import from_query
from api.http.responses import created, ok
from api.queries.documents import document_from_json
from api.queries.pagination import Page
from api.review import service
from api.review.schemas import (
    MovesOfClaim,
    MoveTable,
    VerdictFilter,
    VerdictIn,
    VerdictOut,
)
from api.review.service import NotAsked, NotKept
from api.review.transitions import IllegalMove

router = versioned_router("review")


@router.get("/moves", response_model=MoveTable)
async def read_moves(request: Request, context: ReadContextDep) -> Response:
    """Read the life of a finding: from which status to which, and who may take it there."""
    return ok(
        request, context, document_from_json(context.viewer, service.table().model_dump_json())
    )


@router.get(
    "/claims/{claim_id}/moves",
    response_model=MovesOfClaim,
    responses=problem_responses(NoSuchClaim),
)
def read_claim_moves(
    request: Request, claim_id: ClaimPath, context: ReadContextDep, actor: Reader
) -> Response:
    """Say what you may do with each finding now, and what is missing for the rest."""
    with get_database(request).read() as session:
        moves = service.moves(session, actor, claim_id)
    return ok(request, context, document_from_json(actor, moves.model_dump_json(), moves.version))


@router.get(
    "/claims/{claim_id}/verdicts",
    response_model=Page[VerdictOut],
    responses=problem_responses(NoSuchClaim),
)
async def list_verdicts(
    request: Request,
    claim_id: ClaimPath,
    filters: Annotated[VerdictFilter, from_query(VerdictFilter)],
    context: ReadContextDep,
) -> Response:
    """List all verdicts on a claim, oldest first, the machine's takings-back among them."""
    return ok(request, context, await service.list_verdicts(context, claim_id, filters))


@router.post(
    "/claims/{claim_id}/verdicts",
    status_code=201,
    response_model=VerdictOut,
    responses=problem_responses(NoSuchClaim, IllegalMove, RuleNotMet, NotAsked, NotKept),
)
@in_transaction
def judge_claim(
    claim_id: ClaimPath, new: VerdictIn, session: IdempotentWrite, actor: Checker, expected: IfMatch
) -> Response:
    """Judge one finding of a claim, citing the evidence that the verdict rests on.

    `If-Match` takes the claim's `ETag`: a claim that has changed since you read it is not judged.
    """
    verdict = service.judge(session, actor, claim_id, expected, new)
    document = service.verdict_shown(session, actor, verdict)
    return created(session, document, f"/v1/claims/{claim_id}/verdicts")
