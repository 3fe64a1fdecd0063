"""Where the draft makes the claim, and a claim's other ranges: all are rows of one table."""

from collections.abc import Sequence
from typing import Any

from pydantic import JsonValue
from sqlmodel import col, delete, select

from api.claims.models import Claim, ClaimSpan, SpanRole
from api.claims.relation_inputs import SpanIn
from api.claims.relations.protocol import RelationContext
from api.storage.database import Read, Write, insert_into
from api.text.offsets import PartOffsets, Unit
from api.text.spans import Part, Span


def resolve(context: RelationContext, value: list[SpanIn], /) -> list[Span]:
    """Find the claim's own words in the draft."""
    return context.lookup.find_all(value, context.unit, "body", "spans")


def clear(context: RelationContext, claim: Claim, /) -> None:
    """Take away the claim's own words."""
    clear_roles(context.session, claim, SpanRole.words)


def write(context: RelationContext, claim_pk: int, resolved: Sequence[Span], /) -> JsonValue:
    """Write the claim's own words."""
    write_role(context, claim_pk, SpanRole.words, resolved)
    return describe_spans(resolved)


def describe(session: Write, claim: Claim, /) -> JsonValue:
    """The claim's own words, as the ledger shows them."""
    return describe_spans(stored(session, claim, SpanRole.words))


def write_role(
    context: RelationContext,
    claim_pk: int,
    role: SpanRole,
    spans: Sequence[Span],
    attribution_pk: int | None = None,
) -> None:
    """Write ranges that have this role in the claim."""
    session = context.session
    for span in spans:
        row = {
            "pk": session.new_key(),
            "claim_pk": claim_pk,
            "attribution_pk": attribution_pk,
            "role": role,
            **columns_of(span, context.lookup.offsets),
        }
        session.queue_insert(insert_into(ClaimSpan), row)


def columns_of(span: Span, offsets: PartOffsets[Part]) -> dict[str, Any]:
    """A range as its table stores it: in code points and in UTF-16 units."""
    start16, end16 = offsets.in_unit(Unit.utf16, span.part, span.start, span.end)
    return {
        "part": span.part,
        "start": span.start,
        "end": span.end,
        "start16": start16,
        "end16": end16,
        "exact": span.exact,
        "prefix": span.prefix,
        "suffix": span.suffix,
    }


def overwrite(row: ClaimSpan, span: Span, offsets: PartOffsets[Part]) -> bool:
    """Set a stored range to this one; return whether anything differed."""
    changes = {
        name: value
        for name, value in columns_of(span, offsets).items()
        if getattr(row, name) != value
    }
    for name, value in changes.items():
        setattr(row, name, value)
    return bool(changes)


def clear_roles(session: Write, claim: Claim, *roles: SpanRole) -> None:
    """Delete the ranges that have these roles in the claim."""
    of_roles = (col(ClaimSpan.claim_pk) == claim.pk) & col(ClaimSpan.role).in_(roles)
    session.exec(delete(ClaimSpan).where(of_roles))


def stored(session: Read, claim: Claim, role: SpanRole) -> list[ClaimSpan]:
    """The claim's ranges of one role, in their order."""
    of_role = select(ClaimSpan).where(ClaimSpan.claim_pk == claim.pk, ClaimSpan.role == role)
    return list(session.exec(of_role.order_by(col(ClaimSpan.pk))))


def describe_spans(spans: Sequence[Span | ClaimSpan]) -> list[JsonValue]:
    """Ranges of the draft, as the ledger shows them."""
    return [{"part": s.part, "start": s.start, "end": s.end, "exact": s.exact} for s in spans]
