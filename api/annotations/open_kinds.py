"""The kinds of annotation that can be open: how each is closed, and what it blocks until then."""

from dataclasses import dataclass
from types import MappingProxyType

from api.annotations.models import AnnotationKind, Outcome
from api.core.rule_names import BlockerCode


@dataclass(frozen=True)
class OpenKind:
    """A kind of annotation that is open at first."""

    outcomes: tuple[Outcome, ...]
    blocker: BlockerCode  # of a clearance, while it is open
    summary: str


OPEN_KINDS = MappingProxyType(
    {
        AnnotationKind.question: OpenKind(
            (Outcome.answered, Outcome.withdrawn, Outcome.no_reply),
            BlockerCode.question_open,
            "A question is open",
        ),
        AnnotationKind.change: OpenKind(
            (Outcome.accepted, Outcome.declined, Outcome.withdrawn),
            BlockerCode.change_open,
            "A proposed change is undecided",
        ),
    }
)
