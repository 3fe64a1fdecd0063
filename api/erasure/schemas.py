"""What a purge and a redaction take, and what they report."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from api.core.field_types import RequestModel

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class PurgeIn(RequestModel):
    """Why an article must be purged."""

    reason: Reason = Field(
        description="Why. It stays in the ledger: write nothing that must be erased.",
        examples=["Order of the regional court of 20 November 2026"],
    )


class Purged(BaseModel):
    """What was deleted."""

    article: str = Field(
        description="The id that the article had.", examples=["article_01jzqk3w8r5t6v7x9y0z1a2b3c"]
    )
    rows: dict[str, int] = Field(
        description="How many rows of each kind were deleted with it.",
        examples=[{"claim": 38, "evidence": 12}],
    )
    lines: int = Field(
        description="How many ledger lines were emptied: they keep who, when and which action, but "
        "not what was before and after."
    )
    unused: list[str] = Field(
        description="Speakers and sources that nothing points to any more. Redact or delete them "
        "if they must be erased too."
    )


class RedactIn(RequestModel):
    """The pseudonym of a speaker or source from now on, and the reason."""

    pseudonym: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
    ] = Field(description="The name that replaces all others.", examples=["Source A"])
    names: list[Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]] = Field(
        default=[],
        max_length=50,
        description="More names to look for in all texts: a surname alone, a nickname, a title. "
        "All names and aliases that the desk has are looked for anyway.",
        examples=[["Jane D."]],
    )
    reason: Reason = Field(
        description="Why. The reason stays in the ledger, so name nobody in it.",
        examples=["The source asked for protection"],
    )


class Redacted(BaseModel):
    """What an identity was removed from."""

    subject: str = Field(
        description="The speaker or source.", examples=["speaker_01jzqk3w8r5t6v7x9y0z1a2b3c"]
    )
    pseudonym: str = Field(description="Its name now.", examples=["Source A"])
    rows: dict[str, int] = Field(
        description="How many rows of each kind had its names. The pseudonym replaces them; in the "
        "drafts of articles a bar of the same length covers them.",
        examples=[{"claim": 2, "draft": 1}],
    )
    lines: int = Field(
        description="How many ledger lines no longer have what was before and after."
    )
    left_the_house: list[str] = Field(
        description="The published articles that named it or were based on it: a redaction cannot "
        "take back what readers have seen."
    )
