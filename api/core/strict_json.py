"""Strict JSON: it refuses what a database cannot store, or what would break a later read.

That is: NaN and infinity, numbers that a float cannot hold, duplicate names, NUL, lone surrogates,
and nesting deeper than `DEEPEST`.
"""

import json
import math
import re
from collections.abc import Iterator

from pydantic import JsonValue

from api.core.problems import BadRequest, Invalid, error_at

DEEPEST = 40
LONGEST_NUMBER = 40

Location = tuple[str | int, ...]  # of a value in the body: names and indexes
_NUL_OR_SURROGATE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")  # in JSON both are always escaped


class MalformedJson(BadRequest):
    """The body is not valid JSON; `detail` says where."""


def parse_json(body: bytes) -> JsonValue:
    """Parse JSON, or raise a `Problem` that says where it is wrong."""
    try:
        value: JsonValue = _DECODER.decode(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise MalformedJson(f"The body is not UTF-8: byte {error.start}.") from error
    except RecursionError as error:
        raise MalformedJson(f"The body is nested deeper than {DEEPEST}.") from error
    except json.JSONDecodeError as error:
        position = f"line {error.lineno}, column {error.colno}"
        raise MalformedJson(f"The body is not JSON: {error.msg} at {position}.") from error
    if _NUL_OR_SURROGATE.search(body) or body.count(b"[") + body.count(b"{") > DEEPEST:
        for location, text in _texts(value):
            _refuse_unstorable(text, location)
    return value


def why_unstorable(text: str) -> str | None:
    """Say why a text cannot be stored; `None` if it can. NUL and lone surrogates cannot."""
    if "\0" in text:
        return "Text may not contain NUL (U+0000)."
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        return "Text may not contain half of a surrogate pair (U+D800 to U+DFFF)."
    return None


def _refuse_unstorable(text: str, location: Location) -> None:
    reason = why_unstorable(text)
    if reason:
        raise Invalid(
            "The body has text that cannot be stored.", errors=error_at(*location, message=reason)
        )


def _texts(value: JsonValue) -> Iterator[tuple[Location, str]]:
    stack: list[tuple[Location, JsonValue]] = [(("body",), value)]
    while stack:
        location, part = stack.pop()
        if len(location) > DEEPEST:
            raise MalformedJson(f"The body is nested deeper than {DEEPEST}.")
        if isinstance(part, str):
            yield location, part
        elif isinstance(part, list):
            stack += [((*location, n), item) for n, item in enumerate(part)]
        elif isinstance(part, dict):
            for name, item in part.items():
                yield location, name
                stack.append(((*location, name), item))


def _refuse_constant(name: str) -> JsonValue:
    raise MalformedJson(f"{name} is not a number in JSON; send null.")


def _parse_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise MalformedJson(f"The number {text[:LONGEST_NUMBER]} is too large.")
    return number


def _parse_int(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise MalformedJson(f"The number {text[:LONGEST_NUMBER]}… is too large.")
    return int(text)


def _make_object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise MalformedJson(f"The name {twice[:80]!r} is twice in one object.")
    return values


_DECODER = json.JSONDecoder(
    parse_constant=_refuse_constant,
    parse_float=_parse_float,
    parse_int=_parse_int,
    object_pairs_hook=_make_object,
)
