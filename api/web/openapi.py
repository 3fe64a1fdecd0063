"""The published contract: what FastAPI knows of the routes, and what it cannot know."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.routing import compile_path

from api.articles.schemas import ArticleIn, DraftIn
from api.claims.inputs import ClaimIn
from api.core.problems import (
    BadRequest,
    Busy,
    ErrorAt,
    Forbidden,
    Invalid,
    Need,
    PreconditionRequired,
    Problem,
    ProblemBody,
    Stale,
    TooLarge,
    Unauthenticated,
    UnsupportedMediaType,
    problem_responses,
)
from api.http.query_parameters import DeclaredQueryRoute, filter_models
from api.intake.schemas import ImportedLine
from api.queries.pagination import BadCursor
from api.web.rate_limit import TooManyRequests

DESCRIPTION = """
Every claim of an article: its exact words, who said them, where they come from, the evidence for
and against, its verification status, and every change that anyone ever made to it.

**Start here**: `POST /v1/articles` with a headline and a body, then
`GET /v1/articles/{article_id}/claims`. Keep or drop what was drafted
(`PATCH /v1/claims/{claim_id}`), link evidence, judge, and read the history.

- **Key**: press *Authorize* and paste one made by `claimdesk key add`. The demo needs none.
- **Changes** name the version that they change: send `If-Match` with the `ETag` that you read.
- **Offsets** count Unicode code points; browsers add `unit=utf16`.
- **Times** are RFC 3339 with an offset, and come back in UTC.
- **Refusals** are `application/problem+json`, and say what would work.
"""

TAGS = {
    "articles": "Articles come in, and their words become numbered drafts.",
    "claims": "Mark, list, count, keep, drop and assign claims; import many.",
    "review": "Judge findings, by moves that exist, resting on evidence that the house rules ask.",
    "sign-off": "Sign a piece, ask whether it may run, publish, correct.",
    "evidence": "Sources brought to bear on a claim: for, against, or for context.",
    "annotations": "Notes, questions, proposed changes, attempts to reach somebody.",
    "speakers": "Who is quoted: people and organisations, under all their names.",
    "sources": "Documents, statements, interviews, recordings, datasets, posts, books.",
    "ledger": "Who did what, when: one line a change, chained, only ever added to.",
    "people": "Who works at the desk, and by which keys they come in.",
}

KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key made by `claimdesk key add`, or by an admin at `/v1/keys`.",
}
PERSON = {
    "name": "Claimdesk-Person",
    "in": "header",
    "required": False,
    "description": "Integrations only: the id or `external_id` of the person they act for.",
    "schema": {"type": "string", "maxLength": 200},
}
CHANGING = (PreconditionRequired, Stale)
EVERYWHERE = (Unauthenticated, Forbidden, Invalid, TooManyRequests, Busy)
SENDING = (BadRequest, TooLarge, UnsupportedMediaType)


def describe(app: FastAPI) -> dict[str, Any]:
    """Make the OpenAPI document, once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title="Claimdesk",
            version=app.version,
            summary="May this piece run, and if not, what is still open?",
            description=DESCRIPTION.strip(),
            routes=app.routes,
            tags=[{"name": name, "description": text} for name, text in TAGS.items()],
            servers=[{"url": "/", "description": "This desk."}],
            contact={"name": "The Claimdesk authors", "url": "https://claimdesk.example"},
            license_info={"name": "MIT", "identifier": "MIT"},
        )
        _finish(app, document)
        app.openapi_schema = document
    return app.openapi_schema


def methods(app: FastAPI, path: str) -> list[str]:
    """The methods that a path really has; HEAD and OPTIONS come with GET and always."""
    paths = describe(app)["paths"]
    templates = [path] if path in paths else paths  # a word of ours is nobody's id
    names = {
        method.upper()
        for template in templates
        if compile_path(template)[0].match(path)
        for method in paths[template]
    } or {"GET"}
    if "GET" in names:
        names.add("HEAD")
    return sorted(names | {"OPTIONS"})


def _finish(app: FastAPI, document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for shape in (ProblemBody, ErrorAt, Need, ArticleIn, DraftIn, ClaimIn, ImportedLine):
        definition = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= {n: s for n, s in definition.pop("$defs", {}).items() if n not in schemas}
        schemas.setdefault(shape.__name__, definition)
    document["components"]["securitySchemes"] = {"Key": KEY}
    schemas["JsonValue"]["description"] = "Any JSON value."
    for route in app.routes:
        if isinstance(route, DeclaredQueryRoute):
            operation = document["paths"][route.path][min(route.methods or ()).lower()]
            _guard(operation)
            for model in filter_models(route.dependant):
                _ask(operation, model, schemas)
    for operations in document["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation)


def _guard(operation: dict[str, Any]) -> None:
    """Say what the gate asks for before any route is reached."""
    operation["security"] = [{"Key": []}]
    operation.setdefault("parameters", []).append(PERSON)


def _ask(operation: dict[str, Any], model: type[BaseModel], schemas: dict[str, Any]) -> None:
    """Say the fields of a filter, one parameter each."""
    definition = model.model_json_schema(ref_template="#/components/schemas/{model}")
    for name, schema in definition.pop("$defs", {}).items():
        schemas.setdefault(name, schema)
    required = definition.get("required", [])
    for name, schema in definition["properties"].items():
        description = schema.pop("description", "")
        where = {"name": name, "in": "query", "required": name in required}
        operation["parameters"].append({**where, "description": description, "schema": schema})


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Add what every operation answers: refusals, validators, the headers of lists."""
    names = {parameter["name"] for parameter in operation.get("parameters", [])}
    common: tuple[type[Problem], ...] = EVERYWHERE if "security" in operation else ()
    if "If-Match" in names:
        common += CHANGING
    if "requestBody" in operation:
        common += SENDING
    if "after" in names:
        common += (BadCursor,)
    answers = operation["responses"]
    answers.pop("422", None) if _is_fastapis(answers.get("422")) else None
    for status, answer in problem_responses(*common).items():
        answers.setdefault(str(status), answer)
    for status, answer in answers.items():
        if status.startswith("2") and method != "delete":
            answer.setdefault("headers", {}).update(_headers(names, status))
    if "If-None-Match" in names:
        answers["304"] = {"description": "You have these very bytes."}


def _is_fastapis(answer: dict[str, Any] | None) -> bool:
    return "HTTPValidationError" in str(answer)


def _headers(names: set[str], status: str) -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    headers: dict[str, Any] = {}
    if names & {"If-None-Match", "If-Match", "Idempotency-Key"}:
        headers["ETag"] = {"description": 'Version and bytes: `"<version>.<around>"`.', **text}
    if "after" in names:
        headers["Link"] = {"description": '`<…>; rel="next"`, if there is a next page.', **text}
    if status == "201":
        headers["Location"] = {"description": "Where it is to be read.", **text}
    if "Idempotency-Key" in names:
        headers["Idempotency-Replayed"] = {
            "description": "`true` where this is the first answer again.",
            **text,
        }
    return headers
