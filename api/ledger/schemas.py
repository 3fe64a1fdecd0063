"""Ledger lines as the API returns them, and the filter of their list."""

from typing import Annotated

from pydantic import BaseModel, Field, JsonValue
from sqlalchemy import ColumnElement, FromClause, select
from sqlmodel import col

from api.auth.schemas import IntegrationRef, PersonRef
from api.core.ids import ArticleId
from api.ledger.models import Event
from api.queries.filters import Filter, FilterBy
from api.queries.projections import Computed, Instant, Projection
from api.queries.visibility import any_hidden
from api.storage.sql_json import json_field


def _who(shape: type[Projection], column: str) -> Computed:
    def expression(rows: FromClause) -> ColumnElement[str]:
        parties = shape.table.alias()
        actors = select(shape.json_of(parties)).where(parties.c.id == rows.c[column])
        return actors.correlate(rows).scalar_subquery()

    return Computed(expression)


def _hidden(rows: FromClause) -> ColumnElement[bool]:
    return any_hidden(rows.c.subject, rows.c.claim)


class ActorOut(Projection, table=Event):
    """Who did it: a person, an integration, or a person via an integration."""

    person: Annotated[PersonRef | None, _who(PersonRef, "person")] = Field(
        description="The person, or `null` for an integration alone."
    )
    via: Annotated[IntegrationRef | None, _who(IntegrationRef, "via")] = Field(
        description="The integration that acted for the person."
    )


class EventOut(Projection, table=Event):
    """One line of the ledger: one change, who made it, and the values before and after."""

    seq: int = Field(description="Its place in the ledger; without gaps.", examples=[17])
    at: str = Field(
        description="When: RFC 3339 in UTC, with microseconds.",
        examples=["2026-11-23T10:15:00.000000Z"],
        json_schema_extra={"format": "date-time"},
    )
    actor: ActorOut = Field(description="Who did it.")
    action: str = Field(description="What was done.", examples=["claim.judged"])
    subject: str = Field(
        description="The id of what was changed.", examples=["claim_01jzqk3w8r5t6v7x9y0z1a2b3c"]
    )
    article: str | None = Field(description="The article that it belongs to.")
    claim: str | None = Field(description="The claim that it belongs to.")
    before: Annotated[JsonValue, Computed(lambda rows: json_field(rows.c.change, "before"))] = (
        Field(description="What it was; `null` for something new.")
    )
    after: Annotated[JsonValue, Computed(lambda rows: json_field(rows.c.change, "after"))] = Field(
        description="What it became; `null` for something removed."
    )
    restricted: Annotated[bool, Computed(_hidden)] = Field(
        description="Whether only some people can see its subject, or its claim."
    )


class EventPage(BaseModel):
    """Lines of the ledger, oldest first."""

    items: list[EventOut] = Field(description="The lines.")
    next: str | None = Field(
        description="Send it as `after` to go on; `null` when you have read them all."
    )


class HistoryQuery(Filter):
    after: int = Field(
        default=0, ge=0, le=2**62, description="Only lines after this sequence number."
    )
    limit: int = Field(default=50, ge=1, le=200, description="Lines a page, at most.")


class EventFilter(HistoryQuery, table=Event):
    """Which lines; repeated values mean "or"."""

    article: list[ArticleId] = Field(default=[], description="Of these articles.")
    subject: list[str] = Field(default=[], description="About these ids.")
    action: list[str] = Field(
        default=[], description="Of these kinds.", examples=[["claim.judged"]]
    )
    actor: Annotated[
        list[str],
        FilterBy(lambda used: used.among(col(Event.person)) | used.among(col(Event.via))),
    ] = Field(default=[], description="By these persons or integrations (ids).")


class Head(BaseModel):
    """The ledger's newest line: keep it elsewhere, and `audit verify` can prove nothing was cut."""

    seq: int = Field(description="Its sequence number.", examples=[17])
    hash: str = Field(description="Its hash, in hexadecimal; it covers every line before it.")
    at: Instant = Field(description="When it was written, in UTC.")
