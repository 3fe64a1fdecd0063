"""What every table with an integer key has."""

from sqlmodel import Field, SQLModel

from api.storage.column_types import Key


class Row(SQLModel):
    """A row with an integer key: tables are joined on it; the public id is made for the API."""

    pk: int | None = Field(default=None, primary_key=True, sa_type=Key)

    @property
    def key(self) -> int:
        """The key of a row that is in the database already, or was flushed to it."""
        if self.pk is None:
            raise LookupError(f"This {type(self).__name__} has no key yet: flush the session.")
        return self.pk
