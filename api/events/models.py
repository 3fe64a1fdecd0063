"""One line of the ledger."""

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field, SQLModel

from api.columns import Key


class Event(SQLModel, table=True):
    """Who, when and what are in the chain; `change` (before and after) is a salted leaf of it.

    A purge may forget `change` and `salt`; the leaf holds their place. The database itself
    refuses every other change of a line, and its removal (a trigger; see migrations).
    """

    seq: int = Field(primary_key=True, sa_type=Key)
    at: str = Field(max_length=32)  # RFC 3339 in UTC, kept as the text that was hashed
    person: str | None = Field(max_length=40)
    via: str | None = Field(max_length=40)
    action: str = Field(max_length=64, index=True)
    subject: str = Field(max_length=40, index=True)
    article: str | None = Field(max_length=40, index=True)
    claim: str | None = Field(max_length=40, index=True)  # the claim that the subject hangs on
    change: str | None = Field(sa_type=Text)
    salt: bytes | None = Field(sa_type=LargeBinary)
    leaf: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)
