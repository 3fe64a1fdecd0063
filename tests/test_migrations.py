"""One tree of migrations builds what the models say, on both databases."""

import warnings
from concurrent.futures import ThreadPoolExecutor

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, inspect, text
from sqlmodel import SQLModel

from api import migrations
from api.db import Database
from tests.desk import Desk


def test_build_what_the_models_say(desk: Desk) -> None:
    with desk.db.engine.connect() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "(?i).*expression")  # Alembic cannot compare such indexes
        context = MigrationContext.configure(connection, opts=migrations.COMPARED)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_may_be_started_by_four_workers_at_once(empty: str) -> None:
    databases = [Database(empty) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrations.upgrade, databases))
    with databases[0].read() as session:
        assert session.connection().execute(text("SELECT count(*) FROM head")).scalar() == 1
    for db in databases:
        db.close()


def test_go_down_again(empty: str) -> None:
    db = Database(empty)
    migrations.upgrade(db)
    with db.engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
        command.downgrade(migrations.config(connection), "base")
    with db.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    migrations.upgrade(db)
    db.close()


def test_are_all_or_nothing(empty: str) -> None:
    db = Database(empty)

    class Unplugged(Exception):
        pass

    def fail(_c: object, _cur: object, statement: str, *_: object) -> None:
        if statement.lstrip().startswith("CREATE TABLE evidence"):
            raise Unplugged

    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        migrations.upgrade(db)
    except Unplugged:
        event.remove(db.engine, "before_cursor_execute", fail)
    with db.engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    migrations.upgrade(db)
    db.close()
