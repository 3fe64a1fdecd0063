"""Who has read what not everybody may know of: a line of the log a read, without any content."""

import logging
from collections.abc import Iterator

from pydantic import JsonValue
from pydantic_core import from_json, to_json

from api.auth.access import Actor

log = logging.getLogger("claimdesk.reads")

_MARK = b'"visible_to":['  # in a text, its quotation marks would be escaped


def note(request: str, actor: Actor, body: bytes) -> None:
    """Tell the log if this answer holds something restricted."""
    if log.isEnabledFor(logging.INFO) and _MARK in body:
        read = sorted(set(_restricted(from_json(body))))
        parties = [party.id for party in (actor.person, actor.via) if party]
        log.info(to_json({"request": request, "by": parties, "read": read}).decode())


def _restricted(value: JsonValue, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        name = str(value.get("id") or value.get("subject") or name)
        if value.get("visible_to") is not None:
            yield name
        value = [*value.values()]
    for part in value if isinstance(value, list) else ():
        yield from _restricted(part, name)
