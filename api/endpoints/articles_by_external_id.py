"""Articles under the id of the CMS: sent again and again, as a CMS does."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from api.articles import service as articles
from api.articles.schemas import ArticleIn
from api.articles.service import ArticleTaken
from api.claims.span_lookup import SpanLookup
from api.core import preconditions
from api.core.problems import Invalid, error_at, problem_responses
from api.endpoints.article_bodies import body_of, incoming, is_ninjs
from api.http.authorization import Filer
from api.http.dependencies import (
    IfMatchWhere,
    WriteSession,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import ExternalPath
from api.http.responses import created, stored
from api.intake import article_put, draft_result, drafting
from api.intake.schemas import ArticleAdded, DraftAdded
from api.queries.documents import reload_document

router = versioned_router("articles")


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
    redrafted = article_put.update_article(session, actor, article, expected, new)
    return stored(session, draft_result.write_result(session, actor, redrafted))
