"""Speakers as the API takes and returns them."""

from typing import Annotated

from pydantic import MISSING, ConfigDict, Field, StringConstraints
from sqlmodel import col

from api.auth.schemas import WHO_MAY_KNOW, PersonRef, VisibleTo, VisibleToIn
from api.core.field_types import Note, RequestModel
from api.core.ids import SpeakerId
from api.queries.filters import FilterBy
from api.queries.pagination import PageQuery
from api.queries.projections import Instant, Projection
from api.search import full_text
from api.search.full_text import HOW_IT_SEARCHES, SearchQuery
from api.speakers.models import Speaker, SpeakerKind

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    Field(examples=["Institute for the Study of War"]),
]
Names = Annotated[list[Name], Field(max_length=100)]
Wikidata = Annotated[
    str, StringConstraints(pattern=r"^Q[1-9]\d{0,11}$"), Field(examples=["Q1660568"])
]


class SpeakerIn(RequestModel):
    """A person or organisation that an article quotes."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Institute for the Study of War",
                    "kind": "organisation",
                    "aliases": ["ISW"],
                    "roles": ["US think tank"],
                }
            ]
        }
    )

    name: Name = Field(description="The full name.")
    kind: SpeakerKind | None = Field(default=None, description="What they are, if known.")
    aliases: Names = Field(
        default=[], description="Other names that articles use.", examples=[["ISW"]]
    )
    roles: Names = Field(
        default=[], description="What they are called for.", examples=[["US think tank"]]
    )
    wikidata: Wikidata | None = Field(default=None, description="Their Wikidata id.")
    note: Note | None = Field(default=None, description="What a checker should know of them.")
    visible_to: VisibleToIn | None = Field(default=None, description=WHO_MAY_KNOW)


class SpeakerPatch(RequestModel):
    """What is left out stays; `null` clears."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"aliases": ["ISW", "the institute"]}]}
    )

    name: Name | MISSING = Field(default=MISSING, description="The full name.")
    kind: SpeakerKind | MISSING | None = Field(default=MISSING, description="What they are.")
    aliases: Names | MISSING = Field(default=MISSING, description="Other names, all of them.")
    roles: Names | MISSING = Field(default=MISSING, description="Roles, all of them.")
    wikidata: Wikidata | MISSING | None = Field(default=MISSING, description="Their Wikidata id.")
    note: Note | MISSING | None = Field(
        default=MISSING, description="What a checker should know of them."
    )
    visible_to: VisibleToIn | MISSING | None = Field(default=MISSING, description=WHO_MAY_KNOW)


class SpeakerRef(Projection, table=Speaker):
    """A speaker, as others name them."""

    id: str = Field(
        description="The speaker's id.", examples=["speaker_01jzqk3w8r5t6v7x9y0z1a2b3c"]
    )
    name: str = Field(description="The full name.", examples=["Vladimir Putin"])
    kind: SpeakerKind | None = Field(description="What they are, if known.")
    restricted: bool = Field(description="Whether only some people can see them.")


class SpeakerOut(Projection, table=Speaker):
    """A person or organisation that articles quote."""

    id: str = Field(
        description="The speaker's id.", examples=["speaker_01jzqk3w8r5t6v7x9y0z1a2b3c"]
    )
    version: int = Field(description="Counts the changes of this resource.")
    name: str = Field(description="The full name.", examples=["Institute for the Study of War"])
    kind: SpeakerKind | None = Field(description="What they are, if known.")
    aliases: list[str] = Field(description="Other names.", examples=[["ISW"]])
    roles: list[str] = Field(description="What they are called for.")
    wikidata: str | None = Field(description="Their Wikidata id.")
    note: str | None = Field(description="What a checker should know of them.")
    merged_into: SpeakerRef | None = Field(
        description="The speaker that this one turned out to be; claims show that one."
    )
    visible_to: VisibleTo
    created_by: PersonRef | None = Field(description="Who added them.")
    created_at: Instant = Field(description="When, in UTC.")
    updated_at: Instant = Field(description="When they were last changed, in UTC.")


class SpeakerFilter(PageQuery, table=Speaker):
    """Which speakers; repeated values mean "or"."""

    q: Annotated[
        SearchQuery, FilterBy(lambda _: col(Speaker.pk).in_(full_text.matching_keys("speaker")))
    ] = Field(
        default=None,
        description="Words of a name or an alias; " + HOW_IT_SEARCHES,
        examples=["putin"],
    )
    kind: list[SpeakerKind] = Field(default=[], description="Of these kinds.")


class MergeIn(RequestModel):
    """The other speaker is the same."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"into": "speaker_01jzqk3w8r5t6v7x9y0z1a2b3c"}]}
    )

    into: SpeakerId = Field(description="The speaker that stays; names become its aliases.")
