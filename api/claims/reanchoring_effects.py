"""What a new draft does to a claim: decided from how its words were found, before anything changes.

Pure: the table can be read aloud, and is tested row by row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from types import MappingProxyType

from api.anchoring.normalization import alike
from api.anchoring.outcomes import AnchoringOutcome
from api.claims.findings import Cause
from api.claims.models import Anchoring
from api.claims.text_change import WordsChange


class Situation(StrEnum):
    """How a claim is after a new draft."""

    lost = auto()  # its words are gone, or are in two equal places
    returned = auto()  # the very words that were judged, and then changed, are there again
    changed = auto()  # other words are in their place
    waiting = auto()  # its words are as before, but an earlier change is not confirmed yet
    kept = auto()  # its words are as before


class ChangeRecord(StrEnum):
    """What becomes of the change that a claim remembers (`Claim.change`)."""

    keep = auto()
    clear = auto()
    record = auto()  # this draft's change; the words before are those of the first unconfirmed one


@dataclass(frozen=True)
class Effect:
    """What a situation does to the claim."""

    change: ChangeRecord
    change_if_was_lost: ChangeRecord
    anchoring: Anchoring | None = None  # `None`: as its words were found
    moves_spans: bool = True
    reopens: Cause | None = None
    confirms: bool = False  # nobody needs to confirm the statement any more


EFFECTS = MappingProxyType(
    {
        Situation.lost: Effect(ChangeRecord.record, ChangeRecord.record, moves_spans=False),
        Situation.returned: Effect(
            ChangeRecord.clear, ChangeRecord.clear, Anchoring.exact, confirms=True
        ),
        Situation.changed: Effect(
            ChangeRecord.record,
            ChangeRecord.record,
            Anchoring.changed,
            reopens=Cause.words_changed,
        ),
        Situation.waiting: Effect(ChangeRecord.keep, ChangeRecord.record, Anchoring.changed),
        Situation.kept: Effect(ChangeRecord.keep, ChangeRecord.clear),
    }
)


def situation_of(
    outcome: AnchoringOutcome, after: Sequence[str], statement: str, pending: WordsChange | None
) -> Situation:
    """The situation of a claim whose words were found like this.

    `pending` is an earlier change that nobody has confirmed; it is undone where the words that
    were judged are there again, under the statement that was judged.
    """
    if outcome in (AnchoringOutcome.orphaned, AnchoringOutcome.gone):
        return Situation.lost
    if pending and statement == pending.statement and alike(pending.before, after):
        return Situation.returned
    if outcome is AnchoringOutcome.changed:
        return Situation.changed
    return Situation.waiting if pending else Situation.kept
