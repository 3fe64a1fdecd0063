"""Many claims at once, as JSON Lines."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.claims.relation_inputs import UnitQuery
from api.core.media_types import content_type
from api.core.problems import TooLarge, UnsupportedMediaType, problem_responses
from api.http.authorization import Reporter
from api.http.dependencies import get_database, versioned_router
from api.http.query_parameters import from_query
from api.intake import json_lines
from api.intake.json_lines import ImportRefused
from api.intake.schemas import ImportedLine

router = versioned_router("claims")


JSON_LINES = ("application/jsonl", "application/x-ndjson")


@router.post(
    "/claims/import",
    response_class=Response,
    responses={
        200: {
            "description": "One line for each line sent: its claim's id, or why it was refused.",
            "content": {
                kind: {"schema": {"$ref": "#/components/schemas/ImportedLine"}}
                for kind in JSON_LINES
            },
        },
        **problem_responses(ImportRefused, TooLarge, UnsupportedMediaType),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "A claim a line, as `POST /v1/claims` takes it; 64 KiB a line at most.",
            "content": {
                kind: {"schema": {"$ref": "#/components/schemas/ClaimIn"}} for kind in JSON_LINES
            },
        }
    },
)
async def import_claims(
    request: Request,
    actor: Reporter,
    unit: Annotated[UnitQuery, from_query(UnitQuery)],
    atomic: Annotated[bool, Query(description="All lines or none; up to 10,000 lines.")] = False,  # noqa: FBT002  # a query parameter is named by its callers
) -> Response:
    """Import claims as JSON Lines, 500 lines a transaction.

    A line whose `external_id` is in its article already answers with the claim that is there: so
    the same import can be sent again after it was cut off.
    """
    if content_type(request.headers) not in JSON_LINES:
        raise UnsupportedMediaType(f"Send JSON Lines as {' or '.join(JSON_LINES)}.")
    spooled = await json_lines.spool(request.stream())
    db = get_database(request)
    if atomic:
        done = await run_in_threadpool(json_lines.take_all, db, actor, spooled, unit.unit)
        return Response("".join(_said(iter([done]))), media_type=JSON_LINES[0])
    answers = _said(json_lines.take(db, actor, spooled, unit.unit))
    return StreamingResponse(answers, media_type=JSON_LINES[0])


def _said(done: Iterator[list[ImportedLine]]) -> Iterator[str]:
    """Say what became of the lines, all of a transaction at once: each piece costs a thread."""
    for lines_ in done:
        yield "".join(line.model_dump_json(exclude_none=True) + "\n" for line in lines_)
