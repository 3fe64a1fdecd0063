"""Where the rooms meet."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware

from api import __version__
from api.annotations.routes import router as annotations
from api.auth.access import Actor
from api.claims.routes import router as claims
from api.db import Database
from api.erasure import routes as erasure
from api.events.routes import router as events
from api.evidence.routes import of_sources
from api.evidence.routes import router as evidence
from api.house.routes import router as house
from api.intake.draft_routes import router as drafts
from api.intake.routes import of_claims
from api.intake.routes import router as intake
from api.looks import looking
from api.people.routes import router as people
from api.report.routes import router as report
from api.review.routes import claims_router
from api.review.routes import router as review
from api.settings import Settings
from api.signoff.routes import router as signoff
from api.sources.routes import router as sources
from api.speakers.routes import router as speakers
from api.turns import Turns
from api.waivers.routes import router as waivers
from api.web import openapi, pages, refusals
from api.web.envelope import Envelope
from api.web.gate import Gate
from api.web.limits import Limits

EXPOSED = (
    "ETag", "Idempotency-Replayed", "Link", "Location", "RateLimit", "RateLimit-Policy",
    "Retry-After", "X-Request-Id",
)  # fmt: skip

ROOMS: tuple[APIRouter, ...] = (
    claims, claims_router, intake, of_claims, review, evidence, annotations,  # the busiest first
    drafts, signoff, report, waivers, house,
    speakers, sources, of_sources, events, people,
    erasure.of_articles, erasure.of_speakers, erasure.of_sources,
)  # fmt: skip


def create_app(settings: Settings | None = None, host: Actor | None = None) -> FastAPI:
    """Put the house together; `host` stands for callers without a key from this machine."""
    settings = settings or Settings()
    db = Database(settings.database_url)

    @asynccontextmanager
    async def open_house(app: FastAPI) -> AsyncIterator[None]:
        async with looking(db) as app.state.looks:
            gc.freeze()  # collections need not walk what stays for good
            yield
            app.state.turns.close()
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
    app.state.db, app.state.turns = db, Turns(db)
    # not `include_router`: each level of it is matched anew for every request
    app.router.routes += [route for room in ROOMS for route in room.routes]
    pages.install(app)
    app.openapi = lambda: openapi.describe(app)  # type: ignore[method-assign]  # as FastAPI documents
    refusals.install(app, lambda path: openapi.methods(app, path))
    guard(app, settings, host)
    return app


def guard(app: Starlette, settings: Settings, host: Actor | None = None) -> None:
    """Put all that stands before the rooms around them, the innermost first."""
    app.add_middleware(Gate, rate=settings.rate_limit, host=host)
    app.add_middleware(Limits, hosts=frozenset(settings.hosts))
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
        )
    app.add_middleware(Envelope)
