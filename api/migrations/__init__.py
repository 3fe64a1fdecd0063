"""The one tree of migrations, for both databases."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from api.db import Database

LOCK = 0x636C61696D  # "claim": whoever migrates a PostgreSQL desk holds it


def upgrade(db: Database) -> None:
    """Bring the tables up to date, all or nothing; several workers may start at once."""
    with db.engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
        if db.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        command.upgrade(config(connection), "head")


def config(connection: Connection) -> Config:
    """What Alembic needs to know; `pyproject.toml` says the same for its command line."""
    alembic = Config()
    alembic.set_main_option("script_location", str(Path(__file__).parent))
    alembic.attributes["connection"] = connection
    return alembic
