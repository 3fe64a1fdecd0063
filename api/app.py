"""The application: routes, middleware and the database, put together."""

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
    articles_by_external_id,
    claim_import,
    claims,
    drafts,
    evidence,
    extraction,
    house_rules,
    keys,
    ledger,
    people,
    purge,
    redaction,
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

EXPOSED_HEADERS = (
    "ETag", "Idempotency-Replayed", "Link", "Location", "RateLimit", "RateLimit-Policy",
    "Retry-After", "X-Request-Id",
)  # fmt: skip

ROUTERS: tuple[APIRouter, ...] = (
    claims.router, articles.router, extraction.router, claim_import.router,  # by traffic
    verdicts.router, evidence.router, annotations.router,
    drafts.router, articles_by_external_id.router, signoff.router, report.router,
    waivers.router, house_rules.router,
    speakers.router, sources.router, ledger.router, people.router, keys.router,
    purge.router, redaction.speakers_router, redaction.sources_router,
)  # fmt: skip


def create_app(settings: Settings | None = None, local_actor: Actor | None = None) -> FastAPI:
    """Create the application; `local_actor` is who callers without a key on this machine are."""
    settings = settings or Settings()
    database = Database(settings.database_url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_async_reader(database) as app.state.reader:
            gc.freeze()  # what is loaded stays: collections need not look at it
            yield
            app.state.write_queue.close()
        database.close()

    app = FastAPI(
        title="Claimdesk",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.database, app.state.write_queue = database, WriteQueue(database)
    # not `include_router`, whose levels are each matched for every request
    app.router.routes += [route for router in ROUTERS for route in router.routes]
    docs_pages.install(app)
    app.openapi = lambda: openapi.describe(app)  # type: ignore[method-assign]  # as FastAPI documents
    exception_handlers.install(app, lambda path: openapi.methods(app, path))
    add_middleware(app, settings, local_actor)
    return app


def add_middleware(app: Starlette, settings: Settings, local_actor: Actor | None = None) -> None:
    """Add the middleware, the innermost first."""
    app.add_middleware(Gate, rate=settings.rate_limit, local_actor=local_actor)
    app.add_middleware(LoadLimits, hosts=frozenset(settings.hosts))
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
            allow_headers=["*"],
            expose_headers=EXPOSED_HEADERS,
        )
    app.add_middleware(RequestLog)
