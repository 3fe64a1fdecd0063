"""Redact a speaker or a source. Answered when nothing is left in any file of the database."""

from starlette.responses import Response

from api.core.problems import problem_responses
from api.erasure import redaction
from api.erasure.schemas import Redacted, RedactIn
from api.http.authorization import Admin
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    erases_deleted,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import SourcePath, SpeakerPath
from api.http.responses import stored
from api.queries.documents import document_from_json
from api.sources.service import NoSuchSource
from api.speakers.service import NoSuchSpeaker

speakers_router = versioned_router("speakers")
sources_router = versioned_router("sources")


@speakers_router.post(
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
    result = redaction.redact_speaker(session, actor, speaker_id, expected, how)
    return stored(session, document_from_json(actor, result.model_dump_json()))


@sources_router.post(
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
    result = redaction.redact_source(session, actor, source_id, expected, how)
    return stored(session, document_from_json(actor, result.model_dump_json()))
