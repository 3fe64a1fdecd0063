"""The house rules: what a finding needs before it may have a final status. Pure.

Each rule gives what is missing, by name, or nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

from api.claims.models import Kind, Risk, Status
from api.evidence.models import Stance
from api.problems import Conflict, Need
from api.sources.models import Standing

INDEPENDENT = 2  # secondary sources, or origins at high risk


class RuleNotMet(Conflict):
    """A house rule asks for more before this; `rules` names each thing that is missing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of cited evidence, as the rules see it."""

    stance: Stance
    standing: Standing
    origin: int | None  # the source that its source repeats, or is; None: nobody has looked
    publisher: str | None
    placed: bool  # it has an excerpt or a locator


@dataclass(frozen=True, slots=True)
class Case:
    """What a verdict is about, and what it rests on."""

    cited: Sequence[Piece]
    kind: Kind | None = None
    risk: Risk = Risk.normal
    rationale: str = ""
    attempts: int = 0
    sources: int = 0  # linked as evidence, or named by the writer
    by_editor: bool = False
    unconfirmed: bool = False

    def of(self, *stances: Stance) -> list[Piece]:
        return [piece for piece in self.cited if piece.stance in stances]


Rule = Callable[[Case], Iterator[Need]]


def missing(to: Status, case: Case) -> list[Need]:
    """Name all that a finding still misses to become `to`."""
    rules: tuple[Rule, ...] = STANDARD.get(to, ())
    return [need for rule in rules for need in rule(case)]


def _sourced(case: Case) -> Iterator[Need]:
    supporting = case.of(Stance.supports)
    if any(piece.standing is Standing.primary for piece in supporting):
        return
    secondary = [piece for piece in supporting if piece.standing is Standing.secondary]
    if case.risk is Risk.high:
        known = [piece for piece in supporting if piece.origin is not None]
        if independent(known) < INDEPENDENT:
            yield Need(
                rule="primary_or_two_origins",
                needs="a supporting primary source, or 2 supporting ones of different origin and "
                "publisher, each origin known (risk is high)",
                has=f"{independent(known)} of known and independent origin, no primary",
            )
    elif independent(secondary) < INDEPENDENT:
        yield Need(
            rule="primary_or_two_secondary",
            needs="a supporting primary source, or 2 independent secondary ones",
            has=f"{independent(secondary)} independent secondary, no primary",
        )


def _placed(case: Case) -> Iterator[Need]:
    bare = sum(not piece.placed for piece in case.cited)
    if bare:
        yield Need(
            rule="excerpt_or_locator",
            needs="an excerpt or a locator for every cited piece",
            has=f"{bare} without either",
        )


def _refuted(case: Case) -> Iterator[Need]:
    if not case.of(Stance.refutes):
        yield Need(rule="refuting", needs="refuting evidence", has="none cited")


def _supported(case: Case) -> Iterator[Need]:
    if not case.of(Stance.supports):
        yield Need(rule="supporting", needs="supporting evidence", has="none cited")


def _contextual(case: Case) -> Iterator[Need]:
    if not case.of(Stance.context, Stance.refutes):
        yield Need(
            rule="context_or_refuting",
            needs="evidence that gives context or refutes",
            has="none cited",
        )


def _tried(case: Case) -> Iterator[Need]:
    if not case.attempts and not case.sources:
        yield Need(
            rule="attempt_or_source",
            needs="an attempt (an annotation) or a linked source",
            has="neither",
        )
    if not case.rationale.strip():
        yield Need(rule="rationale", needs="a rationale", has="none")


def _not_a_fact(case: Case) -> Iterator[Need]:
    if case.kind not in (Kind.opinion, Kind.prediction) and not case.by_editor:
        yield Need(
            rule="opinion_or_editor",
            needs="kind opinion or prediction, or an editor",
            has=f"kind {case.kind or 'not said'}, no editor",
        )


def _confirmed(case: Case) -> Iterator[Need]:
    if case.unconfirmed:
        yield Need(
            rule="statement_confirmed",
            needs="the statement confirmed or rewritten since the words changed (PATCH it)",
            has="words that changed",
        )


STANDARD = MappingProxyType(
    {
        Status.verified: (_sourced, _placed, _confirmed),
        Status.incorrect: (_refuted, _confirmed),
        Status.disputed: (_supported, _refuted, _confirmed),
        Status.needs_context: (_contextual, _confirmed),
        Status.unverifiable: (_tried, _confirmed),
        Status.not_checkable: (_not_a_fact, _confirmed),
    }
)


def independent(pieces: Sequence[Piece]) -> int:
    """Count how many (up to what the rules ask for) are independent of each other.

    Two are, when origins and publishers differ; what nobody has looked at differs from all.
    """
    for size in range(INDEPENDENT, 1, -1):
        if any(
            all(_apart(*two) for two in combinations(some, 2))
            for some in combinations(pieces, size)
        ):
            return size
    return min(len(pieces), 1)


def _apart(one: Piece, other: Piece) -> bool:
    same_origin = one.origin is not None and one.origin == other.origin
    same_publisher = one.publisher is not None and one.publisher == other.publisher
    return not same_origin and not same_publisher
