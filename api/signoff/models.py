"""An editor's signature, what was published, and what was corrected afterwards."""

from datetime import datetime
from enum import StrEnum, auto

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from api.auth.models import RestrictableRow
from api.queries.visibility import INHERITS_VISIBILITY_FROM
from api.storage.column_types import EnumColumn, Key
from api.storage.rows import Row


class Signature(Row, table=True):
    """An editor's sign-off, bound to what stood there; `seal` says of each claim what it was."""

    id: str = Field(unique=True, max_length=40)
    article_pk: int = Field(foreign_key="article.pk", index=True, sa_type=Key)
    draft: int  # its number
    sha256: str = Field(max_length=64)
    seal: str = Field(sa_type=Text)  # JSON
    note: str | None = Field(sa_type=Text)
    signed_by_pk: int | None = Field(foreign_key="person.pk", sa_type=Key)
    at: datetime
    withdrawn_by_pk: int | None = Field(default=None, foreign_key="person.pk", sa_type=Key)
    withdrawn_at: datetime | None = None


class Publication(Row, table=True):
    """One time that a piece ran: which text, and what was open then."""

    id: str = Field(unique=True, max_length=40)
    article_pk: int = Field(foreign_key="article.pk", index=True, sa_type=Key)
    draft: int | None  # its number; none for a text that the desk does not know
    sha256: str = Field(max_length=64)
    published_at: datetime
    cleared: bool
    blockers: str = Field(sa_type=Text)  # JSON, for whoever sees all
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
    was: str | None = Field(sa_type=Text)
    now: str | None = Field(sa_type=Text)
    notice: str = Field(sa_type=Text)
    at: datetime
