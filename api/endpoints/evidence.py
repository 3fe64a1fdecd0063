"""Evidence: sources linked to claims."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api.claims.service import NoSuchClaim
from api.core.problems import problem_responses
from api.evidence import service
from api.evidence.schemas import EvidenceFilter, EvidenceIn, EvidenceOut, EvidencePatch
from api.evidence.service import EvidenceThere, NoSuchEvidence
from api.http.authorization import Checker
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    ReadContextDep,
    WriteSession,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import ClaimPath, EvidencePath
from api.http.query_parameters import from_query
from api.http.responses import created, no_content, ok, stored
from api.queries.pagination import Page

router = versioned_router("evidence")


@router.get(
    "/claims/{claim_id}/evidence",
    response_model=Page[EvidenceOut],
    responses=problem_responses(NoSuchClaim),
)
async def list_evidence(
    request: Request,
    claim_id: ClaimPath,
    filters: Annotated[EvidenceFilter, from_query(EvidenceFilter)],
    context: ReadContextDep,
) -> Response:
    """List a claim's evidence, oldest first; withdrawn evidence only if you ask for it."""
    return ok(request, context, await service.list_evidence(context, claim_id, filters))


@router.post(
    "/claims/{claim_id}/evidence",
    status_code=201,
    response_model=EvidenceOut,
    responses=problem_responses(NoSuchClaim, EvidenceThere),
)
@in_transaction
def link_evidence(
    claim_id: ClaimPath, new: EvidenceIn, session: IdempotentWrite, actor: Checker
) -> Response:
    """Bring a source to bear on a claim.

    Refuting evidence takes a final finding back to `checking`; more support changes nothing.
    """
    evidence = service.link(session, actor, claim_id, new)
    document = service.reload(session, actor, evidence)
    return created(session, document, f"/v1/evidence/{evidence.id}")


@router.get(
    "/evidence/{evidence_id}",
    response_model=EvidenceOut,
    responses=problem_responses(NoSuchEvidence),
)
async def read_evidence(
    request: Request, evidence_id: EvidencePath, context: ReadContextDep
) -> Response:
    """Read one piece of evidence, withdrawn or not."""
    return ok(request, context, await service.read(context, evidence_id))


@router.patch(
    "/evidence/{evidence_id}",
    response_model=EvidenceOut,
    responses=problem_responses(NoSuchEvidence, EvidenceThere),
)
@in_transaction
def edit_evidence(
    evidence_id: EvidencePath,
    changes: EvidencePatch,
    session: WriteSession,
    actor: Checker,
    expected: IfMatch,
) -> Response:
    """Change evidence, or restore it (`withdrawn: false`).

    Another stance of cited evidence takes the finding back to `checking`.
    """
    return stored(session, service.edit(session, actor, evidence_id, expected, changes))


@router.delete(
    "/evidence/{evidence_id}", status_code=204, responses=problem_responses(NoSuchEvidence)
)
@in_transaction
def withdraw_evidence(
    evidence_id: EvidencePath,
    session: WriteSession,
    actor: Checker,
    expected: IfMatch,
    reason: Annotated[str | None, Query(max_length=2000, description="Why.")] = None,
) -> Response:
    """Withdraw evidence: it no longer counts, but stays readable and can be restored.

    A finding that cites it goes back to `checking`.
    """
    service.withdraw(session, actor, evidence_id, expected, reason)
    return no_content()
