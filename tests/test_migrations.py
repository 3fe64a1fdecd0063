"""One tree of migrations builds what the models say, on both databases."""

import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, event, insert, inspect, text
from sqlmodel import SQLModel

from api import migrations
from api.auth.access import Actor, Role
from api.db import Database
from api.people import keys
from api.people.schemas import KeyIn
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


def test_bring_what_is_there_along(empty: str) -> None:
    db = Database(empty)
    with db.engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
        command.upgrade(migrations.config(connection), "0001")
        tables = MetaData()
        tables.reflect(connection)
        for name, row in OLD.items():
            table = tables.tables[name]
            made = {"version": 1, "restricted": False, "created_at": NOW, "updated_at": NOW}
            known = {column: value for column, value in made.items() if column in table.c}
            connection.execute(insert(table), known | row)
    db.close()
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
