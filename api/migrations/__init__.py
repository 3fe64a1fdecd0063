"""The one tree of migrations, for both databases."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from api.search import search_documents
from api.storage.database import Database, Write

LOCK = 0x636C61696D  # "claim": whoever migrates a PostgreSQL desk holds it


def _is_ours(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
    """Leave out what search keeps: FTS5 makes tables of its own."""
    table = name if kind == "table" else parents.get("table_name")
    return "_search" not in (table or "")


def _can_be_compared(_: object, name: str | None, *__: object) -> bool:
    """Leave out indexes over expressions: Alembic knows them again in neither database."""
    return name not in ("ix_claim_worth", "ix_claim_due")


COMPARED: dict[str, Any] = {
    "compare_type": True,
    "include_name": _is_ours,
    "include_object": _can_be_compared,
}


def upgrade(db: Database) -> None:
    """Bring the tables up to date, all or nothing; several workers may start at once."""
    with db.engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
        if db.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        before = MigrationContext.configure(connection).get_current_revision()
        command.upgrade(config(connection), "head")
        if (
            before is not None
            and before != MigrationContext.configure(connection).get_current_revision()
        ):
            with Write(bind=connection) as session:
                session.database = db
                search_documents.rebuild_index(session)


def config(connection: Connection) -> Config:
    """What Alembic needs to know; `pyproject.toml` says the same for its command line."""
    alembic = Config()
    alembic.set_main_option("script_location", str(Path(__file__).parent))
    alembic.attributes["connection"] = connection
    return alembic
