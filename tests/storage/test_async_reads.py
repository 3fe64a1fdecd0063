"""Reads from the event loop: few statements, and long ones neither block it nor run for ever."""

from collections import Counter
from typing import Any

import pytest

from api.app import create_app
from api.core.settings import Settings
from api.storage import async_reads
from tests.desk import Client, Desk, Json
from tests.in_process import InProcess


@pytest.fixture
def statements(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every statement that a read runs from now on."""
    run: list[Any] = []
    reader = desk.app.state.reader
    rows = reader.rows

    async def recording_rows(statement: Any, *args: Any, **kwargs: Any) -> Any:
        run.append(statement)
        return await rows(statement, *args, **kwargs)

    monkeypatch.setattr(reader, "rows", recording_rows)
    return run


READS = (
    "/claims", "/claims?q=days", "/claims/{claim}", "/articles/{article}/claims", "/articles",
    "/articles/{article}", "/speakers", "/sources", "/annotations", "/events",
    "/claims/{claim}/evidence", "/claims/{claim}/history", "/claims/{claim}/annotations",
    "/claims/{claim}/verdicts", "/claims/counts?by=status", "/articles/{article}/counts",
)  # fmt: skip


def test_a_read_runs_as_many_statements_however_many_rows_there_are(
    desk: Desk, statements: list[Any]
) -> None:
    def statements_by_path(names: Json) -> list[int]:
        numbers = []
        for path in READS:
            statements.clear()
            assert desk.reader.ask("GET", path.format(**names)).status_code == 200
            numbers.append(len(statements))
        return numbers

    article = desk.reporter.article()
    claim, evidence = desk.checker.verified(article)
    names = {"claim": claim["id"], "article": article["id"]}
    before = statements_by_path(names)
    for n in range(4):
        speakers = [{"name": f"Speaker {n}"}, {"name": f"Other {n}"}]
        attribution = {"voice": "reported", "speakers": speakers}
        sources = [{"source": evidence["source"]["id"]}, {"source": {"title": f"Tape {n}"}}]
        new_claim = desk.reporter.claim(
            article, attribution=attribution, sources=sources, tags=["a", "b", f"c{n}"]
        )
        desk.checker.evidence(new_claim)
        desk.checker.evidence(claim)
        desk.reporter.post(f"/claims/{claim['id']}/annotations", {"body": "Hm."})
    assert statements_by_path(names) == before
    assert max(before) <= 4  # key, tag, rows, and which of them are restricted


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_statement_that_takes_long_is_run_again_in_a_thread(
    home: tuple[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(async_reads, "INLINE_SECONDS", -1)  # every statement is too long
    monkeypatch.setattr(async_reads, "STEPS", 50)
    runs = Counter[str]()
    run_in_thread = async_reads._SqliteReader._run_in_thread

    def counted(self: Any, *args: Any) -> Any:
        runs["thread"] += 1
        return run_in_thread(self, *args)

    monkeypatch.setattr(async_reads._SqliteReader, "_run_in_thread", counted)
    with Desk(*home) as desk:
        claim = desk.reporter.claim(desk.reporter.article())
        assert [row["id"] for row in desk.reader.items("/claims")] == [claim["id"]]
    assert runs["thread"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_statement_that_takes_too_long_is_refused_on_sqlite(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = desk.reporter.article("It was over in 12 days. " * 40)
    for n in range(40):
        span = {"start": n * 24, "end": n * 24 + 20}
        desk.reporter.claim(article, spans=[span])
    monkeypatch.setattr(async_reads, "MOST_SECONDS", 0)
    monkeypatch.setattr(async_reads, "STEPS", 10)
    monkeypatch.setattr(async_reads, "INLINE_SECONDS", 0)
    problem = desk.reader.refused(503, "GET", "/claims?q=days&sort=relevance")
    assert problem["type"] == "/problems/too-much"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_statement_that_takes_too_long_is_refused_on_postgresql(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(async_reads, "MOST_SECONDS", 0.001)
    with InProcess(create_app(Settings(database_url=desk.url))) as http:
        reply = Client(http, desk.reader.headers).ask("GET", "/claims?q=days&sort=relevance")
    assert reply.json()["type"] == "/problems/too-much"
