"""Claims as JSON Lines: a line's answer each, safe to send again, all or nothing if asked."""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests import ROOT
from tests.desk import Answer, Desk, Json
from tests.server import environment


@pytest.fixture
def article(desk: Desk) -> Answer:
    return desk.reporter.article()


def line(article: Answer, n: int, **fields: Any) -> Json:
    new = {
        "article": article["id"],
        "statement": f"Claim {n}",
        "spans": [{"start": n, "end": n + 3}],
    }
    return new | {"external_id": f"x{n}"} | fields


def send(desk: Desk, lines: list[Any], **params: Any) -> Any:
    body = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
    return desk.reporter.ask(
        "POST", "/claims/import", content=body.encode(), params=params,
        headers={"Content-Type": "application/jsonl"},
    )  # fmt: skip


def answers(reply: Any) -> list[Json]:
    assert reply.status_code == 200, reply.text
    return [json.loads(one) for one in reply.text.splitlines()]


def test_every_line_gets_its_claim_or_its_problem(desk: Desk, article: Answer) -> None:
    sent = [
        line(article, 1),
        "{nonsense",
        "",
        line(article, 4, spans=[{"exact": "never said"}]),
        line(article, 5, colour="red"),
        {**line(article, 6), "article": f"article_{'0' * 26}"},
        line(article, 7, attribution={"voice": "reported", "speakers": [{"name": "Putin"}]}),
        '{"article": NaN}',
    ]
    done = answers(send(desk, sent))
    assert [one["line"] for one in done] == [1, 2, 4, 5, 6, 7, 8]
    kinds = [one["problem"]["type"].split("/")[-1] if "problem" in one else "kept" for one in done]
    assert kinds == [
        "kept", "malformed-json", "quote-not-found", "invalid", "invalid", "kept", "malformed-json",
    ]  # fmt: skip
    assert [claim["id"] for claim in desk.reader.items("/claims")] == [done[0]["id"], done[5]["id"]]
    assert desk.reader.items("/claims", speaker=desk.reader.items("/speakers")[0]["id"])
    desk.ledger()


def test_a_second_run_makes_no_doubles(desk: Desk, article: Answer) -> None:
    sent = [line(article, n) for n in range(5)]
    first = answers(send(desk, sent[:3]))
    ledger = desk.ledger()
    again = answers(send(desk, sent))
    assert [one["id"] for one in again[:3]] == [one["id"] for one in first]
    assert len(desk.reader.items("/claims")) == 5
    assert desk.ledger() == ledger + 2


def test_more_lines_than_one_transaction(desk: Desk, article: Answer) -> None:
    sent = [line(article, n % 40, external_id=f"y{n}") for n in range(520)]
    done = answers(send(desk, sent))
    assert len({one["id"] for one in done}) == 520
    assert len(desk.reader.items("/claims", limit=200)) == 520


def test_atomic_keeps_all_or_nothing(desk: Desk, article: Answer) -> None:
    ledger = desk.ledger()
    refused = send(desk, [line(article, 1), line(article, 2, colour="red")], atomic=True)
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["where"] == ["body", 2]
    assert desk.reader.items("/claims") == []
    assert desk.ledger() == ledger
    assert len(answers(send(desk, [line(article, 1), line(article, 2)], atomic=True))) == 2


def test_a_line_is_not_endless(desk: Desk, article: Answer) -> None:
    long = line(article, 1, statement="x" * 70_000)
    assert send(desk, [line(article, 2), long]).status_code == 413
    assert desk.reader.items("/claims") == []


def test_says_what_it_reads(desk: Desk) -> None:
    headers = {"Content-Type": "application/json"}
    desk.reporter.refused(415, "POST", "/claims/import", content=b"{}", headers=headers)
    desk.reader.refused(
        403, "POST", "/claims/import", content=b"{}", headers={"Content-Type": "application/jsonl"}
    )


def test_a_line_that_is_refused_leaves_nothing_behind(desk: Desk, article: Answer) -> None:
    taken = desk.reporter.source(external_id="s1")
    described = [{"source": {"title": "New"}}, {"source": {"title": "Old", "external_id": "s1"}}]
    sent = [
        line(article, 1),
        line(article, 2, sources=described),
        line(article, 3, sources=[{"source": {"title": "Kept"}}]),
        line(article, 1, statement="the same again"),
    ]
    done = answers(send(desk, sent))
    assert [one.get("problem", {}).get("type") for one in done] == [
        None, "/problems/source-taken", None, None,
    ]  # fmt: skip
    assert done[3]["id"] == done[0]["id"]
    titles = {source["title"] for source in desk.reader.items("/sources")}
    assert titles == {taken["title"], "Kept"}
    assert len(desk.reader.items("/claims", q="claim")) == 2
    desk.ledger()


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_hundred_thousand_lines_killed_and_sent_again(
    home: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    """The command line's own import, in little memory; killed halfway, it makes no doubles."""
    url, keys = home
    with Desk(url, keys) as desk:
        article = desk.reporter.article()
    lines = 100_000
    file = tmp_path / "claims.jsonl"
    with file.open("w") as opened:
        for n in range(lines):
            fields = {"spans": [{"start": n % 40, "end": n % 40 + 3}], "external_id": f"n{n}"}
            opened.write(json.dumps(line(article, n, **fields)) + "\n")
    command = [sys.executable, "-m", "api", "import", str(file)]
    settings = environment(database_url=url) | {"PYTHONPATH": str(ROOT)}
    first = subprocess.Popen(command, env=settings, cwd=tmp_path)
    with Desk(url, keys) as desk:
        while _count(desk) < lines // 4:
            time.sleep(0.1)  # between two looks at how far it has come
        first.kill()
        first.wait()
        assert lines // 4 <= _count(desk) < lines
    again = subprocess.Popen(command, env=settings, cwd=tmp_path)
    most = 0
    while again.poll() is None:
        status = Path(f"/proc/{again.pid}/status")
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            peak = [row for row in status.read_text().splitlines() if row.startswith("VmHWM")]
            most = max([most, *(int(row.split()[1]) for row in peak)])
        time.sleep(0.1)  # as above
    assert again.returncode == 0
    assert most < 250_000  # kilobytes: what the program itself takes, and a batch
    with Desk(url, keys) as desk:
        assert _count(desk) == lines
        assert len(desk.reader.items("/claims", q="claim 99999")) == 1
        desk.ledger()


def _count(desk: Desk) -> int:
    return sum(count["n"] for count in desk.reader.get("/claims/counts")["counts"])
