"""The four steps that every relation of a claim has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pydantic import JsonValue

from api.auth.access import Actor
from api.claims.models import Claim
from api.claims.span_lookup import SpanLookup
from api.storage.database import Write
from api.text.offsets import Unit
from api.text.spans import Part

WordRanges = Sequence[tuple[Part, int, int]]
In_contra = TypeVar("In_contra", contravariant=True)
Resolved = TypeVar("Resolved")


@dataclass(frozen=True)
class RelationContext:
    """What every step needs: the transaction, who asks, and the draft in which spans are found."""

    session: Write
    actor: Actor
    lookup: SpanLookup
    unit: Unit = Unit.code_points
    words: WordRanges = ()  # the claim's own, once they are resolved


class Relation(Protocol[In_contra, Resolved]):
    """One relation; each is a module with these functions."""

    def resolve(self, context: RelationContext, value: In_contra, /) -> Resolved:
        """Find what a body names, or refuse it; the claim's rows are not touched."""
        ...

    def clear(self, context: RelationContext, claim: Claim, /) -> None:
        """Take away what is stored, but for what the actor cannot see."""
        ...

    def write(self, context: RelationContext, claim_pk: int, resolved: Resolved, /) -> JsonValue:
        """Write the rows; return them as the ledger shows them."""
        ...

    def describe(self, session: Write, claim: Claim, /) -> JsonValue:
        """What is stored, as the ledger shows it."""
        ...
