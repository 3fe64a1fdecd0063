"""Verdicts, moves and whole claims as the API takes and returns them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import FromClause, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel

from api.auth.access import Role
from api.auth.schemas import PersonRef
from api.claims.models import Aspect, Status, Verdict
from api.claims.schemas import ClaimOut, FindingOut, FindingsOut
from api.core.field_types import RequestModel
from api.core.ids import EvidenceId
from api.core.problems import Need
from api.evidence.schemas import EvidenceOut
from api.queries.pagination import PageQuery
from api.queries.projections import Computed, Instant, Projection, Rows
from api.queries.visibility import visible
from api.storage.sql_json import json_array


class VerdictIn(RequestModel):
    """A judgement: one finding's new status, why, and what it rests on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "finding": "substance",
                    "status": "verified",
                    "rationale": "13 to 24 June 2025, counted inclusively.",
                    "evidence": ["evidence_01jzqk3w8r5t6v7x9y0z1a2b3c"],
                }
            ]
        }
    )

    finding: Aspect = Field(
        description="`substance` (is it true?) or `attribution` (was it said, by them, like that?)."
    )
    status: Status = Field(description="The new status.", examples=["verified"])
    rationale: str = Field(
        default="",
        max_length=20_000,
        description="Why, for the next reader.",
        examples=["Separate telephone calls on 13 June, per the Kremlin."],
    )
    evidence: list[EvidenceId] = Field(
        default=[],
        max_length=100,
        description="The evidence that it rests on: of this claim, bearing on this finding.",
    )


def _cited(column: str) -> Computed:
    def expression(rows: FromClause) -> ColumnElement[str]:
        evidence = SQLModel.metadata.tables["evidence"].alias()
        citation = SQLModel.metadata.tables["citation"].alias()
        cited = (
            select(evidence.c.id)
            .join(citation, citation.c.evidence_pk == evidence.c.pk)
            .where(
                citation.c.verdict_pk == rows.c[column],
                visible(evidence),
            )
            .correlate(rows)
        )
        return json_array(cited, evidence.c.pk)

    return Computed(expression)


class VerdictOut(Projection, table=Verdict):
    """One change of one finding's status; verdicts are only ever added."""

    id: str = Field(
        description="The verdict's id.", examples=["verdict_01jzqk3w8r5t6v7x9y0z1a2b3c"]
    )
    finding: Aspect = Field(description="Which finding.")
    was: Status = Field(description="What it was.", examples=["checking"])
    status: Status = Field(description="What it became.", examples=["verified"])
    rationale: str = Field(description="Why.")
    evidence: Annotated[list[str], _cited("pk")] = Field(description="What it rests on, by id.")
    cause: str | None = Field(
        description="What reopened the finding, where nobody judged it.",
        examples=["evidence_withdrawn"],
    )
    judge: PersonRef | None = Field(description="Who judged, or whose change took it back.")
    at: Instant = Field(description="When, in UTC.")


class FindingWhole(FindingOut):
    """The state of one aspect of a claim, and what it rests on."""

    evidence: Annotated[list[str], _cited("verdict_pk")] = Field(
        description="The evidence that the newest verdict cites, by id."
    )


def _finding(aspect: Aspect) -> Rows:
    return Rows(lambda rows: rows.c.aspect == aspect)


class FindingsWhole(FindingsOut):
    """Up to two findings; `null` for one that was never asked."""

    substance: Annotated[FindingWhole | None, _finding(Aspect.substance)] = Field(
        description="Is it true?"
    )
    attribution: Annotated[FindingWhole | None, _finding(Aspect.attribution)] = Field(
        description="Was it said, by them, like that?"
    )


class ClaimWhole(ClaimOut):
    """One assertion of an article, with all that it rests on."""

    findings: FindingsWhole = Field(description="Its findings, and what they rest on.")
    evidence: Annotated[
        list[EvidenceOut],
        Rows(lambda rows: rows.c.withdrawn_at.is_(None)),
    ] = Field(description="All linked evidence, oldest first; not what was withdrawn.")


class VerdictFilter(PageQuery, table=Verdict):
    """Which verdicts of the claim."""

    finding: list[Aspect] = Field(default=[], description="Of these findings.")


class MoveOut(BaseModel):
    """One step that a finding may take."""

    to: Status = Field(description="What it would become.")
    role: Role = Field(description="The least role that may take it.")


class MovesOfStatus(BaseModel):
    """All steps from one status."""

    status: Status = Field(description="What a finding is.")
    moves: list[MoveOut] = Field(description="What it may become.")


class MoveTable(BaseModel):
    """The life of a finding. House rules may ask for more: a claim's own moves say what."""

    moves: list[MovesOfStatus] = Field(description="A line a status.")


class MoveNow(BaseModel):
    """One step from where the finding is."""

    to: Status = Field(description="What it would become.")
    allowed: bool = Field(
        description="Whether you may take it now, citing all evidence that bears on the finding."
    )
    missing: list[Need] = Field(description="What the house rules still ask for.")
    warnings: list[Need] = Field(description="What they would only warn of.")


class MovesOfFinding(BaseModel):
    """What may be done with one finding now."""

    finding: Aspect = Field(description="Which finding.")
    status: Status = Field(description="What it is.")
    moves: list[MoveNow] = Field(description="What it may become.")


class MovesOfClaim(BaseModel):
    """What this person may do with a claim now."""

    version: int = Field(description="The claim's version that this is about.")
    findings: list[MovesOfFinding] = Field(description="A line for each finding that it asks for.")
