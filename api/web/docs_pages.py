"""Pages outside `/v1`: the docs, an explanation of each problem, and whether the desk works."""

import html
import inspect
import re
from base64 import b64encode
from hashlib import sha256

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from sqlmodel import select
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from api.core.problems import NotFound, all_problems, problem_slug, problem_title
from api.http.dependencies import get_reader
from api.storage.database import HeadRow

router = APIRouter(include_in_schema=False)

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><style>
body{{font:1.1rem/1.5 Georgia,serif;max-width:38rem;margin:4rem auto;padding:0 1rem;color:#222}}
h1{{font-size:1.6rem}}code{{background:#f3f1ea;padding:.1em .3em}}a{{color:#7a1f1f}}
</style><h1>{title}</h1><p>HTTP {status}</p><p>{text}</p>
<p><a href="/docs">All paths and schemas</a></p></html>"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_DOCS_POLICY = (  # allows the page's own script by its hash
    "default-src 'none'; script-src 'self' 'sha256-{script}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"
)


def install(app: FastAPI) -> None:
    """Serve the docs page with its own files, so that it loads nothing from other hosts."""
    files = StaticFiles(packages=[("fastapi_offline", "static")])
    app.mount("/docs/files", files, name="docs files")
    app.include_router(router)


@router.get("/")
def read_home() -> Response:
    return RedirectResponse("/docs")


@router.get("/docs")
def read_docs() -> HTMLResponse:
    page = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="Claimdesk",
        swagger_js_url="/docs/files/swagger-ui-bundle.js",
        swagger_css_url="/docs/files/swagger-ui.css",
        swagger_favicon_url="/docs/files/favicon.png",
        swagger_ui_parameters={
            "docExpansion": "list",
            "defaultModelsExpandDepth": 0,
            "displayRequestDuration": True,
            "filter": True,
            "persistAuthorization": True,
            "tryItOutEnabled": True,
            "validatorUrl": None,
        },
    )
    script = re.search(rb"<script>(.*?)</script>", bytes(page.body), re.DOTALL)
    digest = b64encode(sha256(script[1] if script else b"").digest()).decode()
    page.headers["Content-Security-Policy"] = _DOCS_POLICY.format(script=digest)
    return page


@router.get("/openapi.json")
def read_openapi(request: Request) -> JSONResponse:
    return JSONResponse(request.app.openapi())


@router.get("/problems/{kind}")
def explain_problem(kind: str) -> HTMLResponse:
    for problem in all_problems():
        if problem_slug(problem) == kind:
            text = html.escape(inspect.cleandoc(problem.__doc__ or ""))
            page = _PAGE.format(title=problem_title(problem), status=problem.status, text=text)
            return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})
    raise NotFound("There is no such kind of problem.")


@router.get("/healthz")
async def read_health() -> JSONResponse:
    """Report that the process answers."""
    return JSONResponse({"status": "ok"})


_NEWEST_SEQ = select(HeadRow.seq)


@router.get("/readyz")
async def read_readiness(request: Request) -> JSONResponse:
    """Report that the database answers."""
    await get_reader(request).rows(_NEWEST_SEQ)
    return JSONResponse({"status": "ready"})
