"""Problems as in RFC 9457: every refusal of the API is a class with a status and a title.

A refusal is a class: its name is its `type`, its docstring the page that explains it.
"""

import inspect
import re
from collections.abc import Iterator
from typing import ClassVar

from pydantic import BaseModel, Field, JsonValue


class Problem(Exception):
    """A refusal that the caller can act on; subclasses name the reason."""

    status: ClassVar[int] = 400

    def __init__(
        self, detail: str, *, headers: dict[str, str] | None = None, **extra: JsonValue
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}
        self.extra = extra


class BadRequest(Problem):
    """The request cannot be read: malformed JSON, a cursor that is not ours."""

    status = 400


class Unauthenticated(Problem):
    """No key was sent, or one that is unknown or revoked. Send `Authorization: Bearer <key>`."""

    status = 401


class Forbidden(Problem):
    """The key is good, but its role does not include this."""

    status = 403


class NotFound(Problem):
    """Nothing that this key can see has this address."""

    status = 404


class MethodNotAllowed(Problem):
    """The path exists, the method does not; `Allow` names those that do."""

    status = 405


class Conflict(Problem):
    """The request is well formed, but the present state or a rule does not allow it."""

    status = 409


class Stale(Problem):
    """It was changed since you read it: read it again, then repeat with the new `ETag`."""

    status = 412


class TooLarge(Problem):
    """The body is larger than the limit for this path."""

    status = 413


class UnsupportedMediaType(Problem):
    """The body's `Content-Type` is not one that this path reads."""

    status = 415


class Invalid(Problem):
    """The request can be read but does not fit; `errors` says where and how."""

    status = 422


class PreconditionRequired(Problem):
    """A change must say which version it changes: send `If-Match` with the `ETag` that you read."""

    status = 428


class InternalError(Problem):
    """Something broke on our side. Nothing of the request was kept."""

    status = 500


class Busy(Problem):
    """The database is locked or away at the moment. Nothing was kept; try again shortly."""

    status = 503


class TooMuch(Problem):
    """The question takes the database too long. Narrow it: by an article, by rarer words."""

    status = 503


class StorageFull(Problem):
    """The disk is full. Reads go on; nothing of this request was kept."""

    status = 507


class ErrorAt(BaseModel):
    """One thing that does not fit."""

    where: list[str | int] = Field(
        description="The way to it, from `body`, `query`, `path` or `header` down.",
        examples=[["body", "spans", 0, "end"]],
    )
    message: str = Field(description="What does not fit, and what would.")


class Need(BaseModel):
    """One thing that a rule asks for and the claim does not have yet."""

    rule: str = Field(description="The rule's name.", examples=["primary_or_two_secondary"])
    needs: str = Field(description="What would satisfy it.")
    has: str = Field(description="What is there now.")


class ProblemBody(BaseModel):
    """The one shape of every refusal (RFC 9457)."""

    type: str = Field(
        description="A page that explains this kind of refusal.", examples=["/problems/stale"]
    )
    title: str = Field(description="Its name in words.", examples=["Stale"])
    status: int = Field(description="The HTTP status, again.", examples=[412])
    detail: str = Field(
        description="What happened this time, and what would work.",
        examples=["You sent version 3; it is at version 4."],
    )
    errors: list[ErrorAt] | None = Field(default=None, description="Where the request is wrong.")
    allowed: list[str] | None = Field(default=None, description="The moves that would be allowed.")
    rules: list[Need] | None = Field(default=None, description="What the house rules still miss.")
    current_version: int | None = Field(default=None, description="The version that is there now.")


def problem_responses(*problems: type[Problem]) -> dict[int | str, dict[str, object]]:
    """Describe refusals for a route's `responses=`; several of one status share a line."""
    responses: dict[int | str, dict[str, object]] = {}
    for problem in problems:
        text = f"{title(problem)}: {inspect.cleandoc(problem.__doc__ or '')}"
        before = responses.get(problem.status, {}).get("description")
        responses[problem.status] = {
            "description": f"{before}\n\n{text}" if before else text,
            "content": {
                "application/problem+json": {
                    "schema": {"$ref": "#/components/schemas/ProblemBody"},
                    "example": body(problem(inspect.cleandoc(problem.__doc__ or ""))),
                }
            },
        }
    return responses


def title(problem: type[Problem]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", problem.__name__).capitalize()


def name(problem: type[Problem]) -> str:
    return title(problem).lower().replace(" ", "-")


def body(problem: Problem) -> dict[str, JsonValue]:
    """Say a refusal as the JSON object that goes out."""
    kind = type(problem)
    return {
        "type": f"/problems/{name(kind)}",
        "title": title(kind),
        "status": kind.status,
        "detail": problem.detail,
        **problem.extra,
    }


def catalogue(root: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Every kind of problem that the imported modules define."""
    for kind in root.__subclasses__():
        yield kind
        yield from catalogue(kind)


def error_at(*where: str | int, message: str) -> list[JsonValue]:
    """Name one place in the request, for `Invalid(errors=…)`."""
    return [{"where": [*where], "message": message}]
