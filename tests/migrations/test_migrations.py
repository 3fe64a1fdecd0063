"""Migrations build what the models say, on both databases, and are all or nothing."""

import itertools
import os
import shutil
import signal
import uuid
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, event, func, insert, inspect, select, table, text
from sqlmodel import SQLModel

from api import migrations
from api.auth.access import Actor, Role
from api.people import keys
from api.people.schemas import KeyIn
from api.storage.database import Database
from tests import postgres
from tests.desk import Desk


def test_migrations_build_what_the_models_say(desk: Desk) -> None:
    with desk.db.engine.connect() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "(?i).*expression")  # Alembic cannot compare such indexes
        context = MigrationContext.configure(connection, opts=migrations.COMPARED)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_four_processes_may_migrate_at_once(empty: str) -> None:
    databases = [Database(empty) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrations.upgrade, databases))
    with databases[0].read() as session:
        assert session.connection().execute(text("SELECT count(*) FROM head")).scalar() == 1
    for db in databases:
        db.close()


def test_migrations_can_be_reverted(empty: str) -> None:
    db = Database(empty)
    migrations.upgrade(db)
    with _begin(db) as connection:
        command.downgrade(migrations.config(connection), "base")
    with db.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    migrations.upgrade(db)
    db.close()


def test_a_migration_that_fails_changes_nothing(empty: str) -> None:
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


OLD: dict[str, dict[str, Any]] = {
    "person": {"pk": 1, "id": "person_01jzqk3w8r5t6v7x9y0z1a2b3c", "name": "Ada", "role": "editor",
               "active": True},
    "article": {"pk": 1, "id": "article_01jzqk3w8r5t6v7x9y0z1a2b3c", "language": "en",
                "stage": "open", "draft_pk": 1},
    "draft": {"pk": 1, "article_pk": 1, "number": 1, "headline": "A short war", "standfirst": "",
              "body": "It was over in 12 days.", "sha256": "0" * 64},
    "speaker": {"pk": 1, "id": "speaker_01jzqk3w8r5t6v7x9y0z1a2b3c", "name": "Vladimir Putin",
                "aliases": ["V. Putin"], "roles": [], "findable": "", "meant_pk": 1},
    "claim": {"pk": 7, "id": "claim_01jzqk3w8r5t6v7x9y0z1a2b3c", "article_pk": 1, "position": 0,
              "statement": "The war was over.", "state": "kept", "checkable": True,
              "voice": "reported", "asks": ["substance"], "status": "verified",
              "anchoring": "exact", "risk": "normal", "unconfirmed": False},
    "attribution": {"pk": 9, "claim_pk": 7, "speaker_pk": 1, "level": 1},
    "finding": {"pk": 3, "claim_pk": 7, "aspect": "substance", "status": "verified"},
}  # fmt: skip
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _make_first_revision(url: str) -> None:
    """Make a desk of the first revision, with a row in each of some tables."""
    db = Database(url)
    with _begin(db) as connection:
        command.upgrade(migrations.config(connection), "0001")
        tables = MetaData()
        tables.reflect(connection)
        for name, row in OLD.items():
            table = tables.tables[name]
            common = {"version": 1, "restricted": False, "created_at": NOW, "updated_at": NOW}
            defaults = {column: value for column, value in common.items() if column in table.c}
            connection.execute(insert(table), defaults | row)
    db.close()


def test_rows_of_the_first_revision_are_kept_and_found(empty: str) -> None:
    _make_first_revision(empty)
    desk = Desk(empty, _editors_key(empty))
    with desk:
        for path in ("/claims?q=over", "/claims?q=putin", "/claims?q=v%20putin", "/articles?q=war"):
            assert len(desk.editor.ask("GET", path).json()["items"]) == 1, path
        counts = desk.editor.get("/claims/counts")["counts"]
        assert [(count["value"], count["n"]) for count in counts] == [("verified", 1)]
        attribution = {"voice": "reported", "speakers": [{"name": "v. putin"}]}
        article = {"id": OLD["article"]["id"]}
        claim = desk.editor.claim(article, exact="12 days", attribution=attribution)
        assert claim["speaker"]["id"] == OLD["speaker"]["id"]


def _editors_key(url: str) -> dict[str, str]:
    db = Database(url)
    migrations.upgrade(db)
    with db.write() as session:
        new = KeyIn(person=str(OLD["person"]["id"]), role=Role.editor)
        secret = keys.add_key(session, Actor(None), new)[1]
    db.close()
    return {"editor": secret}


def _begin(db: Database) -> AbstractContextManager[Connection]:
    return db.engine.execution_options(begin="BEGIN IMMEDIATE").begin()


def _revert(db: Database) -> None:
    with _begin(db) as connection:
        command.downgrade(migrations.config(connection), "0001")


def _from_nothing(url: str) -> None:
    Database(url).close()


def _make_last_revision(url: str) -> None:
    _make_first_revision(url)
    db = Database(url)
    migrations.upgrade(db)
    db.close()


CHANGES: dict[str, tuple[Callable[[str], None], Callable[[Database], None]]] = {
    "up from nothing": (_from_nothing, migrations.upgrade),
    "up with data": (_make_first_revision, migrations.upgrade),
    "down with data": (_make_last_revision, _revert),
}


def _schema(url: str) -> dict[str, Any]:
    """Every table, with its columns, and how many rows it holds."""
    db = Database(url)
    with db.engine.connect() as connection:
        inspector = inspect(connection)
        schema = {
            name: (
                sorted(column["name"] for column in inspector.get_columns(name)),
                connection.execute(select(func.count()).select_from(table(name))).scalar(),
            )
            for name in inspector.get_table_names()
        }
        if "alembic_version" in schema:
            revision = connection.execute(text("SELECT version_num FROM alembic_version"))
            schema["alembic_version"] = revision.scalars().all()  # type: ignore[assignment]  # a list
    db.close()
    return schema


def _killed_at(url: str, change: Callable[[Database], None], statement: int) -> bool:
    """Run the change in a process that is killed before this statement; whether it got there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the child needs none of the other threads
        child = os.fork()
    if child == 0:
        db, count = Database(url), itertools.count(1)

        def kill(*_: object) -> None:
            if next(count) == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(db.engine, "before_cursor_execute", kill)
        change(db)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@contextmanager
def _copies(
    url: str, server: postgres.Postgres | None, folder: Path
) -> Iterator[Callable[[], str]]:
    """Yield a function that copies the database and returns the copy's address."""
    numbers = itertools.count()
    names: list[str] = []

    def copy() -> str:
        name = f"copy_{uuid.uuid4().hex[:8]}_{next(numbers)}"
        if server is None:
            return f"sqlite:///{shutil.copy(url.removeprefix('sqlite:///'), folder / name)}"
        template = url.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        names.append(name)
        return server.url(name)

    yield copy
    for name in names:
        with psycopg.connect(str(server and server.url("postgres")), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _kill_at(
    change_name: str,
    empty: str,
    request: pytest.FixtureRequest,
    folder: Path,
    statements: Iterable[int],
) -> None:
    """Kill the change at these statements: the schema is the old or the new one, never mixed."""
    make, change = CHANGES[change_name]
    make(empty)
    server = None if empty.startswith("sqlite:") else request.getfixturevalue("server")
    with _copies(empty, server, folder) as copy:
        old, migrated = _schema(empty), copy()
        db = Database(migrated)
        change(db)
        db.close()
        new = _schema(migrated)
        assert old != new
        for statement in statements:
            url = copy()
            killed = _killed_at(url, change, statement)
            assert _schema(url) == (old if killed else new), statement
            if not killed:
                break
            db = Database(url)
            change(db)  # the next start finishes it
            db.close()
            assert _schema(url) == new, statement


@pytest.mark.parametrize("change_name", CHANGES)
def test_a_migration_that_is_killed_leaves_the_old_or_the_new_schema(
    change_name: str, empty: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    _kill_at(change_name, empty, request, tmp_path, (2, 17, 40))


@pytest.mark.slow
@pytest.mark.parametrize("change_name", CHANGES)
def test_a_migration_that_is_killed_at_any_statement_leaves_the_old_or_the_new_schema(
    change_name: str, empty: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    _kill_at(change_name, empty, request, tmp_path, itertools.count(1))
