"""The media type of a request's body."""

from collections.abc import Mapping


def content_type(headers: Mapping[str, str]) -> str:
    """The media type that `Content-Type` names, in lower case and without its parameters.

    Empty if there is no such header.
    """
    return headers.get("content-type", "").split(";")[0].strip().lower()
