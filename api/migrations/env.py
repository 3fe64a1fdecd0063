"""What Alembic runs: migrations in the caller's transaction, or on the database of the settings."""

from typing import Literal

from alembic import context
from sqlalchemy import JSON, Connection, String, Text, TypeDecorator
from sqlmodel import SQLModel

import api.migrations.tables  # noqa: F401  # defines the tables
from api.core import settings
from api.migrations import COMPARED
from api.storage.database import Database


def plain_types(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write SQLAlchemy's own types into migrations, so that these outlive our column types."""
    if kind != "type":
        return False
    if isinstance(item, TypeDecorator):
        item = item.impl_instance
    if isinstance(item, Text):
        return "sa.Text()"
    if isinstance(item, String):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return f"sa.{item!r}" if isinstance(item, JSON) else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,  # SQLite alters a table by rebuilding it
        render_item=plain_types,
        **COMPARED,
    )
    context.run_migrations()


connection: Connection | None = context.config.attributes.get("connection")
if connection is not None:
    run(connection)  # in the caller's transaction
else:
    database = Database(settings.load_settings().database_url)
    with database.engine.begin() as own_connection:
        run(own_connection)
    database.close()
