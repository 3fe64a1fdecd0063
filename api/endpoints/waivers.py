"""Waivers: recorded exceptions to house rules and blockers."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.articles.service import NoSuchArticle
from api.core.problems import problem_responses
from api.http.authorization import Editor
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    ReadContextDep,
    WriteSession,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import ArticlePath, WaiverPath
from api.http.query_parameters import from_query
from api.http.responses import created, ok, stored
from api.queries.pagination import Page
from api.waivers import service
from api.waivers.schemas import WaiverFilter, WaiverIn, WaiverOut, WaiverPatch
from api.waivers.service import NoSuchWaiver

router = versioned_router("sign-off")


@router.get(
    "/articles/{article_id}/waivers",
    response_model=Page[WaiverOut],
    responses=problem_responses(NoSuchArticle),
)
async def list_waivers(
    request: Request,
    article_id: ArticlePath,
    filters: Annotated[WaiverFilter, from_query(WaiverFilter)],
    context: ReadContextDep,
) -> Response:
    """List an article's waivers, oldest first, including those that were withdrawn."""
    return ok(request, context, await service.list_waivers(context, article_id, filters))


@router.post(
    "/articles/{article_id}/waivers",
    status_code=201,
    response_model=WaiverOut,
    responses=problem_responses(NoSuchArticle),
)
@in_transaction
def add_waiver(
    article_id: ArticlePath, new: WaiverIn, session: IdempotentWrite, actor: Editor
) -> Response:
    """Waive a house rule or a blocker, with a reason. Takes an editor.

    It stays in clearance and report. A claim that was found incorrect is never waived.
    """
    waiver = service.add(session, actor, article_id, new)
    document = service.reload(session, actor, waiver)
    return created(session, document, f"/v1/articles/{article_id}/waivers")


@router.patch(
    "/waivers/{waiver_id}", response_model=WaiverOut, responses=problem_responses(NoSuchWaiver)
)
@in_transaction
def edit_waiver(
    waiver_id: WaiverPath,
    changes: WaiverPatch,
    session: WriteSession,
    actor: Editor,
    expected: IfMatch,
) -> Response:
    """Take an exception back. It stays on the record."""
    waiver = service.edit(session, actor, waiver_id, expected, withdrawn=changes.withdrawn)
    return stored(session, service.reload(session, actor, waiver))
