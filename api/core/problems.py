"""The problems with which the API refuses a request, as RFC 9457 describes them.

Each kind is a class: its name is the problem's `type`, its docstring the page that explains it.
Only these classes have status codes.
"""

import inspect
import re
from collections.abc import Iterator
from typing import ClassVar

from pydantic import BaseModel, Field, JsonValue


class Problem(Exception):
    """A refused request; subclasses name the reason."""

    status: ClassVar[int] = 400

    def __init__(
        self, detail: str, *, headers: dict[str, str] | None = None, **extra: JsonValue
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}
        self.extra = extra


class BadRequest(Problem):
    """The request cannot be read: its JSON is malformed, or a cursor is not ours."""

    status = 400


class Unauthenticated(Problem):
    """No key was sent, or it is unknown or revoked. Send `Authorization: Bearer <key>`."""

    status = 401


class Forbidden(Problem):
    """The key is good, but its role does not permit this."""

    status = 403


class NotFound(Problem):
    """There is nothing at this address that you can see."""

    status = 404


class MethodNotAllowed(Problem):
    """The path does not have this method; `Allow` lists those that it has."""

    status = 405


class Conflict(Problem):
    """The request is well formed, but the present state or a rule does not permit it."""

    status = 409


class Stale(Problem):
    """It was changed since you read it. Read it again, then repeat with the new `ETag`."""

    status = 412


class TooLarge(Problem):
    """The body is larger than the limit for this path."""

    status = 413


class UnsupportedMediaType(Problem):
    """This path does not take a body of this `Content-Type`."""

    status = 415


class Invalid(Problem):
    """The request can be read, but is not valid; `errors` says where and why."""

    status = 422


class PreconditionRequired(Problem):
    """A change must name the version that it changes: send `If-Match` with the `ETag` you read."""

    status = 428


class InternalError(Problem):
    """Something broke on our side. Nothing of the request was stored."""

    status = 500


class Busy(Problem):
    """The database is locked or unreachable. Nothing was stored; try again shortly."""

    status = 503


class TooMuch(Problem):
    """The database takes too long for this. Ask for less: for one article, or with rarer words."""

    status = 503


class StorageFull(Problem):
    """The disk is full. Nothing of this request was stored; reads still work."""

    status = 507


class ErrorAt(BaseModel):
    """One thing that is not valid."""

    where: list[str | int] = Field(
        description="Where it is, from `body`, `query`, `path` or `header` downwards.",
        examples=[["body", "spans", 0, "end"]],
    )
    message: str = Field(description="What is wrong, and what would work.")


class Need(BaseModel):
    """One thing that a house rule asks for, and that is missing."""

    rule: str = Field(description="The rule's name.", examples=["primary_or_two_secondary"])
    needs: str = Field(description="What would satisfy it.")
    has: str = Field(description="What there is now.")


class ProblemBody(BaseModel):
    """The JSON of every problem (RFC 9457)."""

    type: str = Field(
        description="A page that explains this kind of problem.", examples=["/problems/stale"]
    )
    title: str = Field(description="The kind's name in words.", examples=["Stale"])
    status: int = Field(description="The HTTP status, again.", examples=[412])
    detail: str = Field(
        description="What happened this time, and what would work.",
        examples=["You sent version 3; it is at version 4."],
    )
    errors: list[ErrorAt] | None = Field(default=None, description="Where it is not valid.")
    allowed: list[str] | None = Field(default=None, description="The moves that are allowed.")
    rules: list[Need] | None = Field(
        default=None, description="What the house rules still ask for."
    )
    current_version: int | None = Field(default=None, description="The present version.")


def problem_responses(*problems: type[Problem]) -> dict[int | str, dict[str, object]]:
    """Describe problems for a route's `responses=`; those of one status share a description."""
    responses: dict[int | str, dict[str, object]] = {}
    for problem in problems:
        text = f"{problem_title(problem)}: {inspect.cleandoc(problem.__doc__ or '')}"
        before = responses.get(problem.status, {}).get("description")
        responses[problem.status] = {
            "description": f"{before}\n\n{text}" if before else text,
            "content": {
                "application/problem+json": {
                    "schema": {"$ref": "#/components/schemas/ProblemBody"},
                    "example": problem_json(problem(inspect.cleandoc(problem.__doc__ or ""))),
                }
            },
        }
    return responses


def problem_title(problem: type[Problem]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", problem.__name__).capitalize()


def problem_slug(problem: type[Problem]) -> str:
    return problem_title(problem).lower().replace(" ", "-")


def problem_json(problem: Problem) -> dict[str, JsonValue]:
    """The problem as a JSON object."""
    kind = type(problem)
    return {
        "type": f"/problems/{problem_slug(kind)}",
        "title": problem_title(kind),
        "status": kind.status,
        "detail": problem.detail,
        **problem.extra,
    }


def all_problems(root: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Every kind of problem that the imported modules define."""
    for kind in root.__subclasses__():
        yield kind
        yield from all_problems(kind)


def error_at(*where: str | int, message: str) -> list[JsonValue]:
    """One error at one place in the request, for `Invalid(errors=…)`."""
    return [{"where": [*where], "message": message}]
