"""What hangs on a claim and is set as a whole: spans, attribution, the writer's sources, tags.

A new claim is only given them; a changed one is cleared of the old first, but not of what whoever
changes it may not know of.
"""

from pydantic import JsonValue
from sqlmodel import col, delete, select

from api.auth.access import Actor
from api.claims.entries import AttributionIn, SourceOfIn, SpanIn
from api.claims.models import Attribution, Claim, ClaimSource, ClaimSpan, ClaimTag, SpanRole, Voice
from api.claims.placing import Places
from api.db import Read, Write
from api.extraction import quotations
from api.sources import service as sources
from api.speakers import service as speakers
from api.text.spans import Cut, cut
from api.text.units import Unit


def set_spans(
    session: Write, claim: Claim, places: Places, spans: list[SpanIn], unit: Unit
) -> None:
    """Anchor the claim."""
    found = [places.find(span, unit, "body", "spans", n) for n, span in enumerate(spans)]
    session.add_all(places.row(_pk(claim), SpanRole.words, one) for one in found)
    claim.position = min(one.position for one in found)
    session.flush()


def words(session: Read, claim: Claim) -> list[str]:
    """The claim's words, stretch by stretch."""
    return [span.exact for span in _spans(session, claim, SpanRole.words)]


def set_attribution(
    session: Write, actor: Actor, claim: Claim, places: Places, new: AttributionIn, unit: Unit
) -> None:
    claim.voice, claim.cue = new.voice, None
    for n, said in enumerate(new.speakers):
        where = ("body", "attribution", "speakers", n)
        if said.speaker is not None:
            speaker = speakers.named(session, actor, said.speaker, *where, "speaker")
        else:
            assert said.name is not None
            speaker = speakers.called(session, actor, said.name)
        assert speaker.pk is not None
        row = Attribution(
            claim_pk=_pk(claim), speaker_pk=speaker.pk, role=said.role, level=said.level
        )
        session.add(row)
        session.flush()
        if said.span is not None:
            mention = places.row(
                _pk(claim), SpanRole.speaker, places.find(said.span, unit, *where, "span")
            )
            mention.attribution_pk = row.pk
            session.add(mention)
    if new.cue is not None:
        _set_cue(session, claim, places, new, unit)
    set_quotations(session, claim, places, new, unit)


def set_quotations(
    session: Write, claim: Claim, places: Places, new: AttributionIn, unit: Unit
) -> None:
    for stretch in _quotations(session, claim, places, new, unit):
        session.add(places.row(_pk(claim), SpanRole.quotation, stretch))
    session.flush()


def _set_cue(session: Write, claim: Claim, places: Places, new: AttributionIn, unit: Unit) -> None:
    assert new.cue is not None
    claim.cue = new.cue.text
    if new.cue.span is not None:
        found = places.find(new.cue.span, unit, "body", "attribution", "cue", "span")
        claim.cue = claim.cue or found.exact[:300]
        session.add(places.row(_pk(claim), SpanRole.cue, found))


def _quotations(
    session: Read, claim: Claim, places: Places, new: AttributionIn, unit: Unit
) -> list[Cut]:
    """Those that were named; else what stands in quotation marks within a quoted claim's spans."""
    if new.quotations is not None:
        where = ("body", "attribution", "quotations")
        return [places.find(span, unit, *where, n) for n, span in enumerate(new.quotations)]
    if new.voice is not Voice.quoted:
        return []
    return [
        cut(places.words, span.part, start, end)
        for span in _spans(session, claim, SpanRole.words)
        for start, end in quotations.within(
            quotations.find(places.words[span.part]), 0, span.start, span.end
        )
    ]


def set_sources(session: Write, actor: Actor, claim: Claim, new: list[SourceOfIn]) -> None:
    for n, drawn in enumerate(new):
        source = sources.given(session, actor, drawn.source, "body", "sources", n, "source")
        assert source.pk is not None
        session.add(
            ClaimSource(
                claim_pk=_pk(claim), source_pk=source.pk, locator=drawn.locator, note=drawn.note
            )
        )
    session.flush()


def set_tags(session: Write, claim: Claim, tags: list[str]) -> None:
    session.add_all(ClaimTag(claim_pk=_pk(claim), tag=tag) for tag in dict.fromkeys(tags))
    session.flush()


def told(session: Read, claim: Claim) -> dict[str, JsonValue]:
    """Say all of it as the ledger does, with ids for whatever may be restricted."""
    spans = _spans(session, claim, SpanRole.words)
    said = session.exec(
        select(Attribution).where(Attribution.claim_pk == claim.pk).order_by(col(Attribution.pk))
    ).all()
    drawn = session.exec(
        select(ClaimSource).where(ClaimSource.claim_pk == claim.pk).order_by(col(ClaimSource.pk))
    ).all()
    tags = session.exec(select(ClaimTag.tag).where(ClaimTag.claim_pk == claim.pk)).all()
    return {
        "spans": [
            {"part": s.part, "start": s.start, "end": s.end, "exact": s.exact} for s in spans
        ],
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
            "quotations": [s.exact for s in _spans(session, claim, SpanRole.quotation)],
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
    said = session.exec(select(Attribution).where(Attribution.claim_pk == claim.pk))
    who = sorted((one.level, one.speaker_pk) for one in said)
    quoted = [span.exact for span in _spans(session, claim, SpanRole.quotation)]
    return claim.voice, claim.cue, who, quoted


def _spans(session: Read, claim: Claim, role: SpanRole) -> list[ClaimSpan]:
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


def _pk(claim: Claim) -> int:
    assert claim.pk is not None
    return claim.pk
