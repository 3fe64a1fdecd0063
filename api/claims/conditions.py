"""The conditions of claim filters that look into other tables."""

from sqlalchemy import ColumnElement, FromClause, Select, select
from sqlmodel import SQLModel, col

from api.claims.models import Aspect, Claim
from api.queries.filters import Condition, UsedField
from api.queries.visibility import visible


def _alias(name: str) -> FromClause:
    """A table under its own alias, so that it can be joined twice."""
    return SQLModel.metadata.tables[name].alias()


def finding_status(aspect: Aspect) -> Condition:
    """Claims whose finding of this aspect has the status."""

    def condition(used: UsedField) -> ColumnElement[bool]:
        finding = _alias("finding")
        of_claim = (finding.c.claim_pk == col(Claim.pk)) & (finding.c.aspect == aspect)
        return select(finding.c.pk).where(of_claim, used.among(finding.c.status)).exists()

    return condition


def _writers_sources() -> tuple[Select[tuple[int]], FromClause]:
    """The sources that the claim's writer used and the viewer can see."""
    link, source = _alias("claim_source"), _alias("source")
    links = select(link.c.pk).join(source, source.c.pk == link.c.source_pk)
    return links.where(link.c.claim_pk == col(Claim.pk), visible(source)), source


def from_source(used: UsedField) -> ColumnElement[bool]:
    """Claims that their writer has from one of these sources."""
    links, source = _writers_sources()
    return links.where(used.among(source.c.id)).exists()


def without_source(used: UsedField) -> ColumnElement[bool]:
    """Claims with no source of their writer, or the others."""
    links, _ = _writers_sources()
    return used.agrees_with(~links.exists())


def said_by(used: UsedField) -> ColumnElement[bool]:
    """Claims attributed to one of these speakers, or to a speaker merged with one, at any level."""
    attribution, named, speaker = _alias("attribution"), _alias("speaker"), _alias("speaker")
    same = select(named.c.meant_pk).where(used.among(named.c.id), visible(named))
    merged = select(speaker.c.pk).where(speaker.c.meant_pk.in_(same))
    claims = select(attribution.c.claim_pk).where(attribution.c.speaker_pk.in_(merged))
    return col(Claim.pk).in_(claims)


def tagged(used: UsedField) -> ColumnElement[bool]:
    """Claims that have one of these tags."""
    tag = _alias("claim_tag")
    return col(Claim.pk).in_(select(tag.c.claim_pk).where(used.among(tag.c.tag)))
