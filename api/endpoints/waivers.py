"""Recorded exceptions to house rules and blockers."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.articles.service import NoSuchArticle
from api.core.problems import refusals
from api.http.authorization import Editor
from api.http.dependencies import IfMatch, Posting, Reading, Writing, room, writes
from api.http.path_parameters import ArticlePath, WaiverPath
from api.http.query_parameters import asked
from api.http.responses import added, kept, show
from api.queries.pagination import Page
from api.waivers import service
from api.waivers.schemas import WaiverFilter, WaiverIn, WaiverOut, WaiverPatch
from api.waivers.service import NoSuchWaiver

router = room("sign-off")


@router.get(
    "/articles/{article_id}/waivers",
    response_model=Page[WaiverOut],
    responses=refusals(NoSuchArticle),
)
async def list_waivers(
    request: Request,
    article_id: ArticlePath,
    wanted: Annotated[WaiverFilter, asked(WaiverFilter)],
    look: Reading,
) -> Response:
    """List an article's exceptions, oldest first, those taken back among them."""
    return show(request, look, await service.listed(look, article_id, wanted))


@router.post(
    "/articles/{article_id}/waivers",
    status_code=201,
    response_model=WaiverOut,
    responses=refusals(NoSuchArticle),
)
@writes
def add_waiver(article_id: ArticlePath, new: WaiverIn, session: Posting, actor: Editor) -> Response:
    """Waive a house rule or a blocker, with a reason. Takes an editor.

    It stays in clearance and report. A claim that was found incorrect is never waived.
    """
    waiver = service.add(session, actor, article_id, new)
    made = service.shown(session, actor, waiver)
    return added(session, made, f"/v1/articles/{article_id}/waivers")


@router.patch("/waivers/{waiver_id}", response_model=WaiverOut, responses=refusals(NoSuchWaiver))
@writes
def edit_waiver(
    waiver_id: WaiverPath,
    changes: WaiverPatch,
    session: Writing,
    actor: Editor,
    expected: IfMatch,
) -> Response:
    """Take an exception back. It stays on the record."""
    waiver = service.edit(session, actor, waiver_id, expected, withdrawn=changes.withdrawn)
    return kept(session, service.shown(session, actor, waiver))
