"""Articles and drafts as the API takes and returns them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import MISSING, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import FromClause, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from api.articles.models import Article, Dateline, Draft, Stage
from api.auth.schemas import PersonRef
from api.core.field_types import ExternalId, Language, Line, RequestModel, Time, Url
from api.queries.filters import FilterBy
from api.queries.pagination import PageQuery
from api.queries.projections import Computed, Instant, Projection, Via
from api.search import full_text
from api.search.full_text import HOW_IT_SEARCHES, SearchQuery

Headline = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class TextIn(RequestModel):
    """A text to read: plain, or HTML."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "body": "It was over in 12 days. “We agreed,” Putin revealed.",
                    "language": "en",
                    "dateline": {"date": "2025-07-01"},
                }
            ]
        }
    )

    body: str | None = Field(
        default=None,
        min_length=1,
        description="The words, as plain text, kept exactly as sent; offsets count in them.",
        examples=["“We agreed that their security would be ensured,” Putin revealed."],
    )
    html: str | None = Field(
        default=None,
        min_length=1,
        description="Or as HTML: its words are read out, blocks an empty line apart.",
        examples=["<p>On June 13, Israel’s jets began bombing Iran.</p>"],
    )
    language: Language = Field(default="en", description="The language, as in HTML's `lang`.")
    dateline: Dateline | None = Field(default=None, description='By which "last October" is read.')

    @model_validator(mode="after")
    def _is_one_text(self) -> Self:
        if (self.body is None) == (self.html is None):
            raise ValueError("Send the words once: as `body` (plain text) or as `html`.")
        return self


class ArticleIn(TextIn):
    """An article comes in: its words become draft 1."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "headline": "A treaty, a war and a careful silence",
                    "body": "On June 13, Israel’s jets began bombing Iran. It was over in 12 days. "
                    "“Their security would be ensured,” Putin revealed.",
                    "byline": "Ada Njeri",
                    "desk": "foreign",
                    "dateline": {"date": "2025-07-01", "zone": "Europe/Berlin"},
                }
            ]
        }
    )

    headline: Headline = Field(
        description="The headline, kept exactly as sent. Headlines are checked too.",
        examples=["A treaty, a war and a careful silence"],
    )
    standfirst: str = Field(
        default="", max_length=5000, description="The lines between headline and body."
    )
    byline: Line | None = Field(default=None, description="Who wrote it.", examples=["Ada Njeri"])
    outlet: Line | None = Field(default=None, description="Where it is to run.")
    url: Url | None = Field(default=None, description="Where it is to be read.")
    desk: Line | None = Field(default=None, description="Whose piece it is.", examples=["foreign"])
    deadline: Time | None = Field(
        default=None, description="When it must be checked; with an offset."
    )
    external_id: ExternalId | None = Field(
        default=None, description="The CMS's own id; unique.", examples=["cms-4711"]
    )
    draft_claims: bool = Field(
        default=True, description="Draft the article's claims at once, for somebody to look at."
    )


class ArticlePatch(RequestModel):
    """What is left out stays; `null` clears. Words are changed by a new draft, not here."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"desk": "foreign", "deadline": "2025-07-02T18:00:00+02:00"}]
        }
    )

    byline: Line | MISSING | None = Field(default=MISSING, description="Who wrote it.")
    outlet: Line | MISSING | None = Field(default=MISSING, description="Where it is to run.")
    url: Url | MISSING | None = Field(default=MISSING, description="Where it is to be read.")
    language: Language | MISSING = Field(default=MISSING, description="The language.")
    desk: Line | MISSING | None = Field(default=MISSING, description="Whose piece it is.")
    deadline: Time | MISSING | None = Field(
        default=MISSING, description="When it must be checked; with an offset."
    )
    dateline: Dateline | MISSING | None = Field(
        default=MISSING, description='By which "last October" is read.'
    )
    external_id: ExternalId | MISSING | None = Field(
        default=MISSING, description="The CMS's own id; unique."
    )


class DraftIn(RequestModel):
    """A new text of an article; a part that is left out stays as it was."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "body": "On June 13, Israel’s jets began bombing Iran. It was over in 13 days. "
                    "“Their security would be ensured,” Putin revealed.",
                    "note": "After the desk’s second reading",
                }
            ]
        }
    )

    headline: Headline | None = Field(default=None, description="The headline.")
    standfirst: str | None = Field(
        default=None, max_length=5000, description="The lines between headline and body."
    )
    body: str | None = Field(
        default=None, min_length=1, description="The body as plain text, kept exactly as sent."
    )
    html: str | None = Field(default=None, min_length=1, description="Or as HTML.")
    note: Line | None = Field(
        default=None, description="What this draft is.", examples=["After the lawyers"]
    )
    draft_claims: bool = Field(
        default=True, description="Draft the claims of its new sentences at once."
    )

    @model_validator(mode="after")
    def _has_words(self) -> Self:
        if self.body is not None and self.html is not None:
            raise ValueError("Send the body once: as `body` (plain text) or as `html`.")
        if self.headline is self.standfirst is self.body is self.html is None:
            raise ValueError("Send what changed: `headline`, `standfirst`, `body` or `html`.")
        return self


class DraftRef(Projection, table=Draft):
    """One text of an article, without its words."""

    number: int = Field(description="1 for the first; never changed.", examples=[1])
    sha256: str = Field(
        description="Over the JSON list of headline, standfirst and body, in UTF-8 without spaces."
    )
    note: str | None = Field(description="What it is, in its sender's words.")
    created_by: PersonRef | None = Field(description="Who sent it; `null` for an integration.")
    created_at: Instant = Field(description="When it came in, in UTC.")


class DraftOut(DraftRef):
    """One text of an article, as it was sent."""

    headline: str = Field(description="The headline.")
    standfirst: str = Field(description="The lines between headline and body.")
    body: str = Field(description="The body; offsets count its Unicode code points.")


def _headline(rows: FromClause) -> ColumnElement[str]:
    drafts = Draft.__table__.alias()  # type: ignore[attr-defined]  # SQLModel does not type it
    return select(drafts.c.headline).where(drafts.c.pk == rows.c.draft_pk).scalar_subquery()


class ArticleRef(Projection, table=Article):
    """An article, without its words."""

    id: str = Field(
        description="The article's id.", examples=["article_01jzqk3w8r5t6v7x9y0z1a2b3c"]
    )
    version: int = Field(description="Counts its own fields and drafts.", examples=[1])
    headline: Annotated[str, Computed(_headline)] = Field(
        description="The newest draft's.", examples=["A treaty, a war and a careful silence"]
    )
    byline: str | None = Field(description="Who wrote it.")
    outlet: str | None = Field(description="Where it is to run.")
    url: str | None = Field(description="Where it is to be read.")
    language: str = Field(description="The language.", examples=["en"])
    desk: str | None = Field(description="Whose piece it is.")
    deadline: Instant | None = Field(description="When it must be checked, in UTC.")
    dateline: Dateline | None = Field(description='By which "last October" is read.')
    external_id: str | None = Field(description="The CMS's own id.")
    stage: Stage = Field(description="`open`, `published` or `spiked`.", examples=["open"])
    created_by: PersonRef | None = Field(description="Who sent it; `null` for an integration.")
    created_at: Instant = Field(description="When it came in, in UTC.")
    updated_at: Instant = Field(description="When it was last changed, in UTC.")


class ArticleOut(ArticleRef):
    """An article with its newest words."""

    draft: Annotated[DraftOut, Via("draft_pk")] = Field(description="The newest draft.")


class ArticleSort(StrEnum):
    created_at = "created_at"
    newest = "-created_at"


class DraftFilter(PageQuery):
    """Which drafts of the article: all."""


class ArticleFilter(PageQuery, table=Article):
    """Which articles; repeated values mean "or"."""

    q: Annotated[
        SearchQuery, FilterBy(lambda _: col(Article.pk).in_(full_text.matching_keys("article")))
    ] = Field(
        default=None,
        description="Words of headline, standfirst or body; " + HOW_IT_SEARCHES,
        examples=["ceasefire iran"],
    )
    external_id: list[str] = Field(default=[], description="With these `external_id`s.")
    outlet: list[str] = Field(default=[], description="For these outlets.")
    desk: list[str] = Field(default=[], description="Of these desks.")
    stage: list[Stage] = Field(default=[], description="In these stages.")
    due_before: Annotated[
        Time | None,
        FilterBy(lambda used: col(Article.deadline) < used.value(col(Article.deadline))),
    ] = Field(default=None, description="With a deadline before this time.")
    sort: Annotated[ArticleSort, FilterBy(None)] = Field(
        default=ArticleSort.created_at, description="By age, or newest first (`-created_at`)."
    )
