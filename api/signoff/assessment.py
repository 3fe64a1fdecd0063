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
    story, kept = load_snapshot(session, article, draft), house_rules.shown(session)
    now, newest = seals.seal(story), signature(session, article)
    signed = None
    if newest is not None:
        signed = Signed(_name(session, newest.signed_by_pk), seals.broken(newest.seal, now))
    found = [
        one
        for one in clearing.clear(story, kept.rules, signed)
        if not clearing.is_waived(story, one)
    ]
    uncovered = clearing.uncovered(story)
    blocking = [one for one in found if one.level is Level.block]
    whole = Clearance(
        article=article.id,
        stage=article.stage,
        cleared=not blocking,
        draft=DraftOfClearance(number=draft.number, sha256=draft.sha256),
        blockers=[_told(one) for one in blocking],
        warnings=[_told(one) for one in found if one.level is Level.warn],
        waivers=_waivers(session, article),
        signature=_signature(newest, signed),
        coverage=Coverage(
            sentences=len(story.sentences.claiming),
            covered=len(story.sentences.claiming) - len(uncovered),
            uncovered=[_span(one) for one in uncovered],
        ),
        counts=_counts(story),
        rules_version=kept.version,
    )
    hidden = {one.id for one in story.claims.values() if one.restricted}
    hidden |= {one.id for one in story.open if one.restricted}
    return Assessment(whole, found, frozenset(hidden), whole.model_dump_json(), story, now)


def told(session: Read, viewer: Viewer, found: Assessment, sha256: str | None) -> str:
    """Tell a viewer how a piece stands; another text than it has is not cleared."""
    unknown = sha256 is not None and sha256 != found.whole.draft.sha256
    secret = _secret(session, viewer, found)
    if not secret and not unknown:
        return found.json
    clearance = _without(found.whole, secret) if secret else found.whole
    if unknown:
        message = "This is not the newest draft: send it, or ask for the text that runs."
        other = BlockerOut(code="unknown_text", claim=None, message=message, span=None)
        blockers = [other, *clearance.blockers]
        clearance = clearance.model_copy(update={"cleared": False, "blockers": blockers})
    return clearance.model_dump_json()


def signature(session: Read, article: Article) -> Signature | None:
    """The newest signature of an article that was not taken back."""
    mine = rows_of(Signature).where(
        col(Signature.article_pk) == article.pk, col(Signature.withdrawn_at).is_(None)
    )
    return session.exec(mine.order_by(col(Signature.pk).desc()).limit(1)).one_or_none()


def _secret(session: Read, viewer: Viewer, found: Assessment) -> frozenset[str]:
    """What of it this viewer may not know of."""
    if viewer.sees_all or not found.hidden:
        return frozenset()
    seen = set[str]()
    for kind in ("claim", "annotation"):
        rows = SQLModel.metadata.tables[kind]
        mine = select(rows.c.id).where(rows.c.article_pk == found.story.pk, rows.c.restricted)
        seen |= set(session.execute(mine.where(visible(rows)), viewer_values(viewer)).scalars())
    return found.hidden - seen


def _without(whole: Clearance, secret: frozenset[str]) -> Clearance:
    """Leave out what names a secret; that something is open stays said, once."""

    def clean(some: Iterable[BlockerOut]) -> list[BlockerOut]:
        left = [one for one in some if one.claim not in secret and one.annotation not in secret]
        if len(left) < len(list(some)):
            message = "Something is open that only some may know of: ask an editor."
            left.append(BlockerOut(code=RESTRICTED, claim=None, message=message, span=None))
        return [
            one.model_copy(
                update={"changed": [part for part in one.changed if part.claim not in secret]}
            )
            for one in left
        ]

    waivers = [one for one in whole.waivers if one.claim not in secret]
    blockers, warnings = clean(whole.blockers), clean(whole.warnings)
    more = {"blockers": blockers, "warnings": warnings, "waivers": waivers, "counts": {}}
    return whole.model_copy(update=more)


def _told(one: Blocker) -> BlockerOut:
    return BlockerOut(
        code=one.code,
        claim=one.claim,
        message=one.message,
        span=_span(one.span) if one.span else None,
        finding=one.finding,
        annotation=one.annotation,
        rules=one.rules,
        changed=[Changed(claim=part.claim, what=part.what) for part in one.changed],
    )


def _span(one: Stretch) -> SpanOfBlocker:
    return SpanOfBlocker(part=one.part, start=one.start, end=one.end, exact=one.exact)


def _signature(newest: Signature | None, signed: Signed | None) -> SignatureOfClearance | None:
    if newest is None or signed is None:
        return None
    void = bool(signed.broken)
    return SignatureOfClearance(id=newest.id, by=signed.by, at=newest.at, void=void)


def _waivers(session: Read, article: Article) -> list[WaiverOfClearance]:
    claims = SQLModel.metadata.tables["claim"]
    found = (
        rows_of(Waiver)
        .where(col(Waiver.article_pk) == article.pk, col(Waiver.withdrawn_at).is_(None))
        .order_by(col(Waiver.pk))
    )
    return [
        WaiverOfClearance(
            id=one.id,
            rule=one.rule,
            blocker=one.blocker,
            claim=session.scalar(select(claims.c.id).where(claims.c.pk == one.claim_pk))
            if one.claim_pk
            else None,
            reason=one.reason,
            by=_name(session, one.created_by_pk),
        )
        for one in session.exec(found).all()
    ]


def _name(session: Read, person: int | None) -> str:
    found = session.get(Person, person) if person else None
    return found.name if found else ""


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
            found = self._kept.get(article)
            return found[1] if found and found[0] == stand else None

    def put(self, article: str, stand: tuple[int, int], found: Assessment) -> None:
        with self._lock:
            self._kept[article] = stand, found
            self._kept.move_to_end(article)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


_SHELVES: WeakKeyDictionary[Database, AssessmentCache] = WeakKeyDictionary()


def shelf(db: Database) -> AssessmentCache:
    """The shelf of one desk."""
    return _SHELVES.setdefault(db, AssessmentCache())
