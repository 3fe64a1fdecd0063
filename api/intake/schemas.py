"""Proposed claims, new drafts and imports as the API takes and returns them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlalchemy import FromClause, func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel

from api.anchoring.outcomes import AnchoringOutcome
from api.articles.schemas import ArticleOut, DraftOut
from api.claims.models import Aspect, Kind, Voice
from api.claims.schemas import ClaimOut
from api.queries.projections import Computed, Rate
from api.text.offsets import Unit
from api.text.spans import Part


def _drafted(rows: FromClause) -> ColumnElement[int]:
    claims = SQLModel.metadata.tables["claim"].alias()
    condition = (claims.c.article_pk == rows.c.pk) & claims.c.drafted_by.is_not(None)
    return (
        select(func.count()).select_from(claims).where(condition).correlate(rows).scalar_subquery()
    )


class ArticleAdded(ArticleOut):
    """A new article, and how many of its claims were drafted."""

    claims_drafted: Annotated[int, Computed(_drafted)] = Field(
        description="How many claims were drafted, for somebody to keep or drop.", examples=[42]
    )


class Stretch(BaseModel):
    """A range of the text; the end is exclusive."""

    part: Part = Field(description="The part of the text.")
    start: int = Field(description="Where it starts, in `unit`.", examples=[0])
    end: int = Field(description="Where it ends.", examples=[47])
    exact: str = Field(description="Its words.")


class DraftedSpeaker(BaseModel):
    """A speaker whom the text quotes."""

    name: str | None = Field(
        description="The person's fullest name in the text; `null` if that is not sure.",
        examples=["Vladimir Putin"],
    )
    level: int = Field(
        description="1 is the outermost: in “Interfax reported that Lavrov said”, Interfax is 1 "
        "and Lavrov 2.",
        examples=[1],
    )
    span: Stretch = Field(description="The words by which it names them.")


class DraftedAttribution(BaseModel):
    """Whose claim it seems to be."""

    voice: Voice = Field(description="Whose words they seem to be.")
    mixed: bool = Field(
        description="Whether quotation marks hold some of the speaker's words only, among the "
        "author's own."
    )
    speakers: list[DraftedSpeaker] = Field(
        description="Who seems to say it, the outermost first; several of a level for a joint "
        "statement."
    )
    cue: Stretch | None = Field(description="The verb or phrase that attributes it.")
    quotations: list[Stretch] = Field(description="The ranges inside quotation marks.")
    means: str | None = Field(
        description="What the cue makes of it: `said`, `denied`, `asked`, `will` (promised, "
        "predicted), `shown` or `thought`.",
        examples=["said"],
    )
    rule: str | None = Field(
        description="The rule that read it: `subject` (“X said …”), `inverted` (“…, said X”), "
        "`phrase` (“according to X”), `goes on` (a quotation after X's) and others.",
        examples=["inverted"],
    )
    confidence: Rate | None = Field(
        description="How often readers of news agreed with that rule, 0 to 1."
    )


class DraftedDetail(BaseModel):
    """Something in a claim that can be wrong: what a checker would underline."""

    what: Literal["date", "quantity", "superlative", "causal", "relationship"] = Field(
        description="What it is.", examples=["date"]
    )
    means: str | None = Field(
        description="The date in ISO 8601, as exact as the text and its dateline make it "
        "(`2024`, `2024-10`, `2025-W26`, `2025-06-13`); `null` for the others, and where nobody "
        "can say.",
        examples=["2024-10"],
    )
    span: Stretch = Field(description="Its words.")


class DraftedClaim(BaseModel):
    """A claim that the machine would draft."""

    statement: str = Field(
        description="The assertion: restated as its own sentence if that is sure (“last October” "
        "by its date, “he” by the name), otherwise in the text's own words.",
        examples=["Israel’s air force wiped them out in October 2024"],
    )
    spans: list[Stretch] = Field(
        description="Where the text makes it; several where the text interrupts it."
    )
    kind: Kind = Field(description="What kind of assertion it seems to be.")
    checkable: bool = Field(description="Whether it seems checkable.")
    worth: Rate = Field(description="How much checking it seems to matter.")
    attribution: DraftedAttribution
    details: list[DraftedDetail] = Field(description="What in it can be wrong, in reading order.")


class Extracted(BaseModel):
    """What would be drafted from a text; nothing is stored."""

    unit: Unit = Field(description="What the offsets count.")
    body: str = Field(description="The words that the offsets count in.")
    claims: list[DraftedClaim] = Field(description="The claims, in reading order.")


class MovedClaim(BaseModel):
    """What a new draft made of one claim."""

    id: str = Field(description="The claim's id.", examples=["claim_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    outcome: AnchoringOutcome = Field(
        description="`exact` and `moved`: the same words, at their place or elsewhere; `changed`: "
        "other words; `orphaned`: equal places, say which (PATCH its spans); `gone`: none like it.",
        examples=["changed"],
    )
    before: list[str] = Field(
        description="Its words in the draft before, span by span.", examples=[["in 12 days"]]
    )
    after: list[str] = Field(
        description="Its words in this draft; none where it is orphaned or gone.",
        examples=[["in 13 days"]],
    )
    score: Rate = Field(description="How alike they are.", examples=[0.9])
    reopened: list[Aspect] = Field(description="The findings that this took back to `checking`.")
    returned: list[Aspect] = Field(
        description="The findings that came back, since the words that were judged are there again."
    )


class DraftAdded(BaseModel):
    """A new draft, and what it made of the article's claims."""

    draft: DraftOut = Field(description="The draft.")
    article_version: int = Field(description="The article's version now.", examples=[2])
    claims: list[MovedClaim] = Field(
        description="Every claim that you can see, in reading order; none where the article "
        "had this text already."
    )
    drafted: list[ClaimOut] = Field(description="The claims of new sentences, drafted.")


class Shift(BaseModel):
    """A range of one draft."""

    start: int = Field(description="Where it starts, in `unit`.", examples=[58])
    end: int = Field(description="Where it ends, exclusive.", examples=[60])
    text: str = Field(description="The text there; may be empty.", examples=["12"])


class DraftChange(BaseModel):
    """A range of one draft, and what is there in the other."""

    part: Part = Field(description="The part.")
    before: Shift = Field(description="In the first of the two.")
    after: Shift = Field(description="In the second.")


class DraftDiff(BaseModel):
    """What differs between two drafts."""

    first: int = Field(description="The number of the one.", examples=[1])
    second: int = Field(description="The number of the other.", examples=[2])
    unit: Unit = Field(description="What the offsets count.")
    changes: list[DraftChange] = Field(description="What differs, in reading order.")


class ImportedLine(BaseModel):
    """What became of one line."""

    line: int = Field(description="The line's number, from 1.", examples=[1])
    id: str | None = Field(default=None, description="The claim's id, new or there already.")
    problem: dict[str, object] | None = Field(
        default=None, description="Or why it was refused, as a problem (RFC 9457)."
    )
