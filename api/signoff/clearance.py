"""Clearance: whether a piece may run and what is still open, for the person who asks."""

import asyncio
from functools import partial

from sqlalchemy import select as pick
from sqlmodel import SQLModel

from api.articles import service as articles
from api.auth.access import Actor
from api.auth.models import Person
from api.house_rules.models import Level
from api.queries.contexts import ReadContext
from api.queries.documents import Document
from api.queries.etags import make_etag
from api.queries.visibility import viewer_values, visible
from api.signoff.assessment import Assessment, assess
from api.signoff.assessment_cache import cache_of
from api.signoff.disclosure import clearance_json_for
from api.signoff.schemas import (
    Deadline,
    DeadlineView,
    OpenClaim,
)
from api.signoff.snapshot import ClaimSnapshot
from api.storage.database import Database, Read


async def read_clearance(
    context: ReadContext, database: Database, article_id: str, sha256: str | None
) -> Document:
    """Say whether a piece may run; from the cache, if nothing has changed since."""
    ledger_position = await articles.ledger_position(context, article_id)
    position, cache = (ledger_position.seq, ledger_position.shared_seq), cache_of(database)
    etag = context.raise_if_unmodified(make_etag(context.viewer, 0, *position))
    cached = cache.get(article_id, position)
    if cached and not cached.hidden and sha256 in (None, cached.whole.draft.sha256):
        return Document(cached.json, etag)
    work_out = partial(_work_out, database, context, article_id, cached, sha256)
    json, assessed = await asyncio.to_thread(work_out)
    if cached is None:
        cache.put(article_id, position, assessed)
    return Document(json, etag)


def _work_out(
    database: Database,
    context: ReadContext,
    article_id: str,
    cached: Assessment | None,
    sha256: str | None,
) -> tuple[str, Assessment]:
    with database.read() as session:
        assessed = cached or assess(session, articles.get(session, article_id))
        return clearance_json_for(session, context.viewer, assessed, sha256), assessed


def read_deadline(session: Read, viewer: Actor, article_id: str) -> DeadlineView:
    """Say what is still open, by assignee, most worth first."""
    article = articles.get(session, article_id)
    assessed = assess(session, article)
    codes: dict[str, list[str]] = {}
    for blocker in assessed.blockers:
        if blocker.claim and blocker.level is Level.block:
            codes.setdefault(blocker.claim, []).append(blocker.code)
    rows = SQLModel.metadata.tables["claim"]
    visible_claims = pick(rows.c.id).where(rows.c.article_pk == article.pk, visible(rows))
    visible_ids = set(session.execute(visible_claims, viewer_values(viewer)).scalars())
    by: dict[int | None, list[ClaimSnapshot]] = {}
    for claim in assessed.piece.claims.values():
        if claim.id in codes and claim.id in visible_ids:
            by.setdefault(claim.assignee, []).append(claim)
    parts = [_part(session, who, claims, codes) for who, claims in by.items()]
    parts.sort(key=lambda part: (part.assignee is None, -len(part.claims), part.name or ""))
    return DeadlineView(
        deadline=article.deadline,
        open=sum(len(part.claims) for part in parts),
        by_assignee=parts,
    )


def _part(
    session: Read, who: int | None, claims: list[ClaimSnapshot], codes: dict[str, list[str]]
) -> Deadline:
    person = session.get(Person, who) if who else None
    claims = sorted(claims, key=lambda claim: -(claim.worth or 0))
    return Deadline(
        assignee=person.id if person else None,
        name=person.name if person else None,
        claims=[
            OpenClaim(
                id=claim.id,
                statement=claim.statement,
                status=claim.status,
                worth=claim.worth,
                risk=claim.risk,
                due=claim.due,
                blockers=list(dict.fromkeys(codes[claim.id])),
            )
            for claim in claims
        ],
    )
