"""The table of sources: what a claim can come from or rest on."""

from datetime import datetime
from enum import StrEnum, auto

from sqlmodel import Field, SQLModel

from api.auth.models import RestrictableRow
from api.storage.column_types import EnumColumn, Key
from api.storage.text_columns import Code, FreeLine, FreeText


class SourceKind(StrEnum):
    """What a source is."""

    document = auto()
    statement = auto()
    interview = auto()
    recording = auto()
    dataset = auto()
    post = auto()
    book = auto()
    article = auto()


class Standing(StrEnum):
    """How close a source is to what it reports."""

    primary = auto()
    secondary = auto()
    reference = auto()


class Terms(StrEnum):
    """What was agreed with the person who gave it."""

    on_record = auto()
    background = auto()
    off_record = auto()


class Source(RestrictableRow, SQLModel, table=True):
    """`origin_pk` is the source that this one repeats; its own key where it is the origin itself.

    Empty means unknown.
    """

    title: str | None = Field(sa_type=FreeLine)
    url: str | None = Field(sa_type=FreeText)
    publisher: str | None = Field(sa_type=FreeLine)
    author: str | None = Field(sa_type=FreeLine)
    published: str | None = Field(sa_type=FreeLine(10))
    kind: SourceKind = Field(sa_type=EnumColumn(SourceKind))
    standing: Standing = Field(sa_type=EnumColumn(Standing))
    language: str | None = Field(sa_type=Code)
    terms: Terms = Field(sa_type=EnumColumn(Terms))
    retracted: bool = False
    note: str | None = Field(sa_type=FreeText)
    external_id: str | None = Field(unique=True, sa_type=Code)
    origin_pk: int | None = Field(default=None, foreign_key="source.pk", index=True, sa_type=Key)
    deleted_at: datetime | None = None
