"""A copy of the desk, taken while it works: whole or not there at all.

SQLite: a compact copy of one moment, itself a desk. PostgreSQL: what its own `pg_dump` makes of one
moment, for `pg_restore`.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import text

from api.core.problems import Conflict
from api.storage.database import Database, HeadRow
from api.storage.engines import translate_errors

STEPS = 100_000  # of SQLite's machine between two looks at how far it is


class BackupThere(Conflict):
    """A file of this name is there already; no backup overwrites another."""


class NoPgDump(Conflict):
    """PostgreSQL's `pg_dump` is not on this machine's PATH: it comes with PostgreSQL's client."""


def size(db: Database) -> int | None:
    """About how many bytes a copy takes; `None` if nobody knows."""
    if db.dialect != "sqlite":
        return None
    with db.read() as session:
        pages = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        return int(session.connection().execute(text(pages)).scalar_one())


def take(db: Database, file: Path, progress: Callable[[int], None]) -> tuple[int, str]:
    """Copy the desk to a file that only its owner reads.

    Returns the newest ledger line in it: sequence and hash, the checkpoint that proves it whole.
    """
    if file.exists():
        raise BackupThere(f"{file} is there already; choose another name.")
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(0o600)
    try:
        copy = _sqlite if db.dialect == "sqlite" else _postgresql
        newest_line = copy(db, unfinished, progress)
        with unfinished.open("rb+") as written:
            os.fsync(written.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return newest_line


def _sqlite(db: Database, file: Path, progress: Callable[[int], None]) -> tuple[int, str]:
    def look() -> None:
        progress(file.stat().st_size if file.exists() else 0)

    with translate_errors(db.engine), closing(db.engine.raw_connection()) as proxied:
        connection: Any = proxied.dbapi_connection
        connection.set_progress_handler(look, STEPS)
        try:
            connection.execute("VACUUM INTO ?", [str(file)])
        finally:
            connection.set_progress_handler(None, 0)
    copied = Database(f"sqlite:///{file}")
    try:
        with copied.read() as session:
            head = session.get_one(HeadRow, 1)
            return head.seq, head.hash.hex()
    finally:
        copied.close()
        for log in ("-wal", "-shm"):
            file.with_name(file.name + log).unlink(missing_ok=True)


def _postgresql(db: Database, file: Path, _: Callable[[int], None]) -> tuple[int, str]:
    command = shutil.which("pg_dump")
    if command is None:
        raise NoPgDump("There is no pg_dump on the PATH; it comes with PostgreSQL's client.")
    with db.read() as session:
        moment = session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        snapshot = moment.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        head = session.get_one(HeadRow, 1)
        arguments = [command, "--format=custom", f"--snapshot={snapshot}", f"--file={file}", db.url]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603  # found on the PATH; the address is the operator's own
        if done.returncode:
            raise Conflict(f"pg_dump: {done.stderr.strip()}")
        return head.seq, head.hash.hex()
