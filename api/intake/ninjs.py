"""Read news items in JSON (IPTC ninjs 1.6, 2.2, 3.1, and Superdesk's dialect) as articles.

Read leniently: only `uri` (or Superdesk's `guid`) is needed by the standard. Names are those of the
three versions; a version's own spelling ("contenttype", "contentType") does not matter.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import JsonValue

from api.core.problems import Invalid, error_at

_HTML = ("text/html", "application/xhtml+xml")
_LONGEST = 200  # of an external id


def article(item: JsonValue) -> dict[str, Any]:
    """Say a ninjs item in the fields of an article, or refuse what holds no words."""
    if not isinstance(item, Mapping):
        raise _unfit("A ninjs item is a JSON object.")
    body = _body(item)
    headline = _text(item, "headline") or _best(item, "headlines")
    headline = headline or _text(item, "title", "slugline")
    if not body:
        raise _unfit("It has no words: `bodies`, `body_text` or `body_html`.")
    if not headline:
        raise _unfit("It has no `headline`, `headlines`, `title` or `slugline`.")
    name = _text(item, "guid", "uri")
    fields: dict[str, Any] = {
        **body,
        "headline": headline[:1000],
        "standfirst": (_text(item, "description_text") or _best(item, "descriptions") or "")[:5000],
        "byline": (_text(item, "byline", "by") or "")[:500] or None,
        "external_id": name[:_LONGEST] if name else None,
        "language": _text(item, "language"),
        "dateline": _dateline(item),
    }
    return {field: value for field, value in fields.items() if value is not None}


def _body(item: Mapping[str, JsonValue]) -> dict[str, str]:
    for body in _parts(item, "bodies"):
        kind = str(body.get("contentType") or body.get("contenttype") or "text/plain").split(";")[0]
        return {"html" if kind in _HTML else "body": str(body["value"])}
    if text := _text(item, "body_text"):
        return {"body": text}
    if html := _text(item, "body_html", "body_xhtml"):
        return {"html": html}
    return {}


def _parts(item: Mapping[str, JsonValue], name: str) -> Iterator[Mapping[str, JsonValue]]:
    """Give the parts of a list that have words, the main ones and those without a role first."""
    listed = item.get(name)
    parts = [
        part
        for part in (listed if isinstance(listed, list) else [])
        if isinstance(part, Mapping) and isinstance(part.get("value"), str) and part["value"]
    ]
    yield from sorted(
        parts, key=lambda part: part.get("role") not in (None, "", "main", "headline")
    )


def _best(item: Mapping[str, JsonValue], name: str) -> str | None:
    return next((str(part["value"]) for part in _parts(item, name)), None)


def _text(item: Mapping[str, JsonValue], *names: str) -> str | None:
    for name in names:
        value = item.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _dateline(item: Mapping[str, JsonValue]) -> dict[str, str] | None:
    """Take the day of writing: when the content was made, or this version of it."""
    for name in ("contentcreated", "contentCreated", "firstcreated", "firstCreated",
                 "versioncreated", "versionCreated"):  # fmt: skip
        value = item.get(name)
        if isinstance(value, str):
            try:
                return {"date": datetime.fromisoformat(value).date().isoformat()}
            except ValueError:
                continue
    return None


def _unfit(message: str) -> Invalid:
    return Invalid("This is no article in ninjs.", errors=error_at("body", message=message))
