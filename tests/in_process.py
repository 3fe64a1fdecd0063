"""The application in this process, asked without a socket and without a thread of its own."""

import asyncio
from collections.abc import Awaitable
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2
from fastapi import FastAPI

ADDRESS = "http://localhost"
T = TypeVar("T")


class InProcess:
    """A client of one application, which runs in the event loop that this client drives.

    Starlette's TestClient hands every request to a thread and back eight times, which costs more
    than most requests do.
    """

    def __init__(self, app: FastAPI, base_url: str = ADDRESS) -> None:
        self._loop = asyncio.new_event_loop()
        self._lifespan = app.router.lifespan_context(app)
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx2.AsyncClient(transport=transport, base_url=base_url)

    def __enter__(self) -> Self:
        self.run(self._lifespan.__aenter__())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.run(self._client.aclose())
        self.run(self._lifespan.__aexit__(kind, error, trace))
        self.run(self._loop.shutdown_default_executor())
        self._loop.close()

    def start(self, method: str, url: str, **options: Any) -> asyncio.Task[httpx2.Response]:
        """Send a request that goes on whenever the loop runs: in `run` or another request."""
        return self._loop.create_task(self._client.request(method, url, **options))

    def run(self, awaitable: Awaitable[T]) -> T:
        """Let the loop run until this is done."""
        return self._loop.run_until_complete(asyncio.ensure_future(awaitable, loop=self._loop))

    def request(self, method: str, url: str, **options: Any) -> httpx2.Response:
        """Send a request and wait for its response."""
        return self.run(self._client.request(method, url, **options))

    def get(self, url: str, **options: Any) -> httpx2.Response:
        return self.request("GET", url, **options)

    def head(self, url: str, **options: Any) -> httpx2.Response:
        return self.request("HEAD", url, **options)

    def options(self, url: str, **options: Any) -> httpx2.Response:
        return self.request("OPTIONS", url, **options)
