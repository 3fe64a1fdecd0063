"""Where the rooms meet."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware

from api import __version__
from api.auth.access import Actor
from api.core.settings import Settings
from api.endpoints import (
    annotations,
    articles,
    claim_import,
    claims,
    drafts,
    erasure,
    evidence,
    extraction,
    house_rules,
    ledger,
    people,
    report,
    signoff,
    sources,
    speakers,
    verdicts,
    waivers,
)
from api.storage.async_reads import open_async_reader
from api.storage.database import Database
from api.storage.write_queue import WriteQueue
from api.web import docs_pages, exception_handlers, openapi
from api.web.gate import Gate
from api.web.load_limits import LoadLimits
from api.web.request_log import RequestLog

EXPOSED = (
    "ETag", "Idempotency-Replayed", "Link", "Location", "RateLimit", "RateLimit-Policy",
    "Retry-After", "X-Request-Id",
)  # fmt: skip

ROUTERS: tuple[APIRouter, ...] = (
    claims.router, articles.router, extraction.router, claim_import.router,  # the busiest first
    verdicts.router, evidence.router, annotations.router,
    drafts.router, signoff.router, report.router, waivers.router, house_rules.router,
    speakers.router, sources.router, ledger.router, people.router,
    erasure.of_articles, erasure.of_speakers, erasure.of_sources,
)  # fmt: skip


def create_app(settings: Settings | None = None, host: Actor | None = None) -> FastAPI:
    """Put the house together; `host` stands for callers without a key from this machine."""
    settings = settings or Settings()
    db = Database(settings.database_url)

    @asynccontextmanager
    async def open_house(app: FastAPI) -> AsyncIterator[None]:
        async with open_async_reader(db) as app.state.reader:
            gc.freeze()  # collections need not walk what stays for good
            yield
            app.state.write_queue.close()
        db.close()

    app = FastAPI(
        title="Claimdesk",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=open_house,
    )
    app.state.database, app.state.write_queue = db, WriteQueue(db)
    # not `include_router`: each level of it is matched anew for every request
    app.router.routes += [route for router in ROUTERS for route in router.routes]
    docs_pages.install(app)
    app.openapi = lambda: openapi.describe(app)  # type: ignore[method-assign]  # as FastAPI documents
    exception_handlers.install(app, lambda path: openapi.methods(app, path))
    guard(app, settings, host)
    return app


def guard(app: Starlette, settings: Settings, host: Actor | None = None) -> None:
    """Put all that stands before the rooms around them, the innermost first."""
    app.add_middleware(Gate, rate=settings.rate_limit, host=host)
    app.add_middleware(LoadLimits, hosts=frozenset(settings.hosts))
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
        )
    app.add_middleware(RequestLog)
