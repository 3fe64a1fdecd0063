"""Claims as the API returns them. Each model is also the SELECT that reads it."""

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import (
    Boolean,
    FromClause,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel

from api.auth.schemas import PersonRef, VisibleTo
from api.claims.models import (
    Anchoring,
    Aspect,
    Attribution,
    Claim,
    ClaimSource,
    ClaimSpan,
    Finding,
    Kind,
    Risk,
    SpanRole,
    State,
    Status,
    Voice,
)
from api.claims.text_change import WordsChange
from api.queries.projections import Computed, Instant, Projection, Rate, Rows, Via, json_of_related
from api.queries.visibility import visible
from api.sources.schemas import SourceRef
from api.speakers.schemas import SpeakerRef
from api.storage.sql_json import json_array, json_object
from api.text.offsets import Unit
from api.text.spans import Part

UTF16 = bindparam("utf16", value=False, type_=Boolean)


def _tables() -> Any:  # noqa: ANN401  # a mapping of tables by name
    return SQLModel.metadata.tables


def meant(rows: FromClause) -> ColumnElement[Any]:
    """The speaker (by key) that a row's speaker was merged into, or that speaker itself."""
    other = _tables()["speaker"].alias()
    found = select(other.c.meant_pk).where(other.c.pk == rows.c.speaker_pk)
    return found.correlate(rows).scalar_subquery()


class SpanOut(Projection, table=ClaimSpan):
    """A range of the draft; the end is exclusive."""

    part: Part = Field(description="The part of the draft.", examples=["body"])
    start: Annotated[int, Computed(lambda r: case((UTF16, r.c.start16), else_=r.c.start))] = Field(
        description="Where it starts, in the claim's `unit`.", examples=[411]
    )
    end: Annotated[int, Computed(lambda r: case((UTF16, r.c.end16), else_=r.c.end))] = Field(
        description="Where it ends.", examples=[433]
    )
    exact: str = Field(description="Its words.", examples=["It was over in 12 days"])
    prefix: str = Field(description="The text before it, up to 32 code points.")
    suffix: str = Field(description="The text after it, up to 32 code points.")


def _role(role: SpanRole) -> Rows:
    return Rows(lambda spans: spans.c.role == role)


def _first(role: SpanRole, own: str, theirs: str) -> Computed:
    """The one span of this role, or null."""

    def expression(rows: FromClause) -> ColumnElement[str]:
        spans = _tables()["claim_span"].alias()
        mine = (spans.c[theirs] == rows.c[own]) & (spans.c.role == role)
        found = select(SpanOut.json_of(spans)).where(mine).limit(literal_column("1"))
        return found.correlate(rows).scalar_subquery()

    return Computed(expression)


class SpeakerOfOut(Projection, table=Attribution):
    """One speaker of a claim."""

    speaker: Annotated[SpeakerRef, Via("speaker_pk", "meant_pk")] = Field(description="Who.")
    role: str | None = Field(description="What the article calls them.")
    level: int = Field(description="1 is the outermost; the same level is a joint statement.")
    span: Annotated[SpanOut | None, _first(SpanRole.speaker, "pk", "attribution_pk")] = Field(
        description="The words by which the article names them."
    )


class CueOut(Projection, table=Claim):
    """The verb or phrase that attributes it: "said", "according to"."""

    text: Annotated[str, Computed(lambda r: r.c.cue)] = Field(
        description="The cue.", examples=["revealed"]
    )
    span: Annotated[SpanOut | None, _first(SpanRole.cue, "pk", "claim_pk")] = Field(
        description="Where it is."
    )


def _cue(rows: FromClause) -> ColumnElement[str]:
    return case((rows.c.cue.is_not(None), CueOut.json_of(rows)))


class AttributionOut(Projection, table=Claim):
    """Whose claim it is."""

    voice: Voice = Field(description="`article`, `quoted` or `reported`.")
    speakers: Annotated[list[SpeakerOfOut], Rows(order=lambda r: (r.c.level, r.c.pk))] = Field(
        description="Who says it, the outermost first."
    )
    cue: Annotated[CueOut | None, Computed(_cue)] = Field(description="The verb or phrase.")
    quotations: Annotated[list[SpanOut], _role(SpanRole.quotation)] = Field(
        description="The ranges inside quotation marks."
    )


class SourceOfOut(Projection, table=ClaimSource):
    """Where the writer has it from."""

    source: SourceRef = Field(description="The source.")
    locator: str | None = Field(description="Where in it.", examples=["tape 2, 14:20"])
    note: str | None = Field(description="A note.")


class FindingOut(Projection, table=Finding):
    """The finding on one aspect of a claim."""

    status: Status = Field(description="Its newest status.", examples=["verified"])
    rationale: str | None = Field(description="Why, in the judge's words.")
    judge: PersonRef | None = Field(description="Who judged.")
    at: Instant | None = Field(description="When, in UTC.")


def _finding(aspect: Aspect) -> Rows:
    return Rows(lambda rows: rows.c.aspect == aspect)


class FindingsOut(Projection, table=Claim):
    """Up to two findings; `null` for one that was never asked."""

    substance: Annotated[FindingOut | None, _finding(Aspect.substance)] = Field(
        description="Is it true?"
    )
    attribution: Annotated[FindingOut | None, _finding(Aspect.attribution)] = Field(
        description="Was it said, by them, like that?"
    )


class EvidenceCounts(Projection, table=Claim):
    """How much evidence is linked, by stance; withdrawn evidence does not count."""

    supports: int = Field(description="Supporting.")
    refutes: int = Field(description="Refuting.")
    context: int = Field(description="Giving context.")


def _by_stance(rows: FromClause) -> ColumnElement[Any]:
    """Count in one statement. The table by its name: the evidence package is above this one."""
    evidence = _tables()["evidence"].alias()
    counts = {
        name: func.count(case((evidence.c.stance == name, 1)))
        for name in EvidenceCounts.model_fields
    }
    living = evidence.c.withdrawn_at.is_(None), visible(evidence, but={"claim_pk"})
    counted = select(json_object(counts)).where(evidence.c.claim_pk == rows.c.pk, *living)
    return counted.correlate(rows).scalar_subquery()


def _article(rows: FromClause) -> ColumnElement[str]:
    articles = _tables()["article"].alias()
    return select(articles.c.id).where(articles.c.pk == rows.c.article_pk).scalar_subquery()


def _innermost(rows: FromClause) -> ColumnElement[str]:
    mine = _tables()["attribution"].alias()
    deepest = (
        select(meant(mine))
        .where(mine.c.claim_pk == rows.c.pk)
        .order_by(mine.c.level.desc(), mine.c.pk)
        .limit(1)
        .correlate(rows)
        .scalar_subquery()
    )
    return json_of_related(rows, SpeakerRef, deepest)


def _tags(rows: FromClause) -> ColumnElement[str]:
    tags = _tables()["claim_tag"].alias()
    mine = select(tags.c.tag).where(tags.c.claim_pk == rows.c.pk).correlate(rows)
    return json_array(mine, tags.c.tag)


class ClaimOut(Projection, table=Claim):
    """One assertion of an article, as lists show it."""

    id: str = Field(description="The claim's id.", examples=["claim_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    version: int = Field(description="Counts its fields, findings, evidence and state.")
    article: Annotated[str, Computed(_article)] = Field(description="The article that makes it.")
    statement: str = Field(
        description="The assertion as one self-contained sentence.",
        examples=["The Israel-Iran war of June 2025 lasted 12 days."],
    )
    unit: Annotated[
        Unit, Computed(lambda _: case((UTF16, literal("utf16")), else_=literal("code_points")))
    ] = Field(description="What the offsets of all its spans count.")
    spans: Annotated[list[SpanOut], _role(SpanRole.words)] = Field(
        description="Where the draft makes it."
    )
    anchoring: Anchoring = Field(description="How its words were found in the newest draft.")
    lost_in: int | None = Field(
        description="The draft that its spans are in, if the newest one has no sure place "
        "for them (`orphaned`, `gone`); else `null`."
    )
    change: WordsChange | None = Field(
        description="How its words changed in the newest drafts, until it is judged again."
    )
    state: State = Field(description="Whether somebody has looked at it.", examples=["kept"])
    kind: Kind | None = Field(
        description="What kind of assertion it is; `null` if nobody has set it."
    )
    checkable: bool = Field(description="Whether it can be checked at all.")
    worth: Rate | None = Field(
        description="How much it matters to check it; `null` if nobody has set it."
    )
    attribution: AttributionOut = Field(description="Whose claim it is.")
    speaker: Annotated[SpeakerRef | None, Computed(_innermost)] = Field(
        description="The innermost speaker, for quick reading."
    )
    sources: list[SourceOfOut] = Field(
        description="What the writer drew on; none yet is what editors call TK."
    )
    asks: list[Aspect] = Field(description="Which findings it needs.")
    status: Status = Field(
        description="The first of these that any asked finding has: `incorrect`, `disputed`, "
        "`unverified`, `checking`, `unverifiable`, `needs_context`, `verified`, `not_checkable`."
    )
    findings: FindingsOut = Field(description="Its findings.")
    counts: Annotated[EvidenceCounts, Computed(_by_stance)] = Field(
        description="Linked evidence by stance."
    )
    reopened: str | None = Field(
        description="Why it must be looked at again.", examples=["evidence_withdrawn"]
    )
    unconfirmed: bool = Field(
        description="Its words changed after it was judged: confirm the statement (PATCH it, the "
        "same or another) before it is judged again."
    )
    risk: Risk = Field(description="`high`: legal or dangerous.")
    assignee: PersonRef | None = Field(description="Who is to check it.")
    due: Instant | None = Field(description="By when, in UTC.")
    tags: Annotated[list[str], Computed(_tags)] = Field(
        description="Labels, in alphabetical order."
    )
    external_id: str | None = Field(description="Your own id of it.")
    dropped_because: str | None = Field(description="Why it was dropped.")
    drafted_by: str | None = Field(description="Which extractor drafted it.")
    kept_by: PersonRef | None = Field(description="Who kept it.")
    created_by: PersonRef | None = Field(description="Who added it.")
    created_at: Instant = Field(description="When, in UTC.")
    updated_at: Instant = Field(description="When it was last changed, in UTC.")
    visible_to: VisibleTo
