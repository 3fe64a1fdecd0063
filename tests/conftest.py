"""Real databases only: migrated once, copied for every test, SQLite and PostgreSQL alike."""

import os
import shutil
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql
from sqlmodel import SQLModel

from api import migrations
from api.auth.access import Actor, Role
from api.people import keys as keymaking
from api.people import service as people
from api.people.schemas import KeyIn, PersonIn
from api.search import full_text
from api.storage.database import Database
from api.storage.engines import sqlite_module
from tests import postgres
from tests.desk import Desk

KINDS = ("sqlite", "postgresql")
CMS = "cms"

settings.register_profile(
    "desk",
    deadline=None,  # a shared machine stutters
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("desk")


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Postgres]:
    with postgres.running() as running:
        yield running


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A migrated desk with a person and a key for each role, as a file to copy."""
    path = tmp_path_factory.mktemp("template") / "desk.db"
    return path, staffed(f"sqlite:///{path}")


@pytest.fixture(scope="session")
def postgres_template(server: postgres.Postgres) -> tuple[str, dict[str, str]]:
    """The same as a PostgreSQL template."""
    name = f"template_{uuid.uuid4().hex[:8]}"
    _sql(server, f"CREATE DATABASE {name}")
    return name, staffed(server.url(name))


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def home(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a fresh, staffed desk, and its keys."""
    if database == "sqlite":
        template, keys = request.getfixturevalue("sqlite_template")
        yield f"sqlite:///{shutil.copy(template, tmp_path / 'desk.db')}", keys
        return
    server = request.getfixturevalue("server")
    name, keys = request.getfixturevalue("postgres_template")
    made = f"desk_{uuid.uuid4().hex[:12]}"
    _sql(server, f"CREATE DATABASE {made} TEMPLATE {name} STRATEGY FILE_COPY")
    yield server.url(made), keys
    _sql(server, f"DROP DATABASE {made} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_desk(
    sqlite_template: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """An application that stays open: what it has compiled serves the next test too."""
    template, keys = sqlite_template
    path = shutil.copy(template, tmp_path_factory.mktemp("open") / "desk.db")
    with Desk(f"sqlite:///{path}", keys) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgresql_desk(
    server: postgres.Postgres, postgres_template: tuple[str, dict[str, str]]
) -> Iterator[Desk]:
    name, keys = postgres_template
    made = f"open_{uuid.uuid4().hex[:8]}"
    _sql(server, f"CREATE DATABASE {made} TEMPLATE {name}")
    with Desk(server.url(made), keys) as opened:
        yield opened


@pytest.fixture
def desk(database: str, request: pytest.FixtureRequest) -> Desk:
    """A desk to be used through its front door, as new."""
    return _as_new(database, request)


@pytest.fixture
def both(request: pytest.FixtureRequest) -> tuple[Desk, Desk]:
    """The same desk on each database, as new."""
    return _as_new("sqlite", request), _as_new("postgresql", request)


def _as_new(database: str, request: pytest.FixtureRequest) -> Desk:
    found: Desk = request.getfixturevalue(f"{database}_desk")
    if database == "sqlite":
        template, _ = request.getfixturevalue("sqlite_template")
        _as_copied(template, found)
    else:
        name, _ = request.getfixturevalue("postgres_template")
        _as_made(request.getfixturevalue("server").url(name), found)
    return found


@pytest.fixture
def own_desk(home: tuple[str, dict[str, str]]) -> Iterator[Desk]:
    """A desk whose database a test may break."""
    with Desk(*home) as opened:
        yield opened


def _as_copied(template: Path, desk: Desk) -> None:
    """Bring a SQLite file back to its template, under the open connections."""
    driver = sqlite_module()
    source, target = driver.connect(template), driver.connect(desk.url.removeprefix("sqlite:///"))
    source.backup(target)
    source.close()
    target.close()


def _as_made(template: str, desk: Desk) -> None:
    """Bring a PostgreSQL database back to its template: empty what has rows, copy the few."""
    with psycopg.connect(desk.url) as connection:
        connection.execute("SET session_replication_role = replica")  # the ledger refuses otherwise
        for table in _tables_with_rows(connection):  # TRUNCATE of all takes ten times as long
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        for table, rows in _rows_of(template).items():
            with connection.cursor().copy(f'COPY "{table}" FROM STDIN'.encode()) as copy:
                copy.write(rows)
        connection.execute(_restart_keys())


def _tables_with_rows(connection: psycopg.Connection[Any]) -> list[str]:
    names = [f"{kind}_search" for kind in full_text.KINDS]
    names += [table.name for table in SQLModel.metadata.sorted_tables]
    has_rows = sql.SQL("SELECT {name} WHERE EXISTS (SELECT FROM {table})")
    each = (has_rows.format(name=name, table=sql.Identifier(name)) for name in names)
    return [name for (name,) in connection.execute(sql.SQL(" UNION ALL ").join(each))]


@cache
def _rows_of(template: str) -> dict[str, bytes]:
    """The rows of a template, by table, as COPY writes them."""
    with psycopg.connect(template) as connection:
        rows = {}
        for table in _tables_with_rows(connection):
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT'.encode()) as copy:
                rows[table] = b"".join(copy)
        return rows


@cache
def _restart_keys() -> sql.Composed:
    """Let the keys of each table go on after the rows that it has."""
    names = [table.name for table in SQLModel.metadata.sorted_tables if "pk" in table.c]
    restart = sql.SQL(
        "SELECT setval(pg_get_serial_sequence({name}, 'pk'),"
        " (SELECT coalesce(max(pk), 0) + 1 FROM {table}), false)"
    )
    each = (restart.format(name=f'"{name}"', table=sql.Identifier(name)) for name in names)
    return sql.SQL(" UNION ALL ").join(each)


@pytest.fixture
def empty(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server = request.getfixturevalue("server")
    name = f"empty_{uuid.uuid4().hex[:12]}"
    _sql(server, f"CREATE DATABASE {name}")
    yield server.url(name)
    _sql(server, f"DROP DATABASE {name} WITH (FORCE)")


def staffed(url: str) -> dict[str, str]:
    db = Database(url)
    migrations.upgrade(db)
    keys: dict[str, str] = {}
    with db.write() as session:
        for role in Role:
            new = PersonIn(name=f"The {role}", role=role, external_id=f"staff-{role}")
            person = people.add(session, Actor(None), new)
            _, keys[role] = keymaking.add_key(
                session, Actor(None), KeyIn(person=person.id, role=role)
            )
        entry = KeyIn(integration="CMS", role=Role.editor)
        _, keys[CMS] = keymaking.add_key(session, Actor(None), entry)
    db.close()
    return keys


def _sql(server: postgres.Postgres, statement: str) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say clearly where the browser is missing."""
    if shutil.which("chromium") or os.environ.get("CHROMIUM"):
        return
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed (see README)"))
