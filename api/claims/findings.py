"""How a claim's findings give its status, and what reopens a final one. Nothing else does."""

from enum import StrEnum, auto
from types import MappingProxyType

from sqlmodel import select

from api.auth.access import Actor
from api.claims.models import Aspect, Claim, Finding, Status, Verdict, Voice
from api.ledger import service as ledger
from api.storage.database import Read, Write, insert_into


class Cause(StrEnum):
    """Why a finding must be looked at again."""

    words_changed = auto()
    statement_changed = auto()
    attribution_changed = auto()
    evidence_withdrawn = auto()
    evidence_changed = auto()
    refuting_evidence = auto()
    source_origin_changed = auto()
    source_retracted = auto()
    words_returned = auto()  # gives back what `words_changed` took


BOTH = frozenset(Aspect)

REOPENS = MappingProxyType(
    {
        Cause.words_changed: BOTH,  # the article has other words now
        Cause.statement_changed: BOTH,  # another assertion was judged
        Cause.attribution_changed: frozenset({Aspect.attribution}),
        # the rest: the finding that the evidence bears on
        Cause.evidence_withdrawn: BOTH,  # … which cites it
        Cause.evidence_changed: BOTH,  # … which cites it: its stance, or what it bears on
        Cause.refuting_evidence: BOTH,  # … unless it is incorrect already
        Cause.source_origin_changed: BOTH,  # … which cites it
        Cause.source_retracted: BOTH,  # … which cites it
        Cause.words_returned: frozenset(),  # none
    }
)


def asked_by(voice: Voice) -> list[Aspect]:
    """An article's own claim asks for substance, another's for both."""
    return [Aspect.substance] if voice is Voice.article else [Aspect.substance, Aspect.attribution]


def add_findings(session: Write, claim_pk: int, asks: list[Aspect]) -> None:
    """Give a claim these findings, not yet looked at."""
    for aspect in asks:
        row = {"pk": session.new_key(), "claim_pk": claim_pk, "aspect": aspect}
        fresh = {"status": Status.unverified, "rationale": None, "judge_pk": None}
        session.queue_insert(insert_into(Finding), row | fresh | {"at": None, "verdict_pk": None})


def of(session: Read, claim: Claim) -> dict[Aspect, Finding]:
    found = session.exec(select(Finding).where(Finding.claim_pk == claim.key))
    return {finding.aspect: finding for finding in found}


def judged(session: Read, claim: Claim) -> bool:
    """Say whether anybody has ever judged this claim."""
    return any(finding.verdict_pk for finding in of(session, claim).values())


def all_final(session: Read, claim: Claim) -> bool:
    """Whether every finding that the claim asks for is final."""
    asked = [finding for finding in of(session, claim).values() if finding.aspect in claim.asks]
    return all(finding.status.final for finding in asked)


def refresh_status(session: Write, claim: Claim) -> None:
    """Give the claim the findings that it asks for, and its status from them."""
    found = of(session, claim)
    add_findings(session, claim.key, [aspect for aspect in claim.asks if aspect not in found])
    asked = {
        found[aspect].status if aspect in found else Status.unverified for aspect in claim.asks
    }
    claim.status = next(status for status in Status if status in asked)


def move(
    session: Write,
    actor: Actor,
    claim: Claim,
    finding: Finding,
    to: Status,
    rationale: str,
    cause: Cause | None = None,
) -> Verdict:
    """Add a verdict, and show it in the finding and the claim."""
    verdict = Verdict(
        id=session.new_id("verdict"),
        claim_pk=claim.key,
        finding=finding.aspect,
        was=finding.status,
        status=to,
        rationale=rationale,
        cause=cause,
        judge_pk=actor.person_pk or None,
        at=session.now,
    )
    session.add(verdict)
    session.flush()
    finding.status, finding.rationale, finding.at = to, rationale, session.now
    finding.judge_pk, finding.verdict_pk = verdict.judge_pk, verdict.pk
    refresh_status(session, claim)
    session.touch(claim)
    return verdict


def reopen(
    session: Write, actor: Actor, claim: Claim, cause: Cause, aspects: frozenset[Aspect] = BOTH
) -> list[Aspect]:
    """Take the final findings of these aspects back to `checking`, and say why on the claim."""
    reopened = list[Aspect]()
    for finding in of(session, claim).values():
        if finding.aspect in aspects & REOPENS[cause] and finding.status.final:
            was = finding.status
            words = f"Reopened: {cause.replace('_', ' ')}."
            move(session, actor, claim, finding, Status.checking, words, cause)
            claim.reopened = cause
            reopened.append(finding.aspect)
            ledger.record(
                session,
                actor,
                "finding.reopened",
                claim.id,
                ledger.scope_of(session, claim),
                before={"finding": finding.aspect, "status": was},
                after={"finding": finding.aspect, "status": Status.checking, "cause": cause},
            )
    return reopened
