"""Ask one server the same kind of thing for a while, over connections that stay open."""

import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.servers import Server

Asked = tuple[str, str, bytes]  # method, target, body


@dataclass(frozen=True)
class Cost:
    """What one kind of request cost."""

    cpu: float  # microseconds of the server's processor time a request
    rate: float  # requests a second
    p50: float  # milliseconds
    p99: float


class Caller:
    """One connection, and the headers that it always sends."""

    def __init__(self, server: Server, headers: Mapping[str, str]) -> None:
        self._socket = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")
        self.headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    def ask(
        self, asked: Asked, more: str = "", kind: str = "application/json"
    ) -> tuple[int, dict[str, str], bytes]:
        method, target, body = asked
        kind = f"Content-Type: {kind}\r\n" if body else ""
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        head = (
            f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n{self.headers}{more}{kind}{length}"
        )
        self._socket.sendall(f"{head}\r\n".encode() + body)
        status = int(self._file.readline().split()[1])
        headers: dict[str, str] = {}
        while (line := self._file.readline()) != b"\r\n":
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        return status, headers, self._file.read(int(headers.get("content-length", 0)))

    def stream(self, target: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send a body, and read an answer that comes in chunks."""
        length = f"Content-Length: {len(body)}\r\n\r\n"
        head = f"POST {target} HTTP/1.1\r\nHost: localhost\r\n{self.headers}{length}"
        self._socket.sendall(head.encode() + body)
        status = int(self._file.readline().split()[1])
        while self._file.readline() != b"\r\n":
            pass
        parts = []
        while size := int(self._file.readline(), 16):
            parts.append(self._file.read(size))
            self._file.readline()
        self._file.readline()
        return status, {}, b"".join(parts)

    def json(self, target: str) -> Any:
        status, _, body = self.ask(("GET", target, b""))
        assert status == 200, (status, body)
        return json.loads(body)

    def close(self) -> None:
        self._file.close()
        self._socket.close()


def measure(
    server: Server,
    headers: Mapping[str, str],
    asked: Callable[[int], Asked],
    *,
    seconds: float,
    callers: int = 4,
    expect: int = 200,
) -> Cost:
    """Ask for so many seconds from so many connections; `asked` gives the n-th request."""
    times: list[float] = []
    numbers = iter(range(10**9))
    lock = threading.Lock()
    until = [0.0]

    def one() -> None:
        caller = Caller(server, headers)
        while time.monotonic() < until[0]:
            with lock:
                n = next(numbers)
            begun = time.perf_counter()
            status, _, body = caller.ask(asked(n))
            times.append(time.perf_counter() - begun)
            assert status == expect, (status, body[:500])
        caller.close()

    def all_of_them(length: float) -> None:
        until[0] = time.monotonic() + length
        with ThreadPoolExecutor(callers) as pool:
            for caller in [pool.submit(one) for _ in range(callers)]:
                caller.result()

    all_of_them(min(0.5, seconds))  # warm
    times.clear()
    begun, cpu = time.perf_counter(), server.cpu()
    all_of_them(seconds)
    spent, length = server.cpu() - cpu, time.perf_counter() - begun
    times.sort()
    n = len(times)
    return Cost(spent / n * 1e6, n / length, times[n // 2] * 1e3, times[n * 99 // 100] * 1e3)
