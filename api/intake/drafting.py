"""Parse a text and propose its claims, before any transaction starts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from pydantic import ValidationError

from api.articles.models import Dateline
from api.articles.schemas import ArticleIn, DraftIn, TextIn
from api.auth.access import Actor
from api.claims import creation
from api.claims.creation import CreatedClaim
from api.claims.inputs import ClaimIn
from api.claims.models import Kind, Voice
from api.claims.relation_inputs import AttributionIn, CueIn, SpanIn, SpeakerOfIn
from api.claims.span_lookup import SpanLookup
from api.core.problems import Invalid, error_at
from api.extraction import candidates
from api.extraction.candidates import CandidateClaim
from api.extraction.claim_sentences import ClaimSentences, find_claim_sentences
from api.extraction.reading.parsed_text import parse_parts
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
from api.text.offsets import PartOffsets, Unit
from api.text.spans import DraftText, Part

MOST_DRAFTED = 500  # claims of one article: other writers wait while they are kept


@dataclass(frozen=True)
class Prepared:
    """An incoming text's words, and the claims that the machine finds in them."""

    words: DraftText
    candidates: list[CandidateClaim]
    sentences: ClaimSentences


def prepare(new: TextIn) -> Prepared:
    """Read a text and propose its claims; uses no database, so that nobody waits for it."""
    words = {Part.headline: "", Part.standfirst: "", Part.body: _body(new.body, new.html)}
    proposes = True
    if isinstance(new, ArticleIn):
        words |= {Part.headline: new.headline, Part.standfirst: new.standfirst}
        proposes = new.draft_claims
    prepared = _prepare(words, new.language, new.dateline, proposes=proposes)
    return replace(prepared, candidates=prepared.candidates[:MOST_DRAFTED])


def prepare_draft(
    new: DraftIn, previous: DraftText, language: str, dateline: Dateline | None
) -> Prepared:
    """Read an article's next draft: the parts that were sent, the others from the `previous`."""
    body = previous[Part.body]
    if new.body is not None or new.html is not None:
        body = _body(new.body, new.html)
    words = {
        Part.headline: previous[Part.headline] if new.headline is None else new.headline,
        Part.standfirst: previous[Part.standfirst] if new.standfirst is None else new.standfirst,
        Part.body: body,
    }
    proposes = new.draft_claims and words != previous
    return _prepare(words, language, dateline, proposes=proposes)


def _prepare(
    words: DraftText, language: str, dateline: Dateline | None, *, proposes: bool
) -> Prepared:
    parts = parse_parts(words, language)
    date = dateline.date if dateline else None
    proposed = candidates.propose_claims(parts, date) if proposes else []
    return Prepared(words, proposed, find_claim_sentences(parts))


def _body(text: str | None, html: str | None) -> str:
    body = text if text is not None else words_of(html or "")
    if not body.strip():
        raise Invalid(
            "There are no words in this text.",
            errors=error_at("body", "body" if text else "html", message="Send some words."),
        )
    return body


def keep(
    session: Write, actor: Actor, places: SpanLookup, proposed: list[CandidateClaim]
) -> list[CreatedClaim]:
    """Keep drafted claims, each for somebody to keep or drop."""
    return [
        creation.add(session, actor, entry, lookup=places, drafted_by=candidates.NAME)
        for entry in _entries(places.article.id, proposed)
    ]


def _entries(article: str, proposed: list[CandidateClaim]) -> Iterator[ClaimIn]:
    """Say each draft as a claim; what is longer or deeper than any claim may be is no assertion."""
    for candidate in proposed:
        try:
            entry = _entry(article, candidate)
        except ValidationError:
            continue
        yield entry


def _entry(article: str, candidate: CandidateClaim) -> ClaimIn:
    attribution = candidate.attribution
    speakers = [
        SpeakerOfIn(
            name=speaker.name,
            level=speaker.level,
            span=_span(candidate.part, (speaker.start, speaker.end)),
        )
        for speaker in attribution.speakers
        if speaker.name is not None
    ]
    return ClaimIn(
        article=article,
        statement=candidate.statement,
        spans=[_span(candidate.part, stretch) for stretch in candidate.spans],
        kind=Kind(candidate.kind),
        worth=candidate.worth,
        attribution=AttributionIn(
            voice=Voice(attribution.voice),
            speakers=speakers,
            cue=CueIn(span=_span(candidate.part, attribution.cue)) if attribution.cue else None,
            quotations=[_span(candidate.part, stretch) for stretch in attribution.quotations],
        ),
    )


def _span(part: Part, stretch: tuple[int, int]) -> SpanIn:
    return SpanIn(part=part, start=stretch[0], end=stretch[1])


def extracted(prepared: Prepared, unit: Unit) -> Extracted:
    """Say what would be drafted."""
    offsets = PartOffsets(prepared.words)

    def stretch(part: Part, start: int, end: int) -> Stretch:
        exact = prepared.words[part][start:end]
        start, end = offsets.in_unit(unit, part, start, end)
        return Stretch(part=part, start=start, end=end, exact=exact)

    return Extracted(
        unit=unit,
        body=prepared.words[Part.body],
        claims=[
            _drafted(candidate, partial(stretch, candidate.part))
            for candidate in prepared.candidates
        ],
    )


def _drafted(candidate: CandidateClaim, stretch: Callable[[int, int], Stretch]) -> DraftedClaim:
    attribution = candidate.attribution
    return DraftedClaim(
        statement=candidate.statement,
        spans=[stretch(*span) for span in candidate.spans],
        kind=Kind(candidate.kind),
        checkable=candidate.checkable,
        worth=candidate.worth,
        attribution=DraftedAttribution(
            voice=Voice(attribution.voice),
            mixed=attribution.mixed,
            speakers=[
                DraftedSpeaker(name=by.name, level=by.level, span=stretch(by.start, by.end))
                for by in attribution.speakers
            ],
            cue=stretch(*attribution.cue) if attribution.cue else None,
            quotations=[stretch(*inside) for inside in attribution.quotations],
            means=attribution.means,
            rule=attribution.rule,
            confidence=attribution.confidence,
        ),
        details=[
            DraftedDetail(
                what=detail.what, means=detail.means, span=stretch(detail.start, detail.end)
            )
            for detail in candidate.details
        ],
    )
