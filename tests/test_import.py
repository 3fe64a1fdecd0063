"""Claims as JSON Lines: a line's answer each, safe to send again, all or nothing if asked."""

import json
from typing import Any

import pytest

from tests.desk import Answer, Desk, Json


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
