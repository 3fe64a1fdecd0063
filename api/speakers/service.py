"""Keep speakers: one each, under all their names."""

from collections.abc import Iterable

from sqlmodel import SQLModel, col, select, update

from api.auth.access import Actor
from api.db import Read, Write
from api.events import service as events
from api.paging import Found, Question, page
from api.people import service as people
from api.problems import Conflict, Invalid, NotFound, at
from api.reading import Document, document, fresh, row, uses
from api.speakers.models import Speaker
from api.speakers.schemas import SpeakerFilter, SpeakerIn, SpeakerOut, SpeakerPatch
from api.versions import Expected


class NoSuchSpeaker(NotFound):
    """No speaker that you may know of has this id."""


class SpeakerInUse(Conflict):
    """Claims name this speaker; `claims` lists them. Change those first, or merge the speaker."""


class CannotMerge(Conflict):
    """These two speakers cannot be merged; `detail` says why."""


def get(session: Read, viewer: Actor, speaker_id: str) -> Speaker:
    found = row(session, viewer, Speaker, "speaker", speaker_id)
    if found is None:
        raise NoSuchSpeaker(f"There is no speaker {speaker_id}.")
    return found


def named(session: Read, viewer: Actor, speaker_id: str, *where: str | int) -> Speaker:
    """Find a speaker whom a body names, or say where it is wrong."""
    try:
        return get(session, viewer, speaker_id)
    except NoSuchSpeaker as nobody:
        message = "There is no such speaker; GET /v1/speakers?q= finds them."
        raise Invalid(nobody.detail, errors=at(*where, message=message)) from nobody


def called(session: Write, actor: Actor, name: str) -> Speaker:
    """Find the speaker whom this name means, or add one: by name first, then by alias.

    Only speakers that everybody may know of are found by name.
    """
    meant = name.strip()
    line = "\n" + meant.casefold() + "\n"
    open_to_all = select(Speaker).where(
        col(Speaker.findable).contains(line, autoescape=True),
        ~col(Speaker.restricted),
        col(Speaker.deleted_at).is_(None),
    )
    found = session.exec(open_to_all.order_by(col(Speaker.pk)).limit(20)).all()
    exact = [speaker for speaker in found if speaker.name.casefold() == meant.casefold()]
    if found:
        first = (exact or found)[0]
        return first if first.meant_pk == first.pk else session.get_one(Speaker, first.meant_pk)
    return add(session, actor, SpeakerIn(name=meant))


def shows(session: Read, viewer: Actor, pk: int) -> bool:
    """Say whether the viewer may know of this speaker."""
    return row(session, viewer, Speaker, "speaker", id_of(session, pk)) is not None


def id_of(session: Read, pk: int) -> str:
    return session.get_one(Speaker, pk).id


def read(session: Read, viewer: Actor, speaker_id: str) -> Document:
    found = document(session, viewer, SpeakerOut, col(Speaker.id) == speaker_id)
    if found is None:
        raise NoSuchSpeaker(f"There is no speaker {speaker_id}.")
    return found


def listed(session: Read, viewer: Actor, wanted: SpeakerFilter) -> Found:
    statement = SpeakerOut.select().where(col(Speaker.merged_into_pk).is_(None))
    if wanted.q is not None:
        words = col(Speaker.findable).contains(wanted.q.casefold(), autoescape=True)
        statement = statement.where(words)
    if wanted.kind:
        statement = statement.where(col(Speaker.kind).in_(wanted.kind))
    question = Question("speakers", wanted, viewer, session.secret)
    return page(session, SpeakerOut, statement, question)


def add(session: Write, actor: Actor, new: SpeakerIn) -> Speaker:
    speaker = Speaker(
        id=session.mint("speaker"),
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
        updated_at=session.now,
        findable=_findable(new.name, new.aliases),
        **new.model_dump(exclude={"visible_to"}),
    )
    session.add(speaker)
    session.flush()
    speaker.meant_pk = speaker.pk
    if new.visible_to is not None:
        people.restrict(session, actor, speaker, new.visible_to)
    events.record(session, actor, "speaker.added", speaker.id, after=new.model_dump(mode="json"))
    return speaker


def edit(
    session: Write, actor: Actor, speaker_id: str, expected: Expected, changes: SpeakerPatch
) -> Document:
    speaker = get(session, actor, speaker_id)
    expected.meets(speaker.version)
    wanted = changes.model_dump(exclude={"visible_to"})
    events.change(session, actor, "speaker.edited", speaker, wanted)
    speaker.findable = _findable(speaker.name, speaker.aliases)
    people.edit_restriction(session, actor, speaker, changes.model_dump())
    return fresh(session, actor, SpeakerOut, speaker.pk)


def delete(session: Write, actor: Actor, speaker_id: str, expected: Expected) -> None:
    """Take away a speaker whom nothing names."""
    speaker = get(session, actor, speaker_id)
    expected.meets(speaker.version)
    used, claims = uses(session, actor, SQLModel.metadata.tables["speaker"], speaker.pk)
    if used:
        raise SpeakerInUse(f"{speaker.name} is named in {used} places.", claims=[*claims])
    speaker.deleted_at = session.now
    session.touch(speaker)
    events.record(session, actor, "speaker.deleted", speaker.id, before={"name": speaker.name})


def merge(
    session: Write, actor: Actor, speaker_id: str, expected: Expected, into_id: str
) -> Document:
    """Let `speaker_id` be `into_id` from now on, wherever it is named."""
    speaker = get(session, actor, speaker_id)
    expected.meets(speaker.version)
    into = named(session, actor, into_id, "body", "into")
    if into.meant_pk == speaker.meant_pk:
        raise CannotMerge(f"{speaker.name} and {into.name} are one speaker already.")
    if speaker.merged_into_pk is not None or into.merged_into_pk is not None:
        raise CannotMerge("One of the two is merged already; name the speaker that stayed.")
    if speaker.restricted and not into.restricted:
        raise CannotMerge(f"{speaker.name} is restricted; {into.name} would show it to all.")
    session.exec(
        update(Speaker).where(col(Speaker.meant_pk) == speaker.pk).values(meant_pk=into.pk)
    )
    speaker.merged_into_pk = into.pk
    names = dict.fromkeys([*into.aliases, speaker.name, *speaker.aliases])
    names.pop(into.name, None)
    aliases, before = list(names), into.aliases
    into.aliases, into.findable = aliases, _findable(into.name, aliases)
    session.touch(into)
    session.touch(speaker)
    events.record(
        session,
        actor,
        "speaker.merged",
        speaker.id,
        before={"into": None, "aliases": [*before]},
        after={"into": into.id, "aliases": [*aliases]},
    )
    return fresh(session, actor, SpeakerOut, into.pk)


def _findable(name: str, aliases: Iterable[str]) -> str:
    return "\n" + "\n".join([name, *aliases]).casefold() + "\n"
