"""A claim's relations: what belongs to it in other tables. Each is replaced as a whole.

Creating, editing, importing and re-anchoring a claim go through the same four steps of each:
`resolve` what a body names (this may refuse it), `clear` what is stored, `write` the rows, and
`describe` what is stored as the ledger shows it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import JsonValue

from api.auth.access import Actor
from api.claims.inputs import ClaimIn
from api.claims.models import Claim, ClaimSpan
from api.claims.relations import attribution, sources, spans, tags
from api.claims.relations.protocol import Relation, RelationContext
from api.queries import keys
from api.storage.database import Write
from api.text.spans import Span

RELATIONS: Mapping[str, Relation[Any, Any]] = {
    "spans": spans,
    "attribution": attribution,
    "sources": sources,
    "tags": tags,
}


def describe(session: Write, claim: Claim) -> dict[str, JsonValue]:
    """All relations of a claim as the ledger shows them, with ids for what may be restricted."""
    session.flush()
    return {name: relation.describe(session, claim) for name, relation in RELATIONS.items()}


def with_words(context: RelationContext, words: Iterable[Span | ClaimSpan]) -> RelationContext:
    """The context in which the other relations are resolved: after the claim's own words."""
    return replace(context, words=[(span.part, span.start, span.end) for span in words])


def prefetch(session: Write, actor: Actor, claims: Iterable[ClaimIn]) -> None:
    """Ask at once for everything that many claims name by id: for `resolve`."""
    names: dict[str, list[str]] = {"speaker": [], "source": [], "person": []}
    for claim in claims:
        names["speaker"] += [s.speaker for s in claim.attribution.speakers if s.speaker]
        names["source"] += [s.source for s in claim.sources if isinstance(s.source, str)]
        names["person"] += [claim.assignee] if claim.assignee else []
    for kind, ids in names.items():
        keys.prefetch_keys(session, actor, kind, ids)
