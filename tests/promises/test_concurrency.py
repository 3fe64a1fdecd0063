"""Many writers at once, on a real server: no lost update, no fork, one winner a version."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.ledger import hash_chain
from api.storage.database import Database
from tests.server import running

WRITERS = 8


class Writer:
    """One person who counts in a claim's note whatever else happens to it."""

    def __init__(self, address: str, key: str, claims: list[str]) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self.http = httpx2.Client(base_url=f"{address}/v1", headers=headers, timeout=30)
        self.claims = claims
        self.accepted = 0
        self.statuses: set[int] = set()

    def work(self, turns: Iterator[int]) -> "Writer":
        for turn in turns:
            claim = self.claims[turn % len(self.claims)]
            now = self.http.get(f"/claims/{claim}")
            count = {"worth": round((now.json()["worth"] + 0.001) % 1, 3)}
            reply = self.http.patch(
                f"/claims/{claim}", json=count, headers={"If-Match": now.headers["etag"]}
            )
            self.note(reply, 200)
            if turn % 5 == 0:
                note = {"body": f"turn {turn}"}
                self.note(self.http.post(f"/claims/{claim}/annotations", json=note), 201)
        self.http.close()
        return self

    def note(self, reply: Any, good: int) -> None:
        self.statuses.add(reply.status_code)
        self.accepted += int(reply.status_code == good)


def every(http: httpx2.Client, path: str) -> list[Any]:
    """The rows of all pages."""
    found: list[Any] = []
    after: dict[str, str] = {}
    while True:
        page = http.get(path, params={"limit": "200", **after}).json()
        found += page["items"]
        if page["next"] is None:
            return found
        after = {"after": page["next"]}


def contend(home: tuple[str, dict[str, str]], folder: Path, turns: int, workers: int) -> int:
    """Let eight writers fight over three claims; return how many changes were accepted."""
    url, keys = home
    arguments = ("serve", "--workers", str(workers))
    with running(*arguments, cwd=folder, database_url=url) as address:
        headers = {"Authorization": f"Bearer {keys['editor']}"}
        http = httpx2.Client(base_url=f"{address}/v1", headers=headers, timeout=30)
        article = http.post("/articles", json={"headline": "x", "body": "one two three"}).json()
        claims = [
            http.post(
                "/claims",
                json={
                    "article": article["id"],
                    "statement": word,
                    "spans": [{"exact": word}],
                    "worth": 0,
                },
            ).json()
            for word in ("one", "two", "three")
        ]
        db = Database(url)
        with db.read() as session:
            before, _ = hash_chain.verify(session)
        counted = iter(range(1, turns + 1))  # each turn is one writer's
        writers = [
            Writer(address, keys[role], [claim["id"] for claim in claims])
            for role in ("reporter", "checker", "editor", "admin") * (WRITERS // 4)
        ]
        with ThreadPoolExecutor(WRITERS) as pool:
            done = list(pool.map(lambda writer: writer.work(counted), writers))
        assert set().union(*(writer.statuses for writer in done)) <= {200, 201, 412}
        accepted: int = sum(writer.accepted for writer in done)
        now = [http.get(f"/claims/{claim['id']}").json() for claim in claims]
        notes = sum(len(every(http, f"/claims/{claim['id']}/annotations")) for claim in claims)
        with db.read() as session:
            after, _ = hash_chain.verify(session)
        db.close()
        http.close()
    changes = sum(claim["version"] - 1 for claim in now)
    assert round(sum(claim["worth"] for claim in now) * 1000) % 1000 == changes % 1000
    assert after - before == accepted
    assert changes + notes == accepted
    return accepted


@pytest.mark.parametrize("workers", [1, 2])
def test_eight_writers_lose_nothing(
    home: tuple[str, dict[str, str]], tmp_path: Path, workers: int
) -> None:
    assert contend(home, tmp_path, turns=200, workers=workers) > 50


@pytest.mark.slow
def test_ten_thousand_contended_writes_lose_nothing(
    home: tuple[str, dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted = contend(home, tmp_path, turns=10_000, workers=2)
    with capsys.disabled():
        print(f"\n{home[0].split(':')[0]}: 10,000 turns, {accepted} accepted changes, 0 lost")  # noqa: T201  # the figure


def test_one_idempotency_key_from_many_connections_has_one_effect(
    home: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    url, keys = home
    headers = {"Authorization": f"Bearer {keys['reporter']}", "Idempotency-Key": "same"}
    with running("serve", cwd=tmp_path, database_url=url) as address:

        def send(_: int) -> Any:
            return httpx2.post(
                f"{address}/v1/speakers", json={"name": "Ada"}, headers=headers, timeout=30
            )

        with ThreadPoolExecutor(WRITERS) as pool:
            replies = list(pool.map(send, range(WRITERS)))
        assert {reply.status_code for reply in replies} == {201}
        assert len({reply.content for reply in replies}) == 1
        replayed = [reply.headers.get("idempotency-replayed") for reply in replies]
        assert replayed.count(None) == 1
        found = httpx2.get(f"{address}/v1/speakers", headers=headers).json()["items"]
        assert len(found) == 1
