"""A new claim: everything that could refuse it first, then its rows, written all together."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import JsonValue
from pydantic_core import to_json, to_jsonable_python
from sqlalchemy import Select, select
from sqlmodel import col

from api.articles import service as articles
from api.auth.access import Actor
from api.claims import findings, relations
from api.claims.inputs import ClaimIn
from api.claims.models import UNCHECKABLE, Anchoring, Aspect, Claim, SpanRole, State, Status
from api.claims.span_lookup import SpanLookup
from api.core.problems import Conflict
from api.ledger import service as ledger
from api.ledger.service import EventScope
from api.people import service as people
from api.queries import visibility
from api.queries.documents import find_key
from api.search import search_documents
from api.storage.database import Write, insert_into
from api.storage.statements import in_json_list, param
from api.text.offsets import Unit

_SAID = ("statement", "kind", "worth", "risk", "due", "external_id")


class ClaimTaken(Conflict):
    """Another claim of the article has this `external_id`; the answer names it."""


class CreatedClaim(NamedTuple):
    """The key and the id of a new claim."""

    pk: int
    id: str


def add(
    session: Write,
    actor: Actor,
    new: ClaimIn,
    unit: Unit = Unit.code_points,
    *,
    where: SpanLookup | None = None,
    drafted_by: str | None = None,
) -> CreatedClaim:
    """Add a claim, kept by whoever sends it, or drafted by the machine (`drafted_by`)."""
    where = where or SpanLookup(articles.text_of(session, new.article))
    article = where.article
    spans = where.find_all(new.spans, unit, "body", "spans")
    stretches = [(span.part, span.start, span.end) for span in spans]
    saying = relations.find_attribution(where, new.attribution, stretches, unit)
    speakers = relations.find_speakers(session, actor, new.attribution)
    free(session, actor, article.pk, new.external_id)
    assignee = people.key(session, new.assignee, "body", "assignee") if new.assignee else None
    allowed = people.find_all(session, new.visible_to)
    drawn = relations.find_sources(session, actor, new.sources)

    claim = CreatedClaim(session.new_key(), session.new_id("claim"))
    session.lookup_cache["external_id", article.pk, new.external_id] = claim.id
    by = actor.person_pk or None
    asks = in_order(new.asks) if new.asks else findings.asked_by(new.attribution.voice)
    row: dict[str, Any] = {name: getattr(new, name) for name in _SAID} | {
        "pk": claim.pk,
        "id": claim.id,
        "version": 1,
        "restricted": visibility.add_grants(session, claim.id, allowed),
        "created_by_pk": by,
        "created_at": session.now,
        "updated_at": session.now,
        "article_pk": article.pk,
        "position": min(span.position for span in spans),
        "state": State.drafted if drafted_by else State.kept,
        "checkable": checkable(new.kind, new.checkable),
        "checkable_said": new.checkable,
        "voice": new.attribution.voice,
        "cue": saying.cue,
        "asks": asks,
        "status": Status.unverified,
        "anchoring": Anchoring.exact,
        "reopened": None,
        "lost_in": None,
        "change": None,
        "unconfirmed": False,
        "dropped_because": None,
        "assignee_pk": assignee,
        "drafted_by": drafted_by,
        "kept_by_pk": None if drafted_by else by,
    }
    session.queue_insert(insert_into(Claim), row)
    relations.put_spans(session, claim.pk, where, SpanRole.words, spans)
    said = relations.put_attribution(session, actor, claim.pk, where, saying, speakers)
    relations.put_sources(session, claim.pk, drawn)
    relations.put_tags(session, claim.pk, new.tags)
    findings.put(session, claim.pk, asks)
    session.before_commit(search_documents.new_claims, claim.pk)
    action = "claim.drafted" if drafted_by else "claim.added"
    after = _told(new, row) | {
        "spans": relations.tell_spans(spans),
        "attribution": said,
        "sources": relations.tell_sources(drawn),
        "tags": [*sorted(set(new.tags))],
    }
    ledger.record(session, actor, action, claim.id, EventScope(article.id, claim.id), after=after)
    return claim


def _told(new: ClaimIn, row: Mapping[str, Any]) -> dict[str, JsonValue]:
    names = ("statement", "kind", "worth", "risk", "external_id", "state", "checkable", "voice")
    said: dict[str, JsonValue] = {name: row[name] for name in names}
    said |= {"asks": row["asks"], "assignee": new.assignee, "due": to_jsonable_python(new.due)}
    return said if new.visible_to is None else said | {"visible_to": [*new.visible_to]}


def free(session: Write, viewer: Actor, article_pk: int, external_id: str | None) -> None:
    """Refuse an `external_id` that another claim of the article has."""
    taken = there(session, article_pk, external_id)
    if taken is not None:
        known = find_key(session, viewer, "claim", taken)
        raise ClaimTaken(
            f"Another claim of this article has the external_id {external_id}.",
            claim=taken if known else None,
        )


def there(session: Write, article_pk: int, external_id: str | None) -> str | None:
    """The id of the article's claim that has this `external_id`; asked once."""
    if external_id is None:
        return None
    asked = "external_id", article_pk, external_id
    if asked not in session.lookup_cache:
        look_up(session, article_pk, [external_id])
    taken: str | None = session.lookup_cache[asked]
    return taken


def look_up(session: Write, article_pk: int, external_ids: Iterable[str]) -> None:
    """Ask at once for the claims of an article that have these `external_id`s."""
    names = [
        name
        for name in external_ids
        if ("external_id", article_pk, name) not in session.lookup_cache
    ]
    if not names:
        return
    asked = {"article": article_pk, "names": to_json(names).decode()}
    found: dict[str, str] = dict(session.rows(_there(), asked))
    for name in names:
        session.lookup_cache["external_id", article_pk, name] = found.get(name)


_NAMED: list[Any] = [col(Claim.external_id), col(Claim.id)]


@lru_cache
def _there() -> Select[Any]:
    mine = (
        col(Claim.article_pk) == param("article"),
        in_json_list(col(Claim.external_id), "names"),
    )
    return select(*_NAMED).where(*mine)


def in_order(asks: list[Aspect]) -> list[Aspect]:
    return [aspect for aspect in Aspect if aspect in asks]


def checkable(kind: object, said: bool | None) -> bool:  # noqa: FBT001  # a column's value
    return kind not in UNCHECKABLE if said is None else said
