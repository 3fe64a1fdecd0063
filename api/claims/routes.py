"""Lists and counts. One claim whole, and its changes, stand in `review`: they show evidence."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.articles.service import NoSuchArticle
from api.claims import service
from api.claims.filters import By, ClaimFilter, ClaimPage, ClaimSort, CountFilter, Counts
from api.doors import ArticlePath, Reading, SpeakerPath, room, show
from api.parameters import asked
from api.problems import refusals
from api.speakers import service as speakers
from api.speakers.service import NoSuchSpeaker

router = room("claims")


@router.get("/claims", response_model=ClaimPage)
async def list_claims(
    request: Request, wanted: Annotated[ClaimFilter, asked(ClaimFilter)], look: Reading
) -> Response:
    """List claims by whatever you ask for; dropped ones only if you ask for them."""
    return show(request, look, await service.listed(look, wanted))


@router.get("/claims/counts", response_model=Counts)
async def count_claims(
    request: Request, wanted: Annotated[CountFilter, asked(CountFilter)], look: Reading
) -> Response:
    """Count claims by status, state, kind, speaker, assignee, source or anchoring."""
    return show(request, look, await service.counts(look, wanted))


@router.get(
    "/articles/{article_id}/claims", response_model=ClaimPage, responses=refusals(NoSuchArticle)
)
async def list_claims_of_article(
    request: Request,
    article_id: ArticlePath,
    wanted: Annotated[ClaimFilter, asked(ClaimFilter)],
    look: Reading,
) -> Response:
    """List an article's claims in reading order: headline, standfirst, body; then position."""
    sort = wanted.sort if "sort" in wanted.model_fields_set else ClaimSort.position
    wanted = wanted.model_copy(update={"article": [article_id], "sort": sort})
    return show(request, look, await service.listed(look, wanted, article_id))


@router.get(
    "/articles/{article_id}/counts", response_model=Counts, responses=refusals(NoSuchArticle)
)
async def count_claims_of_article(
    request: Request, article_id: ArticlePath, look: Reading
) -> Response:
    """Count an article's claims by status; dropped ones do not count."""
    return show(request, look, await service.counts_of_article(look, article_id))


@router.get(
    "/speakers/{speaker_id}/record", response_model=Counts, responses=refusals(NoSuchSpeaker)
)
async def read_speaker_record(request: Request, speaker_id: SpeakerPath, look: Reading) -> Response:
    """Count the claims that this speaker made, at any level, by status."""
    await speakers.read(look, speaker_id)
    wanted = CountFilter(speaker=[speaker_id], by=By.status)
    return show(request, look, await service.counts(look, wanted))
