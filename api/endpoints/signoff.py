"""Signatures, clearance, publication and corrections of an article."""

from typing import Annotated

from fastapi import Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.articles.schemas import ArticleOut
from api.articles.service import NoSuchArticle
from api.claims.service import NoSuchClaim
from api.core.problems import Invalid, refusals
from api.http.authorization import Checker, Editor, Filer, Reader
from api.http.dependencies import IfMatch, Posting, Reading, Writing, database, room, writes
from api.http.path_parameters import ArticlePath, ClaimPath
from api.http.query_parameters import asked
from api.http.responses import added, gone, kept, show
from api.queries.documents import Document, fresh, tag, told
from api.queries.pagination import Page
from api.signoff import clearance as asking
from api.signoff import corrections, publications, signatures
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

router = room("sign-off")


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
    responses=refusals(NoSuchArticle),
)
async def read_clearance(
    request: Request,
    article_id: ArticlePath,
    wanted: Annotated[ClearanceQuery, asked(ClearanceQuery)],
    look: Reading,
) -> Response:
    """Ask whether this piece may run, and if not, what is open.

    Ask before every publish, with the `sha256` of the text that runs. Everything that blocks is
    named by code, claim and span. A piece is never cleared with a claim found wrong in it, nor for
    another text than it has. Cheap: send the `ETag` that you have, and an unchanged answer is 304.
    """
    db = database(request)
    return show(request, look, await asking.cleared(look, db, article_id, wanted.sha256))


@router.get(
    "/articles/{article_id}/deadline",
    response_model=DeadlineView,
    responses=refusals(NoSuchArticle),
)
def read_deadline(
    request: Request, article_id: ArticlePath, look: Reading, actor: Reader
) -> Response:
    """Read what is still open before the piece may run, by assignee, most worth first."""
    with database(request).read() as session:
        found = asking.deadline(session, actor, article_id)
    return show(request, look, told(actor, found.model_dump_json()))


@router.post(
    "/articles/{article_id}/signature",
    status_code=201,
    response_model=SignatureOut,
    responses=refusals(NoSuchArticle, CannotSign),
)
@writes
def sign_article(
    article_id: ArticlePath, new: SignIn, session: Posting, actor: Editor, expected: IfMatch
) -> Response:
    """Sign the piece off as it stands. Takes an editor who judged none of it.

    The signature is bound to the text and to every claim's words, attribution, findings and cited
    evidence. When any of them changes it is void, and clearance says what changed. More support, a
    typo in a source's title or a note voids nothing.
    """
    signature = signatures.sign(session, actor, article_id, expected, new)
    made = signatures.signature_shown(session, actor, signature)
    return added(session, made, f"/v1/articles/{article_id}/clearance")


@router.delete(
    "/articles/{article_id}/signature",
    status_code=204,
    responses=refusals(NoSuchArticle, NoSignature),
)
@writes
def unsign_article(
    article_id: ArticlePath, session: Writing, actor: Editor, expected: IfMatch
) -> Response:
    """Take the signature back; it stays on the record."""
    signatures.unsign(session, actor, article_id, expected)
    return gone()


@router.post(
    "/articles/{article_id}/publish",
    status_code=201,
    response_model=Published,
    responses=refusals(NoSuchArticle, Invalid),
)
@writes
def publish_article(
    article_id: ArticlePath, new: PublishIn, session: Posting, actor: Filer, expected: IfMatch
) -> Response:
    """Record that a piece ran, and which text; recorded with its blockers even when not cleared."""
    article, publication, clearance = publications.publish(
        session, actor, article_id, expected, new
    )
    made = fresh(session, actor, PublicationOut, publication.pk)
    json = (
        f'{{"publication":{made.json},"article_version":{article.version},"clearance":{clearance}}}'
    )
    found = Document(json, tag(actor, article.version, session.tip.around))
    return added(session, found, f"/v1/articles/{article_id}/publications")


@router.get(
    "/articles/{article_id}/publications",
    response_model=Page[PublicationOut],
    responses=refusals(NoSuchArticle),
)
async def list_publications(
    request: Request,
    article_id: ArticlePath,
    wanted: Annotated[PublicationFilter, asked(PublicationFilter)],
    look: Reading,
) -> Response:
    """List when the piece ran, in which text, and whether it was clear to run."""
    return show(request, look, await publications.publications(look, article_id, wanted))


@router.post(
    "/articles/{article_id}/spike",
    response_model=ArticleOut,
    responses=refusals(NoSuchArticle, WrongStage),
)
@writes
def spike_article(
    article_id: ArticlePath, new: SpikeIn, session: Posting, actor: Editor, expected: IfMatch
) -> Response:
    """Say that the piece will not run. Takes an editor."""
    article = publications.spike(session, actor, article_id, expected, new.reason)
    return kept(session, fresh(session, actor, ArticleOut, article.pk))


@router.post(
    "/articles/{article_id}/corrections",
    status_code=201,
    response_model=CorrectionOut,
    responses=refusals(NoSuchArticle, WrongStage),
)
@writes
def add_correction(
    article_id: ArticlePath, new: CorrectionIn, session: Posting, actor: Checker
) -> Response:
    """Record what was put right after publication, and what readers are told."""
    made = corrections.correct(session, actor, article_id, new)
    return added(session, made, f"/v1/articles/{article_id}/corrections")


@router.get(
    "/articles/{article_id}/corrections",
    response_model=Page[CorrectionOut],
    responses=refusals(NoSuchArticle),
)
async def list_corrections(
    request: Request,
    article_id: ArticlePath,
    wanted: Annotated[CorrectionFilter, asked(CorrectionFilter)],
    look: Reading,
) -> Response:
    """List a piece's corrections, clarifications, updates and retractions, oldest first."""
    return show(request, look, await corrections.of_article(look, article_id, wanted))


@router.get(
    "/claims/{claim_id}/corrections",
    response_model=Page[CorrectionOut],
    responses=refusals(NoSuchClaim),
)
async def list_corrections_of_claim(
    request: Request,
    claim_id: ClaimPath,
    wanted: Annotated[CorrectionFilter, asked(CorrectionFilter)],
    look: Reading,
) -> Response:
    """List what readers were told about one claim after publication, oldest first."""
    return show(request, look, await corrections.of_claim(look, claim_id, wanted))
