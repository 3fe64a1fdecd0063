"""Log every read of something restricted: who and what, without any content."""

import logging
from collections.abc import Collection, Iterator

from pydantic import JsonValue
from pydantic_core import from_json, to_json

from api.auth.access import Actor

log = logging.getLogger("claimdesk.reads")

_MARKS = b'"visible_to":[', b'"restricted":true'  # in a text, quotation marks are escaped


def log_restricted_read(
    request: str, actor: Actor, body: bytes, beneath: Collection[str] = ()
) -> None:
    """Log the read if this answer has something restricted, or belongs to such a thing."""
    if log.isEnabledFor(logging.INFO) and (beneath or any(mark in body for mark in _MARKS)):
        read = sorted({*beneath, *_restricted(from_json(body))})
        parties = [party.id for party in (actor.person, actor.via) if party]
        log.info(to_json({"request": request, "by": parties, "read": read}).decode())


def _restricted(value: JsonValue, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        name = str(value.get("id") or value.get("subject") or name)
        if value.get("visible_to") is not None or value.get("restricted") is True:
            yield name
        value = [*value.values()]
    for part in value if isinstance(value, list) else ():
        yield from _restricted(part, name)
