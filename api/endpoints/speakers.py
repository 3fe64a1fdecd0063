"""Who is quoted: people and organisations."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.core.problems import refusals
from api.http.authorization import Checker, Reporter
from api.http.dependencies import IfMatch, Posting, Reading, Writing, room, writes
from api.http.path_parameters import SpeakerPath
from api.http.query_parameters import asked
from api.http.responses import added, gone, kept, show
from api.queries.documents import fresh
from api.queries.pagination import Page
from api.speakers import service
from api.speakers.schemas import MergeIn, SpeakerFilter, SpeakerIn, SpeakerOut, SpeakerPatch
from api.speakers.service import CannotMerge, NoSuchSpeaker, SpeakerInUse

router = room("speakers", "/speakers")


@router.get("", response_model=Page[SpeakerOut])
async def list_speakers(
    request: Request, wanted: Annotated[SpeakerFilter, asked(SpeakerFilter)], look: Reading
) -> Response:
    """Find speakers by name or alias, or list them, oldest first. Merged ones are left out."""
    return show(request, look, await service.listed(look, wanted))


@router.post("", status_code=201, response_model=SpeakerOut)
@writes
def add_speaker(new: SpeakerIn, session: Posting, actor: Reporter) -> Response:
    """Add somebody whom an article lets speak."""
    speaker = service.add(session, actor, new)
    made = fresh(session, actor, SpeakerOut, speaker.pk)
    return added(session, made, f"/v1/speakers/{speaker.id}")


@router.get(
    "/{speaker_id}",
    response_model=SpeakerOut,
    responses=refusals(NoSuchSpeaker),
)
async def read_speaker(request: Request, speaker_id: SpeakerPath, look: Reading) -> Response:
    """Read one speaker; a merged one says into whom."""
    return show(request, look, await service.read(look, speaker_id))


@router.patch("/{speaker_id}", response_model=SpeakerOut, responses=refusals(NoSuchSpeaker))
@writes
def edit_speaker(
    speaker_id: SpeakerPath,
    changes: SpeakerPatch,
    session: Writing,
    actor: Reporter,
    expected: IfMatch,
) -> Response:
    """Change a speaker's names, roles or who may know of them."""
    return kept(session, service.edit(session, actor, speaker_id, expected, changes))


@router.delete("/{speaker_id}", status_code=204, responses=refusals(NoSuchSpeaker, SpeakerInUse))
@writes
def delete_speaker(
    speaker_id: SpeakerPath, session: Writing, actor: Reporter, expected: IfMatch
) -> Response:
    """Delete a speaker whom no claim names."""
    service.remove(session, actor, speaker_id, expected)
    return gone()


@router.post(
    "/{speaker_id}/merge",
    response_model=SpeakerOut,
    responses=refusals(NoSuchSpeaker, CannotMerge),
)
@writes
def merge_speaker(
    speaker_id: SpeakerPath, other: MergeIn, session: Posting, actor: Checker, expected: IfMatch
) -> Response:
    """Let this speaker be another one, wherever it is named; answers with the one that stays.

    Nothing that pointed at either is lost: claims keep both, and show the one that stayed.
    """
    return kept(session, service.merge(session, actor, speaker_id, expected, other.into))
