"""Backups of the desk, made while it is in use. A backup is complete or does not exist.

SQLite: a compact copy of the database as it was at one moment. PostgreSQL: a dump of one moment
by its own `pg_dump`, for `pg_restore`.
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

STEPS = 100_000  # of SQLite's virtual machine between two reports of progress


class BackupThere(Conflict):
    """A file of this name is there already; no backup overwrites another."""


class NoPgDump(Conflict):
    """PostgreSQL's `pg_dump` is not on this machine's PATH: it comes with PostgreSQL's client."""


def size(database: Database) -> int | None:
    """About how many bytes a backup takes; `None` if that is unknown."""
    if database.dialect != "sqlite":
        return None
    with database.read() as session:
        pages = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        return int(session.connection().execute(text(pages)).scalar_one())


def take(database: Database, file: Path, progress: Callable[[int], None]) -> tuple[int, str]:
    """Back up the desk to a file that only its owner may read.

    `progress` is called with the number of bytes so far. Returns the number and hash of the newest
    ledger line in the backup: the checkpoint that proves it complete.
    """
    if file.exists():
        raise BackupThere(f"{file} is there already; choose another name.")
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(0o600)
    try:
        copy = _sqlite if database.dialect == "sqlite" else _postgresql
        newest_line = copy(database, unfinished, progress)
        with unfinished.open("rb+") as file_on_disk:
            os.fsync(file_on_disk.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return newest_line


def _sqlite(database: Database, file: Path, progress: Callable[[int], None]) -> tuple[int, str]:
    def report() -> None:
        progress(file.stat().st_size if file.exists() else 0)

    with translate_errors(database.engine), closing(database.engine.raw_connection()) as proxied:
        connection: Any = proxied.dbapi_connection
        connection.set_progress_handler(report, STEPS)
        try:
            connection.execute("VACUUM INTO ?", [str(file)])
        finally:
            connection.set_progress_handler(None, 0)
    backup = Database(f"sqlite:///{file}")
    try:
        with backup.read() as session:
            head = session.get_one(HeadRow, 1)
            return head.seq, head.hash.hex()
    finally:
        backup.close()
        for suffix in ("-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)


def _postgresql(database: Database, file: Path, _: Callable[[int], None]) -> tuple[int, str]:
    command = shutil.which("pg_dump")
    if command is None:
        raise NoPgDump("There is no pg_dump on the PATH; it comes with PostgreSQL's client.")
    with database.read() as session:
        connection = session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        head = session.get_one(HeadRow, 1)
        options = ["--format=custom", f"--snapshot={snapshot}", f"--file={file}"]
        arguments = [command, *options, database.url]
        dump = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603  # found on the PATH; the address is the operator's own
        if dump.returncode:
            raise Conflict(f"pg_dump: {dump.stderr.strip()}")
        return head.seq, head.hash.hex()
