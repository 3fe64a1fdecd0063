"""The gate checks key, size and JSON of a request before any route sees it."""

import pytest

from api.web import gate
from tests.desk import Desk


def test_a_request_without_a_key_is_refused_before_its_body_is_read(desk: Desk) -> None:
    reply = desk.http.request("POST", "/v1/speakers", content=b"{")
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == 'Bearer realm="claimdesk"'


def test_head_is_answered_like_get_without_a_body(desk: Desk) -> None:
    reply = desk.reader.ask("HEAD", "/me")
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply.headers["etag"] == desk.reader.get("/me").etag


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "multipart/form-data", ""])
def test_a_body_that_is_not_json_is_refused(desk: Desk, media_type: str) -> None:
    headers = {"Content-Type": media_type}
    desk.reporter.refused(415, "POST", "/speakers", content=b'{"name":"Ada"}', headers=headers)


def test_a_body_that_is_too_large_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST_BYTES", 20)
    problem = desk.reporter.refused(413, "POST", "/speakers", json={"name": "A long name"})
    assert problem["detail"] == "A body has at most 20 bytes here."


def test_nul_in_an_address_is_refused(desk: Desk) -> None:
    desk.reader.refused(422, "GET", "/claims?q=%00")
