"""Writes from the event loop wait in a queue; on SQLite those that wait share a commit.

A commit waits for the disk, and writes every page that was changed. So on SQLite all changes that
wait together run in one transaction, each in a savepoint of its own: a change that is refused does
not affect the others, and no request is answered before all of it is on the disk. With 32 writers
on a disk that takes 2 ms to sync, this is three times as fast as a transaction for each change.
PostgreSQL's writers have a transaction each: PostgreSQL shares commits itself.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from api.storage.database import Database, Write
from api.storage.engines import LOCK_TIMEOUT, busy, translate_errors

T = TypeVar("T")

CHANGES_PER_COMMIT = 32  # at most, on SQLite
POSTGRESQL_THREADS = 20  # all but one of them wait for the head's lock

Change = Callable[[Write], T]
Job = tuple[Future[Any], Change[Any]]


@dataclass(frozen=True)
class _Failure:
    """The outcome of a change that failed while it shared its transaction with others."""

    error: Exception


class WriteQueue:
    """The queue, and the threads that work on it: one on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sharing = database.dialect == "sqlite"
        self._jobs: deque[Job] = deque()
        self._threads = ThreadPoolExecutor(1 if self._sharing else POSTGRESQL_THREADS, "writer")

    async def write(self, change: Change[T]) -> T:
        """Run a change in a transaction; raise `Busy` if it waits longer than `LOCK_TIMEOUT`."""
        job: Job = Future(), change
        self._jobs.append(job)
        self._threads.submit(self._run_next_jobs)
        loop = asyncio.get_running_loop()
        timeout = loop.call_later(LOCK_TIMEOUT, job[0].cancel)
        try:
            return cast("T", await asyncio.wrap_future(job[0]))
        except asyncio.CancelledError:
            if job[0].cancelled() and timeout.when() <= loop.time():
                raise busy() from None
            raise
        finally:
            timeout.cancel()

    async def erase_deleted(self) -> None:
        """Remove what was deleted from the files, between two writes."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, self._database.erase_deleted)

    def close(self) -> None:
        """Finish the changes that wait, and stop the threads."""
        self._threads.shutdown()

    def _run_next_jobs(self) -> None:
        jobs = [job for job in self._next_jobs() if job[0].set_running_or_notify_cancel()]
        try:
            if len(jobs) == 1:
                with self._database.write() as session:
                    outcomes = [jobs[0][1](session)]
            else:
                outcomes = self._run_in_one_transaction([change for _, change in jobs])
        except BaseException as error:  # noqa: BLE001  # those who wait for the jobs get it
            for future, _ in jobs:
                future.set_exception(error)
            return
        for (future, _), outcome in zip(jobs, outcomes, strict=True):  # only after the commit
            if isinstance(outcome, _Failure):
                future.set_exception(outcome.error)
            else:
                future.set_result(outcome)

    def _next_jobs(self) -> Iterator[Job]:
        most = CHANGES_PER_COMMIT if self._sharing else 1
        while most and self._jobs:
            most -= 1
            yield self._jobs.popleft()

    def _run_in_one_transaction(self, changes: list[Change[Any]]) -> list[Any]:
        """Run several changes, and commit once; return what each returned, or its `_Failure`."""
        if not changes:
            return []
        engine = self._database.engine.execution_options(begin="BEGIN IMMEDIATE")
        with (
            translate_errors(engine),
            self._database.holding_write_lock(),
            engine.begin() as connection,
        ):
            return [self._try_in_savepoint(connection, change) for change in changes]

    def _try_in_savepoint(self, connection: Connection, change: Change[T]) -> T | _Failure:
        try:
            return self._run_in_savepoint(connection, change)
        except Exception as error:
            if not cast("Any", connection.connection.dbapi_connection).in_transaction:
                raise  # SQLite rolled all of it back, the other changes too
            return _Failure(error)

    def _run_in_savepoint(self, connection: Connection, change: Change[T]) -> T:
        mode: Any = "create_savepoint"
        with (
            translate_errors(self._database.engine),
            Write(connection, join_transaction_mode=mode) as session,
        ):
            session.database = self._database
            session.lock_ledger_head()
            outcome = change(session)
            session.finish()
            session.commit()
            return outcome
