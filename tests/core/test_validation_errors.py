"""What Pydantic finds wrong, in the API's own words."""

from typing import Any

import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from api.core import validation_errors


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")

    claim: str = Field(default="claim_1", pattern=r"^claim_\d+$")
    due: AwareDatetime | None = None
    body: str = ""

    @field_validator("body")
    @classmethod
    def _says_something(cls, body: str) -> str:
        if body == " ":
            raise ValueError("Write something.")
        return body


def _errors(**fields: Any) -> Any:
    with pytest.raises(ValidationError) as wrong:
        Note.model_validate(fields)
    return validation_errors.as_problem(wrong.value.errors(), "body").extra["errors"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"claim": "7"}, "This is no id of claim: it looks like claim_01jzqk3w8r5t6v7x9y0z1a2b3c."),
        ({"due": "2026-11-23T10:15:00"}, "Send a time with its offset, such as"),
        ({"headline": "x"}, "There is no such field."),
        ({"body": " "}, "Write something."),
    ],
)
def test_a_message_says_what_would_work(fields: dict[str, str], message: str) -> None:
    (error,) = _errors(**fields)
    assert error["where"] == ["body", *fields]
    assert error["message"].startswith(message)


def test_every_error_is_listed() -> None:
    assert len(_errors(claim="7", headline="x")) == 2
