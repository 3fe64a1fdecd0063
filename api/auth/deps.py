"""Turn a request into an Actor who may do what the route needs, or refuse."""

from collections.abc import Awaitable, Callable
from typing import Annotated, cast

from fastapi import Depends, Header, Request, Security
from fastapi.security import HTTPBearer

from api.auth.access import Actor, Permission, least
from api.problems import Forbidden, Unauthenticated


class _Bearer(HTTPBearer):
    """Says in the docs how a key is sent; the gate has checked it before."""

    async def __call__(self) -> None: ...  # type: ignore[override]  # nothing is left to be read


KEY = _Bearer(
    auto_error=False,
    scheme_name="Key",
    description="A key made by `claimdesk key add`, or by an admin at `/v1/keys`.",
)
Key = Annotated[None, Security(KEY)]
For = Annotated[
    str | None,
    Header(
        alias="Claimdesk-Person",
        max_length=200,
        description="Integrations only: the id or `external_id` of the person they act for.",
    ),
]


def acting(request: Request) -> Actor:
    """Whoever the gate has recognised, before the body was read."""
    actor = getattr(request.state, "actor", None)
    if actor is None:
        raise Unauthenticated("Send a key: Authorization: Bearer <key>.")
    return cast("Actor", actor)


class Needs:
    """A route's declaration of the permission that it needs; the access test reads it."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request, _key: Key, _for: For = None) -> Actor:
        return self.admit(request)

    def admit(self, request: Request) -> Actor:
        actor = acting(request)
        if not actor.may(self.permission):
            raise Forbidden(f"{least(self.permission)} is needed here; you act as {actor.title}.")
        return actor


def _may(permission: Permission) -> Callable[..., Awaitable[Actor]]:
    return Needs(permission)


Reader = Annotated[Actor, Depends(_may(Permission.read))]
Filer = Annotated[Actor, Depends(_may(Permission.file))]
Reporter = Annotated[Actor, Depends(_may(Permission.add))]
Checker = Annotated[Actor, Depends(_may(Permission.check))]
Admin = Annotated[Actor, Depends(_may(Permission.administer))]
