"""Annotations and answers as the API takes and returns them."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import FromClause, case, func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel, col

from api.annotations.models import Annotation, AnnotationKind, Answer, Outcome
from api.auth.schemas import WHO_MAY_KNOW, PersonRef, VisibleTo, VisibleToIn
from api.core.field_types import RequestModel, Time
from api.core.ids import AnnotationId, ArticleId, ClaimId, PersonId
from api.queries.filters import FilterBy, PointsTo
from api.queries.pagination import PageQuery
from api.queries.projections import Computed, Instant, Projection, Via
from api.queries.visibility import hidden

Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    Field(examples=["Is “full-scale” hyphenated in the ministry’s own English text?"]),
]


class OutsiderIn(RequestModel):
    """Somebody who does not work at the desk."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)] = (
        Field(description="Their name.", examples=["Press office, Foreign Ministry"])
    )
    contact: str | None = Field(
        default=None, max_length=300, description="How to reach them.", examples=["+7 495 …"]
    )


class AnnotationIn(RequestModel):
    """Something noted beside a claim or an article."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "question",
                    "body": "Is “full-scale” hyphenated in the ministry’s own English text?",
                    "addressee": {"name": "Press office, Russian Foreign Ministry"},
                }
            ]
        }
    )

    kind: AnnotationKind = Field(
        default=AnnotationKind.note,
        description="`note`; `question` (to a person or an outsider); `change` (proposed wording); "
        "`attempt` (a call, a mail, no reply).",
    )
    body: Words = Field(description="What is noted, asked or reported.")
    in_reply_to: AnnotationId | None = Field(
        default=None, description="The annotation that this one replies to; of the same claim."
    )
    addressee: PersonId | OutsiderIn | None = Field(
        default=None,
        description="Who should answer: a person of the desk, or somebody outside by name.",
    )
    proposed: str | None = Field(
        default=None,
        min_length=1,
        max_length=20_000,
        description="The proposed wording; a `change` needs it.",
    )
    due: Time | None = Field(
        default=None, description="By when an answer is needed; with an offset."
    )
    visible_to: VisibleToIn | None = Field(default=None, description=WHO_MAY_KNOW)

    @model_validator(mode="after")
    def _a_change_says_what_it_would_be(self) -> Self:
        if (self.kind is AnnotationKind.change) != (self.proposed is not None):
            raise ValueError("A `change`, and nothing else, says its new wording in `proposed`.")
        return self


class AnswerIn(RequestModel):
    """An answer to a question, a change or a note."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"body": "Yes: the ministry’s own page has the hyphen."}]}
    )

    body: Words = Field(description="The answer.")


class CloseIn(RequestModel):
    """How it ends."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"outcome": "answered"}]})

    outcome: Outcome = Field(
        description="A question is `answered`, `withdrawn` or got `no_reply`; a change is "
        "`accepted`, `declined` or `withdrawn`."
    )


class AnswerOut(Projection, table=Answer):
    """What was answered."""

    id: str = Field(description="The answer's id.")
    body: str = Field(description="The answer.")
    author: PersonRef | None = Field(description="Who answered.")
    at: Instant = Field(description="When, in UTC.")


def _id_of(table: str, column: str) -> Computed:
    def expression(rows: FromClause) -> ColumnElement[Any]:
        parents = SQLModel.metadata.tables[table].alias()
        return select(parents.c.id).where(parents.c.pk == rows.c[column]).scalar_subquery()

    return Computed(expression)


def _name(rows: FromClause) -> ColumnElement[str]:
    people = SQLModel.metadata.tables["person"].alias()
    inside = select(people.c.name).where(people.c.pk == rows.c.addressee_pk).scalar_subquery()
    return func.coalesce(inside, rows.c.addressee_name)


class AddresseeOut(Projection, table=Annotation):
    """Who should answer: a person of the desk, or somebody outside."""

    id: Annotated[str | None, _id_of("person", "addressee_pk")] = Field(
        description="The person's id; `null` for somebody outside."
    )
    name: Annotated[str, Computed(_name)] = Field(description="Their name.")
    contact: Annotated[str | None, Computed(lambda r: r.c.addressee_contact)] = Field(
        description="How to reach somebody outside."
    )


def _addressee(rows: FromClause) -> ColumnElement[Any]:
    somebody = rows.c.addressee_pk.is_not(None) | rows.c.addressee_name.is_not(None)
    return case((somebody, AddresseeOut.json_of(rows)))


class AnnotationOut(Projection, table=Annotation):
    """Something noted beside a claim or an article, with its answers."""

    id: str = Field(
        description="The annotation's id.", examples=["annotation_01jzqk3w8r5t6v7x9y0z1a2b3c"]
    )
    version: int = Field(description="Counts its answers and its closing.")
    article: Annotated[str, _id_of("article", "article_pk")] = Field(
        description="The article that it is about."
    )
    claim: Annotated[str | None, _id_of("claim", "claim_pk")] = Field(
        description="The claim, if it is about one."
    )
    in_reply_to: Annotated[str | None, _id_of("annotation", "in_reply_to_pk")] = Field(
        description="The annotation that it replies to."
    )
    kind: AnnotationKind = Field(description="What it is.", examples=["question"])
    body: str = Field(description="What is noted, asked or reported.")
    proposed: str | None = Field(description="The wording that a `change` proposes.")
    addressee: Annotated[AddresseeOut | None, Computed(_addressee)] = Field(
        description="Who should answer."
    )
    due: Instant | None = Field(description="By when an answer is needed, in UTC.")
    open: bool = Field(description="Whether it waits to be closed; only questions and changes do.")
    outcome: Outcome | None = Field(description="How it was closed.")
    closed_by: PersonRef | None = Field(description="Who closed it.")
    closed_at: Instant | None = Field(description="When, in UTC.")
    answers: list[AnswerOut] = Field(description="The answers, oldest first.")
    author: Annotated[PersonRef | None, Via("created_by_pk")] = Field(description="Who noted it.")
    created_at: Instant = Field(description="When, in UTC.")
    updated_at: Instant = Field(description="When it was last changed, in UTC.")
    visible_to: VisibleTo
    restricted: Annotated[bool, Computed(hidden)] = Field(
        description="Whether only some people can see it, for its own sake or because of its claim."
    )


class Call(BaseModel):
    """One addressee, and all that they are asked."""

    addressee: AddresseeOut | None = Field(description="Who to call; `null` if nobody was named.")
    due: Instant | None = Field(description="By when the first answer is needed, in UTC.")
    questions: list[AnnotationOut] = Field(description="The open questions, oldest first.")


class CallSheets(BaseModel):
    """A sheet for each addressee: those with the earliest due first."""

    calls: list[Call] = Field(description="The sheets.")


class Kinds(PageQuery, table=Annotation):
    """Which annotations; repeated values mean "or"."""

    kind: list[AnnotationKind] = Field(default=[], description="Of these kinds.")
    open: bool | None = Field(
        default=None, description="`true`: questions and changes that wait to be closed."
    )


class AnnotationFilter(Kinds, table=Annotation):
    """Which annotations of the whole desk; repeated values mean "or"."""

    article: Annotated[list[ArticleId], PointsTo("article")] = Field(
        default=[], description="About these articles."
    )
    claim: Annotated[list[ClaimId], PointsTo("claim")] = Field(
        default=[], description="About these claims."
    )
    addressee: Annotated[list[PersonId], PointsTo("person")] = Field(
        default=[], description="For these persons."
    )
    asked_by: Annotated[list[PersonId], PointsTo("person", "created_by_pk")] = Field(
        default=[], description="Noted by these persons."
    )
    due_before: Annotated[
        Time | None, FilterBy(lambda used: col(Annotation.due) < used.value(col(Annotation.due)))
    ] = Field(default=None, description="With an answer due before this time.")
