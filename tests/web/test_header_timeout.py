"""A connection must send the headers of its request in time."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest
import uvicorn

from api.app import create_app
from api.core.settings import Settings
from api.web import header_timeout
from tests.desk import Desk


@contextmanager
def _served(desk: Desk) -> Iterator[int]:
    """The application in uvicorn, as `claimdesk serve` runs it; yields the port."""
    app = create_app(Settings(database_url=desk.url))
    config = uvicorn.Config(app, port=0, log_config=None, http=header_timeout.HeaderTimeoutProtocol)
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def test_a_connection_without_complete_headers_is_closed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(header_timeout, "HEADER_SECONDS", 0.2)
    with _served(desk) as port:
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(60)]
        for n, connection in enumerate(silent):
            connection.settimeout(10)
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"[: n % 40])
        honest = HTTPConnection("127.0.0.1", port)
        for _ in range(2):  # the time starts again with each request
            honest.request("GET", "/healthz")
            assert honest.getresponse().read() == b'{"status":"ok"}'
        assert [connection.recv(1) for connection in silent] == [b""] * 60
        for connection in silent:
            connection.close()
        honest.close()
