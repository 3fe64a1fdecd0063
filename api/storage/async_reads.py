"""Short reads in the event loop: on SQLite inline, on PostgreSQL with psycopg's own asyncio.

A thread costs more than most reads. A SQLite statement that takes longer than `INLINE_SECONDS` is
stopped and run again in a thread, so that nobody else waits for it; with `long=True` it runs in a
thread from the start.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from time import monotonic
from typing import Any, Protocol, cast

from sqlalchemy.sql.base import Executable

from api.storage.database import Database, Rows
from api.storage.engines import LOCK_TIMEOUT, POSTGRESQL_OPTIONS, translate_errors
from api.storage.statements import NO_VALUES, CompiledStatement, Values

INLINE_SECONDS = 0.005  # for so long a statement may hold up the event loop
MOST_SECONDS = 10  # for so long a statement may run at all
STEPS = 10_000  # of SQLite's virtual machine between two looks at the clock: some 0.2 ms


class AsyncReader(Protocol):
    """Runs reads for the event loop."""

    async def rows(
        self, statement: Executable, values: Values = NO_VALUES, *, long: bool = False
    ) -> Rows:
        """Run a statement that is compiled once; return the driver's own rows."""
        ...


@asynccontextmanager
async def open_async_reader(database: Database) -> AsyncIterator[AsyncReader]:
    """Open a reader for as long as the application runs."""
    sqlite = database.dialect == "sqlite"
    reader = _SqliteReader(database) if sqlite else _PostgresqlReader(database)
    await reader.open()
    try:
        yield reader
    finally:
        await reader.close()


class _TooLong(Exception):
    """The event loop cannot wait for this statement."""


class _SqliteReader:
    """Reads on one connection of the event loop's own, or in a thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._deadline = 0.0
        self._operational_error = database.engine.dialect.loaded_dbapi.OperationalError

    async def open(self) -> None:
        pooled = self._database.engine.raw_connection()
        pooled.detach()
        self._connection = cast("Any", pooled.dbapi_connection)
        self._connection.execute("PRAGMA busy_timeout=0")
        self._connection.set_progress_handler(lambda: monotonic() > self._deadline, STEPS)

    async def close(self) -> None:
        self._connection.close()

    async def rows(
        self, statement: Executable, values: Values = NO_VALUES, *, long: bool = False
    ) -> Rows:
        compiled = self._database.compile(statement)
        bound = compiled.bind(values)
        with translate_errors(self._database.engine):
            if not long:
                with suppress(_TooLong):
                    return self._run_inline(compiled, bound)
            return await asyncio.to_thread(self._run_in_thread, compiled, bound)

    def _run_inline(self, compiled: CompiledStatement, bound: Any) -> Rows:  # noqa: ANN401  # the driver's
        self._deadline = monotonic() + INLINE_SECONDS
        try:
            rows: Rows = self._connection.execute(compiled.sql, bound).fetchall()
        except self._operational_error as error:
            if str(error) in ("interrupted", "database is locked"):
                raise _TooLong from error
            raise
        return rows

    def _run_in_thread(self, compiled: CompiledStatement, bound: Any) -> Rows:  # noqa: ANN401  # as above
        with closing(self._database.engine.raw_connection()) as pooled:
            connection: Any = pooled.dbapi_connection
            deadline = monotonic() + MOST_SECONDS
            connection.set_progress_handler(lambda: monotonic() > deadline, STEPS)
            try:
                rows: Rows = connection.execute(compiled.sql, bound).fetchall()
            finally:
                connection.set_progress_handler(None, 0)
            return rows


class _PostgresqlReader:
    """Reads on a pool of psycopg's asynchronous connections."""

    def __init__(self, database: Database) -> None:
        from psycopg import AsyncRawCursor  # noqa: PLC0415  # only installed for PostgreSQL
        from psycopg_pool import AsyncConnectionPool  # noqa: PLC0415  # as above

        self._database = database
        self._pool = AsyncConnectionPool(
            database.url,
            open=False,
            min_size=2,
            max_size=20,
            timeout=LOCK_TIMEOUT,
            kwargs={
                "autocommit": True,
                "options": f"{POSTGRESQL_OPTIONS} -c statement_timeout={MOST_SECONDS}s",
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
        del long  # the server does the work: nothing here waits for it
        compiled = self._database.compile(statement)
        with translate_errors(self._database.engine):
            async with self._pool.connection() as connection:
                cursor = await connection.execute(compiled.sql, compiled.bind(values))
                return await cursor.fetchall()
