"""Add, read, change and merge speakers; each is stored once, under all their names."""

from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col, delete, select, update

from api.auth.access import Actor
from api.core.preconditions import ExpectedVersion
from api.core.problems import Conflict, NotFound
from api.ledger import service as ledger
from api.people import service as people
from api.queries.contexts import ReadContext
from api.queries.documents import Document, read_document, reload_document
from api.queries.ledger_positions import desk_position
from api.queries.lists import ListQuery
from api.queries.pagination import PageResult
from api.queries.references import references_to
from api.queries.resources import Resource
from api.search import full_text, search_documents
from api.speakers.models import Speaker, SpeakerName
from api.speakers.schemas import SpeakerFilter, SpeakerIn, SpeakerOut, SpeakerPatch
from api.storage.database import Write
from api.storage.statements import param

meant = aliased(Speaker)


class NoSuchSpeaker(NotFound):
    """No speaker that you can see has this id."""


class SpeakerInUse(Conflict):
    """Claims name this speaker; `claims` lists them. Change those first, or merge the speaker."""


class CannotMerge(Conflict):
    """These two speakers cannot be merged; `detail` says why."""


SPEAKERS = Resource(Speaker, NoSuchSpeaker, "GET /v1/speakers?q= finds them.")
get = SPEAKERS.get


_CALLED = (
    select(col(meant.pk), col(meant.id))
    .select_from(SpeakerName)
    .join(Speaker, col(Speaker.pk) == col(SpeakerName.speaker_pk))
    .join(meant, col(meant.pk) == col(Speaker.meant_pk))
    .where(
        col(SpeakerName.name) == param("name"),
        ~col(Speaker.restricted) & ~col(meant.restricted),
        col(Speaker.deleted_at).is_(None),
    )
    .order_by(col(SpeakerName.alias), col(SpeakerName.speaker_pk))
    .limit(1)
)


def called(session: Write, actor: Actor, name: str) -> tuple[int, str]:
    """Find the speaker (`pk` and id) with this name or else this alias, or add one.

    Only speakers that everybody can see are found by name.
    """
    cache_key = "speaker", name.strip().casefold()
    if cache_key not in session.lookup_cache:
        rows = session.rows(_CALLED, {"name": cache_key[1]})
        session.lookup_cache[cache_key] = rows[0] if rows else None
    if session.lookup_cache[cache_key] is None:
        new_speaker = add(session, actor, SpeakerIn(name=name.strip()))
        session.lookup_cache[cache_key] = new_speaker.pk, new_speaker.id
    meant_one: tuple[int, str] = session.lookup_cache[cache_key]
    return meant_one


async def read(context: ReadContext, speaker_id: str) -> Document:
    return await read_document(context, SpeakerOut, speaker_id, NoSuchSpeaker)


_LIST = ListQuery(SpeakerOut, SpeakerFilter, where=col(Speaker.merged_into_pk).is_(None))


async def list_speakers(context: ReadContext, filters: SpeakerFilter) -> PageResult:
    """Find speakers, or list all that were not merged into another."""
    position, long = await desk_position(context), full_text.has_terms(filters.q)
    return await _LIST.read(context, "speakers", filters, position, long=long)


def add(session: Write, actor: Actor, new: SpeakerIn) -> Speaker:
    speaker = Speaker(
        id=session.new_id("speaker"),
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
        updated_at=session.now,
        **new.model_dump(exclude={"visible_to"}),
    )
    session.add(speaker)
    session.flush()
    speaker.meant_pk = speaker.key
    _name(session, speaker)
    if new.visible_to is not None:
        people.restrict(session, actor, speaker, new.visible_to)
    ledger.record(session, actor, "speaker.added", speaker.id, after=new.model_dump(mode="json"))
    return speaker


def edit(
    session: Write, actor: Actor, speaker_id: str, expected: ExpectedVersion, changes: SpeakerPatch
) -> Document:
    speaker = get(session, actor, speaker_id)
    expected.check(speaker.version)
    columns = changes.model_dump(exclude={"visible_to"})
    named = ledger.change(session, actor, "speaker.edited", speaker, columns) & {"name", "aliases"}
    if named:
        _name(session, speaker)
    hidden = people.edit_restriction(session, actor, speaker, changes.model_dump())
    if named or hidden:
        session.before_commit(search_documents.index_claims_of_speakers, speaker.key)
    return reload_document(session, actor, SpeakerOut, speaker.key)


def remove(session: Write, actor: Actor, speaker_id: str, expected: ExpectedVersion) -> None:
    """Delete a speaker that nothing refers to."""
    speaker = get(session, actor, speaker_id)
    expected.check(speaker.version)
    used, claims = references_to(session, actor, SQLModel.metadata.tables["speaker"], speaker.key)
    if used:
        raise SpeakerInUse(f"{speaker.name} is named in {used} places.", claims=[*claims])
    speaker.deleted_at = session.now
    session.exec(delete(SpeakerName).where(col(SpeakerName.speaker_pk) == speaker.key))
    full_text.remove_text(session, "speaker", speaker.key)
    session.touch(speaker)
    ledger.record(session, actor, "speaker.deleted", speaker.id, before={"name": speaker.name})


def merge(
    session: Write, actor: Actor, speaker_id: str, expected: ExpectedVersion, into_id: str
) -> Document:
    """Let `speaker_id` be `into_id` from now on, wherever it is named."""
    speaker = get(session, actor, speaker_id)
    expected.check(speaker.version)
    into = SPEAKERS.named(session, actor, into_id, "body", "into")
    if into.meant_pk == speaker.meant_pk:
        raise CannotMerge(f"{speaker.name} and {into.name} are one speaker already.")
    if speaker.merged_into_pk is not None or into.merged_into_pk is not None:
        raise CannotMerge("One of the two is merged already; name the speaker that stayed.")
    if speaker.restricted and not into.restricted:
        raise CannotMerge(f"{speaker.name} is restricted; {into.name} would show it to all.")
    session.exec(
        update(Speaker).where(col(Speaker.meant_pk) == speaker.key).values(meant_pk=into.pk)
    )
    speaker.merged_into_pk = into.pk
    names = dict.fromkeys([*into.aliases, speaker.name, *speaker.aliases])
    names.pop(into.name, None)
    aliases, before = list(names), into.aliases
    into.aliases = aliases
    _name(session, into)
    session.before_commit(search_documents.index_claims_of_speakers, into.key)
    session.touch(into)
    session.touch(speaker)
    ledger.record(
        session,
        actor,
        "speaker.merged",
        speaker.id,
        before={"into": None, "aliases": [*before]},
        after={"into": into.id, "aliases": [*aliases]},
    )
    return reload_document(session, actor, SpeakerOut, into.pk)


def _name(session: Write, speaker: Speaker) -> None:
    """Index the speaker under their current names."""
    session.exec(delete(SpeakerName).where(col(SpeakerName.speaker_pk) == speaker.key))
    names = dict.fromkeys(name.casefold() for name in (speaker.name, *speaker.aliases))
    for index, name in enumerate(names):
        session.add(SpeakerName(name=name, speaker_pk=speaker.key, alias=index > 0))
    session.flush()
    session.before_commit(search_documents.index_speakers, speaker.key)
