"""The transitions of a finding's status, as a table. Uses no database."""

from dataclasses import dataclass
from types import MappingProxyType

from api.auth.access import Actor, Permission, least
from api.claims.models import Status
from api.core.problems import Conflict, Forbidden


class IllegalMove(Conflict):
    """The finding's present status does not allow this move; `allowed` lists those it does."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One step that a person may take; house rules may ask for more."""

    to: Status
    by: Permission = Permission.check


FINAL = tuple(
    Transition(status)
    for status in (
        Status.verified,
        Status.needs_context,
        Status.disputed,
        Status.incorrect,
        Status.unverifiable,
        Status.not_checkable,
    )
)
AGAIN = (Transition(Status.checking),)

MOVES = MappingProxyType(
    {
        Status.unverified: (*AGAIN, *FINAL),
        Status.checking: FINAL,
        Status.verified: AGAIN,
        Status.needs_context: AGAIN,
        Status.disputed: AGAIN,
        Status.incorrect: AGAIN,
        Status.unverifiable: AGAIN,
        Status.not_checkable: AGAIN,
    }
)


def choose(status: Status, to: Status, actor: Actor) -> Transition:
    """Return the move from `now` to `to`, or refuse with what would be allowed."""
    move = next((move for move in MOVES[status] if move.to is to), None)
    if move is None:
        allowed = [move.to.value for move in MOVES[status]]
        raise IllegalMove(
            f"A finding that is {status} can become: {', '.join(allowed)}.", allowed=[*allowed]
        )
    if not actor.may(move.by):
        raise Forbidden(f"{least(move.by)} is needed to judge; you act as {actor.title}.")
    return move
