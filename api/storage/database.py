"""One request is one transaction, committed before the answer; SQLite and PostgreSQL alike.

Whoever writes holds the ledger's head: on SQLite by BEGIN IMMEDIATE, on PostgreSQL by the row's
lock. So writers come one after another, in the order of the ledger, and the time of each is
later than that of every line before it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any, Protocol

from sqlalchemy import Insert, LargeBinary, insert, select, update
from sqlalchemy.orm import sessionmaker
from sqlalchemy.sql.base import Executable
from sqlmodel import Field, Session, SQLModel

from api.core import ids
from api.storage.column_types import Key
from api.storage.dialects import utc_time
from api.storage.engines import PATIENCE, busy, open_engine, translate_errors
from api.storage.statements import NO_VALUES, CompiledStatement, Values, param

COPY_FROM = 20  # rows that are sent faster by COPY

Rows = Sequence[tuple[Any, ...]]

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class HeadRow(SQLModel, table=True):
    """The desk itself, one row: the ledger's newest line, and the secret that signs cursors."""

    __tablename__ = "head"

    pk: int = Field(default=1, primary_key=True, sa_type=Key)
    seq: int = Field(default=0, sa_type=Key)
    hash: bytes = Field(default=bytes(32), sa_type=LargeBinary)
    at: datetime
    around: int = Field(default=0, sa_type=Key)  # the last line that changed what others show
    row: int = Field(default=0, sa_type=Key)  # the newest key that `Write.key` gave out
    secret: bytes = Field(sa_type=LargeBinary)


@dataclass
class LedgerHead:
    """The head as the writing transaction moves it on."""

    seq: int
    hash: bytes
    at: datetime
    around: int
    row: int


_HEAD = SQLModel.metadata.tables["head"]
_TIP = select(*(_HEAD.c[name] for name in LedgerHead.__annotations__)).with_for_update()
_MOVE = update(_HEAD).values(
    {name: param(name, _HEAD.c[name].type) for name in LedgerHead.__annotations__}
)


class Versioned(Protocol):
    """A resource whose changes are counted."""

    id: str
    version: int
    updated_at: datetime


class Read(Session):
    """A transaction that only looks."""

    db: "Database"

    def rows(self, statement: Executable, values: Values = NO_VALUES) -> Rows:
        """Run a statement that is compiled once; give the driver's own rows."""
        prepared = self.db.compiled(statement)
        found: Rows = self._driver.execute(prepared.sql, prepared.bind(values)).fetchall()
        return found

    @cached_property
    def _driver(self) -> Any:  # noqa: ANN401  # the driver's own connection
        return self.connection().connection.dbapi_connection


class Write(Read):
    """The one transaction that changes things at this moment; it may also look."""

    now: datetime

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401  # as a Session is made
        super().__init__(*given, **more)
        self._minted = 0
        self._touched: set[str] = set()
        self._put: dict[Insert, list[Values]] = defaultdict(list)
        self._later: dict[BeforeCommit, dict[int, None]] = defaultdict(dict)
        self.lookup_cache: dict[object, Any] = {}  # what this transaction has looked up

    def lock_ledger_head(self) -> None:
        """Wait for the writers before this one, and take the time."""
        ((seq, hash_, at, around, row),) = self.rows(_TIP)
        self.head = LedgerHead(seq, hash_, utc_time(at), around, row)
        self._was = replace(self.head)
        self.now = max(datetime.now(UTC), self.head.at + timedelta(microseconds=1))

    def new_id(self, kind: str) -> str:
        """Make a new id; ids of one transaction sort in the order of their making."""
        self._minted += 1
        made = ids.new_id(kind, self.now, self._minted)
        self._touched.add(made)
        return made

    def key(self) -> int:
        """Give out a row's key for `put`: later ones are greater, in all tables."""
        self.head.row += 1
        return self.head.row

    def queue_insert(self, insert: Insert, row: Values) -> None:
        """Add a row, cheaply: written at the next flush, together with all like it."""
        self._put[insert].append(row)

    def before_commit(self, do: "BeforeCommit", key: int) -> None:
        """Do this before the commit, once, with all the keys that it was asked for."""
        self._later[do][key] = None

    def touch(self, row: Versioned) -> None:
        """Count a change of `row`: once a transaction, and not for what is new in it."""
        if row.id not in self._touched:
            self._touched.add(row.id)
            row.version, row.updated_at = row.version + 1, self.now

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what was added and changed, what is pointed to before what points to it."""
        super().flush(objects)
        if self._put:
            waiting, self._put = self._put, defaultdict(list)
            for insert in sorted(waiting, key=lambda insert: self.db.insert_order(insert.table)):
                self.run(insert, waiting[insert])

    def run(self, statement: Executable, rows: Sequence[Values]) -> None:
        """Run one statement for each of these rows of values."""
        prepared = self.db.compiled(statement)
        bound = [prepared.bind_row(row) for row in rows]
        if len(bound) == 1:
            self._driver.execute(prepared.sql, bound[0])
        elif len(bound) >= COPY_FROM and prepared.copy:
            with self._driver.cursor().copy(prepared.copy) as copy:
                for row in bound:
                    copy.write_row(row)
        elif bound:
            self._driver.cursor().executemany(prepared.sql, bound)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Keep all of this or, on any exception, none of it; what came before stays."""
        self.flush()
        tip, known = replace(self.head), dict(self.lookup_cache)
        try:
            with self.begin_nested():
                yield
                self.flush()
        except BaseException:
            self._put.clear()
            self.head, self.lookup_cache = tip, known
            raise

    def finish(self) -> None:
        """Write the rest, and the head last."""
        self.flush()
        for do, keys in self._later.items():
            do(self, list(keys))
        if self.head != self._was:
            self.run(_MOVE, [vars(self.head)])


BeforeCommit = Callable[[Write, Sequence[int]], None]


@lru_cache
def insert_into(table: type[SQLModel]) -> Insert:
    """Insert whole rows into this table: for `Write.put`."""
    return insert(table)


class Database:
    """The one door to the tables; requests come by `looks.py` to read, by `turns.py` to write."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_engine(url)
        self.dialect = self.engine.dialect.name
        self.compiled = lru_cache(maxsize=2000)(self._prepare)
        writing = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        self._readers = sessionmaker(self.engine, class_=Read, autoflush=False)
        self._writers = sessionmaker(writing, class_=Write)
        self._turn = Lock()  # fairer than SQLite's own waiting, which polls
        sorted_tables: list[object] = [*SQLModel.metadata.sorted_tables]
        self._places = {table: n for n, table in enumerate(sorted_tables)}

    @contextmanager
    def read(self) -> Iterator[Read]:
        with translate_errors(self.engine), self._readers() as session:
            session.db = self
            yield session

    @contextmanager
    def write(self) -> Iterator[Write]:
        """Commit on return, roll back on any exception."""
        with (
            translate_errors(self.engine),
            self.holding_write_lock(),
            self._writers.begin() as session,
        ):
            session.db = self
            session.lock_ledger_head()
            yield session
            session.finish()

    @contextmanager
    def holding_write_lock(self) -> Iterator[None]:
        if self.dialect != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=PATIENCE):
            raise busy()
        try:
            yield
        finally:
            self._turn.release()

    def _prepare(self, statement: Executable) -> CompiledStatement:
        return CompiledStatement(statement, self.engine.dialect)

    def erase_deleted(self) -> None:
        """Leave nothing of what was deleted, and committed, in the files: log and dead rows."""
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
        """Where a table stands when each comes behind those that it points to."""
        return self._places.get(table, len(self._places))

    def close(self) -> None:
        self.engine.dispose()
