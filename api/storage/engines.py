"""SQLAlchemy engines for SQLite and PostgreSQL, set up so that neither loses what was written."""

import importlib
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from api.core.problems import Busy, Conflict, StorageFull, TooMuch
from api.storage.column_types import compact_json

log = logging.getLogger("claimdesk")

OLDEST_SQLITE = (3, 51, 3)  # older ones can corrupt a WAL when two connections reset it at once
LOCK_TIMEOUT = 5  # seconds to wait for a connection or a lock
POSTGRESQL_OPTIONS = "-c timezone=UTC -c jit=off"  # JIT takes longer than most statements run
PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "cache_size=-16384",  # 16 MiB; most pages are read where the file is mapped
    "mmap_size=1073741824",
    "temp_store=MEMORY",
    "wal_autocheckpoint=8000",  # pages: 32 MiB; many transactions change the same ones
)


class SqliteTooOld(Exception):
    """This SQLite has a bug that can corrupt the file; its message says what helps."""


def open_engine(url: str) -> Engine:
    """Make an engine for this address; it connects later."""
    return _sqlite(url) if url.startswith("sqlite:") else _postgresql(url)


def sqlite_module() -> ModuleType:
    """Import the newest SQLite driver that is installed, or raise `SqliteTooOld`."""
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
        json_serializer=compact_json,
        connect_args={"timeout": LOCK_TIMEOUT, "cached_statements": 1000},
        pool_size=40,  # as many as the server has threads: readers never wait for each other
        max_overflow=0,
        pool_timeout=LOCK_TIMEOUT,
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401  # the driver's own connection
    connection.isolation_level = None  # `_begin_on_sqlite` begins transactions, not the driver
    _use_write_ahead_log(connection)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _use_write_ahead_log(connection: Any) -> None:  # noqa: ANN401  # as above
    """Switch to a write-ahead log; try again while another connection does the same."""
    deadline = monotonic() + LOCK_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except connection.OperationalError:
            if monotonic() > deadline:
                raise
            sleep(0.01)
        else:
            return


def _begin_on_sqlite(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection  # SQLAlchemy takes ten times as long
    driver.execute(connection.get_execution_options().get("begin", "BEGIN"))


def _postgresql(url: str) -> Engine:
    engine = create_engine(
        "postgresql+psycopg://",
        paramstyle="numeric_dollar",  # PostgreSQL's own; else psycopg scans each SQL for its own
        json_serializer=compact_json,
        pool_size=10,
        max_overflow=30,
        pool_timeout=LOCK_TIMEOUT,
        pool_pre_ping=True,
    )
    psycopg = importlib.import_module("psycopg")

    def connect(_: object, __: object, ___: object, options: dict[str, Any]) -> object:
        # libpq parses the address itself, in any of its forms
        return psycopg.connect(
            url,
            context=options.get("context"),
            options=POSTGRESQL_OPTIONS,
            cursor_factory=psycopg.RawCursor,
        )

    event.listen(engine, "do_connect", connect)
    return engine


@contextmanager
def translate_errors(engine: Engine) -> Iterator[None]:
    """Raise a `Problem` where the database is locked, full or unreachable; others are our faults.

    Raises `Busy`, `StorageFull`, `TooMuch`, or `Conflict` if a constraint is violated.
    """
    driver = engine.dialect.loaded_dbapi
    try:
        yield
    except (IntegrityError, driver.IntegrityError) as error:
        log.warning("A constraint held: %s", error)
        raise Conflict("Something like this exists already; nothing was stored.") from error
    except (DBAPIError, driver.Error) as error:
        message = str(getattr(error, "orig", error)).lower()
        if "disk is full" in message or "no space left" in message:
            raise StorageFull("The disk is full; nothing was stored.") from error
        if any(text in message for text in _INTERRUPTED):
            raise TooMuch("It would take too long; ask for less.") from error
        disconnected = isinstance(error, DBAPIError) and error.connection_invalidated
        if disconnected or any(text in message for text in _UNAVAILABLE):
            raise busy() from error
        raise
    except PoolTimeoutError as error:
        raise busy() from error


_UNAVAILABLE = (
    "database is locked",
    "connection",
    "terminating",
    "starting up",
    "shutting down",
    "lock timeout",
)


_INTERRUPTED = ("interrupted", "statement timeout")


def busy() -> Busy:
    return Busy("The database is busy; nothing was stored.", headers={"Retry-After": "1"})
