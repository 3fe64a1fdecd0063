"""What Claimdesk costs beside its tutorial twin and the floor: `python -m tests.benchmarks`.

Builds desks of so many claims, asks each contestant for the same things in one run, prints the
table, and draws cost against size. CPU is the server's own, in microseconds a request.
"""

import argparse
import json
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests import postgres
from tests.benchmarks import data, report, starting
from tests.benchmarks.data import Built
from tests.benchmarks.load import Asked, Caller, Cost, measure
from tests.benchmarks.servers import Server, running

LOAD = 15  # times as long as a measurement: lists, after which memory is as before
READS = ("one", "list", "page 800", "queue", "counts", "search", "unchanged")


@dataclass
class Figures:
    """All that was measured on one desk."""

    database: str
    claims: int
    costs: dict[str, dict[str, Cost]] = field(default_factory=dict)  # by contestant, by question
    memory: dict[str, tuple[float, float]] = field(default_factory=dict)  # before and after a list
    imported: float = 0  # claims a second of CPU
    health: dict[str, float] = field(default_factory=dict)  # p99 in ms, by what else goes on


class Questions:
    """The same questions for every contestant, about one desk."""

    def __init__(self, server: Server, headers: dict[str, str], claims: int) -> None:
        caller = Caller(server, headers)
        page = caller.json("/v1/claims?limit=200")
        self.ids = [item["id"] for item in page["items"]]
        self.articles = sorted({item["article"] for item in page["items"]})
        self.speakers = [item["id"] for item in caller.json("/v1/speakers")["items"]]
        self.sources = [item["id"] for item in caller.json("/v1/sources")["items"]]
        self.deep = min(800, claims // 50 - 2)  # the page that `page 800` stands for
        self.after = self._cursor(caller)
        _, got, _ = caller.ask(("GET", "/v1/claims", b""))
        self.tag = got["etag"]
        caller.close()

    def _cursor(self, caller: Caller) -> str:
        cursor, target = "", "/v1/claims?limit=200"
        for _ in range(self.deep // 4):
            cursor = caller.json(target)["next"]
            target = f"/v1/claims?limit=200&after={cursor}"
        return cursor

    def ask(self, name: str, contestant: str) -> Callable[[int], Asked]:
        """The n-th request of one kind, as this contestant takes it."""
        deep = {
            "claimdesk": f"/v1/claims?after={self.after}",
            "twin": f"/v1/claims?offset={self.deep * 50}",
            "floor": f"/v1/claims?after_pk={self.deep * 50}",
        }
        ids, articles = self.ids, self.articles
        targets: dict[str, Callable[[int], str]] = {
            "one": lambda n: f"/v1/claims/{ids[n % len(ids)]}",
            "list": lambda _: "/v1/claims",
            "page 800": lambda _: deep[contestant],
            "queue": lambda _: "/v1/claims?status=disputed",
            "counts": lambda n: f"/v1/articles/{articles[n % len(articles)]}/counts",
            "search": lambda _: f"/v1/claims?q={data.RARE}&limit=20",
            "unchanged": lambda _: "/v1/claims",
        }
        target = targets[name]
        return lambda n: ("GET", target(n), b"")

    def addition(self, n: int) -> Asked:
        """A claim to add, each time to another article: somebody's, drawn from a source."""
        new = {
            "article": self.articles[n % len(self.articles)],
            "statement": "The war lasted 12 days, as everybody says who was there.",
            "spans": [{"start": 3, "end": 40}],
            "kind": "quantity",
            "worth": 0.5,
            "attribution": {
                "voice": "reported",
                "speakers": [
                    {"speaker": self.speakers[n % len(self.speakers)], "role": "minister"}
                ],
            },
            "sources": [{"source": self.sources[n % len(self.sources)], "locator": "page 4"}],
            "tags": ["numbers"],
        }
        return "POST", "/v1/claims", json.dumps(new).encode()


def compare(built: Built, database: str, claims: int, seconds: float) -> Figures:
    """Ask every contestant everything, on one desk."""
    figures = Figures(database, claims)
    headers = {"Authorization": f"Bearer {built.key}"}
    with running("claimdesk", built.url) as server:
        questions = Questions(server, headers, claims)
        told = _answers(server, headers, questions)
    for name in ("claimdesk", "floor", "twin"):
        say(f"  {name}")
        with running(name, built.url) as server:
            _same(told, server, headers, questions)
            figures.costs[name] = _reads(name, server, headers, questions, seconds)
            if name == "claimdesk":
                figures.health = _meanwhile(server, headers, questions, claims, seconds)
            load = LOAD * seconds if name == "claimdesk" else seconds
            figures.memory[name] = _list_load(server, headers, load)
            if name != "floor":
                if name == "twin" and database == "postgresql":
                    _let_count_on(built.url)
                figures.costs[name]["add"] = measure(
                    server, headers, questions.addition, seconds=seconds, callers=1, expect=201
                )
            if name == "claimdesk":
                figures.imported = _import(server, headers, questions, min(5000, claims))
    return figures


def _answers(server: Server, headers: dict[str, str], questions: Questions) -> dict[str, Any]:
    caller = Caller(server, headers)
    targets = [f"/v1/claims/{name}" for name in questions.ids[:20]] + ["/v1/claims"]
    told = {target: caller.json(target) for target in targets}
    caller.close()
    return told


def _same(
    told: dict[str, Any], server: Server, headers: dict[str, str], questions: Questions
) -> None:
    """Nobody may be faster by answering something else."""
    for target, answer in _answers(server, headers, questions).items():
        if "items" in answer:
            assert answer["items"] == told[target]["items"], (server.name, target)
        else:
            assert answer == told[target], (server.name, target)


def _reads(
    name: str, server: Server, headers: dict[str, str], questions: Questions, seconds: float
) -> dict[str, Cost]:
    costs = {}
    for read in READS:
        if name == "floor" and read not in ("one", "list", "page 800"):
            continue
        if name == "twin" and read == "unchanged":
            continue
        more = {"If-None-Match": questions.tag} if read == "unchanged" else {}
        asked, expect = questions.ask(read, name), 304 if read == "unchanged" else 200
        costs[read] = measure(server, headers | more, asked, seconds=seconds, expect=expect)
    return costs


def _list_load(server: Server, headers: dict[str, str], seconds: float) -> tuple[float, float]:
    before = server.memory()
    measure(server, headers, lambda _: ("GET", "/v1/claims", b""), seconds=seconds)
    return before, server.memory()


def _meanwhile(
    server: Server, headers: dict[str, str], questions: Questions, claims: int, seconds: float
) -> dict[str, float]:
    """How long `/healthz` takes while others search for a common word, count, or import."""
    lines = b"\n".join(questions.addition(i // 100)[2] for i in range(min(2000, claims)))
    common = ("GET", f"/v1/claims?q={data.COMMON}&sort=relevance", b"")
    by_speaker = ("GET", "/v1/claims/counts?by=speaker", b"")
    others: dict[str, Callable[[Caller], object]] = {
        "search": lambda caller: caller.ask(common),
        "counts by speaker": lambda caller: caller.ask(by_speaker),
        "import": lambda caller: caller.stream("/v1/claims/import", lines),
    }
    found = {}
    for name, do in others.items():
        with _in_background(server, headers | {"Content-Type": "application/jsonl"}, do):
            cost = measure(
                server, {}, lambda _: ("GET", "/healthz", b""), seconds=seconds, callers=1
            )
        found[name] = cost.p99
    return found


@contextmanager
def _in_background(
    server: Server, headers: dict[str, str], do: Callable[[Caller], object]
) -> Iterator[None]:
    """Let another caller do this over and over."""
    stop = threading.Event()

    def go_on() -> None:
        caller = Caller(server, headers)
        while not stop.is_set():
            do(caller)
        caller.close()

    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(go_on)
        try:
            yield
        finally:
            stop.set()
            going.result()


def _import(server: Server, headers: dict[str, str], questions: Questions, n: int) -> float:
    """Claims a second of the server's CPU, as JSON Lines over HTTP."""
    lines = b"\n".join(questions.addition(i // 100)[2] for i in range(n))
    caller = Caller(server, headers | {"Content-Type": "application/jsonl"})
    before = server.cpu()
    status, _, _ = caller.stream("/v1/claims/import", lines)
    assert status == 200, status
    spent = server.cpu() - before
    caller.close()
    return n / spent


def _let_count_on(url: str) -> None:
    """The twin lets PostgreSQL number its rows: behind those that are there."""
    with psycopg.connect(url) as connection:
        for table, column in (
            ("claim", "pk"), ("claim_span", "pk"), ("finding", "pk"), ("event", "seq"),
            ("attribution", "pk"), ("claim_source", "pk"),
        ):  # fmt: skip
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "
                f"(SELECT max({column}) FROM {table}))".encode()
            )


def say(line: str) -> None:
    sys.stderr.write(line + "\n")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--claims", default="10000,100000,1000000", help="sizes, by commas")
    parser.add_argument("--database", default="sqlite,postgresql", help="which, by commas")
    parser.add_argument("--seconds", type=float, default=4, help="a measurement")
    parser.add_argument("--out", type=Path, default=Path("benchmarks.svg"), help="the plot")
    parser.add_argument("--json", type=Path, help="all figures, for machines")
    given = parser.parse_args(arguments)
    found: list[Figures] = []
    print(starting.table(), flush=True)
    folder = Path(tempfile.mkdtemp(prefix="claimdesk-benchmarks-"))
    try:
        for database in given.database.split(","):
            for claims in map(int, given.claims.split(",")):
                with _address(database, folder) as url:
                    begun = time.monotonic()
                    say(f"{database}, {claims:,} claims")
                    built = data.build(url, claims, say)
                    say(f"  built in {time.monotonic() - begun:.0f} s")
                    found.append(compare(built, database, claims, given.seconds))
                    print(report.table(found[-1]), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(report.growth(found))
    given.out.write_text(report.plot(found))
    if given.json:
        given.json.write_text(json.dumps([asdict(one) for one in found], indent=1))
    say(f"The plot is in {given.out}.")


@contextmanager
def _address(database: str, folder: Path) -> Iterator[str]:
    """The address of an empty database that is gone afterwards."""
    if database == "sqlite":
        home = Path(tempfile.mkdtemp(dir=folder))
        yield f"sqlite:///{home}/desk.db"
        shutil.rmtree(home)
        return
    with postgres.running(durable=True) as server:
        yield server.url("postgres")


if __name__ == "__main__":
    main()
