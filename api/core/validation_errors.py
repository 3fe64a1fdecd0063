"""What Pydantic finds wrong, as a `Problem` in the API's own words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from api.core.problems import Invalid, error_at

_NO_SUCH_ID = "This is no id of {0}: it looks like {0}_01jzqk3w8r5t6v7x9y0z1a2b3c."


def as_problem(
    errors: Sequence[Mapping[str, Any]],
    *prefix: str,
    detail: str = "The request does not fit; see `errors`.",
) -> Invalid:
    """Turn the `errors()` of a `ValidationError` into an `Invalid`.

    `prefix` goes in front of each error's location: `body` or `query`.
    """
    return Invalid(
        detail,
        errors=[
            fault
            for error in errors
            for fault in error_at(*prefix, *error["loc"], message=_message(error))
        ],
    )


def _message(error: Mapping[str, Any]) -> str:
    """Say what would work; never what was sent, which may not even be JSON."""
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "timezone_aware":
        return "Send a time with its offset, such as 2026-11-23T10:15:00+01:00."
    if error["type"] == "extra_forbidden":
        return "There is no such field."
    if error["type"] == "string_pattern_mismatch" and (kind := re.search(r"\^([a-z]+)_", message)):
        return _NO_SUCH_ID.format(kind[1])
    return message
