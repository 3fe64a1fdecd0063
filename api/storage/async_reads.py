"""Short reads from the event loop: on SQLite inline, on PostgreSQL in the driver's own way.

A thread costs more than most reads. A statement that turns out to be long is stopped after
`SHORT` and run again in a thread, so that nobody else waits for it; one that says so beforehand
(`long=True`) goes there at once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from time import monotonic
from typing import Any, Protocol, cast

from sqlalchemy.sql.base import Executable

from api.storage.database import Database, Rows
from api.storage.engines import OPTIONS, PATIENCE, translate_errors
from api.storage.statements import NO_VALUES, CompiledStatement, Values

SHORT = 0.005  # seconds that the event loop may be held up
LONG = 10  # seconds that a statement may run at all
STEPS = 10_000  # of SQLite's machine between two looks at the clock: some 0.2 ms


class AsyncReader(Protocol):
    """Whoever can be asked."""

    async def rows(
        self, statement: Executable, values: Values = NO_VALUES, *, long: bool = False
    ) -> Rows:
        """Run a statement that is compiled once; give the driver's own rows."""
        ...


@asynccontextmanager
async def open_async_reader(db: Database) -> AsyncIterator[AsyncReader]:
    """Open the door for as long as the application runs."""
    opened = _Inline(db) if db.dialect == "sqlite" else _Pooled(db)
    await opened.open()
    try:
        yield opened
    finally:
        await opened.close()


class _TooLong(Exception):
    """The event loop cannot wait for this statement."""


class _Inline:
    """SQLite: one connection of the event loop's own."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._until = 0.0
        self._stopped = db.engine.dialect.loaded_dbapi.OperationalError

    async def open(self) -> None:
        proxied = self._db.engine.raw_connection()
        proxied.detach()
        self._connection = cast("Any", proxied.dbapi_connection)
        self._connection.execute("PRAGMA busy_timeout=0")
        self._connection.set_progress_handler(lambda: monotonic() > self._until, STEPS)

    async def close(self) -> None:
        self._connection.close()

    async def rows(
        self, statement: Executable, values: Values = NO_VALUES, *, long: bool = False
    ) -> Rows:
        prepared = self._db.compile(statement)
        bound = prepared.bind(values)
        with translate_errors(self._db.engine):
            if not long:
                with suppress(_TooLong):
                    return self._at_once(prepared, bound)
            return await asyncio.to_thread(self._patiently, prepared, bound)

    def _at_once(self, prepared: CompiledStatement, bound: Any) -> Rows:  # noqa: ANN401  # the driver's
        self._until = monotonic() + SHORT
        try:
            rows: Rows = self._connection.execute(prepared.sql, bound).fetchall()
        except self._stopped as stopped:
            if str(stopped) in ("interrupted", "database is locked"):
                raise _TooLong from stopped
            raise
        return rows

    def _patiently(self, prepared: CompiledStatement, bound: Any) -> Rows:  # noqa: ANN401  # as above
        with closing(self._db.engine.raw_connection()) as proxied:
            connection: Any = proxied.dbapi_connection
            until = monotonic() + LONG
            connection.set_progress_handler(lambda: monotonic() > until, STEPS)
            try:
                rows: Rows = connection.execute(prepared.sql, bound).fetchall()
            finally:
                connection.set_progress_handler(None, 0)
            return rows


class _Pooled:
    """PostgreSQL: psycopg's own connections for asyncio."""

    def __init__(self, db: Database) -> None:
        from psycopg import AsyncRawCursor  # noqa: PLC0415  # only where there is one
        from psycopg_pool import AsyncConnectionPool  # noqa: PLC0415  # as above

        self._db = db
        self._pool = AsyncConnectionPool(
            db.url,
            open=False,
            min_size=2,
            max_size=20,
            timeout=PATIENCE,
            kwargs={
                "autocommit": True,
                "options": f"{OPTIONS} -c statement_timeout={LONG}s",
                "cursor_factory": AsyncRawCursor,
            },
        )

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    async def rows(
        self, statement: Executable, values: Values = NO_VALUES, *, long: bool = False
    ) -> Rows:
        del long  # nobody waits here: the server works
        prepared = self._db.compile(statement)
        with translate_errors(self._db.engine):
            async with self._pool.connection() as connection:
                cursor = await connection.execute(prepared.sql, prepared.bind(values))
                return await cursor.fetchall()
