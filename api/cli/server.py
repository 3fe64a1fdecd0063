"""Run the desk as a server: the newsroom's own, or a throw-away one with the sample article."""

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
from api.cli import dependency_check
from api.cli import import_files as importing
from api.core import settings
from api.core.problems import Conflict
from api.core.settings import Settings
from api.people import service as people
from api.storage.database import Database
from api.web.header_timeout import Punctual

LOOPBACK = "127.0.0.1"
STOP = 10  # seconds that open answers have to finish when the server is told to stop
MANNERS: dict[str, Any] = {
    "http": Punctual,
    "timeout_graceful_shutdown": STOP,
    "server_header": False,
}
LOGS: dict[str, Any] = {
    **LOGGING_CONFIG,
    "loggers": {
        **LOGGING_CONFIG["loggers"],
        "claimdesk": {"handlers": ["default"], "level": "INFO", "propagate": False},
    },
}


class PortTaken(Conflict):
    """Another program listens there; choose another port."""


def from_environment() -> FastAPI:
    """Make the application as each worker process does."""
    dependency_check.check()
    return app.create_app(settings.load_settings())


def serve(host: str, port: int, workers: int) -> None:
    """Serve until told to stop; raises `LibraryTooOld` before anything listens."""
    dependency_check.check()
    uvicorn.run(
        "api.cli.server:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_config=LOGS,
        access_log=False,  # `claimdesk.access` says it without the query
        **MANNERS,
    )


def demo(port: int, *, exact: bool, say: Callable[[str], None]) -> None:
    """Serve the sample article from a temporary folder, to this machine only."""
    dependency_check.check()
    with tempfile.TemporaryDirectory(prefix="claimdesk-demo-") as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/demo.db")
        db = Database(settings.database_url)
        migrations.upgrade(db)
        with db.write() as session:
            host = people.standing_for(people.somebody(session, "Demo editor", Role.admin))
        article, claims = importing.take_bundle(db, host, fixture("digest.json"), None)
        db.close()
        listening = _listen(port, exact=exact)
        _greet(say, listening.getsockname()[1], article, claims)
        config = uvicorn.Config(
            app.create_app(settings, host),
            log_level="warning",
            **MANNERS,
        )
        uvicorn.Server(config).run(sockets=[listening])


def fixture(name: str) -> Path:
    """Find a bundled file: in the package, or beside it in a checkout."""
    package = Path(str(files("api")))
    inside = package / "fixtures" / name
    return inside if inside.exists() else package.parent / "fixtures" / name


def _listen(port: int, *, exact: bool) -> socket.socket:
    """Take the port; where nobody asked for this very one, a free one does as well."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError as taken:
        if exact:
            listening.close()
            raise PortTaken(f"Port {port} is taken; choose another with --port.") from taken
        listening.bind((LOOPBACK, 0))
    listening.set_inheritable(True)
    return listening


def _greet(say: Callable[[str], None], port: int, article: str, claims: int) -> None:
    desk = f"http://{LOOPBACK}:{port}"
    say(f"""
A desk with one article and its {claims} claims, open to this machine only, gone when you stop it.

  Docs page   {desk}/docs     (Try it out works; no key is needed here)
  Report      {desk}/v1/articles/{article}/report

  curl '{desk}/v1/articles/{article}/claims?limit=3'
  curl '{desk}/v1/articles/{article}/clearance'
  curl '{desk}/v1/claims/counts?by=status'
  curl '{desk}/v1/claims?status=incorrect&status=disputed'

Ctrl-C stops it.""")
