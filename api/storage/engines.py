"""The two kinds of database, each opened the way that keeps what it was given."""

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
from sqlalchemy.exc import TimeoutError as NoneFree

from api.core.problems import Busy, Conflict, StorageFull, TooMuch
from api.storage.column_types import compact_json

log = logging.getLogger("claimdesk")

OLDEST_SQLITE = (3, 51, 3)  # older ones can corrupt a WAL when two connections reset it at once
PATIENCE = 5  # seconds that a writer waits for its turn
OPTIONS = "-c timezone=UTC -c jit=off"  # compiling a long statement costs more than running it
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
    """This interpreter's SQLite has a bug that can corrupt the file; says what would do."""


def open_engine(url: str) -> Engine:
    """Open the database of this address; nothing is connected yet."""
    return _sqlite(url) if url.startswith("sqlite:") else _postgresql(url)


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
        json_serializer=compact_json,
        connect_args={"timeout": PATIENCE, "cached_statements": 1000},
        pool_size=40,  # as many as the server has threads: readers never wait for each other
        max_overflow=0,
        pool_timeout=PATIENCE,
    )
    event.listen(engine, "connect", _tune)
    event.listen(engine, "begin", _begin)
    return engine


def _tune(connection: Any, _: object) -> None:  # noqa: ANN401  # the driver's own connection
    connection.isolation_level = None  # we say BEGIN ourselves
    _log_ahead(connection)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _log_ahead(connection: Any) -> None:  # noqa: ANN401  # as above
    """Switch to a write-ahead log; SQLite does not wait for others who do so at this moment."""
    until = monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except connection.OperationalError:
            if monotonic() > until:
                raise
            sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection  # SQLAlchemy takes ten times as long
    driver.execute(connection.get_execution_options().get("begin", "BEGIN"))


def _postgresql(url: str) -> Engine:
    engine = create_engine(
        "postgresql+psycopg://",
        paramstyle="numeric_dollar",  # PostgreSQL's own: psycopg would look for its in each text
        json_serializer=compact_json,
        pool_size=10,
        max_overflow=30,
        pool_timeout=PATIENCE,
        pool_pre_ping=True,
    )
    psycopg = importlib.import_module("psycopg")

    def connect(_: object, __: object, ___: object, options: dict[str, Any]) -> object:
        # libpq reads the address itself, in any of its forms
        return psycopg.connect(
            url,
            context=options.get("context"),
            options=OPTIONS,
            cursor_factory=psycopg.RawCursor,
        )

    event.listen(engine, "do_connect", connect)
    return engine


@contextmanager
def translate_errors(engine: Engine) -> Iterator[None]:
    """Tell a database that is locked, full or away from one that we used wrongly.

    Raises `Busy`, `StorageFull`, `TooMuch`, or `Conflict` where a constraint held.
    """
    driver = engine.dialect.loaded_dbapi
    try:
        yield
    except (IntegrityError, driver.IntegrityError) as failed:
        log.warning("A constraint held: %s", failed)
        raise Conflict("Something of this is there already; nothing was kept.") from failed
    except (DBAPIError, driver.Error) as failed:
        message = str(getattr(failed, "orig", failed)).lower()
        if "disk is full" in message or "no space left" in message:
            raise StorageFull("The disk is full; nothing was kept.") from failed
        if any(word in message for word in _STOPPED):
            raise TooMuch("It would take too long; ask for less.") from failed
        lost = isinstance(failed, DBAPIError) and failed.connection_invalidated
        if lost or any(word in message for word in _AWAY):
            raise busy() from failed
        raise
    except NoneFree as failed:
        raise busy() from failed


_AWAY = (
    "database is locked",
    "connection",
    "terminating",
    "starting up",
    "shutting down",
    "lock timeout",
)


_STOPPED = ("interrupted", "statement timeout")


def busy() -> Busy:
    return Busy("The database is busy; nothing was kept.", headers={"Retry-After": "1"})
