"""Public ids, which name their kind and sort by creation: `claim_01j…`.

After the kind come the 26 characters of a ULID (Crockford's base 32, lower case): 48 bits of
milliseconds, 10 bits of microseconds, 14 bits of the number within a transaction, 56 random bits.
"""

import re
import secrets
from datetime import datetime
from typing import Annotated

from pydantic import Field
from pydantic.fields import FieldInfo

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [high + low for high in _DIGITS for low in _DIGITS]
_SHIFTS = range(120, -1, -10)
_ULID_PATTERN = r"[0-7][0-9a-hjkmnp-tv-z]{25}"
ID_PATTERN = re.compile(rf"\b[a-z]+_{_ULID_PATTERN}\b")


def new_id(kind: str, at: datetime, index: int) -> str:
    """Make the `index`-th id of the transaction whose time is `at`."""
    microseconds = round(at.timestamp() * 1_000_000)
    milliseconds, fraction = divmod(microseconds, 1000)
    number = ((milliseconds << 10 | fraction) << 14 | index % (1 << 14)) << 56 | secrets.randbits(
        56
    )
    return f"{kind}_" + "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


def has_id_shape(kind: str, text: str) -> bool:
    """Whether a text has the form of an id of this kind; no database is needed for that."""
    return re.fullmatch(f"{kind}_{_ULID_PATTERN}", text) is not None


def _id_of(kind: str) -> FieldInfo:
    """The constraint of a field that holds an id of this kind."""
    example = f"{kind}_01jzqk3w8r5t6v7x9y0z1a2b3c"
    constraint: FieldInfo = Field(pattern=f"^{kind}_{_ULID_PATTERN}$", examples=[example])
    return constraint


ArticleId = Annotated[str, _id_of("article")]
ClaimId = Annotated[str, _id_of("claim")]
SpeakerId = Annotated[str, _id_of("speaker")]
SourceId = Annotated[str, _id_of("source")]
EvidenceId = Annotated[str, _id_of("evidence")]
AnnotationId = Annotated[str, _id_of("annotation")]
PersonId = Annotated[str, _id_of("person")]
