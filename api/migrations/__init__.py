"""Migrations: one history for both databases."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from api.search import search_documents
from api.storage.database import Database, Write

LOCK = 0x636C61696D  # "claim"; a process holds it while it migrates a PostgreSQL desk


def _is_not_search(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
    """Leave out the search index, for which FTS5 makes tables of its own."""
    table = name if kind == "table" else parents.get("table_name")
    return "_search" not in (table or "")


def _is_comparable(_: object, name: str | None, *__: object) -> bool:
    """Leave out indexes on expressions, which Alembic cannot compare in either database."""
    return name not in ("ix_claim_worth", "ix_claim_due")


COMPARED: dict[str, Any] = {
    "compare_type": True,
    "include_name": _is_not_search,
    "include_object": _is_comparable,
}


def upgrade(database: Database) -> None:
    """Bring the tables up to date, all or nothing; several processes may do so at once."""
    with database.engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
        if database.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        before = _revision(connection)
        command.upgrade(config(connection), "head")
        if before is not None and before != _revision(connection):
            with Write(bind=connection) as session:
                session.database = database
                search_documents.rebuild_index(session)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def config(connection: Connection) -> Config:
    """Configure Alembic; `pyproject.toml` configures its command line in the same way."""
    alembic = Config()
    alembic.set_main_option("script_location", str(Path(__file__).parent))
    alembic.attributes["connection"] = connection
    return alembic
