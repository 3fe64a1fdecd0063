"""What hangs on a claim and is set as a whole: spans, attribution, the writer's sources, tags.

What a body says is found first (`find_…`: it may be refused), then put (`put_…`: it is not). A
changed claim is cleared of the old in between, but not of what whoever changes it may not know of.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pydantic import JsonValue
from sqlmodel import col, delete, select

from api.auth.access import Actor
from api.claims.inputs import AttributionIn, ClaimIn, SourceOfIn, SpeakerOfIn
from api.claims.models import Attribution, Claim, ClaimSource, ClaimSpan, ClaimTag, SpanRole, Voice
from api.claims.span_lookup import SpanLookup
from api.queries import documents
from api.sources import service as sources
from api.speakers import service as speakers
from api.storage.database import Read, Write, insert_into
from api.text.offsets import Unit
from api.text.spans import Part, Span, span_at

Stretches = Sequence[tuple[Part, int, int]]
Speakers = Sequence[tuple[SpeakerOfIn, int | None]]  # the key; None for a name


class ResolvedAttribution(NamedTuple):
    """Whose a claim is, as found in the draft."""

    voice: Voice
    cue: str | None
    cue_at: Span | None
    mentions: list[Span | None]
    quoted: list[Span]


class ResolvedSource(NamedTuple):
    """A source that the writer drew on, found."""

    pk: int
    id: str
    said: SourceOfIn


def find_attribution(
    places: SpanLookup, new: AttributionIn, spans: Stretches, unit: Unit
) -> ResolvedAttribution:
    """Find what an attribution names in the draft; `spans` are the claim's own."""
    where = ("body", "attribution")
    mentions = [
        places.find(said.span, unit, *where, "speakers", n, "span") if said.span else None
        for n, said in enumerate(new.speakers)
    ]
    cue, cue_at = None, None
    if new.cue is not None:
        if new.cue.span is not None:
            cue_at = places.find(new.cue.span, unit, *where, "cue", "span")
        cue = new.cue.text or (cue_at.exact[:300] if cue_at else None)
    return ResolvedAttribution(
        new.voice, cue, cue_at, mentions, find_quotations(places, new, spans, unit)
    )


def find_quotations(
    places: SpanLookup, new: AttributionIn, spans: Stretches, unit: Unit
) -> list[Span]:
    """Those that were named; else what stands in quotation marks within a quoted claim's spans."""
    if new.quotations is not None:
        return places.find_all(new.quotations, unit, "body", "attribution", "quotations")
    if new.voice is not Voice.quoted:
        return []
    return [
        span_at(places.words, part, start, end)
        for part, first, last in spans
        for start, end in places.quoted(part, first, last)
    ]


def look_up(session: Write, actor: Actor, claims: Iterable[ClaimIn]) -> None:
    """Ask at once for all that many claims name by id: for `find_speakers` and the like."""
    named: dict[str, list[str]] = {"speaker": [], "source": [], "person": []}
    for new in claims:
        named["speaker"] += [one.speaker for one in new.attribution.speakers if one.speaker]
        named["source"] += [one.source for one in new.sources if isinstance(one.source, str)]
        named["person"] += [new.assignee] if new.assignee else []
    for kind, names in named.items():
        documents.prefetch_keys(session, actor, kind, names)


def find_speakers(session: Write, actor: Actor, new: AttributionIn) -> Speakers:
    """Find the speakers that are named by id."""
    where = ("body", "attribution", "speakers")
    return [
        (
            said,
            speakers.key(session, actor, said.speaker, *where, n, "speaker")
            if said.speaker
            else None,
        )
        for n, said in enumerate(new.speakers)
    ]


def find_sources(session: Write, actor: Actor, new: list[SourceOfIn]) -> list[ResolvedSource]:
    """Find the sources that are named by id, and add those that are described."""
    return [
        ResolvedSource(
            *sources.key(session, actor, said.source, "body", "sources", n, "source"), said
        )
        for n, said in enumerate(new)
    ]


def put_spans(
    session: Write,
    claim_pk: int,
    places: SpanLookup,
    role: SpanRole,
    found: Sequence[Span],
    attribution_pk: int | None = None,
) -> None:
    for one in found:
        converter = places.converter(one.part)
        row = {
            "pk": session.new_key(),
            "claim_pk": claim_pk,
            "attribution_pk": attribution_pk,
            "role": role,
            "part": one.part,
            "start": one.start,
            "end": one.end,
            "start16": converter.to_utf16(one.start),
            "end16": converter.to_utf16(one.end),
            "exact": one.exact,
            "prefix": one.prefix,
            "suffix": one.suffix,
        }
        session.queue_insert(insert_into(ClaimSpan), row)


def put_attribution(
    session: Write,
    actor: Actor,
    claim_pk: int,
    places: SpanLookup,
    saying: ResolvedAttribution,
    said: Speakers,
) -> dict[str, JsonValue]:
    """Put who says it, where and how; return it as the ledger tells it."""
    told: list[JsonValue] = []
    for (one, known), mention in zip(said, saying.mentions, strict=True):
        pk, name = known, one.speaker
        if pk is None:
            pk, name = speakers.called(session, actor, one.name or "")
        row = {"pk": session.new_key(), "claim_pk": claim_pk, "speaker_pk": pk}
        more = {"role": one.role, "level": one.level}
        session.queue_insert(insert_into(Attribution), row | more)
        if mention is not None:
            put_spans(session, claim_pk, places, SpanRole.speaker, [mention], row["pk"])
        told.append({"speaker": name, "level": one.level, "role": one.role})
    if saying.cue_at is not None:
        put_spans(session, claim_pk, places, SpanRole.cue, [saying.cue_at])
    put_spans(session, claim_pk, places, SpanRole.quotation, saying.quoted)
    quoted: list[JsonValue] = [one.exact for one in saying.quoted]
    return {"voice": saying.voice, "cue": saying.cue, "speakers": told, "quotations": quoted}


def put_sources(session: Write, claim_pk: int, drawn: list[ResolvedSource]) -> None:
    for one in drawn:
        row = {"pk": session.new_key(), "claim_pk": claim_pk, "source_pk": one.pk}
        more = {"locator": one.said.locator, "note": one.said.note}
        session.queue_insert(insert_into(ClaimSource), row | more)


def put_tags(session: Write, claim_pk: int, tags: list[str]) -> None:
    for tag in dict.fromkeys(tags):
        session.queue_insert(insert_into(ClaimTag), {"claim_pk": claim_pk, "tag": tag})


def tell_spans(spans: Sequence[Span | ClaimSpan]) -> list[JsonValue]:
    return [{"part": s.part, "start": s.start, "end": s.end, "exact": s.exact} for s in spans]


def tell_sources(drawn: list[ResolvedSource]) -> list[JsonValue]:
    return [{"source": one.id, "locator": one.said.locator, "note": one.said.note} for one in drawn]


def told(session: Read, claim: Claim) -> dict[str, JsonValue]:
    """Say all that hangs on a claim as the ledger does, with ids for whatever may be restricted."""
    session.flush()
    said = session.exec(
        select(Attribution).where(Attribution.claim_pk == claim.pk).order_by(col(Attribution.pk))
    ).all()
    drawn = session.exec(
        select(ClaimSource).where(ClaimSource.claim_pk == claim.pk).order_by(col(ClaimSource.pk))
    ).all()
    tags = session.exec(select(ClaimTag.tag).where(ClaimTag.claim_pk == claim.pk)).all()
    return {
        "spans": tell_spans(spans(session, claim, SpanRole.words)),
        "attribution": {
            "voice": claim.voice,
            "cue": claim.cue,
            "speakers": [
                {
                    "speaker": speakers.id_of(session, one.speaker_pk),
                    "level": one.level,
                    "role": one.role,
                }
                for one in said
            ],
            "quotations": [s.exact for s in spans(session, claim, SpanRole.quotation)],
        },
        "sources": [
            {
                "source": sources.id_of(session, one.source_pk),
                "locator": one.locator,
                "note": one.note,
            }
            for one in drawn
        ],
        "tags": [*sorted(tags)],
    }


def attributed(session: Read, claim: Claim) -> object:
    """What an attribution finding is about: who said it, how, in which quoted words."""
    session.flush()
    said = session.exec(select(Attribution).where(Attribution.claim_pk == claim.pk))
    who = sorted((one.level, one.speaker_pk) for one in said)
    quoted = [span.exact for span in spans(session, claim, SpanRole.quotation)]
    return claim.voice, claim.cue, who, quoted


def spans(session: Read, claim: Claim, role: SpanRole) -> list[ClaimSpan]:
    """The claim's stretches of the draft, in their order."""
    mine = select(ClaimSpan).where(ClaimSpan.claim_pk == claim.pk, ClaimSpan.role == role)
    return list(session.exec(mine.order_by(col(ClaimSpan.pk))))


def clear_spans(session: Write, claim: Claim, *roles: SpanRole) -> None:
    mine = (col(ClaimSpan.claim_pk) == claim.pk) & col(ClaimSpan.role).in_(roles)
    session.exec(delete(ClaimSpan).where(mine))


def clear_attribution(session: Write, actor: Actor, claim: Claim) -> None:
    """Take away the speakers that the actor may know of, with cue and quotations."""
    clear_spans(session, claim, SpanRole.cue, SpanRole.quotation)
    said = session.exec(select(Attribution).where(Attribution.claim_pk == claim.pk)).all()
    known = [one.pk for one in said if speakers.shows(session, actor, one.speaker_pk)]
    session.exec(delete(ClaimSpan).where(col(ClaimSpan.attribution_pk).in_(known)))
    session.exec(delete(Attribution).where(col(Attribution.pk).in_(known)))


def clear_sources(session: Write, actor: Actor, claim: Claim) -> None:
    """Take away the sources that the actor may know of."""
    drawn = session.exec(select(ClaimSource).where(ClaimSource.claim_pk == claim.pk)).all()
    known = [one.pk for one in drawn if sources.shows(session, actor, one.source_pk)]
    session.exec(delete(ClaimSource).where(col(ClaimSource.pk).in_(known)))


def clear_tags(session: Write, claim: Claim) -> None:
    session.exec(delete(ClaimTag).where(col(ClaimTag.claim_pk) == claim.pk))
