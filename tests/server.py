"""A real server process, and a port of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests import ROOT

PATIENCE = 30


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def environment(**settings: str) -> dict[str, str]:
    """This process's own, with no settings of Claimdesk's but these."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("CLAIMDESK_")}
    return clean | {f"CLAIMDESK_{name.upper()}": value for name, value in settings.items()}


def claimdesk(*arguments: str, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "api", *arguments],
        cwd=cwd,
        env=environment(**settings) | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def running(*arguments: str, cwd: Path, **settings: str) -> Iterator[str]:
    """Run a command that serves, wait until it answers, give its address, stop it."""
    with started(*arguments, cwd=cwd, **settings) as (address, _):
        yield address


@contextmanager
def started(
    *arguments: str, cwd: Path, **settings: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same, with the process: a group of its own, whose plug may be pulled."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "api", *arguments, "--port", str(port)],
        cwd=cwd,
        env=environment(**settings) | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _await(process, address)
        yield address, process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _await(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        try:
            if httpx2.get(f"{address}/readyz", timeout=1).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)  # between two looks at a process that is starting
    raise TimeoutError(address)
