"""Read a text as it was sent, and draft its claims before the database is asked for anything."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from pydantic import ValidationError

from api.articles.models import Dateline, Sentences
from api.articles.schemas import ArticleIn, DraftIn, TextIn
from api.auth.access import Actor
from api.claims import creation
from api.claims.creation import CreatedClaim
from api.claims.inputs import AttributionIn, ClaimIn, CueIn, SpanIn, SpeakerOfIn
from api.claims.models import Kind, Voice
from api.claims.span_lookup import SpanLookup
from api.core.problems import Invalid, error_at
from api.extraction import candidates, claim_sentences
from api.extraction.candidates import CandidateClaim
from api.intake.schemas import (
    DraftedAttribution,
    DraftedClaim,
    DraftedDetail,
    DraftedSpeaker,
    Extracted,
    Stretch,
)
from api.storage.database import Write
from api.text.html_text import words_of
from api.text.offsets import OffsetConverter, Unit
from api.text.spans import DraftText, Part

MOST_DRAFTED = 500  # claims of one article: other writers wait while they are kept


@dataclass(frozen=True)
class Prepared:
    """An incoming text's words, and the claims that the machine finds in them."""

    words: DraftText
    candidates: list[CandidateClaim]
    sentences: Sentences


def prepare(new: TextIn) -> Prepared:
    """Read the words and draft their claims; no database, so nobody waits for it."""
    body = _body(new.body, new.html)
    words = {Part.headline: "", Part.standfirst: "", Part.body: body}
    wanted = True
    if isinstance(new, ArticleIn):
        words |= {Part.headline: new.headline, Part.standfirst: new.standfirst}
        wanted = new.draft_claims
    dateline = new.dateline.date if new.dateline else None
    found = candidates.propose_claims(words, new.language, dateline) if wanted else []
    return Prepared(words, found[:MOST_DRAFTED], _sentences(words, new.language))


def prepare_draft(
    new: DraftIn, was: DraftText, language: str, dateline: Dateline | None
) -> Prepared:
    """Read an article's next draft: its parts that were sent, and the others as they `was`."""
    body = was[Part.body]
    if new.body is not None or new.html is not None:
        body = _body(new.body, new.html)
    words = {
        Part.headline: was[Part.headline] if new.headline is None else new.headline,
        Part.standfirst: was[Part.standfirst] if new.standfirst is None else new.standfirst,
        Part.body: body,
    }
    wanted = new.draft_claims and words != was
    found = (
        candidates.propose_claims(words, language, dateline.date if dateline else None)
        if wanted
        else []
    )
    return Prepared(words, found, _sentences(words, language))


def _body(text: str | None, html: str | None) -> str:
    body = text if text is not None else words_of(html or "")
    if not body.strip():
        raise Invalid(
            "There are no words in this text.",
            errors=error_at("body", "body" if text else "html", message="Send some words."),
        )
    return body


def _sentences(words: DraftText, language: str) -> Sentences:
    return Sentences(**claim_sentences.sentence_spans(words, language)._asdict())


def keep(
    session: Write, actor: Actor, places: SpanLookup, found: list[CandidateClaim]
) -> list[CreatedClaim]:
    """Keep drafted claims, each for somebody to keep or drop."""
    return [
        creation.add(session, actor, entry, where=places, drafted_by=candidates.NAME)
        for entry in _entries(places.article.id, found)
    ]


def _entries(article: str, found: list[CandidateClaim]) -> Iterator[ClaimIn]:
    """Say each draft as a claim; what is longer or deeper than any claim may be is no assertion."""
    for one in found:
        try:
            entry = _entry(article, one)
        except ValidationError:
            continue
        yield entry


def _entry(article: str, one: CandidateClaim) -> ClaimIn:
    said = one.attribution
    speakers = [
        SpeakerOfIn(
            name=speaker.name,
            level=speaker.level,
            span=_span(one.part, (speaker.start, speaker.end)),
        )
        for speaker in said.speakers
        if speaker.name is not None
    ]
    return ClaimIn(
        article=article,
        statement=one.statement,
        spans=[_span(one.part, stretch) for stretch in one.spans],
        kind=Kind(one.kind),
        worth=one.worth,
        attribution=AttributionIn(
            voice=Voice(said.voice),
            speakers=speakers,
            cue=CueIn(span=_span(one.part, said.cue)) if said.cue else None,
            quotations=[_span(one.part, stretch) for stretch in said.quotations],
        ),
    )


def _span(part: Part, stretch: tuple[int, int]) -> SpanIn:
    return SpanIn(part=part, start=stretch[0], end=stretch[1])


def extracted(prepared: Prepared, unit: Unit) -> Extracted:
    """Say what would be drafted."""
    rulers = {part: OffsetConverter(text) for part, text in prepared.words.items()}

    def stretch(part: Part, start: int, end: int) -> Stretch:
        exact = prepared.words[part][start:end]
        if unit is Unit.utf16:
            start, end = rulers[part].to_utf16(start), rulers[part].to_utf16(end)
        return Stretch(part=part, start=start, end=end, exact=exact)

    return Extracted(
        unit=unit,
        body=prepared.words[Part.body],
        claims=[_drafted(one, partial(stretch, one.part)) for one in prepared.candidates],
    )


def _drafted(one: CandidateClaim, stretch: Callable[[int, int], Stretch]) -> DraftedClaim:
    said = one.attribution
    return DraftedClaim(
        statement=one.statement,
        spans=[stretch(*span) for span in one.spans],
        kind=Kind(one.kind),
        checkable=one.checkable,
        worth=one.worth,
        attribution=DraftedAttribution(
            voice=Voice(said.voice),
            mixed=said.mixed,
            speakers=[
                DraftedSpeaker(name=by.name, level=by.level, span=stretch(by.start, by.end))
                for by in said.speakers
            ],
            cue=stretch(*said.cue) if said.cue else None,
            quotations=[stretch(*inside) for inside in said.quotations],
            means=said.means,
            rule=said.rule,
            confidence=said.confidence,
        ),
        details=[
            DraftedDetail(what=found.what, means=found.means, span=stretch(found.start, found.end))
            for found in one.details
        ],
    )
