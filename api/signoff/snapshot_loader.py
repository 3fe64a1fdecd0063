"""Read a snapshot from the database, in a few statements for any number of claims."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, Table, select
from sqlmodel import SQLModel

from api.annotations.models import Outcome
from api.articles.models import Article, Draft
from api.claims.models import SpanRole
from api.extraction.claim_sentences import find_claim_sentences
from api.extraction.reading.parsed_text import parse_parts
from api.house_rules.evidence_cases import load_facts_of_article
from api.signoff.snapshot import (
    Cited,
    ClaimSnapshot,
    DraftRange,
    FindingSnapshot,
    OpenAnnotation,
    PieceSnapshot,
    WaiverInForce,
)
from api.storage.database import Read


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def load_snapshot(session: Read, article: Article, draft: Draft) -> PieceSnapshot:
    """Read an article with everything that clearance and signatures depend on."""
    article_pk = article.key
    claims = _claims(session, article_pk)
    _spans(session, article_pk, claims)
    _speakers(session, article_pk, claims)
    _findings(session, article_pk, claims)
    for claim_pk, facts in load_facts_of_article(session, article_pk).items():
        claims[claim_pk].facts = facts
    return PieceSnapshot(
        pk=article_pk,
        id=article.id,
        draft=draft.number,
        sha256=draft.sha256,
        words=draft.words,
        sentences=draft.sentences
        or find_claim_sentences(parse_parts(draft.words, article.language)),
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
    """Select columns of a table whose rows belong to an article's claims."""
    rows, claims = _table(name), _table("claim")
    statement = select(rows.c.claim_pk, *(rows.c[column] for column in columns))
    statement = statement.join(claims, claims.c.pk == rows.c.claim_pk)
    return statement.where(claims.c.article_pk == article_pk).order_by(rows.c.pk)


def _spans(session: Read, article_pk: int, claims: Mapping[int, ClaimSnapshot]) -> None:
    statement = _of("claim_span", article_pk, "role", "part", "start", "end", "exact")
    for claim, role, *stretch in session.execute(statement):
        if role is SpanRole.words:
            claims[claim].spans.append(DraftRange(*stretch))
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
        if claim is not None and outcome is Outcome.accepted:
            claims[claim].accepted = True
        if is_open:
            waiting[claim].append(OpenAnnotation(name, kind, claim, body, restricted))
    return [annotation for annotations in waiting.values() for annotation in annotations]


def _waived(session: Read, article_pk: int) -> list[WaiverInForce]:
    rows = _table("waiver")
    statement = select(rows.c.rule, rows.c.blocker, rows.c.claim_pk)
    holding = statement.where(rows.c.article_pk == article_pk, rows.c.withdrawn_at.is_(None))
    return [WaiverInForce(*row) for row in session.execute(holding)]
