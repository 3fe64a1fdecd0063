"""Every refusal of a route leaves as problem+json: ours, FastAPI's, Starlette's.

The handlers are coroutines: others would each be given a thread.
"""

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api.core import validation_errors
from api.core.problems import (
    BadRequest,
    MethodNotAllowed,
    NotFound,
    Problem,
    body,
)
from api.http.dependencies import Replayed
from api.http.responses import not_modified
from api.queries.etags import NotModified
from api.web.problem_response import headers

Allowed = Callable[[str], list[str]]


def install(app: FastAPI, allowed: Allowed) -> None:
    """Answer every exception; `allowed` tells which methods a path has."""

    async def http(request: Request, exc: Exception) -> Response:
        assert isinstance(exc, HTTPException)
        if exc.status_code == 405 and request.method == "OPTIONS":
            methods = ", ".join(allowed(request.url.path))
            return Response(status_code=204, headers={"Allow": methods})
        return _render(_named(exc, request, allowed))

    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Replayed, _replayed)
    app.add_exception_handler(NotModified, _unchanged)


async def _problem(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, Problem)
    return _render(exc)


def _named(exc: HTTPException, request: Request, allowed: Allowed) -> Problem:
    if exc.status_code == 405:
        methods = ", ".join(allowed(request.url.path))
        return MethodNotAllowed(f"This path has: {methods}.", headers={"Allow": methods})
    if exc.status_code == 404:
        return NotFound("There is nothing at this address; /docs lists all paths.")
    return BadRequest(str(exc.detail))


async def _invalid(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, RequestValidationError)
    return _render(validation_errors.as_problem(exc.errors()))


async def _replayed(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, Replayed)
    return exc.answer


async def _unchanged(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, NotModified)
    return not_modified(exc)


def _render(problem: Problem) -> Response:
    return JSONResponse(
        body(problem), problem.status, headers(problem), media_type="application/problem+json"
    )
