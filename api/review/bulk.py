"""Change up to 200 claims in one request, with an answer for each."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.types import JsonValue
from sqlmodel import col, select

from api.auth.access import Actor, Permission
from api.claims import editing
from api.claims import service as claims
from api.claims.inputs import MOST_TAGS, ClaimPatch, Tags
from api.claims.models import Claim, ClaimTag, State
from api.core.field_types import RequestModel, Time
from api.core.ids import ClaimId, PersonId
from api.core.preconditions import ExpectedVersion
from api.core.problems import Conflict, Invalid, Problem, error_at, problem_json
from api.review import service
from api.review.schemas import VerdictIn
from api.storage.database import Read, Write

MOST = 200


class BulkRefused(Conflict):
    """Sent as `atomic`, and one item was refused: nothing was kept; `items` says which and why."""


class _Item(RequestModel):
    claim: ClaimId = Field(description="The claim.")
    version: int = Field(ge=1, description="Its version, as you read it.", examples=[1])


class KeepItem(_Item):
    """Keep a drafted or dropped claim."""

    op: Literal["keep"] = Field(description="`keep`.")


class DropItem(_Item):
    """Drop a claim."""

    op: Literal["drop"] = Field(description="`drop`.")
    reason: str = Field(min_length=1, max_length=2000, description="Why.")


class AssignItem(_Item):
    """Say who is to check a claim."""

    op: Literal["assign"] = Field(description="`assign`.")
    assignee: PersonId | None = Field(description="The person's id; `null`: nobody.")


class DueItem(_Item):
    """Say by when."""

    op: Literal["due"] = Field(description="`due`.")
    due: Time | None = Field(description="By when, with an offset; `null`: no time.")


class TagItem(_Item):
    """Put tags on a claim, and take some off."""

    op: Literal["tag"] = Field(description="`tag`.")
    add: Tags = Field(default=[], description="Put these on.")
    remove: Tags = Field(default=[], description="Take these off.")


class JudgeItem(VerdictIn, _Item):
    """Judge one finding of a claim."""

    model_config = ConfigDict(json_schema_extra={"examples": []})

    op: Literal["judge"] = Field(description="`judge`.")


Item = Annotated[
    KeepItem | DropItem | AssignItem | DueItem | TagItem | JudgeItem, Field(discriminator="op")
]


class BulkIn(RequestModel):
    """What is to be done to which claims."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        {"claim": "claim_01jzqk3w8r5t6v7x9y0z1a2b3c", "version": 1, "op": "keep"}
                    ]
                }
            ]
        }
    )

    items: list[Item] = Field(min_length=1, max_length=MOST, description="What is to be done.")
    atomic: bool = Field(
        default=False, description="All of it or, if one item is refused, nothing."
    )


class ItemDone(BaseModel):
    """What became of one item."""

    claim: str = Field(description="The claim.")
    version: int | None = Field(description="Its version now; `null` if it was refused.")
    problem: dict[str, JsonValue] | None = Field(
        default=None, description="Or why it was refused, as a problem (RFC 9457)."
    )


class BulkDone(BaseModel):
    """An answer for each item, in their order."""

    items: list[ItemDone] = Field(description="What became of each.")
    done: int = Field(description="How many were done.", examples=[1])


def do(session: Write, actor: Actor, changes: BulkIn) -> BulkDone:
    """Do each item, or say why not."""
    items: list[ItemDone] = []
    for item in changes.items:
        try:
            with session.savepoint():
                claim = _one(session, actor, item)
                session.flush()
            items.append(ItemDone(claim=item.claim, version=claim.version))
        except Problem as wrong:
            items.append(ItemDone(claim=item.claim, version=None, problem=problem_json(wrong)))
    refused: list[JsonValue] = [
        item_result.model_dump(mode="json") for item_result in items if item_result.problem
    ]
    if changes.atomic and refused:
        raise BulkRefused(f"{len(refused)} items were refused; nothing was kept.", items=refused)
    return BulkDone(items=items, done=len(items) - len(refused))


def _one(session: Write, actor: Actor, item: Item) -> Claim:
    expected = ExpectedVersion(item.version)
    if isinstance(item, JudgeItem):
        actor.needs(Permission.check, "judge")
        new = VerdictIn(**item.model_dump(include=set(VerdictIn.model_fields)))
        service.judge(session, actor, item.claim, expected, new)
        return claims.get(session, actor, item.claim)
    return editing.edit(session, actor, item.claim, expected, _patch(session, actor, item))


def _patch(
    session: Read, actor: Actor, item: KeepItem | DropItem | AssignItem | DueItem | TagItem
) -> ClaimPatch:
    match item:
        case KeepItem():
            return ClaimPatch(state=State.kept)
        case DropItem():
            return ClaimPatch(state=State.dropped, reason=item.reason)
        case AssignItem():
            return ClaimPatch(assignee=item.assignee)
        case DueItem():
            return ClaimPatch(due=item.due)
        case TagItem():
            claim = claims.get(session, actor, item.claim)
            current_tags = select(col(ClaimTag.tag)).where(col(ClaimTag.claim_pk) == claim.pk)
            tags = {*session.exec(current_tags), *item.add} - set(item.remove)
            if len(tags) > MOST_TAGS:
                message = f"A claim has at most {MOST_TAGS} tags: remove some."
                raise Invalid("Too many tags.", errors=error_at("body", "add", message=message))
            return ClaimPatch(tags=sorted(tags))
