"""The context of a read: the viewer, the entity tags they have, and the ledger's position."""

from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy.sql.base import Executable

from api.queries.etags import NotModified, make_etag
from api.queries.visibility import Viewer, viewer_values
from api.storage.async_reads import AsyncReader
from api.storage.database import Rows
from api.storage.statements import NO_VALUES, Values


class LedgerPosition(NamedTuple):
    """The newest ledger line of the desk, or of one article or claim, before a list was read."""

    pk: int
    seq: int
    shared_seq: int
    secret: bytes

    def etag(self, viewer: Viewer) -> str:
        return make_etag(viewer, 0, self.seq, self.shared_seq)


@dataclass(frozen=True)
class ReadContext:
    """A request that reads: who asks, and which entity tags they hold."""

    reader: AsyncReader
    viewer: Viewer
    known_etags: frozenset[str] = frozenset()
    desk_position: LedgerPosition | None = None  # as of when the key was checked
    restricted: set[str] = field(default_factory=set)  # ids read, for the log of restricted reads

    async def rows(
        self, statement: Executable, parameters: Values = NO_VALUES, *, long: bool = False
    ) -> Rows:
        """Run a statement as this viewer; `long` if it may take more than a few milliseconds."""
        values = {**viewer_values(self.viewer), **parameters}
        return await self.reader.rows(statement, values, long=long)

    def raise_if_unmodified(self, etag: str) -> str:
        """Return the tag, or raise `NotModified` where the caller holds it already."""
        if etag in self.known_etags or "*" in self.known_etags:
            raise NotModified(etag)
        return etag
