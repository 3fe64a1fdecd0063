"""Signatures, clearance, publication and corrections, as the API takes and returns them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import FromClause, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel

from api.articles.models import Stage
from api.auth.schemas import PersonRef
from api.claims.models import Aspect, Risk, Status
from api.core.field_types import RequestModel, Time
from api.core.ids import ClaimId
from api.core.problems import Need
from api.core.rule_names import BlockerCode
from api.queries.pagination import PageQuery
from api.queries.projections import Computed, Instant, Projection, Rate, Via
from api.signoff.models import Correction, CorrectionKind, Publication, Signature
from api.text.spans import Part

SHA256 = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f]{64}$",
        description="The text's, as `draft.sha256` of the article says it.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]


class SignIn(RequestModel):
    """An editor's sign-off of the whole piece."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "Read against the tapes."}]})

    note: str | None = Field(default=None, max_length=5000, description="A note.")


class SignatureOut(Projection, table=Signature):
    """An editor's sign-off, bound to what stood there."""

    id: str = Field(description="Its id.", examples=["signature_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    draft: int = Field(description="The draft that was signed.", examples=[2])
    sha256: str = Field(
        description="Over the draft's words and every kept claim's words, attribution, findings "
        "and cited evidence."
    )
    note: str | None = Field(description="A note.")
    by: Annotated[PersonRef | None, Via("signed_by_pk")] = Field(description="The editor.")
    at: Instant = Field(description="When, in UTC.")
    withdrawn_at: Instant | None = Field(description="When it was withdrawn, in UTC.")
    withdrawn_by: PersonRef | None = Field(description="Who took it back.")


class SpanOfBlocker(BaseModel):
    """A range of the newest draft, in code points, the end exclusive."""

    part: Part = Field(description="The part.")
    start: int = Field(description="Where it starts.", examples=[46])
    end: int = Field(description="Where it ends.", examples=[69])
    exact: str = Field(description="Its words.", examples=["It was over in 12 days"])


class Changed(BaseModel):
    """One thing that changed since the piece was signed."""

    claim: str | None = Field(
        description="The claim; `null`: the whole piece.",
        examples=["claim_01jzqk3w8r5t6v7x9y0z1a2b3c"],
    )
    what: str = Field(
        description="`text`, or of a claim its `words`, `attribution`, `findings` or `evidence`; "
        "`added`, `removed`.",
        examples=["words"],
    )


class BlockerOut(BaseModel):
    """One thing that is open."""

    code: str = Field(
        description=f"One of {', '.join(f'`{code}`' for code in BlockerCode)}; the last is "
        "something that only some can see: ask an editor.",
        examples=["finding_not_final"],
    )
    claim: str | None = Field(
        description="The claim.", examples=["claim_01jzqk3w8r5t6v7x9y0z1a2b3c"]
    )
    message: str = Field(description="What is open.", examples=["Its substance is unverified."])
    span: SpanOfBlocker | None = Field(description="Where it is.")
    finding: Aspect | None = Field(default=None, description="Which finding.")
    annotation: str | None = Field(default=None, description="The question or change.")
    rules: list[Need] = Field(default=[], description="What the house rules miss.")
    changed: list[Changed] = Field(default=[], description="What voided the signature.")


class DraftOfClearance(BaseModel):
    """The text that a clearance is about."""

    number: int = Field(description="The newest draft's number.", examples=[2])
    sha256: str = Field(description="Its SHA-256.")


class Coverage(BaseModel):
    """How much of the text kept claims cover."""

    sentences: int = Field(
        description="Sentences with a number, a name or a quotation.", examples=[31]
    )
    covered: int = Field(description="Of them, those that a kept claim covers.", examples=[30])
    uncovered: list[SpanOfBlocker] = Field(description="The others.")


class WaiverOfClearance(BaseModel):
    """An exception that holds."""

    id: str = Field(description="Its id.", examples=["waiver_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    rule: str | None = Field(description="The house rule.")
    blocker: str | None = Field(description="Or the blocker.")
    claim: str | None = Field(
        description="The claim; `null`: the whole piece.",
        examples=["claim_01jzqk3w8r5t6v7x9y0z1a2b3c"],
    )
    reason: str = Field(description="Why.")
    by: str | None = Field(description="The editor's name.")


class SignatureOfClearance(BaseModel):
    """The signature that there is."""

    id: str = Field(description="Its id.", examples=["signature_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    by: str | None = Field(description="The editor's name.")
    at: datetime = Field(description="When, in UTC.")
    void: bool = Field(description="Whether something changed since.")


class Clearance(BaseModel):
    """Whether this piece may run, and if not, what is open."""

    article: str = Field(
        description="The article's id.", examples=["article_01jzqk3w8r5t6v7x9y0z1a2b3c"]
    )
    stage: Stage = Field(description="Its stage.", examples=["open"])
    cleared: bool = Field(description="Whether nothing blocks.", examples=[False])
    draft: DraftOfClearance = Field(description="The text that this is about.")
    blockers: list[BlockerOut] = Field(description="What blocks, in reading order.")
    warnings: list[BlockerOut] = Field(description="What the house rules only warn of.")
    waivers: list[WaiverOfClearance] = Field(description="The exceptions that hold.")
    signature: SignatureOfClearance | None = Field(description="The newest signature.")
    coverage: Coverage = Field(description="How much of the text is covered.")
    counts: dict[Status, int] = Field(description="The claims of the piece by status.")
    rules_version: int = Field(description="The version of the house rules.", examples=[1])


class PublishIn(RequestModel):
    """The piece has run, or runs now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "published_at": "2025-07-02T18:00:00+02:00",
                }
            ]
        }
    )

    sha256: SHA256
    published_at: Time | None = Field(
        default=None, description="When; now, if it is left out. With an offset."
    )


class SpikeIn(RequestModel):
    """The piece will not run."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Overtaken by events."}]})

    reason: str = Field(min_length=1, max_length=5000, description="Why.")


class PublicationOut(Projection, table=Publication):
    """One time that a piece ran."""

    id: str = Field(description="Its id.", examples=["publication_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    draft: int | None = Field(description="Which draft; `null`: a text that the desk never had.")
    sha256: str = Field(description="The text's SHA-256.")
    published_at: Instant = Field(description="When it ran, in UTC.")
    cleared: bool = Field(description="Whether it was clear to run.")
    by: Annotated[PersonRef | None, Via("created_by_pk")] = Field(description="Who recorded it.")
    at: Annotated[Instant, Computed(lambda rows: rows.c.created_at)] = Field(
        description="When that was recorded, in UTC."
    )


class Published(BaseModel):
    """A publication, and what was open at that moment."""

    publication: PublicationOut = Field(description="What is recorded.")
    article_version: int = Field(description="The article's version now.")
    clearance: Clearance = Field(description="How the piece stood.")


class CorrectionIn(RequestModel):
    """What was put right after publication."""

    model_config = ConfigDict(
        populate_by_name=True,
        json_schema_extra={
            "examples": [
                {
                    "kind": "correction",
                    "was": "It was over in 13 days",
                    "is": "It was over in 12 days",
                    "notice": "An earlier version misstated how long the war lasted.",
                }
            ]
        },
    )

    kind: CorrectionKind = Field(description="The kind of correction, as readers are told.")
    claim: ClaimId | None = Field(default=None, description="The claim that it is about.")
    was: str | None = Field(default=None, max_length=20_000, description="The words before.")
    now: str | None = Field(
        default=None, alias="is", max_length=20_000, description="The words now."
    )
    notice: str = Field(min_length=1, max_length=20_000, description="What readers are told.")
    at: Time | None = Field(
        default=None, description="When; now, if it is left out. With an offset."
    )


def _claim(rows: FromClause) -> ColumnElement[Any]:
    claims = SQLModel.metadata.tables["claim"].alias()
    return select(claims.c.id).where(claims.c.pk == rows.c.claim_pk).scalar_subquery()


class CorrectionOut(Projection, table=Correction):
    """What was put right after publication."""

    id: str = Field(description="Its id.", examples=["correction_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    kind: CorrectionKind = Field(description="The kind of correction, as readers are told.")
    claim: Annotated[str | None, Computed(_claim)] = Field(description="The claim.")
    was: str | None = Field(description="The words before.")
    now: str | None = Field(alias="is", description="The words now.")
    notice: str = Field(description="What readers are told.")
    at: Instant = Field(description="When, in UTC.")
    by: Annotated[PersonRef | None, Via("created_by_pk")] = Field(description="Who recorded it.")


class OpenClaim(BaseModel):
    """A claim that is not through yet."""

    id: str = Field(description="The claim's id.", examples=["claim_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    statement: str = Field(description="What it asserts.")
    status: Status = Field(description="Its verification status.")
    worth: Rate | None = Field(description="How much checking it matters.")
    risk: Risk = Field(description="`high`: legal or dangerous.")
    due: datetime | None = Field(description="By when, in UTC.")
    blockers: list[str] = Field(description="The codes of what is open about it.")


class Deadline(BaseModel):
    """What one person still has to do before the piece runs."""

    assignee: str | None = Field(description="The person's id; `null`: not assigned.")
    name: str | None = Field(description="Their name.")
    claims: list[OpenClaim] = Field(description="Their open claims, most worth first.")


class DeadlineView(BaseModel):
    """What is still open, by assignee: those with most to do first, unassigned claims last."""

    deadline: datetime | None = Field(description="When the piece must be checked, in UTC.")
    open: int = Field(description="How many claims are open.")
    by_assignee: list[Deadline] = Field(description="A part for each person.")


class CorrectionFilter(PageQuery, table=Correction):
    """Which corrections."""

    kind: list[CorrectionKind] = Field(default=[], description="Of these kinds.")


class PublicationFilter(PageQuery):
    """Which publications of the article: all."""
