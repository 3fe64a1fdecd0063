"""Lists and counts. One claim whole, and its changes, stand in `review`: they show evidence."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.articles import service as articles
from api.articles.service import NoSuchArticle
from api.auth.deps import Reader
from api.claims import service
from api.claims.filters import By, ClaimFilter, ClaimSort, CountFilter, Counts
from api.claims.schemas import ClaimOut
from api.doors import ArticlePath, Conditional, Reading, SpeakerPath, show
from api.paging import Page
from api.problems import refusals
from api.reading import Document
from api.speakers import service as speakers
from api.speakers.service import NoSuchSpeaker

router = APIRouter(tags=["claims"])


@router.get("/claims", response_model=Page[ClaimOut], dependencies=[Conditional])
def list_claims(
    request: Request, wanted: Annotated[ClaimFilter, Query()], session: Reading, actor: Reader
) -> Response:
    """List claims by whatever you ask for; dropped ones only if you ask for them."""
    return show(request, service.listed(session, actor, wanted))


@router.get("/claims/counts", response_model=Counts, dependencies=[Conditional])
def count_claims(
    request: Request, wanted: Annotated[CountFilter, Query()], session: Reading, actor: Reader
) -> Response:
    """Count claims by status, state, kind, speaker, assignee, source or anchoring."""
    return _counts(request, service.counts(session, actor, wanted))


@router.get(
    "/articles/{article_id}/claims",
    response_model=Page[ClaimOut],
    responses=refusals(NoSuchArticle),
    dependencies=[Conditional],
)
def list_claims_of_article(
    request: Request,
    article_id: ArticlePath,
    wanted: Annotated[ClaimFilter, Query()],
    session: Reading,
    actor: Reader,
) -> Response:
    """List an article's claims in reading order: headline, standfirst, body; then position."""
    article = articles.get(session, article_id)
    sort = wanted.sort if "sort" in wanted.model_fields_set else ClaimSort.position
    wanted = wanted.model_copy(update={"article": [article.id], "sort": sort})
    return show(request, service.listed(session, actor, wanted, article.id))


@router.get(
    "/articles/{article_id}/counts",
    response_model=Counts,
    responses=refusals(NoSuchArticle),
    dependencies=[Conditional],
)
def count_claims_of_article(
    request: Request, article_id: ArticlePath, session: Reading, actor: Reader
) -> Response:
    """Count an article's claims by status; dropped ones do not count."""
    article = articles.get(session, article_id)
    return _counts(request, service.counts(session, actor, CountFilter(article=[article.id])))


@router.get(
    "/speakers/{speaker_id}/record",
    response_model=Counts,
    responses=refusals(NoSuchSpeaker),
    dependencies=[Conditional],
)
def read_speaker_record(
    request: Request, speaker_id: SpeakerPath, session: Reading, actor: Reader
) -> Response:
    """Count the claims that this speaker made, at any level, by status."""
    speaker = speakers.get(session, actor, speaker_id)
    wanted = CountFilter(speaker=[speaker.id], by=By.status)
    return _counts(request, service.counts(session, actor, wanted))


def _counts(request: Request, counts: Counts) -> Response:
    return show(request, Document(counts.model_dump_json(), 0))
