"""A piece at one moment: its words, claims, findings, evidence, questions and waivers.

`blockers` works out what is open, `seals` what a signature binds. Restricted things count too: a
piece with something wrong in it may not run, no matter who asks.
"""

from dataclasses import dataclass, field
from datetime import datetime

from api.annotations.models import AnnotationKind
from api.claims.models import Anchoring, Aspect, Kind, Risk, State, Status, Voice
from api.evidence.models import Stance
from api.extraction.claim_sentences import ClaimSentences
from api.house_rules.checks import EvidenceCase, EvidencePiece
from api.house_rules.evidence_cases import ClaimFacts, build_case
from api.sources.models import Standing
from api.text.spans import DraftText, Part


@dataclass(frozen=True)
class DraftRange:
    """A range of the draft, in code points, the end exclusive."""

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
        return EvidencePiece.of(
            self.stance, self.standing, self.origin, self.publisher, self.excerpt, self.locator
        )


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
    spans: list[DraftRange] = field(default_factory=list)
    quotations: list[str] = field(default_factory=list)
    speakers: list[tuple[int, str, str]] = field(default_factory=list)  # level, who, role
    findings: dict[Aspect, FindingSnapshot] = field(default_factory=dict)
    facts: ClaimFacts = field(default_factory=ClaimFacts)
    accepted: bool = False  # a proposed change was

    @property
    def in_piece(self) -> bool:
        """Whether it is in the piece: kept, and not cut from it."""
        return self.state is State.kept and self.anchoring is not Anchoring.gone

    def case(self, aspect: Aspect, waived: frozenset[str]) -> EvidenceCase:
        """What the house rules look at; as when it was judged, an editor's word may count."""
        finding = self.findings[aspect]
        return build_case(
            self,
            self.facts,
            [cited.piece for cited in finding.cited if not cited.withdrawn],
            rationale=finding.rationale or "",
            by_editor=True,
            waived=waived,
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
class WaiverInForce:
    """A waiver that was not withdrawn."""

    rule: str | None
    blocker: str | None
    claim: int | None


@dataclass
class PieceSnapshot:
    """The whole piece at one moment."""

    pk: int
    id: str
    draft: int
    sha256: str
    words: DraftText
    sentences: ClaimSentences
    claims: dict[int, ClaimSnapshot]
    open: list[OpenAnnotation]
    waived: list[WaiverInForce]
