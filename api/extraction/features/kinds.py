"""The kind of a claim."""

from collections.abc import Collection

from api.extraction.features.details import Detail
from api.extraction.features.markers import Marker

UNCHECKABLE = ("opinion", "prediction")  # the first that a clause shows
_CHECKABLE = ("causal", "quantity", "relationship", "date")  # and here


def uncheckable(signs: Collection[Marker]) -> str | None:
    """Name the kind of a clause that cannot be checked, if it is of one."""
    if not signs:
        return None
    marked = [sign.what for sign in signs]
    return next((kind for kind in UNCHECKABLE if kind in marked), None)


def kind(unsure: str | None, details: Collection[Detail], *, speech: bool) -> str:
    """Name the kind; words in quotation marks make it a quotation, whatever else it is."""
    if speech:
        return "quotation"
    if unsure or not details:
        return unsure or "event"
    marked = [detail.what for detail in details]
    return next((kind for kind in _CHECKABLE if kind in marked), "event")
