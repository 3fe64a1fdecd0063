"""The table of speakers: people and organisations that articles quote."""

from datetime import datetime
from enum import StrEnum, auto

from sqlmodel import Field, SQLModel

from api.auth.models import RestrictableRow
from api.queries.references import OWNED_ROWS
from api.storage.column_types import EnumColumn, JsonColumn, Key
from api.storage.text_columns import Code, FreeLine


class SpeakerKind(StrEnum):
    """What a speaker is."""

    person = auto()
    organisation = auto()
    state = auto()


class Speaker(RestrictableRow, SQLModel, table=True):
    """`merged_into_pk` is the one it was merged into, `meant_pk` the last of that chain.

    What pointed at it still does, and reads go through `meant_pk`: so a merge can be undone.
    """

    name: str = Field(index=True, sa_type=FreeLine)
    kind: SpeakerKind | None = Field(sa_type=EnumColumn(SpeakerKind))
    aliases: list[str] = Field(sa_type=JsonColumn(list[str], free_text=True))
    roles: list[str] = Field(sa_type=JsonColumn(list[str], free_text=True))
    wikidata: str | None = Field(sa_type=Code)
    note: str | None = Field(sa_type=FreeLine)
    merged_into_pk: int | None = Field(default=None, foreign_key="speaker.pk", sa_type=Key)
    meant_pk: int | None = Field(default=None, foreign_key="speaker.pk", index=True, sa_type=Key)
    deleted_at: datetime | None = None


class SpeakerName(SQLModel, table=True):
    """A name that means a speaker, casefolded: how a name in an article finds them."""

    __tablename__ = "speaker_name"
    __table_args__ = {"info": {OWNED_ROWS: True}}  # SQLAlchemy's

    name: str = Field(primary_key=True, sa_type=FreeLine)
    speaker_pk: int = Field(primary_key=True, foreign_key="speaker.pk", index=True, sa_type=Key)
    alias: bool
