"""What became of a span's words, and of a claim's."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from api.text.spans import Part


class AnchoringOutcome(StrEnum):
    """What became of a span's words in a new text; from best to worst."""

    exact = auto()  # the same words at the same place
    moved = auto()  # the same words elsewhere
    changed = auto()  # other words replaced them
    orphaned = auto()  # two equal places: somebody must say which
    gone = auto()  # no similar words are left


@dataclass(frozen=True, slots=True)
class Place:
    """A range of a part, in code points, the end exclusive."""

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

    It is gone when all are; when only some are gone, the claim has changed.
    """
    outcomes = {span.outcome for span in anchored}
    if outcomes == {AnchoringOutcome.gone}:
        return AnchoringOutcome.gone
    if AnchoringOutcome.orphaned in outcomes:
        return AnchoringOutcome.orphaned
    if outcomes & {AnchoringOutcome.changed, AnchoringOutcome.gone}:
        return AnchoringOutcome.changed
    return AnchoringOutcome.moved if AnchoringOutcome.moved in outcomes else AnchoringOutcome.exact
