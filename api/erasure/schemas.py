from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from api.core.field_types import RequestModel

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class PurgeIn(RequestModel):
    """Why an article must go."""

    reason: Reason = Field(
        description="Why; it stays in the ledger, so name nothing here that must go.",
        examples=["Order of the regional court of 20 November 2026"],
    )


class Purged(BaseModel):
    """What is gone."""

    article: str = Field(
        description="The id that the article had.", examples=["article_01jzqk3w8r5t6v7x9y0z1a2b3c"]
    )
    rows: dict[str, int] = Field(
        description="How many of what went with it.", examples=[{"claim": 38, "evidence": 12}]
    )
    lines: int = Field(
        description="Lines of the ledger that keep who, when and what was done, and have forgotten "
        "before and after."
    )
    unused: list[str] = Field(
        description="Speakers and sources that nothing points to any more: redact or delete them "
        "if they must go too."
    )


class RedactIn(RequestModel):
    """How somebody is called from now on, and why."""

    pseudonym: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
    ] = Field(description="The name that takes the place of all others.", examples=["Source A"])
    names: list[Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]] = Field(
        default=[],
        max_length=50,
        description="Further forms to look for in all texts: a surname alone, a nickname, a title. "
        "Every name and alias that the desk has is looked for anyway.",
        examples=[["Jane D."]],
    )
    reason: Reason = Field(
        description="Why; it stays in the ledger, so name nobody here.",
        examples=["The source asked for protection"],
    )


class Redacted(BaseModel):
    """Where an identity was taken out of."""

    subject: str = Field(
        description="The speaker or source.", examples=["speaker_01jzqk3w8r5t6v7x9y0z1a2b3c"]
    )
    pseudonym: str = Field(description="What it is called now.", examples=["Source A"])
    rows: dict[str, int] = Field(
        description="How many rows of what named it: there the pseudonym stands now, and in the "
        "drafts of articles a bar of the same length.",
        examples=[{"claim": 2, "draft": 1}],
    )
    lines: int = Field(description="Lines of the ledger that have forgotten before and after.")
    left_the_house: list[str] = Field(
        description="Published articles that named it or drew on it: what readers have seen, no "
        "redaction takes back."
    )
