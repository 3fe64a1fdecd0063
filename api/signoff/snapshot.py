"""How a piece stands at one moment: its words, claims, findings, evidence, questions, exceptions.

Read in a few statements, however many claims there are; what may be said of it is worked out by
`clearing`, what a signature binds by `sealing`. Restricted things count too: a piece with something
wrong in it is not clear to run, whoever asks.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, select
from sqlmodel import SQLModel

from api.annotations.models import AnnotationKind, Outcome
from api.articles.models import Article, Draft, Sentences
from api.claims.models import (
    Anchoring,
    Aspect,
    Kind,
    Risk,
    SpanRole,
    State,
    Status,
    Voice,
)
from api.evidence.models import Stance
from api.extraction import claim_sentences
from api.house_rules.checks import EvidenceCase, EvidencePiece
from api.sources.models import Standing
from api.storage.database import Read
from api.text.spans import DraftText, Part


@dataclass(frozen=True)
class Stretch:
    """A stretch of the draft, in code points, the end exclusive."""

    part: Part
    start: int
    end: int
    exact: str


@dataclass(frozen=True)
class Cited:
    """A piece of evidence that a verdict rests on, as a signature binds it."""

    evidence: str
    source: str
    stance: Stance
    bears_on: Aspect
    standing: Standing
    excerpt: str | None
    locator: str | None
    origin: int | None
    publisher: str | None
    retracted: bool
    withdrawn: bool

    @property
    def piece(self) -> EvidencePiece:
        """As the house rules see it."""
        publisher = self.publisher.casefold() if self.publisher else None
        placed = bool(self.excerpt or self.locator)
        return EvidencePiece(self.stance, self.standing, self.origin, publisher, placed=placed)


@dataclass
class FindingSnapshot:
    """One finding: its status, its judge, and what it rests on."""

    status: Status
    rationale: str | None
    judge: int | None
    cited: list[Cited] = field(default_factory=list)


@dataclass
class ClaimSnapshot:
    """One claim."""

    pk: int
    id: str
    statement: str
    state: State
    status: Status
    asks: list[Aspect]
    kind: Kind | None
    risk: Risk
    worth: float | None
    anchoring: Anchoring
    voice: Voice
    cue: str | None
    unconfirmed: bool
    restricted: bool
    assignee: int | None
    due: datetime | None
    spans: list[Stretch] = field(default_factory=list)
    quotations: list[str] = field(default_factory=list)
    speakers: list[tuple[int, str, str]] = field(default_factory=list)  # level, who, role
    findings: dict[Aspect, FindingSnapshot] = field(default_factory=dict)
    evidence: int = 0  # linked, and not withdrawn
    sources: int = 0  # named by the writer
    attempts: int = 0
    accepted: bool = False  # a proposed change was

    @property
    def stands(self) -> bool:
        """Whether it is in the piece: kept, and not cut from it."""
        return self.state is State.kept and self.anchoring is not Anchoring.gone

    def case(self, aspect: Aspect, waived: Iterable[str]) -> EvidenceCase:
        """What the house rules look at: as for whoever judged it once, an editor's word counts."""
        finding = self.findings[aspect]
        return EvidenceCase(
            cited=[cited.piece for cited in finding.cited if not cited.withdrawn],
            kind=self.kind,
            risk=self.risk,
            rationale=finding.rationale or "",
            attempts=self.attempts,
            sources=self.evidence + self.sources,
            by_editor=True,
            unconfirmed=self.unconfirmed,
            waived=frozenset(waived),
        )


@dataclass(frozen=True)
class OpenAnnotation:
    """A question or a proposed change that waits."""

    id: str
    kind: AnnotationKind
    claim: int | None
    body: str
    restricted: bool


@dataclass(frozen=True)
class Waived:
    """An exception that holds."""

    rule: str | None
    blocker: str | None
    claim: int | None


@dataclass
class PieceSnapshot:
    """The whole piece, as it stands."""

    pk: int
    id: str
    draft: int
    sha256: str
    words: DraftText
    sentences: Sentences
    claims: dict[int, ClaimSnapshot]
    open: list[OpenAnnotation]
    waived: list[Waived]


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def load_snapshot(session: Read, article: Article, draft: Draft) -> PieceSnapshot:
    """Read how an article stands."""
    article_pk = article.key
    claims = _claims(session, article_pk)
    _spans(session, article_pk, claims)
    _speakers(session, article_pk, claims)
    _findings(session, article_pk, claims)
    _count(session, article_pk, claims)
    return PieceSnapshot(
        pk=article_pk,
        id=article.id,
        draft=draft.number,
        sha256=draft.sha256,
        words=draft.words,
        sentences=draft.sentences
        or Sentences(**claim_sentences.sentence_spans(draft.words, article.language)._asdict()),
        claims=claims,
        open=_open(session, article_pk, claims),
        waived=_waived(session, article_pk),
    )


_CLAIM = (
    "pk", "id", "statement", "state", "status", "asks", "kind", "risk", "worth", "anchoring",
    "voice", "cue", "unconfirmed", "restricted", "assignee_pk", "due",
)  # fmt: skip


def _claims(session: Read, article_pk: int) -> dict[int, ClaimSnapshot]:
    rows = _table("claim")
    statement = select(*(rows.c[name] for name in _CLAIM)).where(rows.c.article_pk == article_pk)
    in_order = statement.order_by(rows.c.position, rows.c.pk)
    return {row[0]: ClaimSnapshot(*row) for row in session.execute(in_order)}


def _of(name: str, article_pk: int, *columns: str) -> Select[Any]:
    """Select columns of what hangs on an article's claims."""
    rows, claims = _table(name), _table("claim")
    statement = select(rows.c.claim_pk, *(rows.c[column] for column in columns))
    statement = statement.join(claims, claims.c.pk == rows.c.claim_pk)
    return statement.where(claims.c.article_pk == article_pk).order_by(rows.c.pk)


def _spans(session: Read, article_pk: int, claims: Mapping[int, ClaimSnapshot]) -> None:
    statement = _of("claim_span", article_pk, "role", "part", "start", "end", "exact")
    for claim, role, *stretch in session.execute(statement):
        if role is SpanRole.words:
            claims[claim].spans.append(Stretch(*stretch))
        elif role is SpanRole.quotation:
            claims[claim].quotations.append(stretch[-1])


def _speakers(session: Read, article_pk: int, claims: Mapping[int, ClaimSnapshot]) -> None:
    attribution, speaker, meant = (
        _table("attribution"),
        _table("speaker"),
        _table("speaker").alias(),
    )
    statement = (
        _of("attribution", article_pk, "level")
        .join(speaker, speaker.c.pk == attribution.c.speaker_pk)
        .join(meant, meant.c.pk == speaker.c.meant_pk)
        .add_columns(meant.c.id, attribution.c.role)
    )
    for claim, level, who, role in session.execute(statement):
        claims[claim].speakers.append((level, who, role or ""))


def _findings(session: Read, article_pk: int, claims: Mapping[int, ClaimSnapshot]) -> None:
    by_verdict: dict[int, FindingSnapshot] = {}
    statement = _of(
        "finding", article_pk, "aspect", "status", "rationale", "judge_pk", "verdict_pk"
    )
    for claim, aspect, status, rationale, judge, verdict in session.execute(statement):
        finding = FindingSnapshot(status, rationale, judge)
        claims[claim].findings[aspect] = finding
        if verdict is not None:
            by_verdict[verdict] = finding
    evidence, source = _table("evidence"), _table("source")
    citation, finding_rows = _table("citation"), _table("finding")
    claim_rows = _table("claim")
    cited = (
        select(
            citation.c.verdict_pk, evidence.c.id, source.c.id, evidence.c.stance,
            evidence.c.bears_on, evidence.c.standing, evidence.c.excerpt, evidence.c.locator,
            source.c.origin_pk, source.c.publisher, source.c.retracted,
            evidence.c.withdrawn_at.is_not(None),
        )
        .join(evidence, evidence.c.pk == citation.c.evidence_pk)
        .join(source, source.c.pk == evidence.c.source_pk)
        .join(finding_rows, finding_rows.c.verdict_pk == citation.c.verdict_pk)
        .join(claim_rows, claim_rows.c.pk == finding_rows.c.claim_pk)
        .where(claim_rows.c.article_pk == article_pk)
        .order_by(citation.c.verdict_pk, evidence.c.pk)
    )  # fmt: skip
    for verdict, *row in session.execute(cited):
        by_verdict[verdict].cited.append(Cited(*row))


def _count(session: Read, article_pk: int, claims: Mapping[int, ClaimSnapshot]) -> None:
    living = _of("evidence", article_pk).where(_table("evidence").c.withdrawn_at.is_(None))
    for (claim,) in session.execute(living):
        claims[claim].evidence += 1
    for (claim,) in session.execute(_of("claim_source", article_pk)):
        claims[claim].sources += 1


def _open(
    session: Read, article_pk: int, claims: Mapping[int, ClaimSnapshot]
) -> list[OpenAnnotation]:
    rows = _table("annotation")
    statement = (
        select(
            rows.c.claim_pk, rows.c.id, rows.c.kind, rows.c.open, rows.c.outcome, rows.c.body,
            rows.c.restricted,
        )
        .where(rows.c.article_pk == article_pk)
        .order_by(rows.c.pk)
    )  # fmt: skip
    waiting: dict[int | None, list[OpenAnnotation]] = defaultdict(list)
    for claim, name, kind, is_open, outcome, body, restricted in session.execute(statement):
        if claim is not None and kind is AnnotationKind.attempt:
            claims[claim].attempts += 1
        if claim is not None and outcome is Outcome.accepted:
            claims[claim].accepted = True
        if is_open:
            waiting[claim].append(OpenAnnotation(name, kind, claim, body, restricted))
    return [annotation for annotations in waiting.values() for annotation in annotations]


def _waived(session: Read, article_pk: int) -> list[Waived]:
    rows = _table("waiver")
    statement = select(rows.c.rule, rows.c.blocker, rows.c.claim_pk)
    holding = statement.where(rows.c.article_pk == article_pk, rows.c.withdrawn_at.is_(None))
    return [Waived(*row) for row in session.execute(holding)]
