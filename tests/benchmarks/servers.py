"""Each contestant as a process of its own, and what it costs: CPU, memory, time to answer."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests import ROOT
from tests.server import environment, free_port

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
MANY = 10**9  # requests a minute: they are counted, and never too many
CONTESTANTS = {
    "claimdesk": "api.cli.server:from_environment",
    "twin": "tests.benchmarks.twin:app",
    "floor": "tests.benchmarks.floor:app",
}


@dataclass(frozen=True)
class Server:
    """A running contestant."""

    name: str
    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of processor time that it has used, user's and system's."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self) -> float:
        """Resident memory that is its own (files that are mapped left out), in megabytes."""
        fields = Path(f"/proc/{self.pid}/statm").read_text().split()
        return (int(fields[1]) - int(fields[2])) * PAGE / 1e6


@contextmanager
def running(name: str, url: str) -> Iterator[Server]:
    """Start a contestant on a database, wait until it answers, stop it."""
    port = free_port()
    factory = ["--factory"] if name == "claimdesk" else []
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", CONTESTANTS[name], *factory, "--port", str(port),
         "--no-access-log", "--log-level", "warning", "--no-server-header"],
        env=environment(database_url=url, rate_limit=str(MANY)),
        cwd=ROOT,
    )  # fmt: skip
    try:
        _await(process, port)
        yield Server(name, port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the server ended")
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/healthz")
                connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError
