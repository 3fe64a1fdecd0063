"""One tree of migrations builds what the models say, on both databases."""

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
    with _changing(db) as connection:
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


def _at_first(url: str) -> None:
    """A desk of the first revision, with a row of each."""
    db = Database(url)
    with _changing(db) as connection:
        command.upgrade(migrations.config(connection), "0001")
        tables = MetaData()
        tables.reflect(connection)
        for name, row in OLD.items():
            table = tables.tables[name]
            made = {"version": 1, "restricted": False, "created_at": NOW, "updated_at": NOW}
            known = {column: value for column, value in made.items() if column in table.c}
            connection.execute(insert(table), known | row)
    db.close()


def test_bring_what_is_there_along(empty: str) -> None:
    _at_first(empty)
    desk = Desk(empty, _editors_key(empty))
    with desk:
        for path in ("/claims?q=over", "/claims?q=putin", "/claims?q=v%20putin", "/articles?q=war"):
            assert len(desk.editor.ask("GET", path).json()["items"]) == 1, path
        counted = desk.editor.get("/claims/counts")["counts"]
        assert [(count["value"], count["n"]) for count in counted] == [("verified", 1)]
        said = {"voice": "reported", "speakers": [{"name": "v. putin"}]}
        article = {"id": OLD["article"]["id"]}
        claim = desk.editor.claim(article, exact="12 days", attribution=said)
        assert claim["speaker"]["id"] == OLD["speaker"]["id"]


def _editors_key(url: str) -> dict[str, str]:
    db = Database(url)
    migrations.upgrade(db)
    with db.write() as session:
        new = KeyIn(person=str(OLD["person"]["id"]), role=Role.editor)
        secret = keys.add_key(session, Actor(None), new)[1]
    db.close()
    return {"editor": secret}


def _changing(db: Database) -> AbstractContextManager[Connection]:
    return db.engine.execution_options(begin="BEGIN IMMEDIATE").begin()


def _down(db: Database) -> None:
    with _changing(db) as connection:
        command.downgrade(migrations.config(connection), "0001")


def _from_nothing(url: str) -> None:
    Database(url).close()


def _at_last(url: str) -> None:
    _at_first(url)
    db = Database(url)
    migrations.upgrade(db)
    db.close()


WAYS: dict[str, tuple[Callable[[str], None], Callable[[Database], None]]] = {
    "up from nothing": (_from_nothing, migrations.upgrade),
    "up with data": (_at_first, migrations.upgrade),
    "down with data": (_at_last, _down),
}


def _schema(url: str) -> dict[str, Any]:
    """Every table, with its columns, and how many rows it holds."""
    db = Database(url)
    with db.engine.connect() as connection:
        looked = inspect(connection)
        found = {
            name: (
                sorted(column["name"] for column in looked.get_columns(name)),
                connection.execute(select(func.count()).select_from(table(name))).scalar(),
            )
            for name in looked.get_table_names()
        }
        if "alembic_version" in found:
            revision = connection.execute(text("SELECT version_num FROM alembic_version"))
            found["alembic_version"] = revision.scalars().all()  # type: ignore[assignment]  # its one word
    db.close()
    return found


def _killed_at(url: str, change: Callable[[Database], None], statement: int) -> bool:
    """Change in a process that is killed before this statement; say whether it came so far."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of other threads the child needs none
        child = os.fork()
    if child == 0:
        db, count = Database(url), itertools.count(1)

        def look(*_: object) -> None:
            if next(count) == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(db.engine, "before_cursor_execute", look)
        change(db)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@contextmanager
def _copies(
    url: str, server: postgres.Postgres | None, folder: Path
) -> Iterator[Callable[[], str]]:
    """Give addresses of fresh copies of a database."""
    numbers = itertools.count()
    made: list[str] = []

    def copy() -> str:
        name = f"copy_{uuid.uuid4().hex[:8]}_{next(numbers)}"
        if server is None:
            return f"sqlite:///{shutil.copy(url.removeprefix('sqlite:///'), folder / name)}"
        template = url.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        made.append(name)
        return server.url(name)

    yield copy
    for name in made:
        with psycopg.connect(str(server and server.url("postgres")), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _kill_at(
    way: str, empty: str, request: pytest.FixtureRequest, folder: Path, statements: Iterable[int]
) -> None:
    """Kill at these statements: each time the old schema is there or the new one, none between."""
    make, change = WAYS[way]
    make(empty)
    server = None if empty.startswith("sqlite:") else request.getfixturevalue("server")
    with _copies(empty, server, folder) as copy:
        old, whole = _schema(empty), copy()
        db = Database(whole)
        change(db)
        db.close()
        new = _schema(whole)
        assert old != new
        for statement in statements:
            url = copy()
            came = _killed_at(url, change, statement)
            assert _schema(url) == (old if came else new), statement
            if not came:
                break
            db = Database(url)
            change(db)  # whoever starts next finishes it
            db.close()
            assert _schema(url) == new, statement


@pytest.mark.parametrize("way", WAYS)
def test_killed_now_and_then_leave_the_old_or_the_new(
    way: str, empty: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    _kill_at(way, empty, request, tmp_path, (2, 17, 40))


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_killed_at_every_statement_leave_the_old_or_the_new(
    way: str, empty: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    _kill_at(way, empty, request, tmp_path, itertools.count(1))
