"""What callers send for a claim's relations: spans, attribution, the writer's sources."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from api.claims.models import Voice
from api.core.field_types import RequestModel
from api.core.ids import SourceId, SpeakerId
from api.sources.schemas import SourceIn
from api.speakers.schemas import Name
from api.text.offsets import Unit
from api.text.spans import Part

Offset = Annotated[int, Field(ge=0, le=2**31 - 1)]


class SpanIn(RequestModel):
    """A range of the newest draft: by offsets, or by its words (with neighbours if needed)."""

    part: Part | None = Field(
        default=None,
        description="The part of the draft: `body` for offsets; words are looked for in all parts.",
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
    prefix: str = Field(default="", max_length=1000, description="The text right before it.")
    suffix: str = Field(default="", max_length=1000, description="The text right after it.")

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
    """The verb or phrase that attributes it: "said", "according to"."""

    text: str | None = Field(
        default=None, min_length=1, max_length=300, description="The cue.", examples=["revealed"]
    )
    span: SpanIn | None = Field(default=None, description="Where it is; anywhere in the draft.")

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
        description="The ranges inside quotation marks; found in the spans if left out.",
    )


class SourceOfIn(RequestModel):
    """Where the writer has it from."""

    source: SourceId | SourceIn = Field(description="A source's id, or a new source.")
    locator: str | None = Field(
        default=None, max_length=500, description="Where in it.", examples=["tape 2, 14:20"]
    )
    note: str | None = Field(default=None, max_length=5000, description="A note.")


class UnitQuery(BaseModel):
    """Where only the unit of the offsets can be chosen."""

    unit: Unit = Field(
        default=Unit.code_points,
        description="What offsets count, going in and out: Unicode code points, or UTF-16 units "
        "as every browser does.",
    )
