"""Writes from the event loop: each waits for its turn; on SQLite those that wait share a commit.

A commit waits for the disk, and writes every page that was touched. So whatever waits when a turn
comes is done in one transaction, a savepoint each: what is refused leaves the others be, and
nobody is answered before all of it is on the disk. With 32 writers on a disk that takes 2 ms to
keep something this is three times as fast as a transaction each. PostgreSQL's writers have a
transaction each: it shares commits itself.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from api.storage.database import Database, Write
from api.storage.engines import PATIENCE, busy, translate_errors

T = TypeVar("T")

SHARING = 32  # changes that may share one transaction
AT_ONCE = 20  # PostgreSQL's writers: all but one wait for the head

Job = tuple[Future[Any], Callable[[Write], Any]]


@dataclass(frozen=True)
class _Failed:
    """How a change ended that shares its transaction with others."""

    why: Exception


class WriteQueue:
    """The writer's thread, and what waits for it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._alone = db.dialect != "sqlite"
        self._waiting: deque[Job] = deque()
        self._threads = ThreadPoolExecutor(AT_ONCE if self._alone else 1, "writer")

    async def write(self, change: Callable[[Write], T]) -> T:
        """Run a change as a transaction; `Busy` if its turn does not come."""
        job: Job = Future(), change
        self._waiting.append(job)
        self._threads.submit(self._work)
        loop = asyncio.get_running_loop()
        late = loop.call_later(PATIENCE, job[0].cancel)
        try:
            return cast("T", await asyncio.wrap_future(job[0]))
        except asyncio.CancelledError:
            if job[0].cancelled() and late.when() <= loop.time():
                raise busy() from None
            raise
        finally:
            late.cancel()

    async def erase_deleted(self) -> None:
        """Take a turn to leave nothing in the files of what was deleted."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, self._db.erase_deleted)

    def close(self) -> None:
        """Finish what was begun."""
        self._threads.shutdown()

    def _work(self) -> None:
        jobs = [job for job in self._next() if job[0].set_running_or_notify_cancel()]
        try:
            if len(jobs) == 1:
                with self._db.write() as session:
                    outcomes = [jobs[0][1](session)]
            else:
                outcomes = self._share([change for _, change in jobs])
        except BaseException as failed:  # noqa: BLE001  # it is theirs, who wait
            for future, _ in jobs:
                future.set_exception(failed)
            return
        for (future, _), outcome in zip(jobs, outcomes, strict=True):  # committed now, not before
            if isinstance(outcome, _Failed):
                future.set_exception(outcome.why)
            else:
                future.set_result(outcome)

    def _next(self) -> Iterator[Job]:
        most = 1 if self._alone else SHARING
        while most and self._waiting:
            most -= 1
            yield self._waiting.popleft()

    def _share(self, changes: list[Callable[[Write], Any]]) -> list[Any]:
        """Run several changes, and commit once."""
        if not changes:
            return []
        outcomes: list[Any] = []
        engine = self._db.engine.execution_options(begin="BEGIN IMMEDIATE")
        with translate_errors(engine), self._db.holding_write_lock(), engine.begin() as connection:
            for change in changes:
                try:
                    outcomes.append(self._in_savepoint(connection, change))
                except Exception as failed:
                    if not cast("Any", connection.connection.dbapi_connection).in_transaction:
                        raise  # SQLite has given it all up: nothing of the others is left either
                    outcomes.append(_Failed(failed))
        return outcomes

    def _in_savepoint(self, connection: Connection, change: Callable[[Write], T]) -> T:
        mode: Any = "create_savepoint"
        with (
            translate_errors(self._db.engine),
            Write(connection, join_transaction_mode=mode) as session,
        ):
            session.database = self._db
            session.lock_ledger_head()
            outcome = change(session)
            session.finish()
            session.commit()
            return outcome
