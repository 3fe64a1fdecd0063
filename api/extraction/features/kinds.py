"""What kind of claim a clause makes."""

from collections.abc import Collection

from api.extraction.features.details import Detail
from api.extraction.features.markers import Sign

UNCHECKABLE = ("opinion", "prediction")  # the first that a clause shows
_CHECKABLE = ("causal", "quantity", "relationship", "date")  # and here


def uncheckable(signs: Collection[Sign]) -> str | None:
    """Name the kind that nobody can check, if a clause is of one."""
    if not signs:
        return None
    shown = [sign.what for sign in signs]
    return next((kind for kind in UNCHECKABLE if kind in shown), None)


def kind(unsure: str | None, details: Collection[Detail], *, speech: bool) -> str:
    """Name the kind; words in quotation marks make it a quotation, whatever else it is."""
    if speech:
        return "quotation"
    if unsure or not details:
        return unsure or "event"
    shown = [one.what for one in details]
    return next((kind for kind in _CHECKABLE if kind in shown), "event")
