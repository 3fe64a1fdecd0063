"""Writers that wait share a commit, and nothing else."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.desk import Answer, Desk

MANY = 12


@contextmanager
def waiting(desk: Desk, ask: Callable[[int], Any]) -> Iterator[list[Future[Any]]]:
    """Let many ask while another holds the turn; give their answers to come."""
    with ThreadPoolExecutor(MANY) as pool:
        with desk.db.write():
            asked = [pool.submit(ask, n) for n in range(MANY)]
            until = time.monotonic() + 4
            while len(desk.app.state.write_queue._waiting) < MANY - 1 and time.monotonic() < until:
                time.sleep(0.01)  # between two looks at the queue
        yield asked


@pytest.fixture
def article(desk: Desk) -> Answer:
    return desk.reporter.article()


def test_what_is_refused_leaves_the_others_be(desk: Desk, article: Answer) -> None:
    ledger = desk.ledger()
    commits: list[object] = []

    def noted(connection: object) -> None:
        commits.append(connection)

    event.listen(desk.db.engine, "commit", noted)

    def ask(n: int) -> Any:
        exact = "12 days" if n % 3 else "never said"
        new = {"article": article["id"], "statement": f"s{n}", "spans": [{"exact": exact}]}
        return desk.reporter.ask("POST", "/claims", json=new)

    with waiting(desk, ask) as asked:
        statuses = [one.result().status_code for one in asked]
    event.remove(desk.db.engine, "commit", noted)
    assert statuses == [201 if n % 3 else 422 for n in range(MANY)]
    kept = sorted(claim["statement"] for claim in desk.reader.items("/claims"))
    assert kept == sorted(f"s{n}" for n in range(MANY) if n % 3)
    assert desk.ledger() == ledger + len(kept)
    if desk.db.dialect == "sqlite":
        assert len(commits) <= 3  # whoever held the turn, the first of those waiting, the others


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nobody_is_told_of_what_was_not_committed(own_desk: Desk) -> None:
    ledger = own_desk.ledger()

    def fail(_: object) -> None:
        if threading.current_thread().name.startswith("writer"):
            raise RuntimeError("unplugged")

    def ask(n: int) -> Any:
        return own_desk.reporter.ask("POST", "/speakers", json={"name": f"Speaker {n}"})

    event.listen(own_desk.db.engine, "commit", fail)
    with waiting(own_desk, ask) as asked:
        assert {one.result().status_code for one in asked} == {500}
    event.remove(own_desk.db.engine, "commit", fail)
    assert own_desk.reader.items("/speakers") == []
    assert own_desk.ledger() == ledger
    assert ask(1).status_code == 201


def test_the_same_key_at_once_has_one_effect(desk: Desk) -> None:
    def ask(_: int) -> Any:
        headers = {"Idempotency-Key": "one"}
        return desk.reporter.ask("POST", "/speakers", json={"name": "Ada"}, headers=headers)

    with waiting(desk, ask) as asked:
        answers = {one.result().content for one in asked}
    assert len(answers) == 1
    assert len(desk.reader.items("/speakers")) == 1
