"""Resources: each kind of thing that has an id, how it is found, and what its absence is called."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Table
from sqlmodel import select

from api.core.ids import has_id_shape
from api.core.problems import Conflict, Invalid, NotFound, error_at
from api.queries.keys import find_key, id_of
from api.queries.visibility import Viewer, viewer_values, visible
from api.storage.database import Read, Write
from api.storage.rows import Row

T = TypeVar("T", bound=Row)


@dataclass(frozen=True)
class _Viewer:
    """A viewer who is no person."""

    person_pk: int = 0
    sees_all: bool = False


NOBODY: Viewer = _Viewer()  # sees what is not restricted
EVERYTHING: Viewer = _Viewer(sees_all=True)


@dataclass(frozen=True)
class Resource(Generic[T]):
    """What all resources have in common: `missing` and `taken` are the problems that they raise."""

    model: type[T]
    missing: type[NotFound]
    hint: str = ""  # for bodies that name none: where to look
    taken: type[Conflict] = Conflict

    @property
    def table(self) -> Table:
        return cast("Table", cast("Any", self.model).__table__)

    @property
    def kind(self) -> str:
        """The word with which its ids begin."""
        return self.table.name.removeprefix("api_")

    def find(self, session: Read, viewer: Viewer, name: str) -> T | None:
        """The row with this id, if the viewer can see it."""
        if not has_id_shape(self.kind, name):
            return None
        statement = select(self.model).where(self.table.c.id == name, visible(self.table))
        return session.execute(statement, viewer_values(viewer)).scalar_one_or_none()

    def get(self, session: Read, viewer: Viewer, name: str) -> T:
        """The row with this id, or 404."""
        row = self.find(session, viewer, name)
        if row is None:
            raise self.missing(f"There is no {self.kind} {name}.")
        return row

    def named(self, session: Read, viewer: Viewer, name: str, *where: str | int) -> T:
        """The row that a body names at `where`, or 422."""
        try:
            return self.get(session, viewer, name)
        except NotFound as missing:
            message = f"There is no such {self.kind}; {self.hint}"
            raise Invalid(missing.detail, errors=error_at(*where, message=message)) from missing

    def key(self, session: Write, viewer: Viewer, name: str, *where: str | int) -> int:
        """The key of the row that a body names at `where`, or 422."""
        key = find_key(session, viewer, self.kind, name)
        return key or self.named(session, viewer, name, *where).key

    def id_of(self, session: Write, key: int) -> str:
        """The public id of a row, visible or not."""
        return id_of(session, self.kind, key)

    def shows(self, session: Write, viewer: Viewer, key: int) -> bool:
        """Whether the viewer can see this row."""
        return self.find(session, viewer, self.id_of(session, key)) is not None

    def by_external_id(self, session: Read, external_id: str | None) -> T | None:
        """The row with this `external_id`, visible or not."""
        if external_id is None:
            return None
        statement = select(self.model).where(self.table.c.external_id == external_id)
        return session.execute(statement).scalar_one_or_none()

    def require_free(self, session: Read, viewer: Viewer, external_id: str | None) -> None:
        """Refuse an `external_id` that another row has; name it if the viewer can see it."""
        row = self.by_external_id(session, external_id)
        if row is not None:
            name: str = cast("Any", row).id
            members: dict[str, Any] = {
                self.kind: name if self.find(session, viewer, name) else None
            }
            raise self.taken(f"Another {self.kind} has the external_id {external_id}.", **members)
