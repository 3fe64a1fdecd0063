"""A person or an organisation that an article lets speak."""

from datetime import datetime
from enum import StrEnum, auto

from sqlmodel import Field, SQLModel

from api.auth.models import Kept
from api.queries.documents import PART_OF_IT
from api.storage.column_types import Key, Typed, Word


class SpeakerKind(StrEnum):
    """What a speaker is."""

    person = auto()
    organisation = auto()
    state = auto()


class Speaker(Kept, SQLModel, table=True):
    """`merged_into_pk` is the one it was merged into, `meant_pk` the last of that chain.

    What pointed at it still does, and reads go through `meant_pk`: so a merge can be undone.
    """

    name: str = Field(index=True)
    kind: SpeakerKind | None = Field(sa_type=Word(SpeakerKind))
    aliases: list[str] = Field(sa_type=Typed(list[str]))
    roles: list[str] = Field(sa_type=Typed(list[str]))
    wikidata: str | None
    note: str | None
    merged_into_pk: int | None = Field(default=None, foreign_key="speaker.pk", sa_type=Key)
    meant_pk: int | None = Field(default=None, foreign_key="speaker.pk", index=True, sa_type=Key)
    deleted_at: datetime | None = None


class SpeakerName(SQLModel, table=True):
    """A name that means a speaker, casefolded: how a name in an article finds them."""

    __tablename__ = "speaker_name"
    __table_args__ = {"info": {PART_OF_IT: True}}  # SQLAlchemy's

    name: str = Field(primary_key=True)
    speaker_pk: int = Field(primary_key=True, foreign_key="speaker.pk", index=True, sa_type=Key)
    alias: bool
