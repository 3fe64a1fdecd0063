"""The assessment of a piece: all its blockers, worked out once for each change."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import SQLModel, col
from sqlmodel import select as rows_of

from api.articles import service as articles
from api.articles.models import Article
from api.auth.models import Person
from api.claims.models import State, Status
from api.house_rules import service as house_rules
from api.house_rules.models import Level
from api.signoff import blockers, seals
from api.signoff.blockers import Blocker, CurrentSignature
from api.signoff.models import Signature
from api.signoff.schemas import (
    BlockerOut,
    Changed,
    Clearance,
    Coverage,
    DraftOfClearance,
    SignatureOfClearance,
    SpanOfBlocker,
    WaiverOfClearance,
)
from api.signoff.seals import Seal
from api.signoff.snapshot import DraftRange, PieceSnapshot
from api.signoff.snapshot_loader import load_snapshot
from api.storage.database import Read
from api.waivers.models import Waiver

MOST_KEPT = 200  # articles whose clearance a worker keeps
RESTRICTED = "restricted"


@dataclass(frozen=True)
class Assessment:
    """The clearance for somebody who sees everything, and what some cannot see of it."""

    whole: Clearance
    blockers: list[Blocker]
    hidden: frozenset[str]  # ids of restricted claims and annotations
    json: str
    piece: PieceSnapshot
    seal: Seal


def assess(session: Read, article: Article) -> Assessment:
    """Work out the clearance of an article's newest draft."""
    draft = articles.newest(session, article)
    piece, rules = load_snapshot(session, article, draft), house_rules.read_rules(session)
    current_seal, newest = seals.seal(piece), signature(session, article)
    signed = None
    if newest is not None:
        signed = CurrentSignature(
            _name(session, newest.signed_by_pk), seals.broken(newest.seal, current_seal)
        )
    open_blockers = [
        item
        for item in blockers.find_blockers(piece, rules.rules, signed)
        if not blockers.is_waived(piece, item)
    ]
    uncovered = blockers.uncovered(piece)
    blocking = [item for item in open_blockers if item.level is Level.block]
    whole = Clearance(
        article=article.id,
        stage=article.stage,
        cleared=not blocking,
        draft=DraftOfClearance(number=draft.number, sha256=draft.sha256),
        blockers=[_blocker_out(item) for item in blocking],
        warnings=[_blocker_out(item) for item in open_blockers if item.level is Level.warn],
        waivers=_waivers(session, article),
        signature=_signature(newest, signed),
        coverage=Coverage(
            sentences=len(piece.sentences.claiming),
            covered=len(piece.sentences.claiming) - len(uncovered),
            uncovered=[_span(item) for item in uncovered],
        ),
        counts=_counts(piece),
        rules_version=rules.version,
    )
    hidden = {item.id for item in piece.claims.values() if item.restricted}
    hidden |= {item.id for item in piece.open if item.restricted}
    return Assessment(
        whole, open_blockers, frozenset(hidden), whole.model_dump_json(), piece, current_seal
    )


def signature(session: Read, article: Article) -> Signature | None:
    """The newest signature of an article that was not withdrawn."""
    newest_first = rows_of(Signature).where(
        col(Signature.article_pk) == article.pk, col(Signature.withdrawn_at).is_(None)
    )
    return session.exec(newest_first.order_by(col(Signature.pk).desc()).limit(1)).one_or_none()


def _blocker_out(blocker: Blocker) -> BlockerOut:
    return BlockerOut(
        code=blocker.code,
        claim=blocker.claim,
        message=blocker.message,
        span=_span(blocker.span) if blocker.span else None,
        finding=blocker.finding,
        annotation=blocker.annotation,
        rules=blocker.rules,
        changed=[Changed(claim=part.claim, what=part.what) for part in blocker.changed],
    )


def _span(stretch: DraftRange) -> SpanOfBlocker:
    return SpanOfBlocker(
        part=stretch.part, start=stretch.start, end=stretch.end, exact=stretch.exact
    )


def _signature(
    newest: Signature | None, signed: CurrentSignature | None
) -> SignatureOfClearance | None:
    if newest is None or signed is None:
        return None
    void = bool(signed.broken)
    return SignatureOfClearance(id=newest.id, by=signed.by, at=newest.at, void=void)


def _waivers(session: Read, article: Article) -> list[WaiverOfClearance]:
    claims = SQLModel.metadata.tables["claim"]
    valid = (
        rows_of(Waiver)
        .where(col(Waiver.article_pk) == article.pk, col(Waiver.withdrawn_at).is_(None))
        .order_by(col(Waiver.pk))
    )
    return [
        WaiverOfClearance(
            id=waiver.id,
            rule=waiver.rule,
            blocker=waiver.blocker,
            claim=session.scalar(select(claims.c.id).where(claims.c.pk == waiver.claim_pk))
            if waiver.claim_pk
            else None,
            reason=waiver.reason,
            by=_name(session, waiver.created_by_pk),
        )
        for waiver in session.exec(valid).all()
    ]


def _name(session: Read, person: int | None) -> str:
    row = session.get(Person, person) if person else None
    return row.name if row else ""


def _counts(piece: PieceSnapshot) -> dict[Status, int]:
    """Count the claims that are in the piece."""
    counts: dict[Status, int] = {}
    for claim in piece.claims.values():
        if claim.in_piece or (claim.state is State.drafted):
            counts[claim.status] = counts.get(claim.status, 0) + 1
    return counts
