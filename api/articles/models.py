"""The tables of articles and of their drafts, each a numbered, immutable text."""

from datetime import date as Day  # noqa: N812  # a field is called `date`
from datetime import datetime
from enum import StrEnum, auto

from pydantic import Field as Described
from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from api.core.field_types import RequestModel
from api.extraction.claim_sentences import ClaimSentences
from api.storage.column_types import EnumColumn, JsonColumn, Key
from api.storage.rows import Row
from api.storage.text_columns import Code, FreeLine, FreeText, MaskedText
from api.text.spans import DraftText, Part


class Stage(StrEnum):
    """Whether an article is still in work, was published, or will not run."""

    open = auto()
    published = auto()
    spiked = auto()


class Dateline(RequestModel, frozen=True):
    """The date and place in time by which "last October" is read."""

    date: Day = Described(description="The day of writing.", examples=["2025-07-01"])
    zone: str | None = Described(
        default=None,
        max_length=64,
        pattern=r"^[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*$",
        description="Its time zone, by its IANA name.",
        examples=["Europe/Berlin"],
    )


class Article(Row, table=True):
    id: str = Field(unique=True, sa_type=Code(40))
    version: int = 1
    byline: str | None = Field(sa_type=FreeLine)
    outlet: str | None = Field(index=True, sa_type=FreeLine)
    url: str | None = Field(sa_type=FreeLine)
    language: str = Field(sa_type=Code)
    desk: str | None = Field(index=True, sa_type=FreeLine)
    deadline: datetime | None = Field(index=True)
    dateline: Dateline | None = Field(sa_type=JsonColumn(Dateline, free_text=False))
    external_id: str | None = Field(unique=True, sa_type=Code)
    stage: Stage = Field(default=Stage.open, sa_type=EnumColumn(Stage))
    draft_pk: int | None = Field(default=None, sa_type=Key)  # the newest; no constraint: a cycle
    created_by_pk: int | None = Field(foreign_key="person.pk", sa_type=Key)
    created_at: datetime
    updated_at: datetime


class Draft(Row, table=True):
    """One text of an article, exactly as it was sent; never changed."""

    __table_args__ = (UniqueConstraint("article_pk", "number"),)

    article_pk: int = Field(foreign_key="article.pk", sa_type=Key)
    number: int
    headline: str = Field(sa_type=MaskedText)
    standfirst: str = Field(sa_type=MaskedText)
    body: str = Field(sa_type=MaskedText)
    sha256: str = Field(index=True, sa_type=Code(64))
    note: str | None = Field(default=None, sa_type=FreeText)
    sentences: ClaimSentences | None = Field(
        default=None, sa_type=JsonColumn(ClaimSentences, free_text=False)
    )  # null: not read
    created_by_pk: int | None = Field(foreign_key="person.pk", sa_type=Key)
    created_at: datetime

    @property
    def words(self) -> DraftText:
        return {part: getattr(self, part) for part in Part}
