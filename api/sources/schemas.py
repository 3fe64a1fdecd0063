"""Sources as the API takes and returns them."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import (
    MISSING,
    AfterValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from sqlmodel import col

from api.auth.schemas import WHO_MAY_KNOW, PersonRef, VisibleTo, VisibleToIn
from api.core.field_types import ExternalId, Language, Line, Note, RequestModel, Url
from api.core.ids import SourceId
from api.queries.filters import FilterBy
from api.queries.pagination import PageQuery
from api.queries.projections import Instant, Projection
from api.search import full_text
from api.search.full_text import HOW_IT_SEARCHES, SearchQuery
from api.sources.models import Source, SourceKind, Standing, Terms


def _is_a_date(text: str) -> str:
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError as wrong:
        raise ValueError("A year, a month or a day: 2025, 2025-06 or 2025-06-13.") from wrong
    return text


Published = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"),
    AfterValidator(_is_a_date),
    Field(examples=["2025-06-13"]),
]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=1000),
    Field(examples=["Putin Condemns Israeli Strikes on Iran, Says Ready to Mediate"]),
]
Origin = SourceId | Literal["self"]
_ORIGIN = (
    "The source that this one repeats (a reprint's wire story), or `self` where it is the origin. "
    "`null`: unknown, so it counts as independent only at normal risk."
)


class SourceIn(RequestModel):
    """Something that a claim comes from or rests on; it has a `title`, a `url` or both."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Israel’s attack on Iran unprovoked and illegal, says Russia",
                    "publisher": "TimesLIVE",
                    "published": "2025-06-13",
                    "kind": "article",
                }
            ]
        }
    )

    title: Title | None = Field(default=None, description="What it is called.")
    url: Url | None = Field(default=None, description="Where it is to be read.")
    publisher: Line | None = Field(
        default=None, description="Who published it.", examples=["The Moscow Times"]
    )
    author: Line | None = Field(default=None, description="Who wrote or said it.")
    published: Published | None = Field(default=None, description="When: a year, a month or a day.")
    kind: SourceKind = Field(default=SourceKind.document, description="What it is.")
    standing: Standing = Field(
        default=Standing.secondary,
        description="How close it usually is to what it reports; evidence may differ.",
    )
    language: Language | None = Field(default=None, description="Its language.")
    origin: Origin | None = Field(default=None, description=_ORIGIN)
    terms: Terms = Field(
        default=Terms.on_record, description="What was agreed with the person who gave it."
    )
    note: Note | None = Field(default=None, description="What a checker should know of it.")
    external_id: ExternalId | None = Field(default=None, description="Your own id of it; unique.")
    visible_to: VisibleToIn | None = Field(default=None, description=WHO_MAY_KNOW)

    @model_validator(mode="after")
    def _can_be_named(self) -> Self:
        if self.title is None and self.url is None:
            raise ValueError("A source needs a `title` or a `url`.")
        return self


class SourcePatch(RequestModel):
    """What is left out stays; `null` clears. A new origin or a retraction reopens findings."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"origin": "self"}]})

    title: Title | MISSING | None = Field(default=MISSING, description="What it is called.")
    url: Url | MISSING | None = Field(default=MISSING, description="Where it is to be read.")
    publisher: Line | MISSING | None = Field(default=MISSING, description="Who published it.")
    author: Line | MISSING | None = Field(default=MISSING, description="Who wrote or said it.")
    published: Published | MISSING | None = Field(
        default=MISSING, description="When: a year, a month or a day."
    )
    kind: SourceKind | MISSING = Field(default=MISSING, description="What it is.")
    standing: Standing | MISSING = Field(
        default=MISSING, description="Its usual standing; evidence that is linked keeps its own."
    )
    language: Language | MISSING | None = Field(default=MISSING, description="Its language.")
    origin: Origin | MISSING | None = Field(default=MISSING, description=_ORIGIN)
    terms: Terms | MISSING = Field(default=MISSING, description="What was agreed.")
    retracted: bool | MISSING = Field(
        default=MISSING, description="Its publisher has withdrawn it."
    )
    note: Note | MISSING | None = Field(
        default=MISSING, description="What a checker should know of it."
    )
    external_id: ExternalId | MISSING | None = Field(
        default=MISSING, description="Your own id of it; unique."
    )
    visible_to: VisibleToIn | MISSING | None = Field(default=MISSING, description=WHO_MAY_KNOW)


class SourceRef(Projection, table=Source):
    """A source, as others name it."""

    id: str = Field(description="The source's id.", examples=["source_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    title: str | None = Field(description="What it is called.")
    url: str | None = Field(description="Where it is to be read.")
    publisher: str | None = Field(description="Who published it.")
    published: str | None = Field(description="When.", examples=["2025-06-13"])
    kind: SourceKind = Field(description="What it is.")
    retracted: bool = Field(description="Whether its publisher has withdrawn it.")
    restricted: bool = Field(description="Whether only some people can see it.")


class SourceOut(Projection, table=Source):
    """Something that claims come from or rest on."""

    id: str = Field(description="The source's id.", examples=["source_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    version: int = Field(description="Counts the changes of this resource.")
    title: str | None = Field(description="What it is called.")
    url: str | None = Field(description="Where it is to be read.")
    publisher: str | None = Field(description="Who published it.")
    author: str | None = Field(description="Who wrote or said it.")
    published: str | None = Field(description="When: a year, a month or a day.")
    kind: SourceKind = Field(description="What it is.")
    standing: Standing = Field(description="How close it usually is to what it reports.")
    language: str | None = Field(description="Its language.")
    origin: SourceRef | None = Field(
        description="The source that it repeats, or itself; `null`: unknown."
    )
    terms: Terms = Field(description="What was agreed with the person who gave it.")
    retracted: bool = Field(description="Whether its publisher has withdrawn it.")
    note: str | None = Field(description="What a checker should know of it.")
    external_id: str | None = Field(description="Your own id of it.")
    visible_to: VisibleTo
    created_by: PersonRef | None = Field(description="Who added it.")
    created_at: Instant = Field(description="When, in UTC.")
    updated_at: Instant = Field(description="When it was last changed, in UTC.")


class SourceFilter(PageQuery, table=Source):
    """Which sources; repeated values mean "or"."""

    q: Annotated[
        SearchQuery, FilterBy(lambda _: col(Source.pk).in_(full_text.matching_keys("source")))
    ] = Field(
        default=None,
        description="Words of title, publisher, author or url; " + HOW_IT_SEARCHES,
        examples=["kremlin"],
    )
    kind: list[SourceKind] = Field(default=[], description="Of these kinds.")
    external_id: list[str] = Field(default=[], description="With these `external_id`s.")
