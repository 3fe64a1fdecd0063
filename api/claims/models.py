"""A claim, its spans, whose it is, where the writer has it from, and its findings."""

from datetime import datetime
from enum import StrEnum, auto

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.auth.models import Kept
from api.columns import Key, Typed, Word
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
    """What a stretch of the draft is to the claim."""

    words = auto()
    cue = auto()
    speaker = auto()
    quotation = auto()


class Claim(Kept, SQLModel, table=True):
    __table_args__ = (
        UniqueConstraint("article_pk", "external_id"),
        Index("ix_claim_reading_order", "article_pk", "position", "pk"),
        Index("ix_claim_latest", "updated_at", "pk"),
    )

    article_pk: int = Field(foreign_key="article.pk", sa_type=Key)
    position: int = Field(sa_type=Key)  # of the first span, in reading order
    statement: str = Field(sa_type=Text)
    state: State = Field(sa_type=Word(State))
    kind: Kind | None = Field(sa_type=Word(Kind))
    checkable: bool
    checkable_said: bool | None  # what somebody said; else it follows from the kind
    worth: float | None
    voice: Voice = Field(sa_type=Word(Voice))
    cue: str | None
    asks: list[Aspect] = Field(sa_type=Typed(list[Aspect]))
    status: Status = Field(default=Status.unverified, sa_type=Word(Status), index=True)
    anchoring: Anchoring = Field(default=Anchoring.exact, sa_type=Word(Anchoring))
    risk: Risk = Field(default=Risk.normal, sa_type=Word(Risk))
    reopened: str | None = None
    unconfirmed: bool = False  # its words changed, and nobody has read the statement since
    dropped_because: str | None = None
    assignee_pk: int | None = Field(default=None, foreign_key="person.pk", index=True, sa_type=Key)
    due: datetime | None = None
    external_id: str | None = None
    drafted_by: str | None = None  # the extractor's name
    kept_by_pk: int | None = Field(default=None, foreign_key="person.pk", sa_type=Key)


class ClaimSpan(SQLModel, table=True):
    """A stretch of the draft, in code points and in UTF-16 units; the end is exclusive."""

    __tablename__ = "claim_span"

    pk: int | None = Field(default=None, primary_key=True, sa_type=Key)
    claim_pk: int = Field(foreign_key="claim.pk", index=True, sa_type=Key)
    attribution_pk: int | None = Field(
        default=None, foreign_key="attribution.pk", index=True, sa_type=Key
    )
    role: SpanRole = Field(sa_type=Word(SpanRole))
    part: Part = Field(sa_type=Word(Part))
    start: int
    end: int
    start16: int
    end16: int
    exact: str = Field(sa_type=Text)
    prefix: str
    suffix: str


class Attribution(SQLModel, table=True):
    """One speaker of a claim; level 1 is the outermost."""

    pk: int | None = Field(default=None, primary_key=True, sa_type=Key)
    claim_pk: int = Field(foreign_key="claim.pk", index=True, sa_type=Key)
    speaker_pk: int = Field(foreign_key="speaker.pk", index=True, sa_type=Key)
    role: str | None
    level: int


class ClaimSource(SQLModel, table=True):
    """Where the writer has it from; not evidence until a checker links it."""

    __tablename__ = "claim_source"

    pk: int | None = Field(default=None, primary_key=True, sa_type=Key)
    claim_pk: int = Field(foreign_key="claim.pk", index=True, sa_type=Key)
    source_pk: int = Field(foreign_key="source.pk", index=True, sa_type=Key)
    locator: str | None
    note: str | None = Field(sa_type=Text)


class ClaimTag(SQLModel, table=True):
    __tablename__ = "claim_tag"

    claim_pk: int = Field(primary_key=True, foreign_key="claim.pk", sa_type=Key)
    tag: str = Field(primary_key=True, index=True, max_length=100)


class Finding(SQLModel, table=True):
    """How one aspect of a claim stands: its newest verdict, for quick reading."""

    __table_args__ = (UniqueConstraint("claim_pk", "aspect"),)

    pk: int | None = Field(default=None, primary_key=True, sa_type=Key)
    claim_pk: int = Field(foreign_key="claim.pk", sa_type=Key)
    aspect: Aspect = Field(sa_type=Word(Aspect))
    status: Status = Field(default=Status.unverified, sa_type=Word(Status), index=True)
    rationale: str | None = Field(default=None, sa_type=Text)
    judge_pk: int | None = Field(default=None, foreign_key="person.pk", sa_type=Key)
    at: datetime | None = None
    verdict_pk: int | None = Field(default=None, foreign_key="verdict.pk", sa_type=Key)


class Verdict(SQLModel, table=True):
    """One change of one finding's status, kept for good."""

    pk: int | None = Field(default=None, primary_key=True, sa_type=Key)
    id: str = Field(unique=True, max_length=40)
    claim_pk: int = Field(foreign_key="claim.pk", index=True, sa_type=Key)
    finding: Aspect = Field(sa_type=Word(Aspect))
    was: Status = Field(sa_type=Word(Status))
    status: Status = Field(sa_type=Word(Status))
    rationale: str = Field(sa_type=Text)
    cause: str | None = None  # what reopened it, where nobody judged
    judge_pk: int | None = Field(foreign_key="person.pk", sa_type=Key)
    at: datetime
