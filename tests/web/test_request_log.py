"""What every answer carries, and the one line that the log has of each request."""

import json
import logging

import pytest

from tests.desk import Desk


class TestEveryAnswer:
    PATHS = ("/v1/me", "/v1/nowhere", "/docs", "/openapi.json", "/healthz", "/problems/stale")

    def test_has_its_requests_id(self, desk: Desk) -> None:
        for path in self.PATHS:
            own_id = desk.http.get(path).headers["x-request-id"]
            assert own_id != desk.http.get(path).headers["x-request-id"]
            sent = desk.http.get(path, headers={"X-Request-Id": "cms-12.a_B"})
            assert sent.headers["x-request-id"] == "cms-12.a_B"
            for unfit in ("a b", "x" * 65, "", 'a"b', "é"):
                reply = desk.http.get(path, headers={b"X-Request-Id": unfit.encode()})
                assert reply.headers["x-request-id"] != unfit

    def test_forbids_browsers_what_is_unsafe(self, desk: Desk) -> None:
        for path in self.PATHS:
            headers = desk.http.get(path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["content-security-policy"].startswith("default-src 'none'")
            assert "frame-ancestors 'none'" in headers["content-security-policy"]

    def test_is_a_problem_with_its_id_where_the_code_breaks(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def broken(*_: object, **__: object) -> None:
            raise ZeroDivisionError

        reader_type = type(desk.app.state.reader)
        with monkeypatch.context() as patch:
            patch.setattr(reader_type, "rows", broken)
            problem = desk.reader.refused(500, "GET", "/me", headers={"X-Request-Id": "r1"})
        assert "r1" in problem["detail"]
        assert "ZeroDivisionError" in caplog.text
        assert desk.reader.ask("GET", "/me").status_code == 200


def test_a_request_is_one_line_without_the_query_or_the_key(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "claimdesk")
    desk.reader.ask("GET", "/claims?q=unpublished", headers={"X-Request-Id": "r2"})
    desk.reader.ask("GET", "/a%0d%0aforged%1b[31m")
    reader_id = desk.reader.get("/me")["person"]["id"]
    lines = [record.getMessage() for record in caplog.records if record.name == "claimdesk.access"]
    assert json.loads(lines[0]) | {"ms": 0} == {
        "request": "r2", "method": "GET", "path": "/v1/claims", "status": 200, "ms": 0,
        "person": reader_id, "via": None,
    }  # fmt: skip
    assert all(line.isprintable() for line in lines)
    assert "unpublished" not in caplog.text
    assert desk.keys["reader"] not in caplog.text
