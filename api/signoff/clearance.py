"""May a piece run, and what is still open, for whoever asks."""

import asyncio
from functools import partial

from sqlalchemy import select as pick
from sqlmodel import SQLModel

from api.articles import service as articles
from api.auth.access import Actor
from api.auth.models import Person
from api.house_rules.models import Level
from api.queries.documents import Document, ReadContext, make_etag
from api.queries.visibility import viewer_values, visible
from api.signoff import assessment
from api.signoff.assessment import Assessment, assess
from api.signoff.schemas import (
    Deadline,
    DeadlineView,
    OpenClaim,
)
from api.signoff.snapshot import ClaimSnapshot
from api.storage.database import Database, Read


async def cleared(
    context: ReadContext, db: Database, article_id: str, sha256: str | None
) -> Document:
    """Say whether a piece may run; from what was worked out, if nothing changed since."""
    position = await articles.here(context, article_id)
    stand, kept = (position.seq, position.shared_seq), assessment.shelf(db)
    seen = context.raise_if_unmodified(make_etag(context.viewer, 0, *stand))
    found = kept.get(article_id, stand)
    if found and not found.hidden and sha256 in (None, found.whole.draft.sha256):
        return Document(found.json, seen)
    told = partial(_told, db, context, article_id, found, sha256)
    json, made = await asyncio.to_thread(told)
    if found is None:
        kept.put(article_id, stand, made)
    return Document(json, seen)


def _told(
    db: Database,
    context: ReadContext,
    article_id: str,
    found: Assessment | None,
    sha256: str | None,
) -> tuple[str, Assessment]:
    with db.read() as session:
        made = found or assess(session, articles.get(session, article_id))
        return assessment.told(session, context.viewer, made, sha256), made


def deadline(session: Read, viewer: Actor, article_id: str) -> DeadlineView:
    """Say what is still open, by assignee, most worth first."""
    article = articles.get(session, article_id)
    found = assess(session, article)
    codes: dict[str, list[str]] = {}
    for one in found.blockers:
        if one.claim and one.level is Level.block:
            codes.setdefault(one.claim, []).append(one.code)
    rows = SQLModel.metadata.tables["claim"]
    mine = pick(rows.c.id).where(rows.c.article_pk == article.pk, visible(rows))
    seen = set(session.execute(mine, viewer_values(viewer)).scalars())
    by: dict[int | None, list[ClaimSnapshot]] = {}
    for claim in found.story.claims.values():
        if claim.id in codes and claim.id in seen:
            by.setdefault(claim.assignee, []).append(claim)
    parts = [_part(session, who, some, codes) for who, some in by.items()]
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
