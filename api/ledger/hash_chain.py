"""The hash chain of the ledger: each line has the hash of the line before it.

leaf = SHA-256(salt + before and after)              what a purge may forget
hash = SHA-256(hash before + who, when, what + leaf) what it may not
"""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from pydantic import JsonValue
from pydantic_core import to_json
from sqlalchemy import Row, select
from sqlmodel import SQLModel, col

from api.ledger.models import Event
from api.storage.database import HeadRow, Read

START = bytes(32)
PURGED = "purged"


class BrokenChain(Exception):
    """A line is missing, moved, altered or silently emptied; says which."""


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: JsonValue) -> str:
    """Write a value in one way, for any order of its fields."""
    return _ENCODER.encode(value)


def leaf_hash(salt: bytes, change: str) -> bytes:
    return sha256(salt + change.encode()).digest()


def line_hash(before: bytes, fields: list[JsonValue], leaf: bytes) -> bytes:
    """Hash one line: its sequence, time, person, integration, action and its objects.

    Numbers and plain ASCII words: all ways to write them as JSON without spaces are the same.
    """
    return sha256(before + to_json(fields) + leaf).digest()


def verify(
    session: Read,
    checkpoint: tuple[int, bytes] = (0, START),
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[int, bytes]:
    """Walk the whole chain; return its newest sequence and hash, or raise `BrokenChain`.

    A tail that was cut off shows only against a checkpoint (sequence and hash) that was kept
    elsewhere.
    """
    table = SQLModel.metadata.tables["event"]
    last, before, met = 0, START, checkpoint[0] == 0
    emptied: set[tuple[str, str | None]] = set()
    every = select(table).order_by(col(Event.seq))
    with session.execute(every, execution_options={"yield_per": 1000}) as lines:
        for line in lines:
            before = _follow(line, last, before)
            if line.change is None:
                emptied.add((line.subject, line.article))
            elif line.action == PURGED and emptied:
                emptied = {names for names in emptied if line.subject not in names}
            met |= (line.seq, before) == checkpoint
            last = line.seq
            progress(last)
    head = session.get_one(HeadRow, 1)
    if emptied:
        raise BrokenChain(f"Lines about {min(emptied)[0]} are empty, and no purge says so.")
    if not met:
        raise BrokenChain(f"The checkpoint at line {checkpoint[0]} is not in this chain.")
    if (head.seq, head.hash) != (last, before):
        raise BrokenChain(f"The chain ends at line {last}, its head says {head.seq}.")
    return last, before


def _follow(line: Row[Any], last: int, before: bytes) -> bytes:
    fields: list[JsonValue] = [
        line.seq, line.at, line.person, line.via, line.action,
        line.subject, line.article, line.claim,
    ]  # fmt: skip
    leaf_matches = line.change is None or leaf_hash(line.salt or b"", line.change) == line.leaf
    follows = line_hash(before, fields, line.leaf)
    if line.seq != last + 1 or not leaf_matches or follows != line.hash:
        raise BrokenChain(f"Line {line.seq} does not follow line {last}.")
    return follows
