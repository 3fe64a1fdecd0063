"""Claims: list, count, add, read and change them, and read their history."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.articles.service import NoSuchArticle
from api.claims import creation, editing
from api.claims import service as claims
from api.claims.editing import IllegalState
from api.claims.external_ids import ClaimTaken
from api.claims.filters import By, ClaimFilter, ClaimPage, ClaimSort, CountFilter, Counts
from api.claims.inputs import ClaimIn, ClaimPatch
from api.claims.relation_inputs import UnitQuery
from api.claims.service import NoSuchClaim
from api.claims.span_lookup import OffsetOutside, QuoteAmbiguous, QuoteNotFound
from api.core.problems import Invalid, problem_responses
from api.http.authorization import Reporter
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    ReadContextDep,
    WriteSession,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import ArticlePath, ClaimPath, SpeakerPath
from api.http.query_parameters import from_query
from api.http.responses import created, ok, stored
from api.ledger import service as ledger
from api.ledger.schemas import EventPage, HistoryQuery
from api.queries.documents import document_from_json
from api.review import bulk, service
from api.review.bulk import BulkDone, BulkIn, BulkRefused
from api.review.schemas import (
    ClaimWhole,
)
from api.speakers import service as speakers
from api.speakers.service import NoSuchSpeaker

router = versioned_router("claims")

_PLACING = (Invalid, QuoteNotFound, QuoteAmbiguous, OffsetOutside)


@router.get("/claims", response_model=ClaimPage)
async def list_claims(
    request: Request,
    filters: Annotated[ClaimFilter, from_query(ClaimFilter)],
    context: ReadContextDep,
) -> Response:
    """List the claims that meet your filters; dropped ones only if you ask for them."""
    return ok(request, context, await claims.list_claims(context, filters))


@router.get("/claims/counts", response_model=Counts)
async def count_claims(
    request: Request,
    filters: Annotated[CountFilter, from_query(CountFilter)],
    context: ReadContextDep,
) -> Response:
    """Count claims by status, state, kind, speaker, assignee, source or anchoring."""
    return ok(request, context, await claims.count_claims(context, filters))


@router.get(
    "/articles/{article_id}/claims",
    response_model=ClaimPage,
    responses=problem_responses(NoSuchArticle),
)
async def list_claims_of_article(
    request: Request,
    article_id: ArticlePath,
    filters: Annotated[ClaimFilter, from_query(ClaimFilter)],
    context: ReadContextDep,
) -> Response:
    """List an article's claims in reading order: headline, standfirst, body; then position."""
    sort = filters.sort if "sort" in filters.model_fields_set else ClaimSort.position
    filters = filters.model_copy(update={"article": [article_id], "sort": sort})
    return ok(request, context, await claims.list_claims(context, filters, article_id))


@router.get(
    "/articles/{article_id}/counts",
    response_model=Counts,
    responses=problem_responses(NoSuchArticle),
)
async def count_claims_of_article(
    request: Request, article_id: ArticlePath, context: ReadContextDep
) -> Response:
    """Count an article's claims by status; dropped ones do not count."""
    return ok(request, context, await claims.count_claims_of_article(context, article_id))


@router.post(
    "/claims",
    status_code=201,
    response_model=ClaimWhole,
    responses=problem_responses(ClaimTaken, *_PLACING),
)
@in_transaction
def add_claim(
    new: ClaimIn,
    unit: Annotated[UnitQuery, from_query(UnitQuery)],
    session: IdempotentWrite,
    actor: Reporter,
) -> Response:
    """Mark a claim in an article's newest draft, by offsets or by its words."""
    claim = creation.add(session, actor, new, unit.unit)
    document = service.reload(session, actor, claim.pk, unit.unit)
    return created(session, document, f"/v1/claims/{claim.id}")


@router.post("/claims/bulk", response_model=BulkDone, responses=problem_responses(BulkRefused))
@in_transaction
def change_claims(changes: BulkIn, session: IdempotentWrite, actor: Reporter) -> Response:
    """Keep, drop, assign, date, tag or judge up to 200 claims at once, with an answer for each.

    Each item names the version that it changes. What is refused leaves the others be, unless they
    are sent as `atomic`. Judging takes a checker.
    """
    results = bulk.do(session, actor, changes)
    return stored(session, document_from_json(actor, results.model_dump_json()))


@router.get(
    "/claims/{claim_id}",
    response_model=ClaimWhole,
    responses=problem_responses(NoSuchClaim),
)
async def read_claim(
    request: Request,
    claim_id: ClaimPath,
    unit: Annotated[UnitQuery, from_query(UnitQuery)],
    context: ReadContextDep,
) -> Response:
    """Read one claim whole: spans, attribution, sources, findings, all evidence."""
    return ok(request, context, await service.whole(context, claim_id, unit.unit))


@router.patch(
    "/claims/{claim_id}",
    response_model=ClaimWhole,
    responses=problem_responses(NoSuchClaim, ClaimTaken, IllegalState, *_PLACING),
)
@in_transaction
def edit_claim(
    claim_id: ClaimPath,
    changes: ClaimPatch,
    unit: Annotated[UnitQuery, from_query(UnitQuery)],
    session: WriteSession,
    actor: Reporter,
    expected: IfMatch,
) -> Response:
    """Change a claim: keep or drop a drafted one, reword it, anchor it again, assign it.

    Other words, another statement or another attribution take its final findings back to
    `checking`; nothing else here does.
    """
    claim = editing.edit(session, actor, claim_id, expected, changes, unit.unit)
    return stored(session, service.reload(session, actor, claim.pk, unit.unit))


@router.get(
    "/claims/{claim_id}/history",
    response_model=EventPage,
    responses=problem_responses(NoSuchClaim),
)
async def read_claim_history(
    request: Request,
    claim_id: ClaimPath,
    filters: Annotated[HistoryQuery, from_query(HistoryQuery)],
    context: ReadContextDep,
) -> Response:
    """Read every change of a claim and of what belongs to it, oldest first: who, when, what."""
    position = await claims.ledger_position(context, claim_id)
    return ok(request, context, await ledger.history(context, position, claim_id, filters))


@router.get(
    "/speakers/{speaker_id}/record",
    response_model=Counts,
    responses=problem_responses(NoSuchSpeaker),
)
async def read_speaker_record(
    request: Request, speaker_id: SpeakerPath, context: ReadContextDep
) -> Response:
    """Count the claims that this speaker made, at any level, by status."""
    await speakers.read(context, speaker_id)
    filters = CountFilter(speaker=[speaker_id], by=By.status)
    return ok(request, context, await claims.count_claims(context, filters))
