"""What became of a span's words, and of a claim's."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from api.text.spans import Part


class AnchoringOutcome(StrEnum):
    """What became of a span's words in a new text; the worse ones stand behind."""

    exact = auto()  # the same words at the same place
    moved = auto()  # the same words elsewhere
    changed = auto()  # other words stand there
    orphaned = auto()  # two equal places: somebody must say which
    gone = auto()  # no similar words are left


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a part, in code points, the end exclusive."""

    part: Part
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchored:
    """What became of a span. `places` are the equal ones where it is orphaned.

    `score` (0 to 1) is the likeness of the words; `why` says what decided.
    """

    outcome: AnchoringOutcome
    place: Place | None
    before: str
    after: str | None
    score: float
    why: str
    places: tuple[Place, ...] = ()


def worst(anchored: Sequence[Anchored]) -> AnchoringOutcome:
    """Say what became of a claim of several spans.

    It is gone when all are; one that is gone among others that stand has changed the claim.
    """
    outcomes = {span.outcome for span in anchored}
    if outcomes == {AnchoringOutcome.gone}:
        return AnchoringOutcome.gone
    if AnchoringOutcome.orphaned in outcomes:
        return AnchoringOutcome.orphaned
    if outcomes & {AnchoringOutcome.changed, AnchoringOutcome.gone}:
        return AnchoringOutcome.changed
    return AnchoringOutcome.moved if AnchoringOutcome.moved in outcomes else AnchoringOutcome.exact
