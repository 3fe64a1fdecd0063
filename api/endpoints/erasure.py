"""Purge an article, redact a speaker or a source. Answered when nothing is left in any file."""

from pydantic import BaseModel
from starlette.responses import Response

from api.articles.service import NoSuchArticle
from api.auth.access import Actor
from api.core.problems import problem_responses
from api.erasure import purge, redaction
from api.erasure.schemas import Purged, PurgeIn, Redacted, RedactIn
from api.http.authorization import Admin
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    erases_deleted,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import ArticlePath, SourcePath, SpeakerPath
from api.http.responses import stored
from api.queries.documents import document_from_json
from api.sources.service import NoSuchSource
from api.speakers.service import NoSuchSpeaker
from api.storage.database import Write

of_articles = versioned_router("articles")
of_speakers = versioned_router("speakers")
of_sources = versioned_router("sources")


@of_articles.post(
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
    return _shown(session, actor, purge.purge(session, actor, article_id, expected, why.reason))


@of_speakers.post(
    "/speakers/{speaker_id}/redact",
    response_model=Redacted,
    responses=problem_responses(NoSuchSpeaker),
)
@erases_deleted
@in_transaction
def redact_speaker(
    speaker_id: SpeakerPath,
    how: RedactIn,
    session: IdempotentWrite,
    actor: Admin,
    expected: IfMatch,
) -> Response:
    """Take a speaker's identity out of everything stored: names, aliases, roles, notes.

    A pseudonym takes their place wherever people wrote them; in the drafts of articles a bar of the
    same length does, so that spans stay where they are. Lines of the ledger that held them forget
    before and after. Nothing undoes it.
    """
    return _shown(
        session, actor, redaction.redact_speaker(session, actor, speaker_id, expected, how)
    )


@of_sources.post(
    "/sources/{source_id}/redact",
    response_model=Redacted,
    responses=problem_responses(NoSuchSource),
)
@erases_deleted
@in_transaction
def redact_source(
    source_id: SourcePath,
    how: RedactIn,
    session: IdempotentWrite,
    actor: Admin,
    expected: IfMatch,
) -> Response:
    """Take a source's identity out of everything stored: title, author, address, notes.

    Its author and its address are looked for in all texts, its title if `names` has it. Else as for
    a speaker.
    """
    return _shown(session, actor, redaction.redact_source(session, actor, source_id, expected, how))


def _shown(session: Write, actor: Actor, result: BaseModel) -> Response:
    return stored(session, document_from_json(actor, result.model_dump_json()))
