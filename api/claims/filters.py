"""What lists and counts of claims can be sorted and grouped by, and the shape of counts."""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, Field, model_validator

from api.claims.inputs import ClaimConditions
from api.claims.schemas import ClaimOut
from api.queries.pagination import Page, PageQuery
from api.text.offsets import Unit


class ClaimSort(StrEnum):
    """By age, unless you say; `-` for the other way round."""

    created_at = "created_at"
    position = "position"
    updated_at = "-updated_at"
    worth = "-worth"
    due = "due"
    relevance = "relevance"


class ClaimFilter(ClaimConditions, PageQuery):
    """Which claims, in which order."""

    sort: ClaimSort = Field(
        default=ClaimSort.created_at,
        description="By age (`created_at`), in reading order (`position`, within an article), the "
        "latest changed first, the most worth first, the first due first, or by `relevance` to "
        "`q`: of many matches the newest 1,000 are ranked, and `ranked` says so.",
    )
    unit: Unit = Field(default=Unit.code_points, description="What offsets count in the answer.")

    @model_validator(mode="after")
    def _is_relevant_to_something(self) -> Self:
        if self.sort is ClaimSort.relevance and self.q is None:
            raise ValueError("`sort=relevance` needs words to be relevant to: send `q`.")
        return self


class ClaimPage(Page[ClaimOut]):
    """One page of claims."""

    ranked: int | None = Field(
        description="Sorted by relevance, only so many of the newest matches were ranked; `null`: "
        "all of them."
    )


class By(StrEnum):
    """What claims are counted by."""

    status = "status"
    state = "state"
    kind = "kind"
    speaker = "speaker"
    assignee = "assignee"
    source = "source"
    anchoring = "anchoring"


class CountFilter(ClaimConditions):
    """Which claims are counted, and by what."""

    by: By = Field(default=By.status, description="What they are counted by.")


class Count(BaseModel):
    """How many claims have one value."""

    value: str | None = Field(
        description="The value: a status, a kind, an id; `null` where claims have none.",
        examples=["verified"],
    )
    name: str | None = Field(default=None, description="The name that belongs to an id.")
    n: int = Field(description="How many claims.", examples=[38])


class Counts(BaseModel):
    """How many claims have each value, the most first."""

    by: By = Field(description="What was counted by.")
    counts: list[Count] = Field(description="A line a value; values that none has are left out.")
