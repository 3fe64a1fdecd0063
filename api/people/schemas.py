"""People and keys as the API takes and returns them."""

from typing import Annotated, Self

from pydantic import MISSING, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.auth.access import Permission, Role
from api.auth.models import ApiKey, Person
from api.auth.schemas import IntegrationRef, PersonRef
from api.core.field_types import RequestModel
from api.core.ids import PersonId
from api.queries.pagination import PageQuery
from api.queries.projections import Instant, Projection

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    Field(examples=["Ada Njeri"]),
]


class PersonIn(RequestModel):
    """Somebody who works at the desk."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Ada Njeri", "role": "checker", "external_id": "staff-12"}]
        }
    )

    name: Name = Field(description="Their name.")
    role: Role = Field(description="The most that they may do, with any key.")
    external_id: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="Their id in your own systems; integrations may name them by it.",
    )


class PersonPatch(RequestModel):
    """What is left out stays; `null` clears."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "editor"}]})

    name: Name | MISSING = Field(default=MISSING, description="Their name.")
    role: Role | MISSING = Field(default=MISSING, description="The most that they may do.")
    external_id: str | MISSING | None = Field(
        default=MISSING, min_length=1, max_length=200, description="Their id in your own systems."
    )
    active: bool | MISSING = Field(
        default=MISSING, description="`false`: their keys no longer work."
    )


class PersonOut(Projection, table=Person):
    """Somebody who works at the desk."""

    id: str = Field(description="The person's id.", examples=["person_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    version: int = Field(description="Counts the changes of this resource.")
    name: str = Field(description="Their name.", examples=["Ada Njeri"])
    role: Role = Field(description="The most that they may do.")
    external_id: str | None = Field(description="Their id in your own systems.")
    active: bool = Field(description="Whether their keys work.")
    created_at: Instant = Field(description="When they were added, in UTC.")
    updated_at: Instant = Field(description="When they were last changed, in UTC.")


class PersonFilter(PageQuery, table=Person):
    """Which people."""

    external_id: str | None = Field(default=None, description="The one with this `external_id`.")
    active: bool | None = Field(default=None, description="Only those whose keys work, or do not.")


class KeyIn(RequestModel):
    """A new key: of a person, or of an integration."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"integration": "CMS", "role": "reporter", "label": "the print desk's CMS"}
            ]
        }
    )

    person: PersonId | None = Field(default=None, description="Whose key it is.")
    integration: Name | None = Field(
        default=None, description="Or the integration's name; made if it is new.", examples=["CMS"]
    )
    role: Role = Field(description="The most that this key may do.")
    label: str = Field(default="", max_length=200, description="Where the key is used.")

    @model_validator(mode="after")
    def _belongs_to_one(self) -> Self:
        if (self.person is None) == (self.integration is None):
            raise ValueError("A key belongs to a `person` or to an `integration`: name one.")
        return self


class KeyOut(Projection, table=ApiKey):
    """A key, without its secret."""

    id: str = Field(description="The key's id.", examples=["key_01jzqk3w8r5t6v7x9y0z1a2b3c"])
    version: int = Field(description="Counts the changes of this resource.")
    hint: str = Field(description="Its last four letters.", examples=["x7Qd"])
    label: str = Field(description="Where it is used.")
    role: Role = Field(description="The most that it may do.")
    person: PersonRef | None = Field(description="Whose it is.")
    integration: IntegrationRef | None = Field(description="Or which integration's.")
    created_at: Instant = Field(description="When it was made, in UTC.")
    revoked_at: Instant | None = Field(description="When it was revoked, in UTC.")


class KeyShown(KeyOut):
    """A new key with its secret, which is shown this once and kept nowhere."""

    key: str = Field(
        description="Send it as `Authorization: Bearer <key>`. It cannot be read again.",
        examples=["claimdesk_Zk3…"],
    )


class Me(BaseModel):
    """The person or integration of this key."""

    person: PersonRef | None = Field(description="The person, if any.")
    via: IntegrationRef | None = Field(description="The integration, if any.")
    role: Role | None = Field(description="The person's role here; `null` if the key is nobody's.")
    permissions: list[Permission] = Field(description="What you may do.")
