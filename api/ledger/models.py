"""The table of the ledger's lines."""

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from api.storage.column_types import Key
from api.storage.text_columns import Code, GeneratedText


class Event(SQLModel, table=True):
    """Who, when and what are in the chain; `change` (before and after) is a salted leaf of it.

    A purge may forget `change` and `salt`; the leaf holds their place. The database itself
    refuses every other change of a line, and its removal (a trigger; see migrations).
    """

    __table_args__ = tuple(
        Index(f"ix_event_of_{name}", name, "seq")
        for name in ("action", "subject", "article", "claim")
    )

    seq: int = Field(primary_key=True, sa_type=Key)
    at: str = Field(sa_type=Code(32))  # RFC 3339 in UTC, kept as the text that was hashed
    person: str | None = Field(sa_type=Code(40))
    via: str | None = Field(sa_type=Code(40))
    action: str = Field(sa_type=Code(64))
    subject: str = Field(sa_type=Code(40))
    article: str | None = Field(sa_type=Code(40))
    claim: str | None = Field(sa_type=Code(40))  # the claim that the subject belongs to
    change: str | None = Field(sa_type=GeneratedText)
    salt: bytes | None = Field(sa_type=LargeBinary)
    leaf: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)
