"""What callers send about claims: new ones, changes, and the conditions of lists.

`schemas.py` has what they are answered. A plain column of a claim is one field here, in each class
in which it can be sent: what becomes of it follows from the table's columns.
"""

from typing import Annotated

from pydantic import MISSING, ConfigDict, Field, StringConstraints
from sqlmodel import col

from api.auth.schemas import WHO_MAY_KNOW, VisibleToIn
from api.claims import conditions
from api.claims.models import Anchoring, Aspect, Claim, Kind, Risk, State, Status, Voice
from api.claims.relation_inputs import AttributionIn, SourceOfIn, SpanIn
from api.core.field_types import ExternalId, RequestModel, Time
from api.core.ids import ArticleId, PersonId, SourceId, SpeakerId
from api.queries.filters import Filter, FilterBy, PointsTo
from api.queries.projections import Rate
from api.search import full_text
from api.search.full_text import HOW_IT_SEARCHES, SearchQuery

Statement = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000),
    Field(
        description="The assertion as one self-contained sentence: names instead of pronouns.",
        examples=["The Israel-Iran war of June 2025 lasted 12 days."],
    ),
]
Tag = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^/]*$"),
    Field(examples=["numbers"]),
]
MOST_TAGS = 50
Tags = Annotated[list[Tag], Field(max_length=MOST_TAGS, description="Labels of your own.")]
Asks = Annotated[list[Aspect], Field(min_length=1, max_length=2)]
WHAT_IT_ASKS = (
    "Which findings it needs. An article's own claim asks for substance, another's for both; "
    "narrow it if you only report that somebody said it."
)


class ClaimIn(RequestModel):
    """One assertion that could be wrong, marked by a person: it is `kept`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "article": "article_01jzqk3w8r5t6v7x9y0z1a2b3c",
                    "statement": "The Israel-Iran war of June 2025 lasted 12 days.",
                    "spans": [{"exact": "It was over in 12 days"}],
                    "kind": "quantity",
                    "worth": 0.5,
                }
            ]
        }
    )

    article: ArticleId = Field(description="The article that makes it.")
    statement: Statement
    spans: list[SpanIn] = Field(
        min_length=1,
        max_length=50,
        description="Where the newest draft makes it. It may skip words, and share them with "
        "other claims.",
    )
    kind: Kind | None = Field(default=None, description="What kind of assertion it is.")
    checkable: bool | None = Field(
        default=None, description="Follows from the kind (not for opinions), unless you say."
    )
    worth: Rate | None = Field(
        default=None, description="How much checking it matters, 0 to 1.", examples=[0.8]
    )
    asks: Asks | None = Field(default=None, description=WHAT_IT_ASKS)
    attribution: AttributionIn = Field(
        default_factory=AttributionIn, description="Whose claim it is."
    )
    sources: list[SourceOfIn] = Field(
        default=[], max_length=50, description="What the writer drew on."
    )
    risk: Risk = Field(default=Risk.normal, description="`high`: legal or dangerous.")
    assignee: PersonId | None = Field(default=None, description="Who is to check it.")
    due: Time | None = Field(default=None, description="By when; with an offset.")
    tags: Tags = Field(default=[])
    external_id: ExternalId | None = Field(
        default=None, description="Your own id of it; unique in its article."
    )
    visible_to: VisibleToIn | None = Field(default=None, description=WHO_MAY_KNOW)


class ClaimPatch(RequestModel):
    """What is left out stays; `null` clears. A status is never patched: judge it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "state": "kept",
                    "statement": "The Israel-Iran war of June 2025 lasted 12 days.",
                    "risk": "high",
                }
            ]
        }
    )

    statement: Statement | MISSING = Field(
        default=MISSING,
        description="A new wording of the assertion: reopens what was judged of the old one. The "
        "same wording again confirms it.",
    )
    spans: Annotated[list[SpanIn], Field(min_length=1, max_length=50)] | MISSING = Field(
        default=MISSING, description="Anchor the claim again; other words reopen it."
    )
    kind: Kind | MISSING | None = Field(default=MISSING, description="What kind it is.")
    checkable: bool | MISSING | None = Field(
        default=MISSING, description="`null`: as follows from the kind."
    )
    worth: Rate | MISSING | None = Field(default=MISSING, description="0 to 1.")
    asks: Asks | MISSING = Field(default=MISSING, description=WHAT_IT_ASKS)
    attribution: AttributionIn | MISSING = Field(
        default=MISSING,
        description="Whose claim it is, replaced as a whole; reopens the attribution finding.",
    )
    sources: Annotated[list[SourceOfIn], Field(max_length=50)] | MISSING = Field(
        default=MISSING, description="What the writer drew on, all of it."
    )
    state: State | MISSING = Field(
        default=MISSING,
        description="Keep a drafted claim, drop one (with a `reason`), or take a drop back.",
    )
    reason: str | MISSING = Field(
        default=MISSING, min_length=1, max_length=2000, description="Why it is dropped."
    )
    risk: Risk | MISSING = Field(
        default=MISSING, description="Only an editor lowers it.", examples=["high"]
    )
    assignee: PersonId | MISSING | None = Field(default=MISSING, description="Who is to check it.")
    due: Time | MISSING | None = Field(default=MISSING, description="By when; with an offset.")
    tags: Tags | MISSING = Field(default=MISSING, description="All its tags.")
    external_id: ExternalId | MISSING | None = Field(
        default=MISSING, description="Your own id of it; unique in its article."
    )
    visible_to: VisibleToIn | MISSING | None = Field(default=MISSING, description=WHO_MAY_KNOW)


class ClaimConditions(Filter, table=Claim):
    """Every way to narrow claims; lists and counts share it. Repeated values mean "or"."""

    q: Annotated[
        SearchQuery, FilterBy(lambda _: col(Claim.pk).in_(full_text.matching_keys("claim")))
    ] = Field(
        default=None,
        description="Words of the statement, of the article's own words, of a speaker's name or a "
        "tag; " + HOW_IT_SEARCHES,
        examples=["twelve days"],
    )
    article: Annotated[list[ArticleId], PointsTo("article")] = Field(
        default=[], description="Of these articles."
    )
    speaker: Annotated[list[SpeakerId], FilterBy(conditions.said_by)] = Field(
        default=[], description="Attributed to these speakers, at any level."
    )
    source: Annotated[list[SourceId], FilterBy(conditions.from_source)] = Field(
        default=[], description="That the writer has from these sources."
    )
    unsourced: Annotated[bool | None, FilterBy(conditions.without_source)] = Field(
        default=None, description="`true`: without any source of the writer's (TK)."
    )
    status: list[Status] = Field(default=[], description="In these statuses.")
    substance_status: Annotated[
        list[Status], FilterBy(conditions.finding_status(Aspect.substance))
    ] = Field(default=[], description="Whose substance finding is one of these.")
    attribution_status: Annotated[
        list[Status], FilterBy(conditions.finding_status(Aspect.attribution))
    ] = Field(default=[], description="Whose attribution finding is one of these.")
    state: list[State] = Field(
        default=[State.drafted, State.kept], description="In these states; not `dropped` at first."
    )
    kind: list[Kind] = Field(default=[], description="Of these kinds.")
    voice: list[Voice] = Field(default=[], description="In these voices.")
    checkable: bool | None = Field(default=None, description="Only checkable ones, or the others.")
    anchoring: list[Anchoring] = Field(default=[], description="Anchored in these ways.")
    risk: list[Risk] = Field(default=[], description="Of these risks.")
    assignee: Annotated[list[PersonId], PointsTo("person")] = Field(
        default=[], description="Assigned to these persons."
    )
    tag: Annotated[list[str], FilterBy(conditions.tagged)] = Field(
        default=[], description="With any of these tags."
    )
    reopened: Annotated[
        bool | None, FilterBy(lambda used: used.agrees_with(col(Claim.reopened).is_not(None)))
    ] = Field(default=None, description="`true`: those that must be looked at again.")
    due_before: Annotated[
        Time | None, FilterBy(lambda used: col(Claim.due) < used.value(col(Claim.due)))
    ] = Field(default=None, description="Due before this time.")
    updated_after: Annotated[
        Time | None, FilterBy(lambda used: col(Claim.updated_at) > used.value(col(Claim.due)))
    ] = Field(default=None, description="Changed after this time.")
    external_id: list[str] = Field(default=[], description="With these `external_id`s.")
