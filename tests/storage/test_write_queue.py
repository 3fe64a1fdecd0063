"""Changes that wait share a commit, and nothing else."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, text

from api.storage.engines import LOCK_TIMEOUT
from tests.desk import Answer, Desk

MANY = 12


def answers_after_waiting(desk: Desk, send: Callable[[int], Any]) -> list[Any]:
    """Let many changes wait while another holds the write lock; return their answers."""
    with desk.db.write():
        responses = [send(n) for n in range(MANY)]
        until = time.monotonic() + LOCK_TIMEOUT
        while not _all_wait(desk) and time.monotonic() < until:
            desk.http.run(asyncio.sleep(0.01))
    return desk.http.run(asyncio.gather(*responses))


def _all_wait(desk: Desk) -> bool:
    """Whether all wait: for SQLite's one thread, or for PostgreSQL's lock."""
    if desk.db.dialect == "sqlite":
        return bool(desk.app.state.write_queue._threads._work_queue.qsize() == MANY - 1)
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with desk.db.engine.connect() as connection:
        return bool(connection.execute(waiting).scalar_one() == MANY)


@pytest.fixture
def article(desk: Desk) -> Answer:
    return desk.reporter.article()


def test_a_refused_change_does_not_affect_others_in_its_commit(desk: Desk, article: Answer) -> None:
    ledger = desk.ledger()
    commits: list[object] = []

    def record(connection: object) -> None:
        commits.append(connection)

    event.listen(desk.db.engine, "commit", record)

    def send(n: int) -> Any:
        exact = "12 days" if n % 3 else "never said"
        new = {"article": article["id"], "statement": f"s{n}", "spans": [{"exact": exact}]}
        return desk.reporter.start("POST", "/claims", json=new)

    statuses = [response.status_code for response in answers_after_waiting(desk, send)]
    event.remove(desk.db.engine, "commit", record)
    assert statuses == [201 if n % 3 else 422 for n in range(MANY)]
    statements = sorted(claim["statement"] for claim in desk.reader.items("/claims"))
    assert statements == sorted(f"s{n}" for n in range(MANY) if n % 3)
    assert desk.ledger() == ledger + len(statements)
    if desk.db.dialect == "sqlite":
        assert len(commits) <= 3  # the lock's holder, the first that waits, all others


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_change_that_is_not_committed_is_not_answered_as_done(own_desk: Desk) -> None:
    ledger = own_desk.ledger()

    def fail(_: object) -> None:
        if threading.current_thread().name.startswith("writer"):
            raise RuntimeError("unplugged")

    def send(n: int) -> Any:
        return own_desk.reporter.start("POST", "/speakers", json={"name": f"Speaker {n}"})

    event.listen(own_desk.db.engine, "commit", fail)
    responses = answers_after_waiting(own_desk, send)
    assert {response.status_code for response in responses} == {500}
    event.remove(own_desk.db.engine, "commit", fail)
    assert own_desk.reader.items("/speakers") == []
    assert own_desk.ledger() == ledger
    assert own_desk.http.run(send(1)).status_code == 201


def test_one_idempotency_key_sent_many_times_at_once_has_one_effect(desk: Desk) -> None:
    reporter = desk.of("reporter", **{"Idempotency-Key": "one"})

    def send(_: int) -> Any:
        return reporter.start("POST", "/speakers", json={"name": "Ada"})

    answers = {response.content for response in answers_after_waiting(desk, send)}
    assert len(answers) == 1
    assert len(desk.reader.items("/speakers")) == 1
