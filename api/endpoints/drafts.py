"""An article's drafts: send the next one, read them, compare two."""

from typing import Annotated

from fastapi import Depends, Request
from pydantic_core import to_json
from starlette.responses import Response

from api.articles import service as articles
from api.articles.schemas import ArticleIn, DraftFilter, DraftIn, DraftOut, DraftRef
from api.articles.service import ArticleTaken, NoSuchArticle, NoSuchDraft
from api.auth.access import Actor
from api.claims.relation_inputs import UnitQuery
from api.claims.schemas import ClaimOut
from api.claims.span_lookup import SpanLookup
from api.core import preconditions
from api.core.problems import Invalid, error_at, problem_responses
from api.endpoints.article_bodies import body_of, incoming, incoming_draft, is_ninjs
from api.http.authorization import Filer, Reader
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    IfMatchWhere,
    ReadContextDep,
    WriteSession,
    get_database,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import ArticlePath, DraftPath, ExternalPath
from api.http.query_parameters import from_query
from api.http.responses import created, ok, stored
from api.intake import draft_diff, drafting, new_draft
from api.intake.drafting import Prepared
from api.intake.new_draft import Redrafted
from api.intake.schemas import ArticleAdded, DraftAdded, DraftDiff
from api.queries.documents import Document, document_from_json, reload_document
from api.queries.etags import make_etag
from api.queries.pagination import Page
from api.storage.database import Write

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
    statement must be confirmed and its evidence cited again. Two equal places that nothing tells
    apart are named, never guessed at. The very words that were judged bring their findings back.
    New sentences come back as drafted claims. All of it is one transaction. The same text again is
    the same draft: 200, and nothing happens.

    Like an article, it may come as a form with a `file`, or as a ninjs item.
    """
    article = articles.get(session, article_id)
    outcome = new_draft.redraft(session, actor, article, expected, new, prepared)
    return _answer(session, actor, article_id, outcome)


def _answer(session: Write, actor: Actor, article_id: str, outcome: Redrafted) -> Response:
    document = _redrafted(session, actor, article_id, outcome)
    if not outcome.new:
        return stored(session, document)
    return created(session, document, f"/v1/articles/{article_id}/drafts/{outcome.draft.number}")


def _redrafted(session: Write, actor: Actor, article_id: str, outcome: Redrafted) -> Document:
    article = articles.get(session, article_id)
    draft = reload_document(session, actor, DraftOut, outcome.draft.pk)
    moved = new_draft.shown(session, actor, outcome)
    drafted = [
        reload_document(session, actor, ClaimOut, pk, utf16=False).json for pk in outcome.drafted
    ]
    claims = to_json([claim.model_dump(mode="json") for claim in moved]).decode()
    json = (
        f'{{"draft":{draft.json},"article_version":{article.version},'
        f'"claims":{claims},"drafted":[{",".join(drafted)}]}}'
    )
    return Document(json, make_etag(actor, article.version, session.head.shared_seq))


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


def _article_in(
    request: Request, new: Annotated[ArticleIn, Depends(incoming)], external_id: ExternalPath
) -> ArticleIn:
    """The article that a PUT describes: its `external_id` is in the path."""
    if new.external_id not in (None, external_id) and not is_ninjs(request):
        message = "Leave it out, or send the one in the path."
        raise Invalid("Two ids were sent.", errors=error_at("body", "external_id", message=message))
    return new.model_copy(update={"external_id": external_id})


@router.put(
    "/articles/by-external-id/{external_id}",
    response_model=DraftAdded,
    responses={
        201: {"description": "A new article.", "model": ArticleAdded},
        **problem_responses(ArticleTaken, Invalid),
    },
    openapi_extra=body_of(ArticleIn),
)
@in_transaction
def put_article(
    new: Annotated[ArticleIn, Depends(_article_in)],
    external_id: ExternalPath,
    session: WriteSession,
    actor: Filer,
    if_match: IfMatchWhere = None,
) -> Response:
    """Send an article by the CMS's own id: it is added, or its next draft if the words differ.

    `If-Match` is needed only where the article is there and would change: 428 without it. Fields
    that are left out stay as they are.
    """
    article = articles.ARTICLES.by_external_id(session, external_id)
    if article is None:
        prepared = drafting.prepare(new)
        text = articles.add(session, actor, new, prepared.words, prepared.sentences)
        drafting.keep(session, actor, SpanLookup(text), prepared.candidates)
        document = reload_document(session, actor, ArticleAdded, text.pk)
        return created(session, document, f"/v1/articles/{text.id}")
    expected = preconditions.parse_if_match(if_match) if if_match else None
    redrafted = new_draft.put(session, actor, article, expected, new)
    return stored(session, _redrafted(session, actor, article.id, redrafted))
