"""Waivers as the API takes and returns them."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import FromClause, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel, col

from api.auth.schemas import PersonRef
from api.core.field_types import RequestModel
from api.core.ids import ClaimId
from api.core.rule_names import BlockerCode, RuleName
from api.queries.filters import FilterBy
from api.queries.pagination import PageQuery
from api.queries.projections import Computed, Instant, Projection, Via
from api.waivers.models import Waiver


class WaivedRule(StrEnum):
    """The house rules of verdicts and signatures that may be waived."""

    primary_or_two_secondary = RuleName.primary_or_two_secondary
    primary_or_two_origins = RuleName.primary_or_two_origins
    excerpt_or_locator = RuleName.excerpt_or_locator
    context_or_refuting = RuleName.context_or_refuting
    attempt_or_source = RuleName.attempt_or_source
    opinion_or_editor = RuleName.opinion_or_editor
    four_eyes = RuleName.four_eyes


class WaivedBlocker(StrEnum):
    """The blockers that may be waived: not a claim that was found incorrect, nor another text."""

    finding_not_final = BlockerCode.finding_not_final
    high_risk_not_final = BlockerCode.high_risk_not_final
    disputed = BlockerCode.disputed
    needs_context = BlockerCode.needs_context
    unverifiable = BlockerCode.unverifiable
    not_looked_at = BlockerCode.not_looked_at
    orphaned = BlockerCode.orphaned
    question_open = BlockerCode.question_open
    change_open = BlockerCode.change_open
    uncovered = BlockerCode.uncovered
    rule_not_met = BlockerCode.rule_not_met


Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]


class WaiverIn(RequestModel):
    """An exception: to a rule or a blocker, for one claim or for the whole piece."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "blocker": "needs_context",
                    "claim": "claim_01jzqk3w8r5t6v7x9y0z1a2b3c",
                    "reason": "The next paragraph gives the context.",
                }
            ]
        }
    )

    rule: WaivedRule | None = Field(default=None, description="The house rule; it needs a claim.")
    blocker: WaivedBlocker | None = Field(default=None, description="Or the blocker, by its code.")
    claim: ClaimId | None = Field(
        default=None, description="The claim; left out, the blocker is waived for the whole piece."
    )
    reason: Reason = Field(
        description="Why; it stays in clearance and report.",
        examples=["The next paragraph gives the context."],
    )

    @model_validator(mode="after")
    def _is_one_exception(self) -> Self:
        if (self.rule is None) == (self.blocker is None):
            raise ValueError("Name a `rule` or a `blocker`.")
        if self.rule and self.rule is not WaivedRule.four_eyes and self.claim is None:
            raise ValueError("A rule is waived for one claim: name it in `claim`.")
        return self


class WaiverPatch(RequestModel):
    """Take an exception back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"withdrawn": True}]})

    withdrawn: bool = Field(description="`true`: it no longer holds; it stays on the record.")


def _claim(rows: FromClause) -> ColumnElement[Any]:
    claims = SQLModel.metadata.tables["claim"].alias()
    return select(claims.c.id).where(claims.c.pk == rows.c.claim_pk).scalar_subquery()


class WaiverOut(Projection, table=Waiver):
    """An exception, on the record."""

    id: str = Field(description="Its id.", examples=["waiver_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    version: int = Field(description="Counts its taking back.")
    rule: str | None = Field(description="The house rule.")
    blocker: str | None = Field(description="Or the blocker.", examples=["needs_context"])
    claim: Annotated[str | None, Computed(_claim)] = Field(
        description="The claim; `null`: the whole piece."
    )
    reason: str = Field(description="Why.")
    by: Annotated[PersonRef | None, Via("created_by_pk")] = Field(description="The editor.")
    at: Annotated[Instant, Computed(lambda rows: rows.c.created_at)] = Field(
        description="When, in UTC."
    )
    withdrawn_at: Instant | None = Field(description="When it was withdrawn, in UTC.")
    withdrawn_by: PersonRef | None = Field(description="Who took it back.")


class WaiverFilter(PageQuery, table=Waiver):
    """Which waivers of the article."""

    holds: Annotated[
        bool | None, FilterBy(lambda used: used.agrees_with(col(Waiver.withdrawn_at).is_(None)))
    ] = Field(default=None, description="`true`: only those that were not withdrawn.")
