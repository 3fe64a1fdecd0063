"""Short forms of people and integrations, and the visibility fields that others share."""

from typing import Annotated

from pydantic import Field
from sqlalchemy import FromClause, case, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel, col

from api.auth.models import Integration, Person
from api.core.ids import PersonId
from api.queries.projections import Computed, Projection
from api.queries.visibility import Grant
from api.storage.sql_json import json_array

VisibleToIn = Annotated[list[PersonId], Field(max_length=50)]
WHO_MAY_KNOW = (
    "Only these people, the person who made it, and editors can see it; `null`: everybody."
)


class PersonRef(Projection, table=Person):
    """A person, as others name them."""

    id: str = Field(description="The person's id.", examples=["person_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    name: str = Field(description="Their name.", examples=["Ada Njeri"])


class IntegrationRef(Projection, table=Integration):
    """A program that acts for people: a CMS, a bot."""

    id: str = Field(description="The integration's id.")
    name: str = Field(description="Its name.", examples=["CMS"])


def _visible_to(rows: FromClause) -> ColumnElement[str]:
    people = SQLModel.metadata.tables["person"].alias()
    granted = (
        select(PersonRef.json_of(people))
        .join_from(people, Grant, col(Grant.person_pk) == people.c.pk)
        .where(col(Grant.subject) == rows.c.id)
        .correlate(rows)
    )
    return case((rows.c.restricted, json_array(granted, people.c.pk)))


VisibleTo = Annotated[
    list[PersonRef] | None,
    Computed(_visible_to),
    Field(
        description="Who can see it, besides the person who made it and editors; `null`: everybody."
    ),
]
