"""The tables of signatures, publications and corrections."""

from datetime import datetime
from enum import StrEnum, auto

from sqlmodel import Field, SQLModel

from api.auth.models import RestrictableRow
from api.queries.visibility import INHERITS_VISIBILITY_FROM
from api.storage.column_types import EnumColumn, Key
from api.storage.rows import Row
from api.storage.text_columns import Code, FreeText, GeneratedText


class Signature(Row, table=True):
    """An editor's sign-off, bound to what stood there; `seal` says of each claim what it was."""

    id: str = Field(unique=True, sa_type=Code(40))
    article_pk: int = Field(foreign_key="article.pk", index=True, sa_type=Key)
    draft: int  # its number
    sha256: str = Field(sa_type=Code(64))
    seal: str = Field(sa_type=GeneratedText)  # JSON
    note: str | None = Field(sa_type=FreeText)
    signed_by_pk: int | None = Field(foreign_key="person.pk", sa_type=Key)
    at: datetime
    withdrawn_by_pk: int | None = Field(default=None, foreign_key="person.pk", sa_type=Key)
    withdrawn_at: datetime | None = None


class Publication(Row, table=True):
    """One time that a piece ran: which text, and what was open then."""

    id: str = Field(unique=True, sa_type=Code(40))
    article_pk: int = Field(foreign_key="article.pk", index=True, sa_type=Key)
    draft: int | None  # its number; none for a text that the desk does not know
    sha256: str = Field(sa_type=Code(64))
    published_at: datetime
    cleared: bool
    blockers: str = Field(
        sa_type=GeneratedText
    )  # JSON, as somebody who sees everything would read it
    created_by_pk: int | None = Field(foreign_key="person.pk", sa_type=Key)
    created_at: datetime


class CorrectionKind(StrEnum):
    """What kind of a notice readers get."""

    correction = auto()
    clarification = auto()
    update = auto()
    retraction = auto()


class Correction(RestrictableRow, SQLModel, table=True):
    """What was put right after publication."""

    __table_args__ = {"info": {INHERITS_VISIBILITY_FROM: ("claim_pk",)}}  # SQLAlchemy's

    article_pk: int = Field(foreign_key="article.pk", index=True, sa_type=Key)
    claim_pk: int | None = Field(foreign_key="claim.pk", index=True, sa_type=Key)
    kind: CorrectionKind = Field(sa_type=EnumColumn(CorrectionKind))
    was: str | None = Field(sa_type=FreeText)
    now: str | None = Field(sa_type=FreeText)
    notice: str = Field(sa_type=FreeText)
    at: datetime
