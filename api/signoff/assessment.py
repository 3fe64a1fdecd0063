"""The clearance of a piece: worked out once for each change, and told to each viewer.

What was worked out is kept by the newest ledger line of the article: the next to ask gets the very
bytes. A viewer who may not know of something that is open hears that something is, not what: a
piece is never cleared by what one does not see.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlmodel import SQLModel, col
from sqlmodel import select as rows_of

from api.articles import service as articles
from api.articles.models import Article
from api.auth.models import Person
from api.claims.models import State, Status
from api.house_rules import service as house_rules
from api.house_rules.models import Level
from api.queries.visibility import Viewer, viewer_values, visible
from api.signoff import blockers as clearing
from api.signoff import seals
from api.signoff.blockers import Blocker, Signed
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
from api.signoff.snapshot import PieceSnapshot, Stretch, load_snapshot
from api.storage.database import Database, Read
from api.waivers.models import Waiver

MOST_KEPT = 200  # articles whose clearance a worker keeps
RESTRICTED = "restricted"


@dataclass(frozen=True)
class Assessment:
    """How a piece stands, for whoever sees all; and what some may not know of."""

    whole: Clearance
    blockers: list[Blocker]
    hidden: frozenset[str]  # ids of restricted claims and annotations
    json: str
    story: PieceSnapshot
    seal: Seal


def assess(session: Read, article: Article) -> Assessment:
    """Work out how a piece stands."""
    draft = articles.newest(session, article)
    piece, rules = load_snapshot(session, article, draft), house_rules.shown(session)
    current_seal, newest = seals.seal(piece), signature(session, article)
    signed = None
    if newest is not None:
        signed = Signed(
            _name(session, newest.signed_by_pk), seals.broken(newest.seal, current_seal)
        )
    open_blockers = [
        item
        for item in clearing.clear(piece, rules.rules, signed)
        if not clearing.is_waived(piece, item)
    ]
    uncovered = clearing.uncovered(piece)
    blocking = [item for item in open_blockers if item.level is Level.block]
    whole = Clearance(
        article=article.id,
        stage=article.stage,
        cleared=not blocking,
        draft=DraftOfClearance(number=draft.number, sha256=draft.sha256),
        blockers=[_told(item) for item in blocking],
        warnings=[_told(item) for item in open_blockers if item.level is Level.warn],
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


def told(session: Read, viewer: Viewer, assessment: Assessment, sha256: str | None) -> str:
    """Tell a viewer how a piece stands; another text than it has is not cleared."""
    is_other_text = sha256 is not None and sha256 != assessment.whole.draft.sha256
    secret = _secret(session, viewer, assessment)
    if not secret and not is_other_text:
        return assessment.json
    clearance = _without(assessment.whole, secret) if secret else assessment.whole
    if is_other_text:
        message = "This is not the newest draft: send it, or ask for the text that runs."
        unknown_text = BlockerOut(code="unknown_text", claim=None, message=message, span=None)
        blockers = [unknown_text, *clearance.blockers]
        clearance = clearance.model_copy(update={"cleared": False, "blockers": blockers})
    return clearance.model_dump_json()


def signature(session: Read, article: Article) -> Signature | None:
    """The newest signature of an article that was not taken back."""
    newest_first = rows_of(Signature).where(
        col(Signature.article_pk) == article.pk, col(Signature.withdrawn_at).is_(None)
    )
    return session.exec(newest_first.order_by(col(Signature.pk).desc()).limit(1)).one_or_none()


def _secret(session: Read, viewer: Viewer, assessment: Assessment) -> frozenset[str]:
    """What of it this viewer may not know of."""
    if viewer.sees_all or not assessment.hidden:
        return frozenset()
    visible_ids = set[str]()
    for kind in ("claim", "annotation"):
        rows = SQLModel.metadata.tables[kind]
        restricted_ids = select(rows.c.id).where(
            rows.c.article_pk == assessment.story.pk, rows.c.restricted
        )
        visible_ids |= set(
            session.execute(restricted_ids.where(visible(rows)), viewer_values(viewer)).scalars()
        )
    return assessment.hidden - visible_ids


def _without(whole: Clearance, secret: frozenset[str]) -> Clearance:
    """Leave out what names a secret; that something is open stays said, once."""

    def clean(blockers_shown: Iterable[BlockerOut]) -> list[BlockerOut]:
        left = [
            item
            for item in blockers_shown
            if item.claim not in secret and item.annotation not in secret
        ]
        if len(left) < len(list(blockers_shown)):
            message = "Something is open that only some may know of: ask an editor."
            left.append(BlockerOut(code=RESTRICTED, claim=None, message=message, span=None))
        return [
            item.model_copy(
                update={"changed": [part for part in item.changed if part.claim not in secret]}
            )
            for item in left
        ]

    waivers = [item for item in whole.waivers if item.claim not in secret]
    blockers, warnings = clean(whole.blockers), clean(whole.warnings)
    changes = {"blockers": blockers, "warnings": warnings, "waivers": waivers, "counts": {}}
    return whole.model_copy(update=changes)


def _told(blocker: Blocker) -> BlockerOut:
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


def _span(stretch: Stretch) -> SpanOfBlocker:
    return SpanOfBlocker(
        part=stretch.part, start=stretch.start, end=stretch.end, exact=stretch.exact
    )


def _signature(newest: Signature | None, signed: Signed | None) -> SignatureOfClearance | None:
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


def _counts(story: PieceSnapshot) -> dict[Status, int]:
    """Count the claims that are in the piece."""
    counts: dict[Status, int] = {}
    for claim in story.claims.values():
        if claim.stands or (claim.state is State.drafted):
            counts[claim.status] = counts.get(claim.status, 0) + 1
    return counts


class AssessmentCache:
    """The newest assessment of each article, as long as nothing about it changes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[tuple[int, int], Assessment]] = OrderedDict()
        self._lock = Lock()

    def get(self, article: str, stand: tuple[int, int]) -> Assessment | None:
        with self._lock:
            entry = self._kept.get(article)
            return entry[1] if entry and entry[0] == stand else None

    def put(self, article: str, stand: tuple[int, int], assessment: Assessment) -> None:
        with self._lock:
            self._kept[article] = stand, assessment
            self._kept.move_to_end(article)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


_SHELVES: WeakKeyDictionary[Database, AssessmentCache] = WeakKeyDictionary()


def shelf(db: Database) -> AssessmentCache:
    """The shelf of one desk."""
    return _SHELVES.setdefault(db, AssessmentCache())
