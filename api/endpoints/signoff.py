"""Signatures, clearance, publication and corrections of an article."""

from typing import Annotated

from fastapi import Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.articles.schemas import ArticleOut
from api.articles.service import NoSuchArticle
from api.claims.service import NoSuchClaim
from api.core.problems import Invalid, problem_responses
from api.http.authorization import Checker, Editor, Filer, Reader
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    ReadContextDep,
    WriteSession,
    get_database,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import ArticlePath, ClaimPath
from api.http.query_parameters import from_query
from api.http.responses import created, no_content, ok, stored
from api.queries.documents import document_from_json, reload_document
from api.queries.pagination import Page
from api.signoff import clearance, corrections, publications, signatures
from api.signoff.publications import WrongStage
from api.signoff.schemas import (
    SHA256,
    Clearance,
    CorrectionFilter,
    CorrectionIn,
    CorrectionOut,
    DeadlineView,
    PublicationFilter,
    PublicationOut,
    Published,
    PublishIn,
    SignatureOut,
    SignIn,
    SpikeIn,
)
from api.signoff.signatures import CannotSign, NoSignature

router = versioned_router("sign-off")


class ClearanceQuery(BaseModel):
    """For which text."""

    sha256: SHA256 | None = Field(
        default=None,
        description="The SHA-256 of the text that is about to run: another one than the newest "
        "draft's is not cleared.",
    )


@router.get(
    "/articles/{article_id}/clearance",
    response_model=Clearance,
    responses=problem_responses(NoSuchArticle),
)
async def read_clearance(
    request: Request,
    article_id: ArticlePath,
    filters: Annotated[ClearanceQuery, from_query(ClearanceQuery)],
    context: ReadContextDep,
) -> Response:
    """Ask whether this piece may run, and if not, what is open.

    Ask before every publish, with the `sha256` of the text that runs. Everything that blocks is
    named by code, claim and span. A piece is never cleared with a claim found wrong in it, nor for
    another text than it has. Cheap: send the `ETag` that you have, and an unchanged answer is 304.
    """
    db = get_database(request)
    return ok(
        request, context, await clearance.read_clearance(context, db, article_id, filters.sha256)
    )


@router.get(
    "/articles/{article_id}/deadline",
    response_model=DeadlineView,
    responses=problem_responses(NoSuchArticle),
)
def read_deadline(
    request: Request, article_id: ArticlePath, context: ReadContextDep, actor: Reader
) -> Response:
    """Read what is still open before the piece may run, by assignee, most worth first."""
    with get_database(request).read() as session:
        deadline = clearance.read_deadline(session, actor, article_id)
    return ok(request, context, document_from_json(actor, deadline.model_dump_json()))


@router.post(
    "/articles/{article_id}/signature",
    status_code=201,
    response_model=SignatureOut,
    responses=problem_responses(NoSuchArticle, CannotSign),
)
@in_transaction
def sign_article(
    article_id: ArticlePath, new: SignIn, session: IdempotentWrite, actor: Editor, expected: IfMatch
) -> Response:
    """Sign the piece off as it is now. Takes an editor who judged none of it.

    The signature is bound to the text and to every claim's words, attribution, findings and cited
    evidence. When any of them changes it is void, and clearance says what changed. More support, a
    typo in a source's title or a note voids nothing.
    """
    signature = signatures.sign(session, actor, article_id, expected, new)
    document = signatures.reload_signature(session, actor, signature)
    return created(session, document, f"/v1/articles/{article_id}/clearance")


@router.delete(
    "/articles/{article_id}/signature",
    status_code=204,
    responses=problem_responses(NoSuchArticle, NoSignature),
)
@in_transaction
def unsign_article(
    article_id: ArticlePath, session: WriteSession, actor: Editor, expected: IfMatch
) -> Response:
    """Take the signature back; it stays on the record."""
    signatures.unsign(session, actor, article_id, expected)
    return no_content()


@router.post(
    "/articles/{article_id}/publish",
    status_code=201,
    response_model=Published,
    responses=problem_responses(NoSuchArticle, Invalid),
)
@in_transaction
def publish_article(
    article_id: ArticlePath,
    new: PublishIn,
    session: IdempotentWrite,
    actor: Filer,
    expected: IfMatch,
) -> Response:
    """Record that a piece ran, and which text; recorded with its blockers even when not cleared."""
    document = publications.publish(session, actor, article_id, expected, new)
    return created(session, document, f"/v1/articles/{article_id}/publications")


@router.get(
    "/articles/{article_id}/publications",
    response_model=Page[PublicationOut],
    responses=problem_responses(NoSuchArticle),
)
async def list_publications(
    request: Request,
    article_id: ArticlePath,
    filters: Annotated[PublicationFilter, from_query(PublicationFilter)],
    context: ReadContextDep,
) -> Response:
    """List when the piece ran, in which text, and whether it was clear to run."""
    return ok(request, context, await publications.list_publications(context, article_id, filters))


@router.post(
    "/articles/{article_id}/spike",
    response_model=ArticleOut,
    responses=problem_responses(NoSuchArticle, WrongStage),
)
@in_transaction
def spike_article(
    article_id: ArticlePath,
    new: SpikeIn,
    session: IdempotentWrite,
    actor: Editor,
    expected: IfMatch,
) -> Response:
    """Say that the piece will not run. Takes an editor."""
    article = publications.spike(session, actor, article_id, expected, new.reason)
    return stored(session, reload_document(session, actor, ArticleOut, article.pk))


@router.post(
    "/articles/{article_id}/corrections",
    status_code=201,
    response_model=CorrectionOut,
    responses=problem_responses(NoSuchArticle, WrongStage),
)
@in_transaction
def add_correction(
    article_id: ArticlePath, new: CorrectionIn, session: IdempotentWrite, actor: Checker
) -> Response:
    """Record what was corrected after publication, and the notice to readers."""
    document = corrections.correct(session, actor, article_id, new)
    return created(session, document, f"/v1/articles/{article_id}/corrections")


@router.get(
    "/articles/{article_id}/corrections",
    response_model=Page[CorrectionOut],
    responses=problem_responses(NoSuchArticle),
)
async def list_corrections(
    request: Request,
    article_id: ArticlePath,
    filters: Annotated[CorrectionFilter, from_query(CorrectionFilter)],
    context: ReadContextDep,
) -> Response:
    """List a piece's corrections, clarifications, updates and retractions, oldest first."""
    return ok(request, context, await corrections.list_of_article(context, article_id, filters))


@router.get(
    "/claims/{claim_id}/corrections",
    response_model=Page[CorrectionOut],
    responses=problem_responses(NoSuchClaim),
)
async def list_corrections_of_claim(
    request: Request,
    claim_id: ClaimPath,
    filters: Annotated[CorrectionFilter, from_query(CorrectionFilter)],
    context: ReadContextDep,
) -> Response:
    """List the corrections of one claim, oldest first."""
    return ok(request, context, await corrections.list_of_claim(context, claim_id, filters))
