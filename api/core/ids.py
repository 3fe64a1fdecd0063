"""Ids that name their type and sort by creation: `claim_01j…`.

A ULID's 26 characters (Crockford's base 32, lower case): 48 bits of milliseconds, 10 bits of
microseconds, 14 bits of the place within one transaction, 56 random bits.
"""

import re
import secrets
from datetime import datetime
from typing import Annotated

from pydantic import Field

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [high + low for high in _LETTERS for low in _LETTERS]
_SHIFTS = range(120, -1, -10)
_TAIL = r"[0-7][0-9a-hjkmnp-tv-z]{25}"
ANY = re.compile(rf"\b[a-z]+_{_TAIL}\b")


def new_id(kind: str, at: datetime, index: int) -> str:
    """Make an id for the `place`-th thing of the transaction that happens at `at`."""
    microseconds = round(at.timestamp() * 1_000_000)
    milliseconds, rest = divmod(microseconds, 1000)
    number = ((milliseconds << 10 | rest) << 14 | index % (1 << 14)) << 56 | secrets.randbits(56)
    return f"{kind}_" + "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


def has_id_shape(kind: str, text: str) -> bool:
    """Say whether this can be an id of this kind at all, before a database is asked."""
    return re.fullmatch(f"{kind}_{_TAIL}", text) is not None


def _shape(kind: str) -> str:
    return f"^{kind}_{_TAIL}$"


_ULID = "01jzqk3w8r5t6v7x9y0z1a2b3c"
ArticleId = Annotated[str, Field(pattern=_shape("article"), examples=[f"article_{_ULID}"])]
ClaimId = Annotated[str, Field(pattern=_shape("claim"), examples=[f"claim_{_ULID}"])]
SpeakerId = Annotated[str, Field(pattern=_shape("speaker"), examples=[f"speaker_{_ULID}"])]
SourceId = Annotated[str, Field(pattern=_shape("source"), examples=[f"source_{_ULID}"])]
EvidenceId = Annotated[str, Field(pattern=_shape("evidence"), examples=[f"evidence_{_ULID}"])]
AnnotationId = Annotated[str, Field(pattern=_shape("annotation"), examples=[f"annotation_{_ULID}"])]
PersonId = Annotated[str, Field(pattern=_shape("person"), examples=[f"person_{_ULID}"])]
