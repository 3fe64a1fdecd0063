"""A whole checked article as one JSON file, as `claimdesk import` reads it and `fixtures/` has it.

Things in the file refer to each other by their `key`; a claim's key becomes its `external_id`. The
article has its text, or the name of a text file next to it, or only the SHA-256 of a text that the
person who imports it must have.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Literal

from pydantic import Field
from sqlmodel import select

from api.annotations import service as annotations
from api.annotations.schemas import AnnotationIn
from api.articles import service as articles
from api.articles.models import Article
from api.articles.schemas import ArticleIn
from api.auth.access import Actor
from api.claims import creation, external_ids
from api.claims.inputs import ClaimIn
from api.claims.models import Aspect, Kind, Status, Voice
from api.claims.relation_inputs import AttributionIn, CueIn, SourceOfIn, SpanIn, SpeakerOfIn
from api.claims.span_lookup import SpanLookup
from api.core.field_types import RequestModel
from api.core.preconditions import ExpectedVersion
from api.core.problems import Invalid
from api.evidence import service as evidence
from api.evidence.models import Stance
from api.evidence.schemas import EvidenceIn
from api.intake import drafting
from api.review import service as review
from api.review.schemas import VerdictIn
from api.sources import service as sources
from api.sources.models import Source, Standing
from api.sources.schemas import SourceIn
from api.speakers import service as speakers
from api.speakers.models import Speaker
from api.speakers.schemas import SpeakerIn
from api.storage.database import Write
from api.text.spans import Part


class WrongText(Invalid):
    """The text is not the one that the bundle's claims are anchored in."""


class BundledArticle(RequestModel):
    """The article; its words as `body`, or in the file `text`, or identified by `sha256` alone."""

    key: str
    headline: str
    body: str | None = None
    text: str | None = None  # a file name, next to the bundle
    sha256: str  # of the body's bytes in UTF-8
    byline: str | None = None
    outlet: str | None = None
    language: str = "en"
    dateline: str | None = None


class BundledSpeaker(SpeakerIn):
    key: str


class BundledSource(SourceIn):
    key: str
    repeats: str | None = None  # the key of its origin, which is listed before it


class BundledSpeakerOf(RequestModel):
    speaker: str  # a key
    role: str | None = None
    level: int = 1
    span: SpanIn | None = None


class BundledAttribution(RequestModel):
    voice: Voice = Voice.article
    speakers: list[BundledSpeakerOf] = Field(default=[])
    cue: CueIn | None = None
    quotations: list[SpanIn] = Field(default=[])


class BundledEvidence(RequestModel):
    source: str  # a key; a claim's verdicts cite its evidence by it
    stance: Stance
    bears_on: Aspect
    standing: Standing | None = None
    excerpt: str | None = None
    locator: str | None = None
    note: str | None = None


class BundledFinding(RequestModel):
    status: Status
    rationale: str = ""
    evidence: list[str] = Field(default=[])  # keys of sources


class BundledClaim(RequestModel):
    key: str
    statement: str
    spans: list[SpanIn]
    kind: Kind | None = None
    checkable: bool | None = None
    worth: float | None = None
    asks: list[Aspect] | None = None
    attribution: BundledAttribution = Field(default_factory=BundledAttribution)
    sources: list[str] = Field(default=[])  # keys: what the writer drew on
    tags: list[str] = Field(default=[])
    evidence: list[BundledEvidence] = Field(default=[])
    findings: dict[Aspect, BundledFinding] = Field(default={})
    notes: list[str] = Field(default=[])


class Bundle(RequestModel):
    """A whole checked article."""

    claimdesk: Literal[1]
    about: str = ""
    article: BundledArticle
    speakers: list[BundledSpeaker] = Field(default=[])
    sources: list[BundledSource] = Field(default=[])
    claims: list[BundledClaim] = Field(default=[])


def take(
    session: Write,
    actor: Actor,
    bundle: Bundle,
    text: str | None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Article:
    """Take a bundle in as `actor`, all or nothing; a key that is there already is left as it is.

    The house rules hold here too: a finding that they do not allow refuses the whole bundle.
    """
    body = text if text is not None else bundle.article.body
    if body is None:
        raise WrongText("The bundle does not hold the text: give it (--text FILE).")
    if sha256(body.encode()).hexdigest() != bundle.article.sha256:
        raise WrongText("This is another text: its SHA-256 is not the bundle's.")
    article, places = _article(session, actor, bundle, body)
    people = {entry.key: _speaker(session, actor, entry) for entry in bundle.speakers}
    shelf: dict[str, Source] = {}
    for entry in bundle.sources:
        shelf[entry.key] = _source(session, actor, entry, shelf)
    for done, claim in enumerate(bundle.claims, 1):
        if not external_ids.find(session, places.article.pk, claim.key):
            _claim(session, actor, claim, places, people, shelf)
        progress(done, len(bundle.claims))
    return article


def _article(session: Write, actor: Actor, bundle: Bundle, body: str) -> tuple[Article, SpanLookup]:
    entry = bundle.article
    article = session.exec(select(Article).where(Article.external_id == entry.key)).one_or_none()
    if article is None:
        fields = entry.model_dump(exclude={"key", "body", "text", "sha256", "dateline"})
        dateline = {"date": entry.dateline} if entry.dateline else None
        new = ArticleIn.model_validate(
            fields | {"body": body, "external_id": entry.key, "dateline": dateline}
        )
        words = drafting.prepare(new.model_copy(update={"draft_claims": False})).words
        places = SpanLookup(articles.add(session, actor, new, words))
        return session.get_one(Article, places.article.pk), places
    places = SpanLookup(articles.text_of(session, article.id))
    if places.words[Part.body] != body:
        raise WrongText(f"Article {article.id} has this external_id and another text.")
    return article, places


def _speaker(session: Write, actor: Actor, entry: BundledSpeaker) -> Speaker:
    speaker = session.exec(select(Speaker).where(Speaker.name == entry.name)).first()
    return speaker or speakers.add(
        session, actor, SpeakerIn(**entry.model_dump(exclude={"key"}, exclude_unset=True))
    )


def _source(session: Write, actor: Actor, entry: BundledSource, shelf: dict[str, Source]) -> Source:
    source = session.exec(select(Source).where(Source.external_id == entry.key)).one_or_none()
    if source is not None:
        return source
    fields = entry.model_dump(exclude={"key", "repeats"}, exclude_unset=True)
    fields["external_id"] = entry.key
    if entry.repeats is not None:
        fields["origin"] = shelf[entry.repeats].id
    return sources.add(session, actor, SourceIn.model_validate(fields))


_NAMED_BY_KEYS = {"key", "spans", "attribution", "sources", "evidence", "findings", "notes"}


def _claim(
    session: Write,
    actor: Actor,
    bundled: BundledClaim,
    places: SpanLookup,
    people: dict[str, Speaker],
    shelf: dict[str, Source],
) -> None:
    fields = bundled.model_dump(exclude=_NAMED_BY_KEYS, exclude_unset=True)
    new = ClaimIn(
        article=places.article.id,
        external_id=bundled.key,
        spans=bundled.spans,
        attribution=_attribution(bundled.attribution, people),
        sources=[SourceOfIn(source=shelf[key].id) for key in bundled.sources],
        **fields,
    )
    claim = creation.add(session, actor, new, lookup=places)
    linked: dict[tuple[str, Aspect], str] = {}
    for piece in bundled.evidence:
        entry = EvidenceIn(source=shelf[piece.source].id, **piece.model_dump(exclude={"source"}))
        linked_evidence = evidence.link(session, actor, claim.id, entry)
        linked[piece.source, piece.bears_on] = linked_evidence.id
    for aspect, finding in bundled.findings.items():
        if finding.status is not Status.unverified:
            verdict = VerdictIn(
                finding=aspect,
                status=finding.status,
                rationale=finding.rationale,
                evidence=[linked[key, aspect] for key in finding.evidence],
            )
            review.judge(session, actor, claim.id, ExpectedVersion(1), verdict)
    for note in bundled.notes:
        annotations.beside_claim(session, actor, claim.id, AnnotationIn(body=note))


def _attribution(entry: BundledAttribution, people: dict[str, Speaker]) -> AttributionIn:
    return AttributionIn(
        voice=entry.voice,
        speakers=[
            SpeakerOfIn(
                speaker=people[speaker.speaker].id,
                role=speaker.role,
                level=speaker.level,
                span=speaker.span,
            )
            for speaker in entry.speakers
        ],
        cue=entry.cue,
        quotations=entry.quotations,
    )
