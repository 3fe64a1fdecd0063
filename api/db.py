"""One request is one transaction, committed before the answer; SQLite and PostgreSQL alike.

Whoever writes holds the ledger's head: on SQLite by BEGIN IMMEDIATE, on PostgreSQL by the row's
lock. So writers come one after another, in the order of the ledger, and the time of each is
later than that of every line before it.
"""

import importlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Lock
from types import ModuleType
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, LargeBinary, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import sessionmaker
from sqlmodel import Field, Session, SQLModel, select

from api import ids
from api.columns import Key, compact
from api.problems import Busy, StorageFull

OLDEST_SQLITE = (3, 51, 3)  # older ones can corrupt a WAL when two connections reset it at once
PATIENCE = 5  # seconds that a writer waits for its turn

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class SqliteTooOld(Exception):
    """This interpreter's SQLite has a bug that can corrupt the file; says what would do."""


class Head(SQLModel, table=True):
    """The desk itself, one row: the ledger's newest line, and the secret that signs cursors."""

    pk: int = Field(default=1, primary_key=True, sa_type=Key)
    seq: int = Field(default=0, sa_type=Key)
    hash: bytes = Field(default=bytes(32), sa_type=LargeBinary)
    at: datetime
    secret: bytes = Field(sa_type=LargeBinary)


class Versioned(Protocol):
    """A resource whose changes are counted."""

    id: str
    version: int
    updated_at: datetime


class Read(Session):
    """A transaction that only looks."""

    secret: bytes  # what signs cursors: the same for every worker of this desk


class Write(Read):
    """The one transaction that changes things at this moment; it may also look."""

    head: Head
    now: datetime

    def take_turn(self) -> None:
        """Wait for the writers before this one, and take the time."""
        self._minted = 0
        self._touched: set[str] = set()
        self.head = self.exec(select(Head).with_for_update()).one()
        self.now = max(datetime.now(UTC), self.head.at + timedelta(microseconds=1))

    def mint(self, kind: str) -> str:
        """Make a new id; ids of one transaction sort in the order of their making."""
        self._minted += 1
        made = ids.mint(kind, self.now, self._minted)
        self._touched.add(made)
        return made

    def touch(self, row: Versioned) -> None:
        """Count a change of `row`: once a transaction, and not for what is new in it."""
        if row.id not in self._touched:
            self._touched.add(row.id)
            row.version, row.updated_at = row.version + 1, self.now


class Database:
    """The one door to the tables, of either kind."""

    def __init__(self, url: str) -> None:
        self.engine = _sqlite(url) if url.startswith("sqlite:") else _postgresql(url)
        self.dialect = self.engine.dialect.name
        writing = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        self._readers = sessionmaker(self.engine, class_=Read, autoflush=False)
        self._writers = sessionmaker(writing, class_=Write)
        self._turn = Lock()  # fairer than SQLite's own waiting, which polls
        self._secret: bytes | None = None

    @contextmanager
    def read(self) -> Iterator[Read]:
        with _refusing(), self._readers() as session:
            session.secret = self._signing(session)
            yield session

    @contextmanager
    def write(self) -> Iterator[Write]:
        """Commit on return, roll back on any exception."""
        with _refusing(), self._in_turn(), self._writers.begin() as session:
            session.take_turn()
            session.secret = session.head.secret
            yield session

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self.dialect != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=PATIENCE):
            raise _busy()
        try:
            yield
        finally:
            self._turn.release()

    def _signing(self, session: Read) -> bytes:
        if self._secret is None:
            self._secret = session.exec(select(Head.secret)).one()
        return self._secret

    def close(self) -> None:
        self.engine.dispose()


def sqlite_module() -> ModuleType:
    """Take the newest SQLite at hand, or raise `SqliteTooOld`."""
    try:
        module = importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        module = sqlite3
    if module.sqlite_version_info < OLDEST_SQLITE:
        needed = ".".join(str(part) for part in OLDEST_SQLITE)
        raise SqliteTooOld(
            f"SQLite {module.sqlite_version} can corrupt a file under load; {needed} is needed: "
            "pip install pysqlite3, or a newer Python, or CLAIMDESK_DATABASE_URL=postgresql://…"
        )
    return module


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        module=sqlite_module(),
        json_serializer=compact,
        connect_args={"timeout": PATIENCE},
        pool_size=40,  # as many as the server has threads: readers never wait for each other
        max_overflow=0,
        pool_timeout=PATIENCE,
    )
    event.listen(engine, "connect", _tune)
    event.listen(engine, "begin", _begin)
    return engine


def _tune(connection: Any, _: object) -> None:  # noqa: ANN401  # the driver's own connection
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _postgresql(url: str) -> Engine:
    engine = create_engine(
        "postgresql+psycopg://",
        json_serializer=compact,
        pool_size=10,
        max_overflow=30,
        pool_timeout=PATIENCE,
        pool_pre_ping=True,
    )
    psycopg = importlib.import_module("psycopg")

    def connect(_: object, __: object, ___: object, given: dict[str, Any]) -> object:
        # libpq reads the address itself, in any of its forms
        return psycopg.connect(url, context=given.get("context"), options="-c timezone=UTC")

    event.listen(engine, "do_connect", connect)
    return engine


@contextmanager
def _refusing() -> Iterator[None]:
    """Tell a database that is locked, full or away from one that we used wrongly."""
    try:
        yield
    except DBAPIError as failed:
        said = str(failed.orig).lower()
        if "disk is full" in said or "no space left" in said:
            raise StorageFull("The disk is full; nothing was kept.") from failed
        if failed.connection_invalidated or any(word in said for word in _AWAY):
            raise _busy() from failed
        raise
    except TimeoutError as failed:  # the pool's
        raise _busy() from failed


_AWAY = (
    "database is locked",
    "connection",
    "terminating",
    "starting up",
    "shutting down",
    "lock timeout",
)


def _busy() -> Busy:
    return Busy("The database is busy; nothing was kept.", headers={"Retry-After": "1"})
