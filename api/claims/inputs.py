"""What comes in about claims. `schemas.py` has what goes out."""

from typing import Annotated, Self

from pydantic import (
    MISSING,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from api.auth.schemas import WHO_MAY_KNOW, VisibleToIn
from api.claims.models import Aspect, Kind, Risk, State, Voice
from api.core.field_types import ExternalId, RequestModel, Time
from api.core.ids import ArticleId, PersonId, SourceId, SpeakerId
from api.queries.projections import Rate
from api.sources.schemas import SourceIn
from api.speakers.schemas import Name
from api.text.offsets import Unit
from api.text.spans import Part

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
    "narrow it where you only report that somebody said so."
)
Offset = Annotated[int, Field(ge=0, le=2**31 - 1)]


class SpanIn(RequestModel):
    """A stretch of the newest draft: by offsets, or by its words (with neighbours if needed)."""

    part: Part | None = Field(
        default=None,
        description="The part it stands in: `body` for offsets; a quote is looked for in all.",
    )
    start: Offset | None = Field(
        default=None, description="Where it starts, counted in `unit`.", examples=[41]
    )
    end: Offset | None = Field(
        default=None, description="Where it ends, exclusive.", examples=[107]
    )
    exact: str | None = Field(
        default=None,
        min_length=1,
        max_length=20_000,
        description="Its words, letter by letter.",
        examples=["It was over in 12 days"],
    )
    prefix: str = Field(default="", max_length=1000, description="What stands right before it.")
    suffix: str = Field(default="", max_length=1000, description="What stands right after it.")

    @model_validator(mode="after")
    def _is_one_way_to_say_it(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("`start` and `end` come together.")
        if self.start is None and self.exact is None:
            raise ValueError("Say where: by `start` and `end`, or by the words in `exact`.")
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError("A span ends after it starts.")
        return self


class SpeakerOfIn(RequestModel):
    """One speaker of a claim: one that is known, or a name."""

    speaker: SpeakerId | None = Field(default=None, description="The speaker's id.")
    name: Name | None = Field(
        default=None, description="Or a name: found by name or alias, else added."
    )
    role: str | None = Field(
        default=None,
        max_length=300,
        description="What the article calls them.",
        examples=["President of Russia"],
    )
    level: int = Field(
        default=1,
        ge=1,
        le=9,
        description="1 is the outermost: in “Interfax reported that Lavrov said”, Interfax is 1 "
        "and Lavrov 2. The same level twice is a joint statement.",
    )
    span: SpanIn | None = Field(
        default=None, description="The words by which the article names them; anywhere in it."
    )

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if (self.speaker is None) == (self.name is None):
            raise ValueError("Name the speaker once: by `speaker` (an id) or by `name`.")
        return self


class CueIn(RequestModel):
    """The verb or phrase that says that somebody said it."""

    text: str | None = Field(
        default=None, min_length=1, max_length=300, description="The cue.", examples=["revealed"]
    )
    span: SpanIn | None = Field(default=None, description="Where it stands; anywhere.")

    @model_validator(mode="after")
    def _is_something(self) -> Self:
        if self.text is None and self.span is None:
            raise ValueError("A cue has a `text`, a `span` or both.")
        return self


class AttributionIn(RequestModel):
    """Whose claim it is."""

    voice: Voice = Field(
        default=Voice.article,
        description="`article` (the author's own), `quoted` (wholly or partly in quotation marks) "
        "or `reported`.",
    )
    speakers: list[SpeakerOfIn] = Field(
        default=[], max_length=50, description="Who says it, the outermost first."
    )
    cue: CueIn | None = Field(default=None, description="The verb or phrase.")
    quotations: list[SpanIn] | None = Field(
        default=None,
        max_length=100,
        description="The stretches inside quotation marks; found in the spans if left out.",
    )


class SourceOfIn(RequestModel):
    """Where the writer has it from."""

    source: SourceId | SourceIn = Field(description="A source's id, or a new source.")
    locator: str | None = Field(
        default=None, max_length=500, description="Where in it.", examples=["tape 2, 14:20"]
    )
    note: str | None = Field(default=None, max_length=5000, description="What is to be known.")


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
        default=MISSING, description="Anchor the claim anew; other words reopen it."
    )
    kind: Kind | MISSING | None = Field(default=MISSING, description="What kind it is.")
    checkable: bool | MISSING | None = Field(
        default=MISSING, description="`null`: as follows from the kind."
    )
    worth: Rate | MISSING | None = Field(default=MISSING, description="0 to 1.")
    asks: Asks | MISSING = Field(default=MISSING, description=WHAT_IT_ASKS)
    attribution: AttributionIn | MISSING = Field(
        default=MISSING,
        description="Whose claim it is, wholly anew; reopens the attribution finding.",
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


class UnitQuery(BaseModel):
    """Where only the unit of the offsets can be chosen."""

    unit: Unit = Field(
        default=Unit.code_points,
        description="What offsets count, going in and out: Unicode code points, or UTF-16 units "
        "as every browser does.",
    )
