"""Purge an article. Answered when nothing is left in any file of the database."""

from starlette.responses import Response

from api.articles.service import NoSuchArticle
from api.core.problems import problem_responses
from api.erasure import purge
from api.erasure.schemas import Purged, PurgeIn
from api.http.authorization import Admin
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    erases_deleted,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import ArticlePath
from api.http.responses import stored
from api.queries.documents import document_from_json

router = versioned_router("articles")


@router.post(
    "/articles/{article_id}/purge",
    response_model=Purged,
    responses=problem_responses(NoSuchArticle),
)
@erases_deleted
@in_transaction
def purge_article(
    article_id: ArticlePath,
    why: PurgeIn,
    session: IdempotentWrite,
    actor: Admin,
    expected: IfMatch,
) -> Response:
    """Forget an article and all that was written about it, for a legal order: nothing undoes it.

    Its words are gone from the tables, the search index, kept answers and free pages. The ledger
    keeps who did what and when, and this purge; it has forgotten before and after, and verifies.
    On PostgreSQL the tables are rewritten, which locks them meanwhile; its own archives and your
    backups are yours to renew.
    """
    result = purge.purge(session, actor, article_id, expected, why.reason)
    return stored(session, document_from_json(actor, result.model_dump_json()))
