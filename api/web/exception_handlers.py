"""Handlers that answer every exception of a route with problem+json: ours and Starlette's.

The handlers are coroutines, because Starlette runs other functions in threads.
"""

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api.core import validation_errors
from api.core.problems import BadRequest, MethodNotAllowed, NotFound, Problem, problem_json
from api.http.dependencies import Replayed
from api.http.responses import not_modified
from api.queries.etags import NotModified
from api.web.problem_response import problem_headers

AllowedMethods = Callable[[str], list[str]]


def install(app: FastAPI, allowed_methods: AllowedMethods) -> None:
    """Add a handler for every exception; `allowed_methods` returns the methods of a path."""

    async def on_http_exception(request: Request, exc: Exception) -> Response:
        assert isinstance(exc, HTTPException)
        if exc.status_code == 405 and request.method == "OPTIONS":
            methods = ", ".join(allowed_methods(request.url.path))
            return Response(status_code=204, headers={"Allow": methods})
        return _problem_response(_as_problem(exc, request, allowed_methods))

    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(Replayed, _on_replayed)
    app.add_exception_handler(NotModified, _on_not_modified)


async def _on_problem(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, Problem)
    return _problem_response(exc)


def _as_problem(exc: HTTPException, request: Request, allowed_methods: AllowedMethods) -> Problem:
    if exc.status_code == 405:
        methods = ", ".join(allowed_methods(request.url.path))
        return MethodNotAllowed(f"This path has: {methods}.", headers={"Allow": methods})
    if exc.status_code == 404:
        return NotFound("There is nothing at this address; /docs lists all paths.")
    return BadRequest(str(exc.detail))


async def _on_validation_error(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, RequestValidationError)
    return _problem_response(validation_errors.as_problem(exc.errors()))


async def _on_replayed(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, Replayed)
    return exc.answer


async def _on_not_modified(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, NotModified)
    return not_modified(exc)


def _problem_response(problem: Problem) -> Response:
    return JSONResponse(
        problem_json(problem),
        problem.status,
        problem_headers(problem),
        media_type="application/problem+json",
    )
