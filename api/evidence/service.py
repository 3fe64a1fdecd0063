"""Link sources to claims; reopen the findings that lose their evidence by a change."""

from typing import Any

from sqlmodel import col, select

from api.auth.access import Actor
from api.claims import findings
from api.claims import service as claims
from api.claims.findings import Cause
from api.claims.models import Aspect, Claim, Finding, Status
from api.core.preconditions import ExpectedVersion
from api.core.problems import Conflict, NotFound
from api.evidence.models import Citation, Evidence, Stance
from api.evidence.schemas import (
    EvidenceFilter,
    EvidenceIn,
    EvidenceOut,
    EvidencePatch,
)
from api.ledger import service as ledger
from api.people import service as people
from api.queries.contexts import ReadContext
from api.queries.documents import Document, read_document, reload_document
from api.queries.lists import ListQuery
from api.queries.pagination import PageResult
from api.queries.resources import Resource
from api.sources import service as sources
from api.sources.models import Source
from api.sources.schemas import SourcePatch
from api.storage.database import Read, Write

_COLUMNS = ("stance", "bears_on", "standing", "excerpt", "locator", "note", "accessed_at")


class NoSuchEvidence(NotFound):
    """No evidence that you can see has this id."""


class EvidenceThere(Conflict):
    """This source is linked to the claim already: same finding, stance and locator.

    `evidence` names it; patch that, or give another locator.
    """


EVIDENCE = Resource(Evidence, NoSuchEvidence)


def get(session: Read, viewer: Actor, evidence_id: str) -> tuple[Evidence, Claim]:
    """One piece of evidence, withdrawn or not, and its claim."""
    evidence = EVIDENCE.get(session, viewer, evidence_id)
    return evidence, session.get_one(Claim, evidence.claim_pk)


async def read(context: ReadContext, evidence_id: str) -> Document:
    return await read_document(context, EvidenceOut, evidence_id, NoSuchEvidence)


_LIST = ListQuery(EvidenceOut, EvidenceFilter, of=col(Evidence.claim_pk))


async def list_evidence(context: ReadContext, claim_id: str, filters: EvidenceFilter) -> PageResult:
    """List a claim's evidence."""
    position = await claims.ledger_position(context, claim_id)
    return await _LIST.read(context, f"{claim_id} evidence", filters, position)


def link(session: Write, actor: Actor, claim_id: str, new: EvidenceIn) -> Evidence:
    """Bring a source to bear on a claim; refuting evidence reopens the finding."""
    claim = claims.get(session, actor, claim_id)
    source = sources.find_or_add(session, actor, new.source, "body", "source")
    bears_on = new.bears_on or (claim.asks[0] if len(claim.asks) == 1 else Aspect.substance)
    sent = {name: getattr(new, name) for name in _COLUMNS}
    evidence = Evidence(
        id=session.new_id("evidence"),
        claim_pk=claim.key,
        source_pk=source.key,
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
        updated_at=session.now,
        **sent | {"bears_on": bears_on, "standing": new.standing or source.standing},
    )
    _refuse_twin(session, actor, evidence)
    session.add(evidence)
    session.flush()
    if new.visible_to is not None:
        people.restrict(session, actor, evidence, new.visible_to)
    session.touch(claim)
    columns = {name: getattr(evidence, name) for name in _COLUMNS}
    after = ledger.plain(columns) | {"source": source.id}
    if new.visible_to is not None:
        after["visible_to"] = [*new.visible_to]
    scope = ledger.scope_of(session, claim)
    ledger.record(session, actor, "evidence.linked", evidence.id, scope, after=after)
    _reopen_by_refuting(session, actor, claim, evidence)
    return evidence


def edit(
    session: Write,
    actor: Actor,
    evidence_id: str,
    expected: ExpectedVersion,
    changes: EvidencePatch,
) -> Document:
    evidence, claim = get(session, actor, evidence_id)
    expected.check(evidence.version)
    patch = changes.model_dump()
    cited = _citing(session, evidence)
    columns = {name: getattr(changes, name) for name in patch if name in _COLUMNS}
    scope = ledger.scope_of(session, claim)
    changed = ledger.change(session, actor, "evidence.edited", evidence, columns, scope)
    if "withdrawn" in patch:
        _withdraw(session, actor, evidence, claim, because=None, back=not patch["withdrawn"])
    if people.edit_restriction(session, actor, evidence, patch, scope):
        session.touch(claim)
    if changed and evidence.withdrawn_at is None:
        _refuse_twin(session, actor, evidence)
    if changed:
        session.touch(claim)
    if changed & {"stance", "bears_on"}:
        findings.reopen(session, actor, claim, Cause.evidence_changed, cited)
        _reopen_by_refuting(session, actor, claim, evidence)
    return reload(session, actor, evidence)


def reload(session: Write, actor: Actor, evidence: Evidence) -> Document:
    return reload_document(session, actor, EvidenceOut, evidence.pk)


def withdraw(
    session: Write, actor: Actor, evidence_id: str, expected: ExpectedVersion, because: str | None
) -> None:
    """Take evidence back; a finding that cites it is reopened. It can be restored."""
    evidence, claim = get(session, actor, evidence_id)
    expected.check(evidence.version)
    _withdraw(session, actor, evidence, claim, because=because, back=False)


def edit_source(
    session: Write, actor: Actor, source_id: str, expected: ExpectedVersion, changes: SourcePatch
) -> Document:
    """Change a source; another origin or a retraction reopens the findings that cite it."""
    source, changed = sources.edit(session, actor, source_id, expected, changes)
    if "retracted" in changed and source.retracted:
        _reopen_all(session, actor, source, Cause.source_retracted)
    if "origin_pk" in changed:
        _reopen_all(session, actor, source, Cause.source_origin_changed)
    return sources.reload(session, actor, source)


def _withdraw(
    session: Write,
    actor: Actor,
    evidence: Evidence,
    claim: Claim,
    *,
    because: str | None,
    back: bool,
) -> None:
    if back is (evidence.withdrawn_at is None):
        return
    cited = _citing(session, evidence)
    columns = {
        "withdrawn_at": None if back else session.now,
        "withdrawn_because": None if back else because,
    }
    action = "evidence.restored" if back else "evidence.withdrawn"
    ledger.change(session, actor, action, evidence, columns, ledger.scope_of(session, claim))
    session.touch(claim)
    if back:
        _refuse_twin(session, actor, evidence)
        _reopen_by_refuting(session, actor, claim, evidence)
    else:
        findings.reopen(session, actor, claim, Cause.evidence_withdrawn, cited)


def _reopen_by_refuting(session: Write, actor: Actor, claim: Claim, evidence: Evidence) -> None:
    if evidence.stance is not Stance.refutes or evidence.withdrawn_at is not None:
        return
    finding = findings.of(session, claim).get(evidence.bears_on)
    if finding is not None and finding.status is not Status.incorrect:
        only = frozenset({evidence.bears_on})
        findings.reopen(session, actor, claim, Cause.refuting_evidence, only)


def _reopen_all(session: Write, actor: Actor, source: Source, cause: Cause) -> None:
    resting = (
        select(col(Citation.verdict_pk))
        .join(Evidence, col(Evidence.pk) == col(Citation.evidence_pk))
        .where(col(Evidence.source_pk) == source.key)
    )
    findings_on = (
        select(Claim, Finding)
        .join(Finding, col(Finding.claim_pk) == col(Claim.pk))
        .where(col(Finding.verdict_pk).in_(resting))
        .order_by(col(Finding.pk))
    )
    for claim, finding in session.exec(findings_on).all():
        findings.reopen(session, actor, claim, cause, frozenset({finding.aspect}))


def _citing(session: Read, evidence: Evidence) -> frozenset[Aspect]:
    """The findings whose newest verdict rests on this evidence."""
    resting = (
        select(col(Finding.aspect))
        .join(Citation, col(Citation.verdict_pk) == col(Finding.verdict_pk))
        .where(col(Citation.evidence_pk) == evidence.pk)
    )
    return frozenset(session.scalars(resting))


def _refuse_twin(session: Write, actor: Actor, new: Evidence) -> None:
    with session.no_autoflush:
        same: dict[Any, Any] = {
            col(Evidence.claim_pk): new.claim_pk,
            col(Evidence.source_pk): new.source_pk,
            col(Evidence.bears_on): new.bears_on,
            col(Evidence.stance): new.stance,
        }
        twins = select(Evidence).where(*(column == value for column, value in same.items()))
        living = twins.where(col(Evidence.withdrawn_at).is_(None))
        for twin in session.exec(living).all():
            if twin.id != new.id and twin.locator == new.locator:
                visible_twin = EVIDENCE.find(session, actor, twin.id)
                raise EvidenceThere(
                    "This source is linked to the claim with this finding, stance and locator.",
                    evidence=visible_twin.id if visible_twin else None,
                )
