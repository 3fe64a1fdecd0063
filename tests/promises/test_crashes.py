"""The plug is pulled at random moments: what was acknowledged is there, and nothing half.

Longer runs: `pytest -m slow tests/promises/test_crashes.py`.
"""

import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx2
import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel

from api.ledger import hash_chain
from api.search import full_text
from api.storage.database import Database
from api.storage.engines import sqlite_module
from tests import postgres
from tests.conftest import staffed
from tests.server import started

WRITERS = 8
ROUNDS, MORE_ROUNDS = 2, 20


class Crowd:
    """Eight people who write as fast as they can, and note what they were told was kept."""

    def __init__(self, address: str, key: str, article: str) -> None:
        self.address, self.article = address, article
        self.headers = {"Authorization": f"Bearer {key}"}
        self.kept: dict[str, int] = {}  # claims, and the version that was acknowledged
        self.statuses: Counter[int] = Counter()
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._write, args=(n,)) for n in range(WRITERS)]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _write(self, n: int) -> None:
        with httpx2.Client(base_url=f"{self.address}/v1", headers=self.headers, timeout=20) as http:
            while not self.stop.is_set():
                try:
                    self._add_and_weigh(http, n)
                except httpx2.TransportError:
                    self.statuses[0] += 1
                    time.sleep(0.02)  # nobody is there

    def _add_and_weigh(self, http: httpx2.Client, n: int) -> None:
        new = {"article": self.article, "statement": f"by {n}", "spans": [{"start": 0, "end": 3}]}
        made = self._told(http.post("/claims", json=new))
        if made.status_code != 201:
            time.sleep(0.02)  # it is away
            return
        name = made.json()["id"]
        self.kept[name] = 1
        match = {"If-Match": '"1"'}
        if self._told(http.patch(f"/claims/{name}", json={"worth": 0.5}, headers=match)).is_success:
            self.kept[name] = 2

    def _told(self, reply: Any) -> Any:
        self.statuses[reply.status_code] += 1
        return reply


def _article(address: str, key: str) -> str:
    headers = {"Authorization": f"Bearer {key}"}
    new = {"headline": "x", "body": "one two", "draft_claims": False}
    made = httpx2.post(f"{address}/v1/articles", json=new, headers=headers).json()
    name: str = made["id"]
    return name


def _holds(url: str, kept: dict[str, int]) -> None:
    """Everything acknowledged is there, and nothing is half there."""
    db = Database(url)
    tables = SQLModel.metadata.tables
    claims, events, counted = tables["claim"], tables["event"], tables["article_count"]
    with db.read() as session:
        hash_chain.verify(session)
        found = dict(map(tuple, session.execute(select(claims.c.id, claims.c.version))))
        missing = {name: v for name, v in kept.items() if found.get(name, 0) < v}
        assert not missing
        told = select(events.c.subject).where(events.c.action == "claim.added")
        assert set(session.scalars(told)) == set(found)
        changes = select(events.c.subject, func.count()).where(events.c.action.like("claim.%"))
        lines = {name: n for name, n in session.execute(changes.group_by(events.c.subject))}  # noqa: C416  # as above
        assert lines == found
        assert session.scalar(select(func.sum(counted.c.n))) == len(found)
        indexed = select(func.count()).select_from(full_text.index_table("claim"))
        assert session.scalar(indexed) == len(found)
        if db.dialect == "sqlite":
            assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    db.close()


def _pull_the_plug_of_the_desk(folder: Path, rounds: int) -> int:
    url = f"sqlite:///{folder}/desk.db"
    keys, kept = staffed(url), dict[str, int]()
    chance = random.Random(rounds)  # noqa: S311  # moments, no secrets
    article = ""
    for _ in range(rounds):
        with started("serve", cwd=folder, database_url=url) as (address, process):
            article = article or _article(address, keys["reporter"])
            with Crowd(address, keys["reporter"], article) as crowd:
                time.sleep(chance.uniform(0.3, 1.2))  # the moment
                os.killpg(process.pid, signal.SIGKILL)
            kept |= crowd.kept
        _holds(url, kept)
    return len(kept)


def _pull_the_plug_of_postgresql(folder: Path, rounds: int) -> int:
    chance = random.Random(rounds)  # noqa: S311  # as above
    kept: dict[str, int] = {}
    with postgres.running(durable=True) as server:
        url = server.url("postgres")
        keys = staffed(url)
        with started("serve", cwd=folder, database_url=url) as (address, _):
            article = _article(address, keys["reporter"])
            for _ in range(rounds):
                with Crowd(address, keys["reporter"], article) as crowd:
                    time.sleep(chance.uniform(0.3, 1.2))  # the moment
                    server.kill()
                    server.start()
                    _well_again(address, keys["reader"])
                kept |= crowd.kept
                assert set(crowd.statuses) <= {200, 201, 503}, crowd.statuses
                _holds(url, kept)
    return len(kept)


def _well_again(address: str, key: str) -> None:
    """Within ten seconds of the database's return."""
    headers, until = {"Authorization": f"Bearer {key}"}, time.monotonic() + 10
    while True:
        reply = httpx2.get(f"{address}/v1/claims?limit=1", headers=headers, timeout=10)
        if reply.status_code == 200:
            return
        assert reply.status_code == 503
        assert reply.headers["retry-after"]
        assert time.monotonic() < until
        time.sleep(0.05)  # between two looks at what comes back


PLUGS = {"sqlite": _pull_the_plug_of_the_desk, "postgresql": _pull_the_plug_of_postgresql}


def test_a_pulled_plug_loses_nothing(database: str, tmp_path: Path) -> None:
    assert PLUGS[database](tmp_path, ROUNDS) > 20


@pytest.mark.slow
def test_a_plug_pulled_twenty_times_loses_nothing(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = PLUGS[database](tmp_path, MORE_ROUNDS)
    with capsys.disabled():
        print(f"\n{database}: {MORE_ROUNDS} rounds, {kept} acknowledged claims, 0 lost")  # noqa: T201  # the figure


def test_postgresql_restarted_under_load_is_503_and_then_well(tmp_path: Path) -> None:
    with postgres.running() as server:
        url = server.url("postgres")
        keys = staffed(url)
        with started("serve", "--workers", "2", cwd=tmp_path, database_url=url) as (address, _):
            article = _article(address, keys["reporter"])
            with Crowd(address, keys["reporter"], article) as crowd:
                for how in ("fast", "immediate"):
                    server.stop(how)
                    time.sleep(0.3)  # away for a moment
                    server.start()
                    _well_again(address, keys["reader"])
            assert set(crowd.statuses) <= {200, 201, 503}, crowd.statuses
            assert crowd.statuses[201] > 0


def test_a_locked_file_is_503_for_writers_and_nothing_for_readers(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/desk.db"
    keys = staffed(url)
    with started("serve", cwd=tmp_path, database_url=url) as (address, _):
        headers = {"Authorization": f"Bearer {keys['reporter']}"}
        other = sqlite_module().connect(f"{tmp_path}/desk.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        new = {"name": "late"}
        reply = httpx2.post(f"{address}/v1/speakers", json=new, headers=headers, timeout=20)
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "1")
        assert httpx2.get(f"{address}/v1/speakers", headers=headers).json()["items"] == []
        other.execute("ROLLBACK")
        assert httpx2.post(f"{address}/v1/speakers", json=new, headers=headers).status_code == 201
        other.close()


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    """A file system of a few megabytes; only root may make one."""
    folder.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk to fill can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_507_while_reads_go_on_and_then_well(tmp_path: Path) -> None:
    with _small_disk(tmp_path / "disk") as disk:
        url = f"sqlite:///{disk}/desk.db"
        keys = staffed(url)
        with started("serve", cwd=tmp_path, database_url=url) as (address, _):
            headers = {"Authorization": f"Bearer {keys['reporter']}"}
            http = httpx2.Client(base_url=f"{address}/v1", headers=headers, timeout=20)
            ballast = disk / "ballast"
            ballast.write_bytes(bytes(2_000_000))
            kept: list[str] = []
            while True:
                new = {"headline": "x", "body": "long " * 10_000, "draft_claims": False}
                reply = http.post("/articles", json=new)
                if reply.status_code != 201:
                    break
                kept.append(reply.json()["id"])
            assert reply.status_code == 507, reply.text
            assert reply.json()["type"] == "/problems/storage-full"
            listed = http.get("/articles", params={"limit": 200}).json()["items"]
            assert [one["id"] for one in listed] == kept
            ballast.unlink()
            assert http.post("/speakers", json={"name": "again"}).status_code == 201
            http.close()
        db = Database(url)
        with db.read() as session:
            hash_chain.verify(session)
        db.close()
