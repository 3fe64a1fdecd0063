"""The tables of annotations and their answers."""

from datetime import datetime
from enum import StrEnum, auto

from sqlmodel import Field, SQLModel

from api.auth.models import RestrictableRow
from api.queries.visibility import INHERITS_VISIBILITY_FROM
from api.storage.column_types import EnumColumn, Key
from api.storage.rows import Row
from api.storage.text_columns import Code, FreeLine, FreeText


class AnnotationKind(StrEnum):
    """What is noted."""

    note = auto()
    question = auto()
    change = auto()
    attempt = auto()


class Outcome(StrEnum):
    """How it was closed."""

    answered = auto()
    withdrawn = auto()
    no_reply = auto()
    accepted = auto()
    declined = auto()


class Annotation(RestrictableRow, SQLModel, table=True):
    __table_args__ = {"info": {INHERITS_VISIBILITY_FROM: ("claim_pk",)}}  # SQLAlchemy's

    article_pk: int = Field(foreign_key="article.pk", index=True, sa_type=Key)
    claim_pk: int | None = Field(foreign_key="claim.pk", index=True, sa_type=Key)
    in_reply_to_pk: int | None = Field(foreign_key="annotation.pk", index=True, sa_type=Key)
    kind: AnnotationKind = Field(sa_type=EnumColumn(AnnotationKind))
    body: str = Field(sa_type=FreeText)
    proposed: str | None = Field(sa_type=FreeText)
    addressee_pk: int | None = Field(foreign_key="person.pk", index=True, sa_type=Key)
    addressee_name: str | None = Field(sa_type=FreeLine)  # an outsider
    addressee_contact: str | None = Field(sa_type=FreeLine)
    due: datetime | None
    open: bool  # notes and attempts never are
    outcome: Outcome | None = Field(default=None, sa_type=EnumColumn(Outcome))
    closed_by_pk: int | None = Field(default=None, foreign_key="person.pk", sa_type=Key)
    closed_at: datetime | None = None


class Answer(Row, table=True):
    """What was answered; answering is not closing."""

    id: str = Field(unique=True, sa_type=Code(40))
    annotation_pk: int = Field(foreign_key="annotation.pk", index=True, sa_type=Key)
    body: str = Field(sa_type=FreeText)
    author_pk: int | None = Field(foreign_key="person.pk", sa_type=Key)
    at: datetime
