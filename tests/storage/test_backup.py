"""A backup taken while others write, and a desk that is brought back from it."""

import json
import os
import stat
import subprocess
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlmodel import SQLModel

from api.ledger import hash_chain
from api.storage.database import Database
from tests import postgres
from tests.desk import Desk
from tests.server import claimdesk


@contextmanager
def _writing(desk: Desk) -> Iterator[None]:
    """Somebody who adds claims all the while."""
    stop, article = threading.Event(), desk.reporter.article()

    def go_on() -> None:
        while not stop.is_set():
            desk.reporter.claim(article)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def _restored(desk: Desk, file: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a desk that is made of the backup alone."""
    if desk.db.dialect == "sqlite":
        yield f"sqlite:///{file}"
        return
    server: postgres.Postgres = request.getfixturevalue("server")
    name = f"restored_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    restore = str(server.binaries / "pg_restore")
    command = [restore, "--exit-on-error", "-d", server.url(name), str(file)]
    subprocess.run(command, check=True)
    yield server.url(name)
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(autouse=True)
def _on_the_path(database: str, request: pytest.FixtureRequest) -> Iterator[None]:
    if database == "sqlite":
        yield
        return
    server: postgres.Postgres = request.getfixturevalue("server")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{server.binaries}{os.pathsep}{os.environ['PATH']}")
        yield


def test_is_one_moment_of_the_desk_and_a_desk_again(
    own_desk: Desk, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    own_desk.checker.verified(own_desk.reporter.article())
    file = tmp_path / "copy.claimdesk"
    with _writing(own_desk):
        done = claimdesk("backup", str(file), "--json", cwd=tmp_path, database_url=own_desk.url)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.glob("copy*")} == {file.name}
    with _restored(own_desk, file, request) as url:
        _is_whole(url, said["seq"], said["hash"])
        with Desk(url, own_desk.keys) as again:
            claims = again.reader.items("/claims")
            assert {claim["id"] for claim in claims} <= {
                claim["id"] for claim in own_desk.reader.items("/claims")
            }
            again.reporter.claim(again.reader.items("/articles")[0])
            assert again.ledger() == said["seq"] + 1
            found = again.reader.items("/claims", q="over in days")
            assert len(found) == len(claims) + 1


def _is_whole(url: str, seq: int, newest: str) -> None:
    db = Database(url)
    with db.read() as session:
        assert hash_chain.verify(session, (seq, bytes.fromhex(newest))) == (
            seq,
            bytes.fromhex(newest),
        )
        if db.dialect == "sqlite":
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        tables = SQLModel.metadata.tables
        claims, kept = tables["claim"], tables["article_count"]
        counted = select(kept.c.status, func.sum(kept.c.n)).group_by(kept.c.status)
        counted = counted.order_by(kept.c.status)
        live = select(claims.c.status, func.count()).group_by(claims.c.status)
        live = live.order_by(claims.c.status)
        numbers = {status: int(n) for status, n in session.execute(counted)}
        assert [*numbers.items()] == [(status, n) for status, n in session.execute(live)]
    db.close()


def test_overwrites_nothing(own_desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "copy.claimdesk"
    file.write_text("mine")
    done = claimdesk("backup", str(file), cwd=tmp_path, database_url=own_desk.url)
    assert done.returncode == 1
    assert "there already" in done.stderr
    assert file.read_text() == "mine"


def test_leaves_nothing_where_it_cannot_write(own_desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "copy.claimdesk"
    done = claimdesk("backup", str(file), cwd=tmp_path, database_url=own_desk.url)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not file.parent.exists()
