"""Strict JSON: refuses what a database cannot store or a client could not read back.

No NaN or infinity, no numbers beyond a float, no duplicate keys, no NUL, no lone surrogate, no
nesting beyond `DEEPEST`.
"""

import json
import math
import re
from collections.abc import Iterator

from pydantic import JsonValue

from api.core.problems import BadRequest, Invalid, error_at

DEEPEST = 40
LONGEST_NUMBER = 40
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")  # a NUL or a surrogate can only be escaped


class MalformedJson(BadRequest):
    """The body is not JSON that can be read; `detail` says where it breaks."""


def parse_json(body: bytes) -> JsonValue:
    """Read JSON, or refuse it with a `Problem` that says where it cannot be kept."""
    try:
        value: JsonValue = _DECODER.decode(body.decode("utf-8"))
    except UnicodeDecodeError as wrong:
        raise MalformedJson(f"The body is not UTF-8: byte {wrong.start}.") from wrong
    except RecursionError as wrong:
        raise MalformedJson(f"The body is nested deeper than {DEEPEST}.") from wrong
    except json.JSONDecodeError as wrong:
        position = f"line {wrong.lineno}, column {wrong.colno}"
        raise MalformedJson(f"The body is not JSON: {wrong.msg} at {position}.") from wrong
    if _SUSPECT.search(body) or body.count(b"[") + body.count(b"{") > DEEPEST:
        for where, text in _texts(value):
            _refuse_unkeepable(text, where)
    return value


def unkeepable(text: str) -> str | None:
    """Say why a text cannot be kept: it holds NUL, or half of a surrogate pair."""
    if "\0" in text:
        return "Text may not contain NUL (U+0000)."
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        return "Text may not contain half of a surrogate pair (U+D800 to U+DFFF)."
    return None


def _refuse_unkeepable(text: str, where: tuple[str | int, ...]) -> None:
    wrong = unkeepable(text)
    if wrong:
        raise Invalid(
            "The body holds text that cannot be kept.", errors=error_at(*where, message=wrong)
        )


def _texts(value: JsonValue) -> Iterator[tuple[tuple[str | int, ...], str]]:
    todo: list[tuple[tuple[str | int, ...], JsonValue]] = [(("body",), value)]
    while todo:
        where, part = todo.pop()
        if len(where) > DEEPEST:
            raise MalformedJson(f"The body is nested deeper than {DEEPEST}.")
        if isinstance(part, str):
            yield where, part
        elif isinstance(part, list):
            todo += [((*where, n), item) for n, item in enumerate(part)]
        elif isinstance(part, dict):
            for name, item in part.items():
                yield where, name
                todo.append(((*where, name), item))


def _no_constant(name: str) -> JsonValue:
    raise MalformedJson(f"{name} is not a number in JSON; send null.")


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise MalformedJson(f"The number {text[:LONGEST_NUMBER]} is beyond what can be kept.")
    return number


def _int(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise MalformedJson(f"The number {text[:LONGEST_NUMBER]}… is beyond what can be kept.")
    return int(text)


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise MalformedJson(f"The name {twice[:80]!r} is in one object twice.")
    return values


_DECODER = json.JSONDecoder(
    parse_constant=_no_constant, parse_float=_float, parse_int=_int, object_pairs_hook=_object
)
