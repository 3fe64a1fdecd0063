"""An article's drafts: send the next one, read them, compare two."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from api.articles import service as articles
from api.articles.schemas import DraftFilter, DraftIn, DraftOut, DraftRef
from api.articles.service import NoSuchArticle, NoSuchDraft
from api.claims.relation_inputs import UnitQuery
from api.core.problems import Invalid, problem_responses
from api.endpoints.article_bodies import body_of, incoming_draft
from api.http.authorization import Filer, Reader
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    ReadContextDep,
    get_database,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import ArticlePath, DraftPath
from api.http.query_parameters import from_query
from api.http.responses import created, ok, stored
from api.intake import draft_diff, draft_result, new_draft
from api.intake.drafting import Prepared
from api.intake.schemas import DraftAdded, DraftDiff
from api.queries.documents import document_from_json
from api.queries.pagination import Page

router = versioned_router("articles")


Incoming = Annotated[DraftIn, Depends(incoming_draft)]


def _prepared(
    request: Request, article_id: ArticlePath, new: Incoming, _: Filer
) -> tuple[int, Prepared]:
    with get_database(request).read() as session:
        return new_draft.prepare(session, article_id, new)


@router.post(
    "/articles/{article_id}/drafts",
    status_code=201,
    response_model=DraftAdded,
    responses={
        200: {"description": "The article has this text already.", "model": DraftAdded},
        **problem_responses(NoSuchArticle, Invalid),
    },
    openapi_extra=body_of(DraftIn),
)
@in_transaction
def add_draft(
    article_id: ArticlePath,
    new: Incoming,
    prepared: Annotated[tuple[int, Prepared], Depends(_prepared)],  # before the transaction
    session: IdempotentWrite,
    actor: Filer,
    expected: IfMatch,
) -> Response:
    """Send a new text: every claim finds its words again, or says that they changed.

    Words that are the same, apart from typography, punctuation and white space, keep their
    findings. Where a digit, a name, a unit or any other word changed, the claim is reopened: its
    statement must be confirmed and its evidence cited again. If the words are in several equal
    places, all are listed and none is guessed. When the words that were judged are there again,
    their findings return. The claims of new sentences are proposed. All of it is one transaction.
    The same text again is the same draft: 200, and nothing changes.

    Like an article, it can be sent as a form with a `file`, or as a ninjs item.
    """
    article = articles.get(session, article_id)
    outcome = new_draft.redraft(session, actor, article, expected, new, prepared)
    result = draft_result.write_result(session, actor, outcome)
    if not outcome.new:
        return stored(session, result)
    return created(session, result, f"/v1/articles/{article_id}/drafts/{outcome.draft.number}")


@router.get(
    "/articles/{article_id}/drafts",
    response_model=Page[DraftRef],
    responses=problem_responses(NoSuchArticle),
)
async def list_drafts(
    request: Request,
    article_id: ArticlePath,
    filters: Annotated[DraftFilter, from_query(DraftFilter)],
    context: ReadContextDep,
) -> Response:
    """List an article's drafts without their words, the first one first."""
    return ok(request, context, await articles.list_drafts(context, article_id, filters))


@router.get(
    "/articles/{article_id}/drafts/{number}",
    response_model=DraftOut,
    responses=problem_responses(NoSuchArticle, NoSuchDraft),
)
async def read_draft(
    request: Request, article_id: ArticlePath, number: DraftPath, context: ReadContextDep
) -> Response:
    """Read one draft of an article, as it was sent."""
    return ok(request, context, await articles.read_draft(context, article_id, number))


@router.get(
    "/articles/{article_id}/drafts/{first}/diff/{second}",
    response_model=DraftDiff,
    responses=problem_responses(NoSuchArticle, NoSuchDraft),
)
def compare_drafts(
    request: Request,
    article_id: ArticlePath,
    first: DraftPath,
    second: DraftPath,
    unit: Annotated[UnitQuery, from_query(UnitQuery)],
    context: ReadContextDep,
    actor: Reader,
) -> Response:
    """Compare two drafts, character by character: what was there, and what is there now."""
    with get_database(request).read() as session:
        diff = draft_diff.compare(session, article_id, (first, second), unit.unit)
    return ok(request, context, document_from_json(actor, diff.model_dump_json()))
