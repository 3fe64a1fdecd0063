"""Restore a finding when the words that were judged are in the article again."""

from sqlmodel import col, func, select

from api.auth.access import Actor
from api.claims import findings
from api.claims.findings import Cause
from api.claims.models import Aspect, Claim, Finding, Verdict
from api.evidence.models import Citation, Evidence, Stance
from api.ledger import service as ledger
from api.sources.models import Source
from api.storage.database import Read, Write


def restore(session: Write, actor: Actor, claim: Claim) -> list[Aspect]:
    """Give each finding that other words took back its verdict again, if its evidence is as it was.

    That is: nothing that it cites was changed or withdrawn since, no source of it, and nothing
    that refutes was added. Returns the findings that came back.
    """
    returned = list[Aspect]()
    for finding in findings.of(session, claim).values():
        taken = session.get(Verdict, finding.verdict_pk) if finding.verdict_pk else None
        if taken is None or taken.cause != Cause.words_changed:
            continue
        judged = _before(session, taken)
        if judged is None or not _as_it_was(session, claim, finding, judged, taken):
            continue
        reopened_status = finding.status
        again = findings.move(
            session, actor, claim, finding, judged.status, judged.rationale, Cause.words_returned
        )
        again.judge_pk = finding.judge_pk = judged.judge_pk
        cited = select(Citation.evidence_pk).where(Citation.verdict_pk == judged.pk)
        for evidence in session.exec(cited).all():
            session.add(Citation(verdict_pk=again.key, evidence_pk=evidence))
        returned.append(finding.aspect)
        ledger.record(
            session,
            actor,
            "finding.returned",
            claim.id,
            ledger.scope_of(session, claim),
            before={"finding": finding.aspect, "status": reopened_status},
            after={"finding": finding.aspect, "status": judged.status, "verdict": again.id},
        )
    if returned and findings.all_final(session, claim):
        claim.reopened = None
    return returned


def _before(session: Read, taken: Verdict) -> Verdict | None:
    earlier = (
        select(Verdict)
        .where(
            Verdict.claim_pk == taken.claim_pk,
            Verdict.finding == taken.finding,
            col(Verdict.pk) < taken.pk,
        )
        .order_by(col(Verdict.pk).desc())
    )
    return session.exec(earlier.limit(1)).one_or_none()


def _as_it_was(
    session: Read, claim: Claim, finding: Finding, judged: Verdict, taken: Verdict
) -> bool:
    cited = (
        select(func.count())
        .select_from(Citation)
        .join(Evidence, col(Evidence.pk) == col(Citation.evidence_pk))
        .join(Source, col(Source.pk) == col(Evidence.source_pk))
        .where(Citation.verdict_pk == judged.pk)
    )
    since = (
        col(Evidence.withdrawn_at).is_not(None)
        | (col(Evidence.updated_at) > taken.at)
        | (col(Source.updated_at) > taken.at)
    )
    refuting = (
        select(func.count())
        .select_from(Evidence)
        .where(
            Evidence.claim_pk == claim.pk,
            Evidence.bears_on == finding.aspect,
            Evidence.stance == Stance.refutes,
            col(Evidence.withdrawn_at).is_(None),
            col(Evidence.updated_at) > taken.at,
        )
    )
    return not session.exec(cited.where(since)).one() and not session.exec(refuting).one()
