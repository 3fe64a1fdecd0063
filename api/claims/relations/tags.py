"""The desk's own labels of a claim."""

from pydantic import JsonValue
from sqlmodel import col, delete, select

from api.claims.models import Claim, ClaimTag
from api.claims.relations.protocol import RelationContext
from api.storage.database import Write, insert_into


def resolve(context: RelationContext, value: list[str], /) -> list[str]:  # noqa: ARG001  # as every relation
    """The labels, each once, in alphabetical order."""
    return sorted(set(value))


def clear(context: RelationContext, claim: Claim, /) -> None:
    """Take away all labels."""
    context.session.exec(delete(ClaimTag).where(col(ClaimTag.claim_pk) == claim.pk))


def write(context: RelationContext, claim_pk: int, resolved: list[str], /) -> JsonValue:
    """Write the labels."""
    for tag in resolved:
        row = {"claim_pk": claim_pk, "tag": tag}
        context.session.queue_insert(insert_into(ClaimTag), row)
    return [*resolved]


def describe(session: Write, claim: Claim, /) -> JsonValue:
    """The labels, as the ledger shows them."""
    tags = session.exec(select(ClaimTag.tag).where(ClaimTag.claim_pk == claim.pk))
    return [*sorted(tags)]
