"""One request is one transaction, committed before the answer; SQLite and PostgreSQL alike.

A writing transaction locks the ledger's head: on SQLite by BEGIN IMMEDIATE, on PostgreSQL by the
row's lock. So writers come one after another, in the order of the ledger, and the time of each is
later than that of every line before it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any, Protocol

from sqlalchemy import Insert, LargeBinary, insert, inspect, select, update
from sqlalchemy.orm import sessionmaker
from sqlalchemy.sql.base import Executable
from sqlmodel import Field, Session, SQLModel

from api.core import ids
from api.storage.column_types import Key
from api.storage.dialects import utc_time
from api.storage.engines import LOCK_TIMEOUT, busy, open_engine, translate_errors
from api.storage.statements import NO_VALUES, CompiledStatement, Values, param

COPY_FROM = 20  # rows; COPY sends so many or more faster than INSERT

Rows = Sequence[tuple[Any, ...]]

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class HeadRow(SQLModel, table=True):
    """The desk itself, one row: the ledger's newest line, and the secret that signs cursors.

    `shared_seq` is the last ledger line that can change other resources' JSON; `last_key` is the
    newest key that `Write.new_key` returned.
    """

    __tablename__ = "head"

    pk: int = Field(default=1, primary_key=True, sa_type=Key)
    seq: int = Field(default=0, sa_type=Key)
    hash: bytes = Field(default=bytes(32), sa_type=LargeBinary)
    at: datetime
    shared_seq: int = Field(default=0, sa_type=Key, sa_column_kwargs={"name": "around"})
    last_key: int = Field(default=0, sa_type=Key, sa_column_kwargs={"name": "row"})
    secret: bytes = Field(sa_type=LargeBinary)


@dataclass
class LedgerHead:
    """What a writing transaction changes of the head; as in `HeadRow`."""

    seq: int
    hash: bytes
    at: datetime
    shared_seq: int
    last_key: int


_HEAD_COLUMNS = {field.name: inspect(HeadRow).columns[field.name] for field in fields(LedgerHead)}
_LOCK_HEAD = select(*_HEAD_COLUMNS.values()).with_for_update()
_UPDATE_HEAD = update(SQLModel.metadata.tables["head"]).values(
    {column: param(name, column.type) for name, column in _HEAD_COLUMNS.items()}
)


class Versioned(Protocol):
    """A resource whose changes are counted."""

    id: str
    version: int
    updated_at: datetime


class Read(Session):
    """A transaction that only reads."""

    database: "Database"

    def rows(self, statement: Executable, values: Values = NO_VALUES) -> Rows:
        """Run a statement that is compiled once; return the driver's own rows."""
        compiled = self.database.compile(statement)
        rows: Rows = self._driver.execute(compiled.sql, compiled.bind(values)).fetchall()
        return rows

    @cached_property
    def _driver(self) -> Any:  # noqa: ANN401  # the driver's own connection
        return self.connection().connection.dbapi_connection


class Write(Read):
    """The one transaction that may change rows at this moment; it may read too.

    `now` is its time, in UTC: all that it writes carries this time.
    """

    now: datetime

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # those of a Session
        super().__init__(*args, **kwargs)
        self._new_ids = 0
        self._touched: set[str] = set()
        self._queued_rows: dict[Insert, list[Values]] = defaultdict(list)
        self._before_commit: dict[BeforeCommit, dict[int, None]] = defaultdict(dict)
        self.lookup_cache: dict[object, Any] = {}  # what this transaction has looked up

    def lock_ledger_head(self) -> None:
        """Wait for the writers before this one, and set the transaction's time."""
        ((seq, hash_, at, shared_seq, last_key),) = self.rows(_LOCK_HEAD)
        self.head = LedgerHead(seq, hash_, utc_time(at), shared_seq, last_key)
        self._locked_head = replace(self.head)
        self.now = max(datetime.now(UTC), self.head.at + timedelta(microseconds=1))

    def new_id(self, kind: str) -> str:
        """Make a public id; the ids of one transaction sort in the order of their making."""
        self._new_ids += 1
        id_ = ids.new_id(kind, self.now, self._new_ids)
        self._touched.add(id_)
        return id_

    def new_key(self) -> int:
        """Return the key of a row for `queue_insert`: later keys are greater, in all tables."""
        self.head.last_key += 1
        return self.head.last_key

    def queue_insert(self, insert: Insert, row: Values) -> None:
        """Add a row, cheaply: the next flush writes it, together with the others of its table."""
        self._queued_rows[insert].append(row)

    def before_commit(self, action: "BeforeCommit", key: int) -> None:
        """Run this before the commit, once, with all the keys that were passed for it."""
        self._before_commit[action][key] = None

    def touch(self, row: Versioned) -> None:
        """Raise the row's version: once a transaction, and not if the row is new in it."""
        if row.id not in self._touched:
            self._touched.add(row.id)
            row.version, row.updated_at = row.version + 1, self.now

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what was added and changed; rows come after the rows that they point to."""
        super().flush(objects)
        if self._queued_rows:
            queued, self._queued_rows = self._queued_rows, defaultdict(list)
            for insert in sorted(
                queued, key=lambda insert: self.database.insert_order(insert.table)
            ):
                self.run(insert, queued[insert])

    def run(self, statement: Executable, rows: Sequence[Values]) -> None:
        """Run one statement for each of these rows of values."""
        compiled = self.database.compile(statement)
        bound = [compiled.bind_row(row) for row in rows]
        if len(bound) == 1:
            self._driver.execute(compiled.sql, bound[0])
        elif len(bound) >= COPY_FROM and compiled.copy:
            with self._driver.cursor().copy(compiled.copy) as copy:
                for row in bound:
                    copy.write_row(row)
        elif bound:
            self._driver.cursor().executemany(compiled.sql, bound)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Keep all that the block writes or, on any exception, none of it; earlier writes stay."""
        self.flush()
        head, lookup_cache = replace(self.head), dict(self.lookup_cache)
        try:
            with self.begin_nested():
                yield
                self.flush()
        except BaseException:
            self._queued_rows.clear()
            self.head, self.lookup_cache = head, lookup_cache
            raise

    def finish(self) -> None:
        """Write what is queued, and the head last."""
        self.flush()
        for action, keys in self._before_commit.items():
            action(self, list(keys))
        if self.head != self._locked_head:
            self.run(_UPDATE_HEAD, [vars(self.head)])


BeforeCommit = Callable[[Write, Sequence[int]], None]


@lru_cache
def insert_into(table: type[SQLModel]) -> Insert:
    """Insert whole rows into this table: for `Write.queue_insert`."""
    return insert(table)


class Database:
    """The one way to the tables; requests read by `async_reads` and write by `write_queue`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_engine(url)
        self.dialect = self.engine.dialect.name
        self.compile = lru_cache(maxsize=2000)(self._compile)
        immediate = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        self._read_sessions = sessionmaker(self.engine, class_=Read, autoflush=False)
        self._write_sessions = sessionmaker(immediate, class_=Write)
        self._write_lock = Lock()  # fairer than SQLite's own waiting, which polls
        tables: list[object] = [*SQLModel.metadata.sorted_tables]
        self._insert_order = {table: position for position, table in enumerate(tables)}

    @contextmanager
    def read(self) -> Iterator[Read]:
        with translate_errors(self.engine), self._read_sessions() as session:
            session.database = self
            yield session

    @contextmanager
    def write(self) -> Iterator[Write]:
        """Commit on return, roll back on any exception."""
        with (
            translate_errors(self.engine),
            self.holding_write_lock(),
            self._write_sessions.begin() as session,
        ):
            session.database = self
            session.lock_ledger_head()
            yield session
            session.finish()

    @contextmanager
    def holding_write_lock(self) -> Iterator[None]:
        """Wait until no other thread writes to SQLite, or raise `Busy`; PostgreSQL waits itself."""
        if self.dialect != "sqlite":
            yield
            return
        if not self._write_lock.acquire(timeout=LOCK_TIMEOUT):
            raise busy()
        try:
            yield
        finally:
            self._write_lock.release()

    def _compile(self, statement: Executable) -> CompiledStatement:
        return CompiledStatement(statement, self.engine.dialect)

    def erase_deleted(self) -> None:
        """Remove what was deleted and committed from the files: from the log and dead rows."""
        with translate_errors(self.engine), closing(self.engine.raw_connection()) as proxied:
            connection: Any = proxied.dbapi_connection
            if self.dialect == "sqlite":
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return
            connection.autocommit = True
            try:
                connection.execute("VACUUM (FULL)")
                connection.execute("CHECKPOINT")
            finally:
                connection.autocommit = False

    def insert_order(self, table: object) -> int:
        """The table's position in an order where each comes after those that it points to."""
        return self._insert_order.get(table, len(self._insert_order))

    def close(self) -> None:
        self.engine.dispose()
