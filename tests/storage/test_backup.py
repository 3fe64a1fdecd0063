"""A backup that is made while others write, and a desk that is restored from it."""

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
def _adding_claims(desk: Desk) -> Iterator[None]:
    """Add claims all the while, in a thread."""
    stop, article = threading.Event(), desk.reporter.article()

    def add_claims() -> None:
        while not stop.is_set():
            desk.reporter.claim(article)

    thread = threading.Thread(target=add_claims)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def _restored(desk: Desk, file: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Restore a desk from the backup alone; yields its address."""
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
def _pg_dump_on_the_path(database: str, request: pytest.FixtureRequest) -> Iterator[None]:
    if database == "sqlite":
        yield
        return
    server: postgres.Postgres = request.getfixturevalue("server")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{server.binaries}{os.pathsep}{os.environ['PATH']}")
        yield


def test_a_backup_has_one_moment_of_the_desk_and_can_be_restored(
    own_desk: Desk, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    own_desk.checker.verified(own_desk.reporter.article())
    file = tmp_path / "copy.claimdesk"
    with _adding_claims(own_desk):
        process = claimdesk("backup", str(file), "--json", cwd=tmp_path, database_url=own_desk.url)
    assert process.returncode == 0, process.stderr
    result = json.loads(process.stdout)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.glob("copy*")} == {file.name}
    with _restored(own_desk, file, request) as url:
        _assert_complete(url, result["seq"], result["hash"])
        with Desk(url, own_desk.keys) as restored:
            claims = restored.reader.items("/claims")
            assert {claim["id"] for claim in claims} <= {
                claim["id"] for claim in own_desk.reader.items("/claims")
            }
            restored.reporter.claim(restored.reader.items("/articles")[0])
            assert restored.ledger() == result["seq"] + 1
            hits = restored.reader.items("/claims", q="over in days")
            assert len(hits) == len(claims) + 1


def _assert_complete(url: str, seq: int, newest: str) -> None:
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
        claims, counts = tables["claim"], tables["article_count"]
        by_status = select(counts.c.status, func.sum(counts.c.n)).group_by(counts.c.status)
        by_status = by_status.order_by(counts.c.status)
        live = select(claims.c.status, func.count()).group_by(claims.c.status)
        live = live.order_by(claims.c.status)
        numbers = {status: int(n) for status, n in session.execute(by_status)}
        assert [*numbers.items()] == [(status, n) for status, n in session.execute(live)]
    db.close()


def test_a_backup_overwrites_nothing(own_desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "copy.claimdesk"
    file.write_text("mine")
    process = claimdesk("backup", str(file), cwd=tmp_path, database_url=own_desk.url)
    assert process.returncode == 1
    assert "there already" in process.stderr
    assert file.read_text() == "mine"


def test_a_backup_that_cannot_be_written_leaves_nothing(own_desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "copy.claimdesk"
    process = claimdesk("backup", str(file), cwd=tmp_path, database_url=own_desk.url)
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    assert not file.parent.exists()
