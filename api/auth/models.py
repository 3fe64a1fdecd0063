"""The tables of people, of integrations that act for them, and of the keys of both."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from api.auth.access import Role
from api.storage.column_types import EnumColumn, Key
from api.storage.rows import Row
from api.storage.text_columns import AccountName, Code


class Person(Row, table=True):
    id: str = Field(unique=True, sa_type=Code(40))
    version: int = 1
    name: str = Field(sa_type=AccountName)
    role: Role = Field(sa_type=EnumColumn(Role))
    external_id: str | None = Field(default=None, unique=True, sa_type=Code)
    active: bool = True
    created_at: datetime
    updated_at: datetime


class Integration(Row, table=True):
    id: str = Field(unique=True, sa_type=Code(40))
    name: str = Field(unique=True, sa_type=AccountName)


class ApiKey(Row, table=True):
    """A key is kept as its SHA-256 alone; `hint` is its last four letters."""

    __tablename__ = "api_key"

    id: str = Field(unique=True, sa_type=Code(40))
    version: int = 1
    digest: bytes = Field(unique=True, sa_type=LargeBinary)
    hint: str = Field(sa_type=Code)
    label: str = Field(sa_type=AccountName)
    role: Role = Field(sa_type=EnumColumn(Role))
    person_pk: int | None = Field(default=None, foreign_key="person.pk", index=True, sa_type=Key)
    integration_pk: int | None = Field(
        default=None, foreign_key="integration.pk", index=True, sa_type=Key
    )
    created_at: datetime
    revoked_at: datetime | None = None


class RestrictableRow(Row):
    """What every restrictable thing has; `known` in `api.visibility` reads it."""

    id: str = Field(unique=True, sa_type=Code(40))
    version: int = 1
    restricted: bool = False
    created_by_pk: int | None = Field(default=None, foreign_key="person.pk", sa_type=Key)
    created_at: datetime
    updated_at: datetime
