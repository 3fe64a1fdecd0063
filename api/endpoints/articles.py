"""Articles: send, list, read and change them."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from api.articles import service as articles
from api.articles.schemas import (
    ArticleFilter,
    ArticleIn,
    ArticleOut,
    ArticlePatch,
    ArticleRef,
)
from api.articles.service import ArticleTaken, NoSuchArticle
from api.claims.span_lookup import SpanLookup
from api.core.problems import Invalid, problem_responses
from api.endpoints.article_bodies import body_of, incoming
from api.http.authorization import Filer
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    ReadContextDep,
    WriteSession,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import ArticlePath
from api.http.query_parameters import from_query
from api.http.responses import created, ok, stored
from api.intake import drafting
from api.intake.drafting import Prepared
from api.intake.schemas import ArticleAdded
from api.queries.documents import reload_document
from api.queries.pagination import Page

router = versioned_router("articles")


Incoming = Annotated[ArticleIn, Depends(incoming)]


def _prepared(new: Incoming) -> Prepared:
    return drafting.prepare(new)


@router.post(
    "/articles",
    status_code=201,
    response_model=ArticleAdded,
    responses=problem_responses(ArticleTaken, Invalid),
    openapi_extra=body_of(ArticleIn),
)
@in_transaction
def add_article(
    new: Incoming,
    prepared: Annotated[Prepared, Depends(_prepared)],  # before the transaction is opened
    session: IdempotentWrite,
    actor: Filer,
) -> Response:
    """Send an article: its words become draft 1, and its claims are drafted at once, offline.

    As JSON; as a form with a `file` (.txt, .md, .html or .docx, 20 MiB at most) and the other
    fields; or as a ninjs item.

    Of a very long text, the first 50,000 words are read and the first 500 claims drafted.
    """
    article = articles.add(session, actor, new, prepared.words, prepared.sentences)
    drafting.keep(session, actor, SpanLookup(article), prepared.candidates)
    document = reload_document(session, actor, ArticleAdded, article.pk)
    return created(session, document, f"/v1/articles/{article.id}")


@router.get("/articles", response_model=Page[ArticleRef])
async def list_articles(
    request: Request,
    filters: Annotated[ArticleFilter, from_query(ArticleFilter)],
    context: ReadContextDep,
) -> Response:
    """List articles without their words, oldest first unless you say otherwise."""
    return ok(request, context, await articles.list_articles(context, filters))


@router.get(
    "/articles/{article_id}",
    response_model=ArticleOut,
    responses=problem_responses(NoSuchArticle),
)
async def read_article(
    request: Request, article_id: ArticlePath, context: ReadContextDep
) -> Response:
    """Read an article with its newest words."""
    return ok(request, context, await articles.read(context, article_id))


@router.patch(
    "/articles/{article_id}",
    response_model=ArticleOut,
    responses=problem_responses(NoSuchArticle, ArticleTaken),
)
@in_transaction
def edit_article(
    article_id: ArticlePath,
    changes: ArticlePatch,
    session: WriteSession,
    actor: Filer,
    expected: IfMatch,
) -> Response:
    """Change an article's fields. Its words change only with a new draft."""
    return stored(session, articles.edit(session, actor, article_id, expected, changes))
