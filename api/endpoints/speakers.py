"""Speakers: the people and organisations that articles quote."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.core.problems import problem_responses
from api.http.authorization import Checker, Reporter
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    ReadContextDep,
    WriteSession,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import SpeakerPath
from api.http.query_parameters import from_query
from api.http.responses import created, no_content, ok, stored
from api.queries.documents import reload_document
from api.queries.pagination import Page
from api.speakers import service
from api.speakers.schemas import MergeIn, SpeakerFilter, SpeakerIn, SpeakerOut, SpeakerPatch
from api.speakers.service import CannotMerge, NoSuchSpeaker, SpeakerInUse

router = versioned_router("speakers", "/speakers")


@router.get("", response_model=Page[SpeakerOut])
async def list_speakers(
    request: Request,
    filters: Annotated[SpeakerFilter, from_query(SpeakerFilter)],
    context: ReadContextDep,
) -> Response:
    """Find speakers by name or alias, or list them, oldest first. Merged ones are left out."""
    return ok(request, context, await service.list_speakers(context, filters))


@router.post("", status_code=201, response_model=SpeakerOut)
@in_transaction
def add_speaker(new: SpeakerIn, session: IdempotentWrite, actor: Reporter) -> Response:
    """Add a person or organisation that articles quote."""
    speaker = service.add(session, actor, new)
    document = reload_document(session, actor, SpeakerOut, speaker.pk)
    return created(session, document, f"/v1/speakers/{speaker.id}")


@router.get(
    "/{speaker_id}",
    response_model=SpeakerOut,
    responses=problem_responses(NoSuchSpeaker),
)
async def read_speaker(
    request: Request, speaker_id: SpeakerPath, context: ReadContextDep
) -> Response:
    """Read one speaker; a merged one names the speaker that it was merged into."""
    return ok(request, context, await service.read(context, speaker_id))


@router.patch(
    "/{speaker_id}", response_model=SpeakerOut, responses=problem_responses(NoSuchSpeaker)
)
@in_transaction
def edit_speaker(
    speaker_id: SpeakerPath,
    changes: SpeakerPatch,
    session: WriteSession,
    actor: Reporter,
    expected: IfMatch,
) -> Response:
    """Change a speaker's names or roles, or who can see them."""
    return stored(session, service.edit(session, actor, speaker_id, expected, changes))


@router.delete(
    "/{speaker_id}", status_code=204, responses=problem_responses(NoSuchSpeaker, SpeakerInUse)
)
@in_transaction
def delete_speaker(
    speaker_id: SpeakerPath, session: WriteSession, actor: Reporter, expected: IfMatch
) -> Response:
    """Delete a speaker that no claim names."""
    service.remove(session, actor, speaker_id, expected)
    return no_content()


@router.post(
    "/{speaker_id}/merge",
    response_model=SpeakerOut,
    responses=problem_responses(NoSuchSpeaker, CannotMerge),
)
@in_transaction
def merge_speaker(
    speaker_id: SpeakerPath,
    merge: MergeIn,
    session: IdempotentWrite,
    actor: Checker,
    expected: IfMatch,
) -> Response:
    """Let this speaker be another one, wherever it is named; answers with the one that stays.

    Nothing that pointed at either is lost: claims keep both, and show the one that stayed.
    """
    return stored(session, service.merge(session, actor, speaker_id, expected, merge.into))
