"""The tables of evidence, and of which verdict cites which."""

from datetime import datetime
from enum import StrEnum, auto

from sqlmodel import Field, SQLModel

from api.auth.models import RestrictableRow
from api.claims.models import Aspect
from api.queries.visibility import INHERITS_VISIBILITY_FROM
from api.sources.models import Standing
from api.storage.column_types import EnumColumn, Key
from api.storage.text_columns import FreeLine, FreeText


class Stance(StrEnum):
    """Which way a piece of evidence leans."""

    supports = auto()
    refutes = auto()
    context = auto()


class Evidence(RestrictableRow, SQLModel, table=True):
    __table_args__ = {"info": {INHERITS_VISIBILITY_FROM: ("claim_pk", "source_pk")}}  # SQLAlchemy's

    claim_pk: int = Field(foreign_key="claim.pk", index=True, sa_type=Key)
    source_pk: int = Field(foreign_key="source.pk", index=True, sa_type=Key)
    stance: Stance = Field(sa_type=EnumColumn(Stance))
    bears_on: Aspect = Field(sa_type=EnumColumn(Aspect))
    standing: Standing = Field(sa_type=EnumColumn(Standing))
    excerpt: str | None = Field(sa_type=FreeText)
    locator: str | None = Field(sa_type=FreeLine)
    note: str | None = Field(sa_type=FreeText)
    accessed_at: datetime | None
    withdrawn_at: datetime | None = None
    withdrawn_because: str | None = Field(default=None, sa_type=FreeLine)


class Citation(SQLModel, table=True):
    """One piece of evidence that one verdict rests on."""

    verdict_pk: int = Field(primary_key=True, foreign_key="verdict.pk", sa_type=Key)
    evidence_pk: int = Field(primary_key=True, foreign_key="evidence.pk", index=True, sa_type=Key)
