"""Add claims: resolve everything that can be refused, then write all rows."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import JsonValue
from pydantic_core import PydanticUndefined

from api.articles import service as articles
from api.auth.access import Actor
from api.claims import external_ids, findings, relations
from api.claims.inputs import ClaimIn
from api.claims.models import UNCHECKABLE, Aspect, Claim, State
from api.claims.relations import attribution, sources, spans, tags
from api.claims.relations.attribution import ResolvedAttribution
from api.claims.relations.protocol import RelationContext
from api.claims.relations.sources import ResolvedSource
from api.claims.span_lookup import SpanLookup
from api.ledger import service as ledger
from api.ledger.service import EventScope
from api.people import service as people
from api.queries import visibility
from api.search import search_documents
from api.storage.database import Write, insert_into
from api.text.offsets import Unit
from api.text.spans import Span

# The fields of a body that are columns of the same name; a new one needs no more than that.
PLAIN = tuple(name for name in ClaimIn.model_fields if name in Claim.model_fields)
_DEFAULTS = {
    name: field.default
    for name, field in Claim.model_fields.items()
    if field.default is not PydanticUndefined
}


class CreatedClaim(NamedTuple):
    """The key and the id of a new claim."""

    pk: int
    id: str


class _Resolved(NamedTuple):
    """What a body says of other tables, found."""

    spans: list[Span]
    attribution: ResolvedAttribution
    assignee_pk: int | None
    visible_to: list[int] | None
    sources: list[ResolvedSource]


def add(
    session: Write,
    actor: Actor,
    new: ClaimIn,
    unit: Unit = Unit.code_points,
    *,
    lookup: SpanLookup | None = None,
    drafted_by: str | None = None,
) -> CreatedClaim:
    """Add a claim: kept, as the person who sends it marked it, or drafted by the machine."""
    lookup = lookup or SpanLookup(articles.text_of(session, new.article))
    context = RelationContext(session, actor, lookup, unit)
    resolved = _resolve(context, new)
    article = lookup.article
    claim = CreatedClaim(session.new_key(), session.new_id("claim"))
    external_ids.note(session, article.pk, new.external_id, claim.id)
    row = _row(context, new, claim, resolved, drafted_by)
    session.queue_insert(insert_into(Claim), row)
    described = {
        "spans": spans.write(context, claim.pk, resolved.spans),
        "attribution": attribution.write(context, claim.pk, resolved.attribution),
        "sources": sources.write(context, claim.pk, resolved.sources),
        "tags": tags.write(context, claim.pk, tags.resolve(context, new.tags)),
    }
    findings.add_findings(session, claim.pk, row["asks"])
    session.before_commit(search_documents.index_new_claims, claim.pk)
    action = "claim.drafted" if drafted_by else "claim.added"
    after = _describe(new, row) | described
    ledger.record(session, actor, action, claim.id, EventScope(article.id, claim.id), after=after)
    return claim


def _resolve(context: RelationContext, new: ClaimIn) -> _Resolved:
    """Find everything that the body names, or refuse it; a described source is added last."""
    session, actor = context.session, context.actor
    own = spans.resolve(context, new.spans)
    of_claim = relations.with_words(context, own)
    whose = attribution.resolve(of_claim, new.attribution)
    external_ids.require_free(session, actor, context.lookup.article.pk, new.external_id)
    return _Resolved(
        own,
        whose,
        people.key(session, new.assignee, "body", "assignee") if new.assignee else None,
        people.find_all(session, new.visible_to),
        sources.resolve(context, new.sources),
    )


def _row(
    context: RelationContext,
    new: ClaimIn,
    claim: CreatedClaim,
    resolved: _Resolved,
    drafted_by: str | None,
) -> dict[str, Any]:
    session, person = context.session, context.actor.person_pk or None
    asks = in_order(new.asks) if new.asks else findings.asked_by(new.attribution.voice)
    return {
        **_DEFAULTS,
        **{name: getattr(new, name) for name in PLAIN},
        "pk": claim.pk,
        "id": claim.id,
        "restricted": visibility.add_grants(session, claim.id, resolved.visible_to),
        "created_by_pk": person,
        "created_at": session.now,
        "updated_at": session.now,
        "article_pk": context.lookup.article.pk,
        "position": min(span.position for span in resolved.spans),
        "state": State.drafted if drafted_by else State.kept,
        "checkable": is_checkable(new.kind, new.checkable),
        "checkable_said": new.checkable,
        "voice": new.attribution.voice,
        "cue": resolved.attribution.cue,
        "asks": asks,
        "assignee_pk": resolved.assignee_pk,
        "drafted_by": drafted_by,
        "kept_by_pk": None if drafted_by else person,
    }


def _describe(new: ClaimIn, row: Mapping[str, Any]) -> dict[str, JsonValue]:
    """The new claim's own columns, as the ledger shows them."""
    columns = {name: row[name] for name in (*PLAIN, "state", "voice")}
    if new.visible_to is not None:
        columns["visible_to"] = new.visible_to
    return ledger.plain(columns | {"assignee": new.assignee})


def in_order(asks: list[Aspect]) -> list[Aspect]:
    """Aspects, each once, in their usual order."""
    return [aspect for aspect in Aspect if aspect in asks]


def is_checkable(kind: object, chosen: bool | None) -> bool:  # noqa: FBT001  # a column's value
    """What somebody chose; else it follows from the kind."""
    return kind not in UNCHECKABLE if chosen is None else chosen
