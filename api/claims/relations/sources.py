"""The sources from which the writer has the claim."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import JsonValue
from sqlmodel import col, delete, select

from api.claims.models import Claim, ClaimSource
from api.claims.relation_inputs import SourceOfIn
from api.claims.relations.protocol import RelationContext
from api.sources import service as sources
from api.storage.database import Read, Write, insert_into


class ResolvedSource(NamedTuple):
    """A source that the writer used."""

    key: int
    id: str
    entry: SourceOfIn


def resolve(context: RelationContext, value: list[SourceOfIn], /) -> list[ResolvedSource]:
    """Find the sources that are named by id, and add those that are described."""
    return [
        ResolvedSource(*_find_or_add(context, entry, "body", "sources", n, "source"), entry)
        for n, entry in enumerate(value)
    ]


def _find_or_add(context: RelationContext, entry: SourceOfIn, *where: str | int) -> tuple[int, str]:
    session, actor = context.session, context.actor
    if isinstance(entry.source, str):
        return sources.SOURCES.key(session, actor, entry.source, *where), entry.source
    source = sources.add(session, actor, entry.source, *where)
    return source.key, source.id


def clear(context: RelationContext, claim: Claim, /) -> None:
    """Take away the sources that the actor can see."""
    session = context.session
    visible = [
        row.pk
        for row in _stored(session, claim)
        if sources.SOURCES.shows(session, context.actor, row.source_pk)
    ]
    session.exec(delete(ClaimSource).where(col(ClaimSource.pk).in_(visible)))


def write(context: RelationContext, claim_pk: int, resolved: list[ResolvedSource], /) -> JsonValue:
    """Write the sources."""
    session = context.session
    for source in resolved:
        row = {
            "pk": session.new_key(),
            "claim_pk": claim_pk,
            "source_pk": source.key,
            "locator": source.entry.locator,
            "note": source.entry.note,
        }
        session.queue_insert(insert_into(ClaimSource), row)
    return [
        {"source": source.id, "locator": source.entry.locator, "note": source.entry.note}
        for source in resolved
    ]


def describe(session: Write, claim: Claim, /) -> JsonValue:
    """The sources, as the ledger shows them."""
    return [
        {
            "source": sources.SOURCES.id_of(session, row.source_pk),
            "locator": row.locator,
            "note": row.note,
        }
        for row in _stored(session, claim)
    ]


def _stored(session: Read, claim: Claim) -> Sequence[ClaimSource]:
    of_claim = select(ClaimSource).where(ClaimSource.claim_pk == claim.pk)
    return session.exec(of_claim.order_by(col(ClaimSource.pk))).all()
