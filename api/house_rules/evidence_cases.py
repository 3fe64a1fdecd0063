"""The evidence case of a finding, read once for judging and for clearance."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, literal, null, select, union_all
from sqlalchemy.types import String
from sqlmodel import SQLModel

from api.annotations.models import AnnotationKind
from api.claims.models import Kind, Risk
from api.house_rules.checks import EvidenceCase, EvidencePiece
from api.storage.database import Read
from api.storage.statements import param

_EVIDENCE, _SOURCES, _ATTEMPTS = "evidence", "claim_source", "annotation"


@dataclass
class ClaimFacts:
    """What other tables say of a claim that a rule asks for."""

    counts: Counter[str] = field(
        default_factory=Counter
    )  # rows of these tables, but withdrawn ones
    waived: set[str] = field(default_factory=set)  # rules, for this claim


class RuledClaim(Protocol):
    """What a rule asks of the claim itself."""

    @property
    def kind(self) -> Kind | None: ...
    @property
    def risk(self) -> Risk: ...
    @property
    def unconfirmed(self) -> bool: ...


def build_case(
    claim: RuledClaim,
    facts: ClaimFacts,
    cited: Sequence[EvidencePiece],
    *,
    rationale: str,
    by_editor: bool,
    waived: frozenset[str] = frozenset(),
) -> EvidenceCase:
    """What the rules look at for one finding; `waived` are rules waived for the whole piece."""
    return EvidenceCase(
        cited=cited,
        kind=claim.kind,
        risk=claim.risk,
        rationale=rationale,
        attempts=facts.counts[_ATTEMPTS],
        sources=facts.counts[_EVIDENCE] + facts.counts[_SOURCES],
        by_editor=by_editor,
        unconfirmed=claim.unconfirmed,
        waived=waived | facts.waived,
    )


def load_facts_of_claim(session: Read, claim_pk: int) -> ClaimFacts:
    """Read the facts of one claim."""
    return _load(session, _statement("pk"), claim_pk)[claim_pk]


def load_facts_of_article(session: Read, article_pk: int) -> defaultdict[int, ClaimFacts]:
    """Read the facts of all claims of an article, by claim."""
    return _load(session, _statement("article_pk"), article_pk)


def _load(session: Read, statement: CompoundSelect[Any], key: int) -> defaultdict[int, ClaimFacts]:
    facts: defaultdict[int, ClaimFacts] = defaultdict(ClaimFacts)
    for claim_pk, fact, rule, n in session.rows(statement, {"of": key}):
        if rule is not None:
            facts[claim_pk].waived.add(rule)
        else:
            facts[claim_pk].counts[fact] = n
    return facts


@lru_cache
def _statement(column: str) -> CompoundSelect[Any]:
    """Count the rows that each of these claims has: (claim, table, waived rule, n)."""
    tables = SQLModel.metadata.tables
    evidence, annotation, waiver = tables["evidence"], tables["annotation"], tables["waiver"]
    waived = (waiver.c.rule.is_not(None), waiver.c.withdrawn_at.is_(None))
    return union_all(
        _count(_EVIDENCE, column, evidence.c.withdrawn_at.is_(None)),
        _count(_SOURCES, column),
        _count(_ATTEMPTS, column, annotation.c.kind == AnnotationKind.attempt),
        _count("waiver", column, *waived, rule=waiver.c.rule),
    )


def _count(
    table: str,
    column: str,
    *where: ColumnElement[bool],
    rule: ColumnElement[Any] | None = None,
) -> Select[Any]:
    rows, claims = SQLModel.metadata.tables[table], SQLModel.metadata.tables["claim"]
    named = null().cast(String).label("rule") if rule is None else rule
    statement = select(
        rows.c.claim_pk, literal(table).label("fact"), named, func.count().label("n")
    )
    statement = statement.join(claims, claims.c.pk == rows.c.claim_pk)
    statement = statement.where(claims.c[column] == param("of", claims.c.pk.type), *where)
    return statement.group_by(rows.c.claim_pk, *(() if rule is None else (rule,)))
