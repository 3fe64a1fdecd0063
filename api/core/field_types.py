"""Types of request fields that several packages use: each has its constraints once."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints


class RequestModel(BaseModel):
    """A body that callers send. Unknown fields are refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


def _in_utc(time: datetime) -> datetime:
    try:
        return time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("In UTC this is not in the years 1 to 9999.") from error


Time = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Note = Annotated[str, StringConstraints(max_length=5000)]
ExternalId = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Url = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=2000),
    Field(examples=["https://desk.example/2025/a-treaty"]),
]
Language = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=40),
    Field(examples=["en"]),
]
