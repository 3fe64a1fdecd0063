"""What stands before the rooms: names, numbers, time, and what every answer carries."""

import asyncio
import json
import logging
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
import uvicorn

from api.app import create_app
from api.core.settings import Settings
from api.storage import async_reads
from api.web import header_timeout, load_limits
from tests.desk import Client, Desk
from tests.in_process import InProcess


def _body(text: str) -> Any:
    return json.loads(text)


class TestTheHostName:
    @pytest.mark.parametrize(
        "host",
        ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "10.1.2.3", "[fe80::1]"],
    )
    def test_of_this_machine_or_any_address_is_ours(self, desk: Desk, host: str) -> None:
        assert desk.reader.ask("GET", "/me", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize(
        "host",
        ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "", "a/b", "é"],
    )
    def test_of_anybody_else_is_misdirected(self, desk: Desk, host: str) -> None:
        for path in ("/v1/me", "/docs", "/healthz"):
            reply = desk.http.get(path, headers={b"Host": host.encode()})
            assert reply.status_code == 421
            assert "CLAIMDESK_HOSTS" in reply.json()["detail"]

    def test_may_be_set(self, desk: Desk) -> None:
        for names, status in ((("desk.example",), 200), (("*",), 200), (("other.example",), 421)):
            app = create_app(Settings(database_url=desk.url, hosts=names))
            with InProcess(app, base_url="http://desk.example") as http:
                assert http.get("/v1/me", headers=desk.reader.headers).status_code == status


class TestTheRate:
    def test_is_counted_for_each_key(self, desk: Desk) -> None:
        app = create_app(Settings(database_url=desk.url, rate_limit=3))
        with InProcess(app) as http:
            mine, other = (Client(http, desk.of(role).headers) for role in ("reader", "editor"))
            for left in (2, 1, 0):
                reply = mine.ask("GET", "/me")
                assert reply.headers["ratelimit-policy"] == '"key";q=3;w=60'
                assert reply.headers["ratelimit"].startswith(f'"key";r={left};t=')
            problem = mine.refused(429, "POST", "/speakers", content=b"{")
            assert problem["type"] == "/problems/too-many-requests"
            over = mine.ask("GET", "/me")
            assert 1 <= int(over.headers["retry-after"]) <= 60
            assert over.headers["ratelimit"].startswith('"key";r=0;t=')
            assert other.ask("GET", "/me").status_code == 200
            assert http.get("/healthz").status_code == 200

    def test_may_be_switched_off(self, desk: Desk) -> None:
        app = create_app(Settings(database_url=desk.url, rate_limit=0))
        with InProcess(app) as http:
            assert "ratelimit" not in http.get("/v1/me", headers=desk.reader.headers).headers


class TestEveryAnswer:
    PATHS = ("/v1/me", "/v1/nowhere", "/docs", "/openapi.json", "/healthz", "/problems/stale")

    def test_carries_its_requests_id(self, desk: Desk) -> None:
        for path in self.PATHS:
            minted = desk.http.get(path).headers["x-request-id"]
            assert minted != desk.http.get(path).headers["x-request-id"]
            given = desk.http.get(path, headers={"X-Request-Id": "cms-12.a_B"})
            assert given.headers["x-request-id"] == "cms-12.a_B"
            for nonsense in ("a b", "x" * 65, "", 'a"b', "é"):
                reply = desk.http.get(path, headers={b"X-Request-Id": nonsense.encode()})
                assert reply.headers["x-request-id"] != nonsense

    def test_says_what_browsers_must_not_do(self, desk: Desk) -> None:
        for path in self.PATHS:
            headers = desk.http.get(path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["content-security-policy"].startswith("default-src 'none'")
            assert "frame-ancestors 'none'" in headers["content-security-policy"]

    def test_broken_or_not_is_a_problem_with_its_id(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def broken(*_: object, **__: object) -> None:
            raise ZeroDivisionError

        kind = type(desk.app.state.reader)
        with monkeypatch.context() as broke:
            broke.setattr(kind, "rows", broken)
            problem = desk.reader.refused(500, "GET", "/me", headers={"X-Request-Id": "r1"})
        assert "r1" in problem["detail"]
        assert "ZeroDivisionError" in caplog.text
        assert desk.reader.ask("GET", "/me").status_code == 200


class TestTheLog:
    @pytest.fixture(autouse=True)
    def _listen(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO, "claimdesk")

    def test_has_one_line_a_request_without_the_query_or_the_key(
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk.reader.ask("GET", "/claims?q=unpublished", headers={"X-Request-Id": "r2"})
        desk.reader.ask("GET", "/a%0d%0aforged%1b[31m")
        mine = desk.reader.get("/me")["person"]["id"]
        lines = [one.getMessage() for one in caplog.records if one.name == "claimdesk.access"]
        said = [_body(line) for line in lines]
        assert said[0] | {"ms": 0} == {
            "request": "r2", "method": "GET", "path": "/v1/claims", "status": 200, "ms": 0,
            "person": mine, "via": None,
        }  # fmt: skip
        assert all(line.isprintable() for line in lines)
        assert "unpublished" not in caplog.text
        assert desk.keys["reader"] not in caplog.text

    def test_tells_who_has_read_what_is_restricted(
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        mine = desk.checker.get("/me")["person"]["id"]
        secret = desk.checker.source(title="canary", visible_to=[mine])
        open_to_all = desk.checker.source(note='"visible_to":["x"],"restricted":true')
        claim = desk.checker.claim(desk.checker.article(), sources=[{"source": secret["id"]}])
        desk.checker.get(f"/sources/{secret['id']}")
        desk.checker.get(f"/sources/{open_to_all['id']}")
        desk.checker.get("/sources")
        desk.reader.get("/sources")
        desk.checker.get(f"/claims/{claim['id']}")
        desk.reader.get(f"/claims/{claim['id']}")
        reads = [_body(r.getMessage()) for r in caplog.records if r.name == "claimdesk.reads"]
        assert [(one["by"], one["read"]) for one in reads] == [([mine], [secret["id"]])] * 3
        assert "canary" not in caplog.text

    def test_tells_of_what_hangs_on_something_restricted(
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        claim = desk.checker.claim(desk.checker.article(), visible_to=[])
        path, named = f"/claims/{claim['id']}", f"claim={claim['id']}"
        noted = desk.checker.post(f"{path}/annotations", {"body": "x"})["id"]
        evidence = desk.checker.evidence(claim)["id"]
        for where in ("history", "verdicts", "evidence", "annotations"):
            caplog.clear()
            desk.checker.get(f"{path}/{where}")
            assert claim["id"] in _read(caplog), where
        for where in (f"/annotations?{named}", f"/annotations/{noted}", f"/evidence/{evidence}"):
            caplog.clear()
            desk.checker.get(where)
            assert {noted, evidence} & set(_read(caplog)), where
        caplog.clear()
        desk.checker.get("/events")
        assert {noted, evidence, claim["id"]} <= set(_read(caplog))


def _read(caplog: pytest.LogCaptureFixture) -> list[str]:
    (line,) = (r.getMessage() for r in caplog.records if r.name == "claimdesk.reads")
    read: list[str] = json.loads(line)["read"]
    return read


class TestTime:
    def test_that_an_answer_takes_is_bounded(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(load_limits, "DEADLINE", 0.2)
        with desk.db.write():  # everybody else waits
            reply = desk.reporter.ask("POST", "/speakers", json={"name": "late"})
        assert reply.status_code == 503
        assert reply.json()["type"] == "/problems/out-of-time"
        assert reply.headers["retry-after"] == "1"
        desk.reporter.speaker("in time")

    def test_that_a_statement_takes_is_bounded(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if desk.db.dialect == "postgresql":
            pytest.skip("PostgreSQL is told when a connection is opened: see the next test")
        article = desk.reporter.article("It was over in 12 days. " * 40)
        for n in range(40):
            span = {"start": n * 24, "end": n * 24 + 20}
            desk.reporter.claim(article, spans=[span])
        monkeypatch.setattr(async_reads, "MOST_SECONDS", 0)
        monkeypatch.setattr(async_reads, "STEPS", 10)
        monkeypatch.setattr(async_reads, "INLINE_SECONDS", 0)
        problem = desk.reader.refused(503, "GET", "/claims?q=days&sort=relevance")
        assert problem["type"] == "/problems/too-much"

    def test_that_a_statement_takes_on_postgresql_is_bounded(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if desk.db.dialect == "sqlite":
            pytest.skip("SQLite's clock is looked at while a statement runs")
        monkeypatch.setattr(async_reads, "MOST_SECONDS", 0.001)
        with InProcess(create_app(Settings(database_url=desk.url))) as h:
            reply = Client(h, desk.reader.headers).ask("GET", "/claims?q=days&sort=relevance")
        assert reply.json()["type"] == "/problems/too-much"

    def test_that_a_streamed_body_takes_is_bounded(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(load_limits, "STREAM_PAUSE", 0)
        monkeypatch.setattr(load_limits, "STREAM_RATE", 1 << 60)

        async def slowly() -> AsyncIterator[bytes]:
            yield b"{}\n"
            await asyncio.sleep(0.05)  # the slow sender itself
            yield b"{}\n"

        headers = {"Content-Type": "application/jsonl"}
        problem = desk.reporter.refused(
            408, "POST", "/claims/import", content=slowly(), headers=headers
        )
        assert problem["type"] == "/problems/request-timeout"


def test_a_crowd_is_told_so_but_health_is_answered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_limits, "MOST_OPEN", 0)
    problem = desk.reader.refused(503, "GET", "/me")
    assert problem["type"] == "/problems/crowded"
    assert desk.http.get("/healthz").status_code == 200


@contextmanager
def _served(desk: Desk) -> Iterator[int]:
    """The application behind uvicorn, as `claimdesk serve` runs it."""
    app = create_app(Settings(database_url=desk.url))
    config = uvicorn.Config(app, port=0, log_config=None, http=header_timeout.HeaderTimeoutProtocol)
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def test_whoever_does_not_finish_their_headers_is_hung_up_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(header_timeout, "HEADER_SECONDS", 0.2)
    with _served(desk) as port:
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(60)]
        for n, one in enumerate(silent):
            one.settimeout(10)
            one.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"[: n % 40])
        honest = HTTPConnection("127.0.0.1", port)
        for _ in range(2):  # a connection that is kept alive has its time for every request
            honest.request("GET", "/healthz")
            assert honest.getresponse().read() == b'{"status":"ok"}'
        assert [one.recv(1) for one in silent] == [b""] * 60
        for one in silent:
            one.close()
        honest.close()
