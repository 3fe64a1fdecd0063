"""`claimdesk serve` and `claimdesk demo`: run the desk as a server."""

import socket
import tempfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.config import LOGGING_CONFIG

from api import app, migrations
from api.auth.access import Role
from api.cli import dependency_check, import_files
from api.core import settings
from api.core.problems import Conflict
from api.core.settings import Settings
from api.people import service as people
from api.storage.database import Database
from api.web.header_timeout import HeaderTimeoutProtocol

LOOPBACK = "127.0.0.1"
SHUTDOWN_SECONDS = 10  # for open requests to finish when the server stops
UVICORN_OPTIONS: dict[str, Any] = {
    "http": HeaderTimeoutProtocol,
    "timeout_graceful_shutdown": SHUTDOWN_SECONDS,
    "server_header": False,
}
LOG_CONFIG: dict[str, Any] = {
    **LOGGING_CONFIG,
    "loggers": {
        **LOGGING_CONFIG["loggers"],
        "claimdesk": {"handlers": ["default"], "level": "INFO", "propagate": False},
    },
}


class PortTaken(Conflict):
    """Another program listens on this port; choose another one."""


def from_environment() -> FastAPI:
    """Create the application in a worker process."""
    dependency_check.check_versions()
    return app.create_app(settings.load_settings())


def serve(host: str, port: int, workers: int) -> None:
    """Serve until the process is stopped; raises `LibraryTooOld` at the start."""
    dependency_check.check_versions()
    uvicorn.run(
        "api.cli.server:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_config=LOG_CONFIG,
        access_log=False,  # `claimdesk.access` logs requests without their queries
        **UVICORN_OPTIONS,
    )


def demo(port: int, *, exact: bool, print_line: Callable[[str], None]) -> None:
    """Serve a desk with a sample article, from a temporary folder, to this machine only.

    If `exact` is false, a free port is taken when `port` is in use.
    """
    dependency_check.check_versions()
    with tempfile.TemporaryDirectory(prefix="claimdesk-demo-") as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/demo.db")
        database = Database(settings.database_url)
        migrations.upgrade(database)
        with database.write() as session:
            local_actor = people.standing_for(people.somebody(session, "Demo editor", Role.admin))
        bundle = find_fixture("digest.json")
        article, claims = import_files.import_bundle(database, local_actor, bundle, None)
        database.close()
        listener = _listen(port, exact=exact)
        _print_greeting(print_line, listener.getsockname()[1], article, claims)
        config = uvicorn.Config(
            app.create_app(settings, local_actor),
            log_level="warning",
            **UVICORN_OPTIONS,
        )
        uvicorn.Server(config).run(sockets=[listener])


def find_fixture(name: str) -> Path:
    """Find a sample file: inside the installed package, or next to it in a checkout."""
    package = Path(str(files("api")))
    installed = package / "fixtures" / name
    return installed if installed.exists() else package.parent / "fixtures" / name


def _listen(port: int, *, exact: bool) -> socket.socket:
    """Listen on the port; if it is in use and `exact` is false, on a free one."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        if exact:
            listener.close()
            raise PortTaken(f"Port {port} is taken; choose another with --port.") from error
        listener.bind((LOOPBACK, 0))
    listener.set_inheritable(True)
    return listener


def _print_greeting(
    print_line: Callable[[str], None], port: int, article: str, claims: int
) -> None:
    desk = f"http://{LOOPBACK}:{port}"
    print_line(f"""
A desk with one article and its {claims} claims, for this machine only. It is deleted when it stops.

  Docs page   {desk}/docs     (Try it out works; no key is needed here)
  Report      {desk}/v1/articles/{article}/report

  curl '{desk}/v1/articles/{article}/claims?limit=3'
  curl '{desk}/v1/articles/{article}/clearance'
  curl '{desk}/v1/claims/counts?by=status'
  curl '{desk}/v1/claims?status=incorrect&status=disputed'

Ctrl-C stops it.""")
