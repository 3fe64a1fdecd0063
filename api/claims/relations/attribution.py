"""Who said the claim: speakers by level, the cue, and the ranges inside quotation marks."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import JsonValue
from sqlmodel import col, delete, select

from api.claims.models import Attribution, Claim, ClaimSpan, SpanRole, Voice
from api.claims.relation_inputs import AttributionIn, SpeakerOfIn
from api.claims.relations import spans
from api.claims.relations.protocol import RelationContext
from api.speakers import service as speakers
from api.storage.database import Read, Write, insert_into
from api.text.spans import Span, span_at

_WHERE = ("body", "attribution")
LONGEST_CUE = 300  # code points of a cue that are kept


class ResolvedSpeaker(NamedTuple):
    """A speaker that a request names: by `pk`, or `None` for a name that may be new."""

    key: int | None
    entry: SpeakerOfIn
    mention: Span | None  # the words by which the article names them


class ResolvedAttribution(NamedTuple):
    """Whose a claim is, as found in the draft."""

    voice: Voice
    cue: str | None
    cue_span: Span | None
    speakers: list[ResolvedSpeaker]
    quotations: list[Span]


def resolve(context: RelationContext, value: AttributionIn, /) -> ResolvedAttribution:
    """Find speakers, cue and quotations; `context.words` are the claim's own."""
    cue, cue_span = None, None
    if value.cue is not None:
        if value.cue.span is not None:
            cue_span = context.lookup.find(value.cue.span, context.unit, *_WHERE, "cue", "span")
        cue = value.cue.text or (cue_span.exact[:LONGEST_CUE] if cue_span else None)
    return ResolvedAttribution(
        value.voice,
        cue,
        cue_span,
        [_resolve_speaker(context, speaker, n) for n, speaker in enumerate(value.speakers)],
        resolve_quotations(context, value),
    )


def _resolve_speaker(context: RelationContext, entry: SpeakerOfIn, n: int) -> ResolvedSpeaker:
    where = (*_WHERE, "speakers", n)
    mention, key = None, None
    if entry.span:
        mention = context.lookup.find(entry.span, context.unit, *where, "span")
    if entry.speaker:
        key = speakers.SPEAKERS.key(
            context.session, context.actor, entry.speaker, *where, "speaker"
        )
    return ResolvedSpeaker(key, entry, mention)


def resolve_quotations(context: RelationContext, value: AttributionIn) -> list[Span]:
    """Those that are named; else what is in quotation marks within a quoted claim's own words."""
    lookup = context.lookup
    if value.quotations is not None:
        return lookup.find_all(value.quotations, context.unit, *_WHERE, "quotations")
    if value.voice is not Voice.quoted:
        return []
    return [
        span_at(lookup.words, part, start, end)
        for part, first, last in context.words
        for start, end in lookup.quoted(part, first, last)
    ]


def clear(context: RelationContext, claim: Claim, /) -> None:
    """Take away the speakers that the actor can see, with cue and quotations."""
    session = context.session
    spans.clear_roles(session, claim, SpanRole.cue, SpanRole.quotation)
    visible = [
        row.pk
        for row in _stored(session, claim)
        if speakers.SPEAKERS.shows(session, context.actor, row.speaker_pk)
    ]
    session.exec(delete(ClaimSpan).where(col(ClaimSpan.attribution_pk).in_(visible)))
    session.exec(delete(Attribution).where(col(Attribution.pk).in_(visible)))


def write(
    context: RelationContext, claim_pk: int, resolved: ResolvedAttribution, /
) -> dict[str, JsonValue]:
    """Write who says it, where and how; a name that no speaker has becomes one."""
    described = [_write_speaker(context, claim_pk, speaker) for speaker in resolved.speakers]
    if resolved.cue_span is not None:
        spans.write_role(context, claim_pk, SpanRole.cue, [resolved.cue_span])
    spans.write_role(context, claim_pk, SpanRole.quotation, resolved.quotations)
    return {
        "voice": resolved.voice,
        "cue": resolved.cue,
        "speakers": described,
        "quotations": [span.exact for span in resolved.quotations],
    }


def _write_speaker(context: RelationContext, claim_pk: int, speaker: ResolvedSpeaker) -> JsonValue:
    session, entry = context.session, speaker.entry
    key, name = speaker.key, entry.speaker
    if key is None:
        key, name = speakers.called(session, context.actor, entry.name or "")
    attribution_pk = session.new_key()
    row = {
        "pk": attribution_pk,
        "claim_pk": claim_pk,
        "speaker_pk": key,
        "role": entry.role,
        "level": entry.level,
    }
    session.queue_insert(insert_into(Attribution), row)
    if speaker.mention is not None:
        spans.write_role(context, claim_pk, SpanRole.speaker, [speaker.mention], attribution_pk)
    return {"speaker": name, "level": entry.level, "role": entry.role}


def describe(session: Write, claim: Claim, /) -> JsonValue:
    """Who says it, and how, as the ledger shows it."""
    return {
        "voice": claim.voice,
        "cue": claim.cue,
        "speakers": [
            {
                "speaker": speakers.SPEAKERS.id_of(session, row.speaker_pk),
                "level": row.level,
                "role": row.role,
            }
            for row in _stored(session, claim)
        ],
        "quotations": [s.exact for s in spans.stored(session, claim, SpanRole.quotation)],
    }


def judged_by(session: Write, claim: Claim) -> object:
    """What an attribution finding is about: who said it, how, in which quoted words."""
    session.flush()
    who = sorted((row.level, row.speaker_pk) for row in _stored(session, claim))
    quoted = [span.exact for span in spans.stored(session, claim, SpanRole.quotation)]
    return claim.voice, claim.cue, who, quoted


def _stored(session: Read, claim: Claim) -> Sequence[Attribution]:
    of_claim = select(Attribution).where(Attribution.claim_pk == claim.pk)
    return session.exec(of_claim.order_by(col(Attribution.pk))).all()
