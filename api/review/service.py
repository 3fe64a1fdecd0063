"""Judge claims: a verdict follows an allowed transition and meets the house rules."""

from collections.abc import Sequence

from sqlmodel import SQLModel, col, select

from api.auth.access import GRANTS, Actor, Permission, Role
from api.claims import findings
from api.claims import service as claims
from api.claims.models import Aspect, Claim, Finding, State, Verdict
from api.claims.service import NoSuchClaim
from api.core.preconditions import ExpectedVersion
from api.core.problems import Conflict, Invalid, error_at
from api.evidence.models import Citation, Evidence
from api.house_rules import checks
from api.house_rules.checks import EvidenceCase, EvidencePiece, RuleNotMet
from api.house_rules.evidence_cases import build_case, load_facts_of_claim
from api.house_rules.models import Level
from api.house_rules.service import rules as house_rules
from api.ledger import service as ledger
from api.queries.contexts import ReadContext
from api.queries.documents import Document, read_document, reload_document
from api.queries.lists import ListQuery
from api.queries.pagination import PageResult
from api.queries.visibility import viewer_values, visible
from api.review.schemas import (
    ClaimWhole,
    MoveNow,
    MoveOut,
    MovesOfClaim,
    MovesOfFinding,
    MovesOfStatus,
    MoveTable,
    VerdictFilter,
    VerdictIn,
    VerdictOut,
)
from api.review.transitions import MOVES, choose
from api.sources.models import Source
from api.storage.database import Read, Write
from api.text.offsets import Unit


class NotAsked(Conflict):
    """The claim does not ask for this finding; PATCH its `asks` first."""


class NotKept(Conflict):
    """Only a kept claim is judged: somebody must have looked at it first."""


async def whole(context: ReadContext, claim_id: str, unit: Unit) -> Document:
    """Read one claim with all that it rests on."""
    return await read_document(context, ClaimWhole, claim_id, NoSuchClaim, utf16=unit is Unit.utf16)


def reload(session: Write, viewer: Actor, claim_pk: int | None, unit: Unit) -> Document:
    return reload_document(session, viewer, ClaimWhole, claim_pk, utf16=unit is Unit.utf16)


def table() -> MoveTable:
    """Say the life of a finding, as data."""
    lines = []
    for status, moves in MOVES.items():
        outs = [MoveOut(to=move.to, role=_least(move.by)) for move in moves]
        lines.append(MovesOfStatus(status=status, moves=outs))
    return MoveTable(moves=lines)


def _least(permission: Permission) -> Role:
    return next(role for role in Role if permission in GRANTS[role])


def moves(session: Read, actor: Actor, claim_id: str) -> MovesOfClaim:
    """Say what this person may do with each finding now, citing all that bears on it."""
    claim = claims.get(session, actor, claim_id)
    by_aspect = findings.of(session, claim)
    return MovesOfClaim(
        version=claim.version,
        findings=[_moves_of(session, actor, claim, by_aspect[aspect]) for aspect in claim.asks],
    )


def _moves_of(session: Read, actor: Actor, claim: Claim, finding: Finding) -> MovesOfFinding:
    all_of_it = _bearing_on(session, actor, claim, finding.aspect)
    case = _case(session, actor, claim, all_of_it, rationale="to be given")
    steps, house = [], house_rules(session)
    for move in MOVES[finding.status]:
        needs = checks.missing_needs(move.to, case, house)
        warnings = checks.missing_needs(move.to, case, house, Level.warn)
        allowed = actor.may(move.by) and claim.state is State.kept and not needs
        steps.append(MoveNow(to=move.to, allowed=allowed, missing=needs, warnings=warnings))
    return MovesOfFinding(finding=finding.aspect, status=finding.status, moves=steps)


def judge(
    session: Write, actor: Actor, claim_id: str, expected: ExpectedVersion, new: VerdictIn
) -> Verdict:
    """Move one finding to a new status, and keep why and on what."""
    claim = claims.get(session, actor, claim_id)
    expected.check(claim.version, star=False)
    if claim.state is not State.kept:
        raise NotKept(f"This claim is {claim.state}; PATCH its state to kept first.")
    if new.finding not in claim.asks:
        raise NotAsked(f"This claim asks for: {', '.join(claim.asks)}.")
    finding = findings.of(session, claim)[new.finding]
    choose(finding.status, new.status, actor)
    cited = _cited(session, actor, claim, new)
    case = _case(session, actor, claim, cited, rationale=new.rationale)
    needs = checks.missing_needs(new.status, case, house_rules(session))
    if needs:
        raise RuleNotMet(
            f"The house rules ask for more before a finding is {new.status}.",
            rules=[need.model_dump() for need in needs],
        )
    old_status = finding.status
    verdict = findings.move(session, actor, claim, finding, new.status, new.rationale)
    for evidence, _ in cited:
        session.add(Citation(verdict_pk=verdict.key, evidence_pk=evidence.key))
    if findings.all_final(session, claim):
        claim.reopened = claim.change = None
    ledger.record(
        session,
        actor,
        "claim.judged",
        claim.id,
        ledger.scope_of(session, claim),
        before={"finding": new.finding, "status": old_status},
        after={**new.model_dump(mode="json"), "verdict": verdict.id},
    )
    return verdict


def verdict_shown(session: Write, viewer: Actor, verdict: Verdict) -> Document:
    return reload_document(session, viewer, VerdictOut, verdict.key)


_LIST = ListQuery(VerdictOut, VerdictFilter, of=col(Verdict.claim_pk))


async def list_verdicts(context: ReadContext, claim_id: str, filters: VerdictFilter) -> PageResult:
    """List all verdicts on a claim."""
    position = await claims.ledger_position(context, claim_id)
    return await _LIST.read(context, f"{claim_id} verdicts", filters, position)


_Pairs = Sequence[tuple[Evidence, Source]]


def _bearing_on(session: Read, actor: Actor, claim: Claim, aspect: Aspect) -> _Pairs:
    """The evidence on one finding that the actor can see and that is in use, with its source."""
    evidence = SQLModel.metadata.tables["evidence"]
    rows = (
        select(Evidence, Source)
        .join(Source, col(Source.pk) == col(Evidence.source_pk))
        .where(
            col(Evidence.claim_pk) == claim.pk,
            col(Evidence.bears_on) == aspect,
            col(Evidence.withdrawn_at).is_(None),
            visible(evidence),
        )
        .order_by(col(Evidence.pk))
    )
    return [(piece, source) for piece, source in session.execute(rows, viewer_values(actor))]


def _cited(session: Read, actor: Actor, claim: Claim, new: VerdictIn) -> _Pairs:
    bearing = {pair[0].id: pair for pair in _bearing_on(session, actor, claim, new.finding)}
    for n, evidence in enumerate(new.evidence):
        if evidence not in bearing:
            message = (
                f"Not evidence in use on this claim's {new.finding}: link it, restore it, or "
                "set its bears_on."
            )
            raise Invalid(
                "The verdict cites what it cannot rest on.",
                errors=error_at("body", "evidence", n, message=message),
            )
    return [bearing[evidence] for evidence in dict.fromkeys(new.evidence)]


def _case(session: Read, actor: Actor, claim: Claim, cited: _Pairs, rationale: str) -> EvidenceCase:
    pieces = [
        EvidencePiece.of(
            evidence.stance,
            evidence.standing,
            source.origin_pk,
            source.publisher,
            evidence.excerpt,
            evidence.locator,
        )
        for evidence, source in cited
    ]
    return build_case(
        claim,
        load_facts_of_claim(session, claim.key),
        pieces,
        rationale=rationale,
        by_editor=actor.may(Permission.edit),
    )
