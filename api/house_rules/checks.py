"""Check a finding against the house rules before it gets a final status. Uses no database.

Each rule gives what is missing, by name, or nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

from api.claims.models import Kind, Risk, Status
from api.core.problems import Conflict, Need
from api.core.rule_names import RuleName
from api.evidence.models import Stance
from api.house_rules.models import HouseRules, Level
from api.sources.models import Standing


class RuleNotMet(Conflict):
    """A house rule asks for more before this; `rules` names each thing that is missing."""


@dataclass(frozen=True, slots=True)
class EvidencePiece:
    """One piece of cited evidence, as the rules see it."""

    stance: Stance
    standing: Standing
    origin: int | None  # the source that its source repeats, or is; None: unknown
    publisher: str | None
    placed: bool  # it has an excerpt or a locator

    @classmethod
    def of(
        cls,
        stance: Stance,
        standing: Standing,
        origin: int | None,
        publisher: str | None,
        *places: str | None,
    ) -> "EvidencePiece":
        """A piece as its rows have it; `places` are its excerpt and its locator."""
        name = publisher.casefold() if publisher else None
        return cls(stance, standing, origin, name, placed=any(places))


@dataclass(frozen=True, slots=True)
class EvidenceCase:
    """What a verdict is about, and what it rests on."""

    cited: Sequence[EvidencePiece]
    kind: Kind | None = None
    risk: Risk = Risk.normal
    rationale: str = ""
    attempts: int = 0
    sources: int = 0  # linked as evidence, or named by the writer
    by_editor: bool = False
    unconfirmed: bool = False
    waived: frozenset[str] = frozenset()  # rules that an editor has waived for this claim

    def of(self, *stances: Stance) -> list[EvidencePiece]:
        return [piece for piece in self.cited if piece.stance in stances]


Check = Callable[[EvidenceCase, HouseRules], Iterator[Need]]


def missing_needs(
    to: Status, case: EvidenceCase, house: HouseRules, level: Level = Level.block
) -> list[Need]:
    """Name all that a finding still misses to become `to`, of the rules that have this level."""
    checks: tuple[Check, ...] = CHECKS.get(to, ())
    needs = [need for check in checks for need in check(case, house)]
    return [
        need
        for need in needs
        if house.level(RuleName(need.rule)) is level and need.rule not in case.waived
    ]


def _sourced(case: EvidenceCase, house: HouseRules) -> Iterator[Need]:
    supporting = case.of(Stance.supports)
    asks_more = (
        RuleName.primary_or_two_origins
        if case.risk is Risk.high
        else RuleName.primary_or_two_secondary
    )
    if not supporting and house.level(asks_more) is not Level.block:
        yield Need(rule=RuleName.evidence, needs="supporting evidence", has="none cited")
    if any(piece.standing is Standing.primary for piece in supporting):
        return
    secondary = [piece for piece in supporting if piece.standing is Standing.secondary]
    if case.risk is Risk.high:
        with_origin = [piece for piece in supporting if piece.origin is not None]
        least = house.primary_or_two_origins.sources
        if (has := independent(with_origin, least)) < least:
            yield Need(
                rule=RuleName.primary_or_two_origins,
                needs=f"a supporting primary source, or {least} supporting ones of different "
                "origin and publisher, each origin known (risk is high)",
                has=f"{has} of known and independent origin, no primary",
            )
        return
    least = house.primary_or_two_secondary.sources
    if (has := independent(secondary, least)) < least:
        yield Need(
            rule=RuleName.primary_or_two_secondary,
            needs=f"a supporting primary source, or {least} independent secondary ones",
            has=f"{has} independent secondary, no primary",
        )
    unknown = sum(piece.origin is None for piece in secondary)
    if unknown:
        yield Need(
            rule=RuleName.origin_known,
            needs="the origin of every secondary source known (is it a reprint?)",
            has=f"{unknown} of unknown origin",
        )


def _placed(case: EvidenceCase, _: HouseRules) -> Iterator[Need]:
    bare = sum(not piece.placed for piece in case.cited)
    if bare:
        yield Need(
            rule=RuleName.excerpt_or_locator,
            needs="an excerpt or a locator for every cited piece",
            has=f"{bare} without either",
        )


def _refuted(case: EvidenceCase, _: HouseRules) -> Iterator[Need]:
    if not case.of(Stance.refutes):
        yield Need(rule=RuleName.refuting, needs="refuting evidence", has="none cited")


def _supported(case: EvidenceCase, _: HouseRules) -> Iterator[Need]:
    if not case.of(Stance.supports):
        yield Need(rule=RuleName.supporting, needs="supporting evidence", has="none cited")


def _contextual(case: EvidenceCase, _: HouseRules) -> Iterator[Need]:
    if not case.of(Stance.context, Stance.refutes):
        yield Need(
            rule=RuleName.context_or_refuting,
            needs="evidence that gives context or refutes",
            has="none cited",
        )


def _tried(case: EvidenceCase, _: HouseRules) -> Iterator[Need]:
    if not case.attempts and not case.sources:
        yield Need(
            rule=RuleName.attempt_or_source,
            needs="an attempt (an annotation) or a linked source",
            has="neither",
        )
    if not case.rationale.strip():
        yield Need(rule=RuleName.rationale, needs="a rationale", has="none")


def _not_a_fact(case: EvidenceCase, _: HouseRules) -> Iterator[Need]:
    if case.kind not in (Kind.opinion, Kind.prediction) and not case.by_editor:
        yield Need(
            rule=RuleName.opinion_or_editor,
            needs="kind opinion or prediction, or an editor",
            has=f"kind {case.kind or 'unknown'}, no editor",
        )


def _confirmed(case: EvidenceCase, _: HouseRules) -> Iterator[Need]:
    if case.unconfirmed:
        yield Need(
            rule=RuleName.statement_confirmed,
            needs="the statement confirmed or rewritten since the words changed (PATCH it)",
            has="words that changed",
        )


CHECKS = MappingProxyType(
    {
        Status.verified: (_sourced, _placed, _confirmed),
        Status.incorrect: (_refuted, _confirmed),
        Status.disputed: (_supported, _refuted, _confirmed),
        Status.needs_context: (_contextual, _confirmed),
        Status.unverifiable: (_tried, _confirmed),
        Status.not_checkable: (_not_a_fact, _confirmed),
    }
)


def independent(pieces: Sequence[EvidencePiece], most: int) -> int:
    """Count how many (up to what is wanted) are independent of each other.

    Two are, when origins and publishers differ; an unknown origin differs from all others.
    """
    for size in range(min(most, len(pieces)), 1, -1):
        if any(
            all(_apart(*two) for two in combinations(subset, 2))
            for subset in combinations(pieces, size)
        ):
            return size
    return min(len(pieces), 1)


def _apart(first: EvidencePiece, second: EvidencePiece) -> bool:
    same_origin = first.origin is not None and first.origin == second.origin
    same_publisher = first.publisher is not None and first.publisher == second.publisher
    return not same_origin and not same_publisher
