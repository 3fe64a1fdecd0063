"""How many requests may be open, for how long, and under which host names."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from api.app import create_app
from api.core.settings import Settings
from api.web import load_limits
from tests.desk import Desk
from tests.in_process import InProcess


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "10.1.2.3", "[fe80::1]"],
)
def test_the_name_of_this_machine_and_any_address_are_ours(desk: Desk, host: str) -> None:
    assert desk.reader.ask("GET", "/me", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "", "a/b", "é"],
)
def test_another_name_is_misdirected(desk: Desk, host: str) -> None:
    for path in ("/v1/me", "/docs", "/healthz"):
        reply = desk.http.get(path, headers={b"Host": host.encode()})
        assert reply.status_code == 421
        assert "CLAIMDESK_HOSTS" in reply.json()["detail"]


def test_names_can_be_set(desk: Desk) -> None:
    for names, status in ((("desk.example",), 200), (("*",), 200), (("other.example",), 421)):
        app = create_app(Settings(database_url=desk.url, hosts=names))
        with InProcess(app, base_url="http://desk.example") as http:
            assert http.get("/v1/me", headers=desk.reader.headers).status_code == status


def test_an_answer_that_takes_too_long_is_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_limits, "DEADLINE", 0.2)
    with desk.db.write():  # other writers wait
        reply = desk.reporter.ask("POST", "/speakers", json={"name": "late"})
    assert reply.status_code == 503
    assert reply.json()["type"] == "/problems/out-of-time"
    assert reply.headers["retry-after"] == "1"
    desk.reporter.speaker("in time")


def test_a_streamed_body_must_keep_arriving(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_limits, "STREAM_PAUSE", 0)
    monkeypatch.setattr(load_limits, "STREAM_RATE", 1 << 60)

    async def slowly() -> AsyncIterator[bytes]:
        yield b"{}\n"
        await asyncio.sleep(0.05)  # a slow sender
        yield b"{}\n"

    headers = {"Content-Type": "application/jsonl"}
    problem = desk.reporter.refused(
        408, "POST", "/claims/import", content=slowly(), headers=headers
    )
    assert problem["type"] == "/problems/request-timeout"


def test_a_crowd_is_refused_but_health_is_answered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_limits, "MOST_OPEN", 0)
    problem = desk.reader.refused(503, "GET", "/me")
    assert problem["type"] == "/problems/crowded"
    assert desk.http.get("/healthz").status_code == 200
