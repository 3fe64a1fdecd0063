"""Evidence as the API takes and returns it."""

from typing import Annotated, ClassVar

from pydantic import MISSING, ConfigDict, Field, StringConstraints
from sqlalchemy import FromClause, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel, col

from api.auth.schemas import WHO_MAY_KNOW, PersonRef, VisibleTo, VisibleToIn
from api.claims.models import Aspect, Finding
from api.core.field_types import Note, RequestModel, Time
from api.core.ids import SourceId
from api.evidence.models import Citation, Evidence, Stance
from api.queries.filters import FilterBy
from api.queries.pagination import PageQuery
from api.queries.projections import Computed, Instant, Projection
from api.queries.visibility import hidden
from api.sources.models import Standing
from api.sources.schemas import SourceIn, SourceRef

Excerpt = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20_000),
    Field(examples=["readiness to provide mediation services"]),
]
Locator = Annotated[
    str, StringConstraints(min_length=1, max_length=500), Field(examples=["paragraph 4"])
]


class EvidenceIn(RequestModel):
    """A source brought to bear on a claim."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "source": {
                        "title": "Putin Condemns Israeli Strikes on Iran, Says Ready to Mediate",
                        "publisher": "The Moscow Times",
                        "published": "2025-06-13",
                        "kind": "article",
                    },
                    "stance": "supports",
                    "bears_on": "attribution",
                    "excerpt": "readiness to provide mediation services",
                }
            ]
        }
    )

    source: SourceId | SourceIn = Field(description="A source's id, or a new source.")
    stance: Stance = Field(description="Which way it leans.")
    bears_on: Aspect | None = Field(
        default=None,
        description="Which finding; left out: the only one that the claim asks for, else "
        "`substance`.",
    )
    standing: Standing | None = Field(
        default=None, description="How near it is to this; left out: the source's usual one."
    )
    excerpt: Excerpt | None = Field(default=None, description="The words of the source.")
    locator: Locator | None = Field(default=None, description="Where in it.")
    note: Note | None = Field(default=None, description="A note.")
    accessed_at: Time | None = Field(default=None, description="When you looked; with an offset.")
    visible_to: VisibleToIn | None = Field(default=None, description=WHO_MAY_KNOW)


class EvidencePatch(RequestModel):
    """What is left out stays; `null` clears. Another stance reopens a finding that cites it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"locator": "paragraph 4"}]})

    stance: Stance | MISSING = Field(default=MISSING, description="Which way it leans.")
    bears_on: Aspect | MISSING = Field(default=MISSING, description="Which finding.")
    standing: Standing | MISSING = Field(default=MISSING, description="How near it is to this.")
    excerpt: Excerpt | MISSING | None = Field(default=MISSING, description="Its words.")
    locator: Locator | MISSING | None = Field(default=MISSING, description="Where in it.")
    note: Note | MISSING | None = Field(default=MISSING, description="A note.")
    accessed_at: Time | MISSING | None = Field(
        default=MISSING, description="When you looked; with an offset."
    )
    withdrawn: bool | MISSING = Field(
        default=MISSING, description="`false` restores what was withdrawn."
    )
    visible_to: VisibleToIn | MISSING | None = Field(default=MISSING, description=WHO_MAY_KNOW)


def _claim(rows: FromClause) -> ColumnElement[str]:
    claims = SQLModel.metadata.tables["claim"].alias()
    return select(claims.c.id).where(claims.c.pk == rows.c.claim_pk).scalar_subquery()


def _cited(rows: FromClause) -> ColumnElement[bool]:
    citation = (
        select(col(Finding.pk))
        .join(Citation, col(Citation.verdict_pk) == col(Finding.verdict_pk))
        .where(col(Citation.evidence_pk) == rows.c.pk)
        .correlate(rows)
    )
    return citation.exists()


class EvidenceOut(Projection, table=Evidence):
    """A source brought to bear on a claim."""

    versioned: ClassVar[bool] = False  # a verdict that cites it leaves its version

    id: str = Field(
        description="The evidence's id.", examples=["evidence_01jzqk3w8r5t6v7x9y0z1a2b3c"]
    )
    version: int = Field(description="Counts the changes of this resource.")
    claim: Annotated[str, Computed(_claim)] = Field(description="The claim it bears on.")
    source: SourceRef = Field(description="The source.")
    stance: Stance = Field(description="Which way it leans.", examples=["supports"])
    bears_on: Aspect = Field(description="Which finding.")
    standing: Standing = Field(description="How near it is to this.")
    excerpt: str | None = Field(description="The words of the source.")
    locator: str | None = Field(description="Where in it.")
    note: str | None = Field(description="A note.")
    accessed_at: Instant | None = Field(description="When somebody looked, in UTC.")
    cited: Annotated[bool, Computed(_cited)] = Field(
        description="Whether the finding's newest verdict rests on it."
    )
    withdrawn_at: Instant | None = Field(description="When it was withdrawn, in UTC.")
    withdrawn_because: str | None = Field(description="Why.")
    created_by: PersonRef | None = Field(description="Who linked it.")
    created_at: Instant = Field(description="When, in UTC.")
    updated_at: Instant = Field(description="When it was last changed, in UTC.")
    visible_to: VisibleTo
    restricted: Annotated[bool, Computed(hidden)] = Field(
        description="Whether only some people can see it, for its own sake or because of its claim."
    )


class EvidenceFilter(PageQuery, table=Evidence):
    """Which evidence of the claim; repeated values mean "or"."""

    stance: list[Stance] = Field(default=[], description="Of these stances.")
    bears_on: list[Aspect] = Field(default=[], description="On these findings.")
    withdrawn: Annotated[
        bool, FilterBy(lambda used: used.agrees_with(col(Evidence.withdrawn_at).is_not(None)))
    ] = Field(default=False, description="`true`: what was withdrawn, instead.")
