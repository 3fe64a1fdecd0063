"""Sources brought to bear on claims."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api.claims.service import NoSuchClaim
from api.core.problems import refusals
from api.evidence import service
from api.evidence.schemas import EvidenceFilter, EvidenceIn, EvidenceOut, EvidencePatch
from api.evidence.service import EvidenceThere, NoSuchEvidence
from api.http.authorization import Checker
from api.http.dependencies import IfMatch, Posting, Reading, Writing, room, writes
from api.http.path_parameters import ClaimPath, EvidencePath
from api.http.query_parameters import asked
from api.http.responses import added, gone, kept, show
from api.queries.pagination import Page

router = room("evidence")


@router.get(
    "/claims/{claim_id}/evidence",
    response_model=Page[EvidenceOut],
    responses=refusals(NoSuchClaim),
)
async def list_evidence(
    request: Request,
    claim_id: ClaimPath,
    wanted: Annotated[EvidenceFilter, asked(EvidenceFilter)],
    look: Reading,
) -> Response:
    """List a claim's evidence, oldest first; withdrawn evidence only if you ask for it."""
    return show(request, look, await service.listed(look, claim_id, wanted))


@router.post(
    "/claims/{claim_id}/evidence",
    status_code=201,
    response_model=EvidenceOut,
    responses=refusals(NoSuchClaim, EvidenceThere),
)
@writes
def link_evidence(
    claim_id: ClaimPath, new: EvidenceIn, session: Posting, actor: Checker
) -> Response:
    """Bring a source to bear on a claim.

    Refuting evidence takes a final finding back to `checking`; more support changes nothing.
    """
    evidence = service.link(session, actor, claim_id, new)
    made = service.shown(session, actor, evidence)
    return added(session, made, f"/v1/evidence/{evidence.id}")


@router.get(
    "/evidence/{evidence_id}",
    response_model=EvidenceOut,
    responses=refusals(NoSuchEvidence),
)
async def read_evidence(request: Request, evidence_id: EvidencePath, look: Reading) -> Response:
    """Read one piece of evidence, withdrawn or not."""
    return show(request, look, await service.read(look, evidence_id))


@router.patch(
    "/evidence/{evidence_id}",
    response_model=EvidenceOut,
    responses=refusals(NoSuchEvidence, EvidenceThere),
)
@writes
def edit_evidence(
    evidence_id: EvidencePath,
    changes: EvidencePatch,
    session: Writing,
    actor: Checker,
    expected: IfMatch,
) -> Response:
    """Change evidence, or restore it (`withdrawn: false`).

    Another stance of cited evidence takes the finding back to `checking`.
    """
    return kept(session, service.edit(session, actor, evidence_id, expected, changes))


@router.delete("/evidence/{evidence_id}", status_code=204, responses=refusals(NoSuchEvidence))
@writes
def withdraw_evidence(
    evidence_id: EvidencePath,
    session: Writing,
    actor: Checker,
    expected: IfMatch,
    reason: Annotated[str | None, Query(max_length=2000, description="Why.")] = None,
) -> Response:
    """Withdraw evidence: it no longer counts, but stays readable and can be restored.

    A finding that cites it goes back to `checking`.
    """
    service.withdraw(session, actor, evidence_id, expected, reason)
    return gone()
