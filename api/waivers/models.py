"""The table of waivers: which rule or blocker, for which claim or the whole piece, and why."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from api.auth.models import RestrictableRow
from api.queries.visibility import INHERITS_VISIBILITY_FROM
from api.storage.column_types import Key
from api.storage.text_columns import Code, FreeText


class Waiver(RestrictableRow, SQLModel, table=True):
    __table_args__ = {"info": {INHERITS_VISIBILITY_FROM: ("claim_pk",)}}  # SQLAlchemy's

    article_pk: int = Field(foreign_key="article.pk", index=True, sa_type=Key)
    claim_pk: int | None = Field(foreign_key="claim.pk", index=True, sa_type=Key)
    rule: str | None = Field(sa_type=Code(64))
    blocker: str | None = Field(sa_type=Code(64))
    reason: str = Field(sa_type=FreeText)
    withdrawn_at: datetime | None = None
    withdrawn_by_pk: int | None = Field(default=None, foreign_key="person.pk", sa_type=Key)
