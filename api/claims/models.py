"""The tables of claims: spans, attribution, the writer's sources, tags and findings."""

from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import FromClause, Index, UniqueConstraint, func, literal_column, text
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, SQLModel

from api.auth.models import RestrictableRow
from api.claims.text_change import WordsChange
from api.storage.column_types import EnumColumn, JsonColumn, Key
from api.storage.rows import Row
from api.storage.text_columns import Code, FreeLine, FreeText, MaskedLine, MaskedText
from api.text.spans import Part


class Kind(StrEnum):
    """What kind of assertion it is."""

    event = auto()
    quantity = auto()
    date = auto()
    quotation = auto()
    relationship = auto()
    causal = auto()
    prediction = auto()
    opinion = auto()
    characterisation = auto()


UNCHECKABLE = frozenset({Kind.opinion, Kind.prediction})


class Voice(StrEnum):
    """Whose words: the author's own, somebody's in quotation marks, somebody's in the author's."""

    article = auto()
    quoted = auto()
    reported = auto()


class State(StrEnum):
    """Whether somebody has looked at it."""

    drafted = auto()
    kept = auto()
    dropped = auto()


class Risk(StrEnum):
    """`high`: legal or dangerous."""

    normal = auto()
    high = auto()


class Anchoring(StrEnum):
    """How the claim's words were found in the newest draft."""

    exact = auto()
    moved = auto()
    changed = auto()
    orphaned = auto()
    gone = auto()


class Aspect(StrEnum):
    """What a finding is about: whether it is true, and whether it was said."""

    substance = auto()
    attribution = auto()


class Status(StrEnum):
    """A finding's status; a claim has the first of these that any asked finding has."""

    incorrect = auto()
    disputed = auto()
    unverified = auto()
    checking = auto()
    unverifiable = auto()
    needs_context = auto()
    verified = auto()
    not_checkable = auto()

    @property
    def final(self) -> bool:
        return self not in (Status.unverified, Status.checking)


class SpanRole(StrEnum):
    """What part a range of the draft plays in the claim."""

    words = auto()
    cue = auto()
    speaker = auto()
    quotation = auto()


def _only_where(condition: str, sqlite: str | None = None) -> dict[str, Any]:
    """Let an index hold these rows only; SQLite takes it where a query says just the same."""
    return {"sqlite_where": text(sqlite or condition), "postgresql_where": text(condition)}


class Claim(RestrictableRow, SQLModel, table=True):
    __table_args__ = (
        UniqueConstraint("article_pk", "external_id"),
        Index("ix_claim_reading_order", "article_pk", "position", "pk"),
        Index("ix_claim_latest", "updated_at", "pk"),
        Index("ix_claim_of_status", "status", "pk"),
        Index("ix_claim_latest_of_status", "status", "updated_at", "pk"),
        Index("ix_claim_of_assignee", "assignee_pk", "pk"),
        Index(
            "ix_claim_restricted",
            "article_pk",
            **_only_where("restricted", sqlite="restricted = 1"),
        ),
        Index("ix_claim_high_risk", "pk", **_only_where("risk = 'high'")),
        Index("ix_claim_reopened", "pk", **_only_where("reopened IS NOT NULL")),
    )

    article_pk: int = Field(foreign_key="article.pk", sa_type=Key)
    position: int = Field(sa_type=Key)  # of the first span, in reading order
    statement: str = Field(sa_type=FreeText)
    state: State = Field(sa_type=EnumColumn(State))
    kind: Kind | None = Field(sa_type=EnumColumn(Kind))
    checkable: bool
    checkable_said: bool | None  # what somebody set; else it follows from the kind
    worth: float | None
    voice: Voice = Field(sa_type=EnumColumn(Voice))
    cue: str | None = Field(sa_type=FreeLine)
    asks: list[Aspect] = Field(sa_type=JsonColumn(list[Aspect], free_text=False))
    status: Status = Field(default=Status.unverified, sa_type=EnumColumn(Status))
    anchoring: Anchoring = Field(default=Anchoring.exact, sa_type=EnumColumn(Anchoring))
    risk: Risk = Field(default=Risk.normal, sa_type=EnumColumn(Risk))
    reopened: str | None = Field(default=None, sa_type=Code)
    lost_in: int | None = None  # the draft where its words stood last, where it is not the newest
    change: WordsChange | None = Field(
        default=None, sa_type=JsonColumn(WordsChange, free_text=True)
    )
    unconfirmed: bool = False  # its words changed, and nobody has confirmed the statement since
    dropped_because: str | None = Field(default=None, sa_type=FreeLine)
    assignee_pk: int | None = Field(default=None, foreign_key="person.pk", sa_type=Key)
    due: datetime | None = None
    external_id: str | None = Field(default=None, sa_type=Code)
    drafted_by: str | None = Field(default=None, sa_type=Code)  # the extractor's name
    kept_by_pk: int | None = Field(default=None, foreign_key="person.pk", sa_type=Key)


_ROWS = Claim.__table__  # type: ignore[attr-defined]  # SQLModel does not type it


def worth_of(rows: FromClause) -> ColumnElement[float]:
    """A claim's worth for sorting: claims that have none come after all others."""
    return func.coalesce(rows.c.worth, literal_column("-1.0"))


def due_of(rows: FromClause) -> ColumnElement[datetime]:
    """When a claim is due, for sorting: claims that have no date come after all others."""
    return func.coalesce(rows.c.due, literal_column("'9999-12-31 00:00:00.000000'"))


Index("ix_claim_worth", worth_of(_ROWS), _ROWS.c.pk)
Index("ix_claim_due", due_of(_ROWS), _ROWS.c.pk)


class ArticleCount(SQLModel, table=True):
    """How many unrestricted claims an article has; the database keeps it itself."""

    __tablename__ = "article_count"

    article_pk: int = Field(primary_key=True, sa_type=Key)
    state: State = Field(primary_key=True, sa_type=EnumColumn(State))
    status: Status = Field(primary_key=True, sa_type=EnumColumn(Status))
    n: int = Field(sa_type=Key)


class DeskCount(SQLModel, table=True):
    """How many unrestricted claims the desk has of each sort; the database keeps it itself.

    `kind` is empty and `assignee_pk` 0 where a claim has none.
    """

    __tablename__ = "desk_count"

    state: State = Field(primary_key=True, sa_type=EnumColumn(State))
    status: Status = Field(primary_key=True, sa_type=EnumColumn(Status))
    kind: Kind = Field(primary_key=True, sa_type=EnumColumn(Kind))
    anchoring: Anchoring = Field(primary_key=True, sa_type=EnumColumn(Anchoring))
    assignee_pk: int = Field(primary_key=True, sa_type=Key)
    n: int = Field(sa_type=Key)


class ClaimSpan(Row, table=True):
    """A range of the draft, in code points and in UTF-16 units; the end is exclusive."""

    __tablename__ = "claim_span"
    __table_args__ = (
        Index(
            "ix_claim_span_of_speaker",
            "attribution_pk",
            **_only_where("attribution_pk IS NOT NULL"),
        ),
    )

    claim_pk: int = Field(foreign_key="claim.pk", index=True, sa_type=Key)
    attribution_pk: int | None = Field(default=None, foreign_key="attribution.pk", sa_type=Key)
    role: SpanRole = Field(sa_type=EnumColumn(SpanRole))
    part: Part = Field(sa_type=EnumColumn(Part))
    start: int
    end: int
    start16: int
    end16: int
    exact: str = Field(sa_type=MaskedText)
    prefix: str = Field(sa_type=MaskedLine)
    suffix: str = Field(sa_type=MaskedLine)


class Attribution(Row, table=True):
    """One speaker of a claim; level 1 is the outermost."""

    __table_args__ = (Index("ix_attribution_of_speaker", "speaker_pk", "claim_pk"),)

    claim_pk: int = Field(foreign_key="claim.pk", index=True, sa_type=Key)
    speaker_pk: int = Field(foreign_key="speaker.pk", sa_type=Key)
    role: str | None = Field(sa_type=FreeLine)
    level: int


class ClaimSource(Row, table=True):
    """Where the writer has it from; not evidence until a checker links it."""

    __tablename__ = "claim_source"
    __table_args__ = (Index("ix_claim_source_of_source", "source_pk", "claim_pk"),)

    claim_pk: int = Field(foreign_key="claim.pk", index=True, sa_type=Key)
    source_pk: int = Field(foreign_key="source.pk", sa_type=Key)
    locator: str | None = Field(sa_type=FreeLine)
    note: str | None = Field(sa_type=FreeText)


class ClaimTag(SQLModel, table=True):
    __tablename__ = "claim_tag"

    __table_args__ = (Index("ix_claim_tag_of_tag", "tag", "claim_pk"),)

    claim_pk: int = Field(primary_key=True, foreign_key="claim.pk", sa_type=Key)
    tag: str = Field(primary_key=True, sa_type=FreeLine(100))


class Finding(Row, table=True):
    """The newest verdict on one aspect of a claim, for quick reading."""

    __table_args__ = (
        UniqueConstraint("claim_pk", "aspect"),
        Index("ix_finding_of_verdict", "verdict_pk", **_only_where("verdict_pk IS NOT NULL")),
    )

    claim_pk: int = Field(foreign_key="claim.pk", sa_type=Key)
    aspect: Aspect = Field(sa_type=EnumColumn(Aspect))
    status: Status = Field(default=Status.unverified, sa_type=EnumColumn(Status))
    rationale: str | None = Field(default=None, sa_type=FreeText)
    judge_pk: int | None = Field(default=None, foreign_key="person.pk", sa_type=Key)
    at: datetime | None = None
    verdict_pk: int | None = Field(default=None, foreign_key="verdict.pk", sa_type=Key)


class Verdict(Row, table=True):
    """One change of one finding's status, kept for good."""

    id: str = Field(unique=True, sa_type=Code(40))
    claim_pk: int = Field(foreign_key="claim.pk", index=True, sa_type=Key)
    finding: Aspect = Field(sa_type=EnumColumn(Aspect))
    was: Status = Field(sa_type=EnumColumn(Status))
    status: Status = Field(sa_type=EnumColumn(Status))
    rationale: str = Field(sa_type=FreeText)
    cause: str | None = Field(default=None, sa_type=Code)  # what reopened it, if nobody judged it
    judge_pk: int | None = Field(foreign_key="person.pk", sa_type=Key)
    at: datetime
