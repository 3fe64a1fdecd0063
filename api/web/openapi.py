"""The OpenAPI document: what FastAPI finds in the routes, and what the other layers add."""

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
`GET /v1/articles/{article_id}/claims`. Keep or drop the drafted claims
(`PATCH /v1/claims/{claim_id}`), link evidence, judge, and read the history.

- **Key**: press *Authorize* and paste a key that `claimdesk key add` made. The demo needs none.
- **Changes** name the version that they change: send `If-Match` with the `ETag` that you read.
- **Offsets** count Unicode code points; in a browser, add `unit=utf16`.
- **Times** are RFC 3339 with an offset, and are returned in UTC.
- **Problems** are `application/problem+json`, and say what would work.
"""

TAGS = {
    "articles": "Send articles; their texts become numbered drafts.",
    "claims": "Mark, list, count, keep, drop and assign claims; import many.",
    "review": "Judge findings: by allowed moves, with the evidence that the house rules ask for.",
    "sign-off": "Sign an article, ask whether it may run, publish it, correct it.",
    "evidence": "What a source says about a claim: for it, against it, or as context.",
    "annotations": "Notes, questions, proposed changes, attempts to reach somebody.",
    "speakers": "Who is quoted: people and organisations, under all their names.",
    "sources": "Documents, statements, interviews, recordings, datasets, posts, books.",
    "ledger": "Who did what, and when: a line for each change, in a chain that only grows.",
    "people": "Who works at the desk, and the keys with which they authenticate.",
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
CHANGE_PROBLEMS = (PreconditionRequired, Stale)
COMMON_PROBLEMS = (Unauthenticated, Forbidden, Invalid, TooManyRequests, Busy)
BODY_PROBLEMS = (BadRequest, TooLarge, UnsupportedMediaType)


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document; it is made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title="Claimdesk",
            version=app.version,
            summary="May this article run, and if not, what is still open?",
            description=DESCRIPTION.strip(),
            routes=app.routes,
            tags=[{"name": name, "description": text} for name, text in TAGS.items()],
            servers=[{"url": "/", "description": "This desk."}],
            contact={"name": "The Claimdesk authors", "url": "https://claimdesk.example"},
            license_info={"name": "MIT", "identifier": "MIT"},
        )
        _add_missing(app, document)
        app.openapi_schema = document
    return app.openapi_schema


def methods(app: FastAPI, path: str) -> list[str]:
    """The methods of a path; each has OPTIONS, and HEAD if it has GET."""
    paths = describe(app)["paths"]
    templates = [path] if path in paths else paths  # a fixed path comes before one with an id
    names = {
        method.upper()
        for template in templates
        if compile_path(template)[0].match(path)
        for method in paths[template]
    } or {"GET"}
    if "GET" in names:
        names.add("HEAD")
    return sorted(names | {"OPTIONS"})


def _add_missing(app: FastAPI, document: dict[str, Any]) -> None:
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
            _add_authentication(operation)
            for model in filter_models(route.dependant):
                _add_filter(operation, model, schemas)
    for operations in document["paths"].values():
        for method, operation in operations.items():
            _add_answers(method, operation)


def _add_authentication(operation: dict[str, Any]) -> None:
    """Describe what the gate asks for."""
    operation["security"] = [{"Key": []}]
    operation.setdefault("parameters", []).append(PERSON)


def _add_filter(operation: dict[str, Any], model: type[BaseModel], schemas: dict[str, Any]) -> None:
    """Describe the fields of a filter, each as a parameter."""
    definition = model.model_json_schema(ref_template="#/components/schemas/{model}")
    for name, schema in definition.pop("$defs", {}).items():
        schemas.setdefault(name, schema)
    required = definition.get("required", [])
    for name, schema in definition["properties"].items():
        description = schema.pop("description", "")
        where = {"name": name, "in": "query", "required": name in required}
        operation["parameters"].append({**where, "description": description, "schema": schema})


def _add_answers(method: str, operation: dict[str, Any]) -> None:
    """Describe what routes of this kind answer: problems, 304, and headers."""
    names = {parameter["name"] for parameter in operation.get("parameters", [])}
    common: tuple[type[Problem], ...] = COMMON_PROBLEMS if "security" in operation else ()
    if "If-Match" in names:
        common += CHANGE_PROBLEMS
    if "requestBody" in operation:
        common += BODY_PROBLEMS
    if "after" in names:
        common += (BadCursor,)
    answers = operation["responses"]
    answers.pop("422", None) if _is_of_fastapi(answers.get("422")) else None
    for status, answer in problem_responses(*common).items():
        answers.setdefault(str(status), answer)
    for status, answer in answers.items():
        if status.startswith("2") and method != "delete":
            answer.setdefault("headers", {}).update(_response_headers(names, status))
    if "If-None-Match" in names:
        answers["304"] = {"description": "You have the present version already."}


def _is_of_fastapi(answer: dict[str, Any] | None) -> bool:
    return "HTTPValidationError" in str(answer)


def _response_headers(names: set[str], status: str) -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    headers: dict[str, Any] = {}
    if names & {"If-None-Match", "If-Match", "Idempotency-Key"}:
        headers["ETag"] = {
            "description": 'The version, and a digest of what is shown: `"<version>.<digest>"`.',
            **text,
        }
    if "after" in names:
        headers["Link"] = {"description": '`<…>; rel="next"`, if there is a next page.', **text}
    if status == "201":
        headers["Location"] = {"description": "Where to read it.", **text}
    if "Idempotency-Key" in names:
        headers["Idempotency-Replayed"] = {
            "description": "`true` if this is the first answer again.",
            **text,
        }
    return headers
