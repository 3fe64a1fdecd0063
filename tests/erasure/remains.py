"""Where something that was erased could remain: tables, search index, files."""

from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import literal_column, select, text
from sqlmodel import SQLModel

from api.search import full_text
from tests.desk import Answer, Desk

NAME = "Zoë Quicksilver-Blom"
SECRET = "zanzibarquartz"  # noqa: S105  # a canary, no password


def all_rows(desk: Desk) -> str:
    """Everything that the tables hold."""
    return _rows(desk, [f'"{table.name}"' for table in SQLModel.metadata.sorted_tables])


def search_index(desk: Desk) -> str:
    """Everything that the search index holds."""
    suffix = "search" if desk.db.dialect == "postgresql" else "search_data"
    return _rows(desk, [f"{kind}_{suffix}" for kind in full_text.KINDS])


def _rows(desk: Desk, tables: list[str]) -> str:
    with desk.db.read() as session:
        return "\n".join(
            str([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row])
            for table in tables
            for row in session.execute(select(literal_column("*")).select_from(text(table)))
        )


def files(desk: Desk) -> bytes:
    """Every byte of the database's own files."""
    if desk.db.dialect == "sqlite":
        home = Path(desk.url.removeprefix("sqlite:///"))
        return b"".join(path.read_bytes() for path in home.parent.glob(f"{home.name}*"))
    with psycopg.connect(desk.url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")  # what is in memory is on the disk
        folder_of_database = (
            "SELECT setting, d.oid::text FROM pg_settings, pg_database d "
            "WHERE name = 'data_directory' AND datname = current_database()"
        )
        ((folder, oid),) = connection.execute(folder_of_database).fetchall()
    return b"".join(p.read_bytes() for p in Path(folder, "base", oid).iterdir() if p.is_file())


def assert_gone(desk: Desk, *texts: str) -> None:
    """None of the texts is in a table, in the search index or in a file, in any case."""
    stored, raw = (all_rows(desk) + search_index(desk)).casefold(), files(desk)
    for erased in texts:
        assert erased.casefold() not in stored, erased
        assert erased.encode() not in raw, erased


def redact(desk: Desk, path: str, **order: Any) -> Answer:
    """Redact the speaker or source at `path`."""
    order = {"pseudonym": "Source A", "reason": "Asked for protection"} | order
    etag = desk.admin.get(path).etag
    return desk.admin.post(f"{path}/redact", order, 200, {"If-Match": etag})


def purge(desk: Desk, article_id: str) -> Answer:
    path = f"/articles/{article_id}"
    etag = desk.admin.get(path).etag
    reason = {"reason": "A court's order"}
    return desk.admin.post(f"{path}/purge", reason, 200, {"If-Match": etag})
