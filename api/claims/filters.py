"""Which claims: the one way to narrow, sort and count them."""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, Field, model_validator

from api.claims.models import Anchoring, Kind, Risk, State, Status, Voice
from api.claims.schemas import ClaimOut
from api.core.field_types import Time
from api.core.ids import ArticleId, PersonId, SourceId, SpeakerId
from api.queries.pagination import Page, PageQuery
from api.search.full_text import HOW_IT_SEARCHES, SearchQuery
from api.text.offsets import Unit


class ClaimSort(StrEnum):
    """By age, unless you say; `-` for the other way round."""

    created_at = "created_at"
    position = "position"
    updated_at = "-updated_at"
    worth = "-worth"
    due = "due"
    relevance = "relevance"


class ClaimConditions(BaseModel):
    """Every way to narrow claims; lists and counts share it. Repeated values mean "or"."""

    q: SearchQuery = Field(
        default=None,
        description="Words of the statement, of the article's own words, of a speaker's name or a "
        "tag; " + HOW_IT_SEARCHES,
        examples=["twelve days"],
    )
    article: list[ArticleId] = Field(default=[], description="Of these articles.")
    speaker: list[SpeakerId] = Field(default=[], description="Said by these, at any level.")
    source: list[SourceId] = Field(default=[], description="Drawn from these by the writer.")
    unsourced: bool | None = Field(
        default=None, description="`true`: without any source of the writer's (TK)."
    )
    status: list[Status] = Field(default=[], description="In these statuses.")
    substance_status: list[Status] = Field(
        default=[], description="Whose substance finding is one of these."
    )
    attribution_status: list[Status] = Field(
        default=[], description="Whose attribution finding is one of these."
    )
    state: list[State] = Field(
        default=[State.drafted, State.kept], description="In these states; not `dropped` at first."
    )
    kind: list[Kind] = Field(default=[], description="Of these kinds.")
    voice: list[Voice] = Field(default=[], description="In these voices.")
    checkable: bool | None = Field(default=None, description="Only checkable ones, or the others.")
    anchoring: list[Anchoring] = Field(default=[], description="Anchored in these ways.")
    risk: list[Risk] = Field(default=[], description="Of these risks.")
    assignee: list[PersonId] = Field(default=[], description="Assigned to these persons.")
    tag: list[str] = Field(default=[], description="With any of these tags.")
    reopened: bool | None = Field(
        default=None, description="`true`: those that must be looked at again."
    )
    due_before: Time | None = Field(default=None, description="Due before this time.")
    updated_after: Time | None = Field(default=None, description="Changed after this time.")
    external_id: list[str] = Field(default=[], description="With these `external_id`s.")


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
    name: str | None = Field(default=None, description="The name behind an id.")
    n: int = Field(description="How many claims.", examples=[38])


class Counts(BaseModel):
    """How many claims have each value, the most first."""

    by: By = Field(description="What was counted by.")
    counts: list[Count] = Field(description="A line a value; values that none has are left out.")
