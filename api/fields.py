"""Kinds of text that several rooms take in; each says once what fits."""

from typing import Annotated

from pydantic import Field, StringConstraints

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
