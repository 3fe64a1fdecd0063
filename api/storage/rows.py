"""The base class of tables with an integer key."""

from sqlmodel import Field, SQLModel

from api.storage.column_types import Key


class Row(SQLModel):
    """A row with an integer key, on which tables are joined. The API shows public ids instead."""

    pk: int | None = Field(default=None, primary_key=True, sa_type=Key)

    @property
    def key(self) -> int:
        """The key of a row that is in the database, or was flushed to it; else a `LookupError`."""
        if self.pk is None:
            raise LookupError(f"This {type(self).__name__} has no key yet: flush the session.")
        return self.pk
