"""Turn a request into an Actor who may do what the route needs, or refuse."""

from collections.abc import Awaitable, Callable
from typing import Annotated, cast

from fastapi import Depends, Request

from api.auth.access import Actor, Permission, least
from api.core.problems import Forbidden, Unauthenticated


def current_actor(request: Request) -> Actor:
    """The actor whom the gate has authenticated, before the body was read."""
    actor = getattr(request.state, "actor", None)
    if actor is None:
        raise Unauthenticated("Send a key: Authorization: Bearer <key>.")
    return cast("Actor", actor)


class Needs:
    """A route's declaration of the permission that it needs; the access test reads it."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> Actor:
        return self.admit(request)

    def admit(self, request: Request) -> Actor:
        actor = current_actor(request)
        if not actor.may(self.permission):
            raise Forbidden(f"{least(self.permission)} is needed here; you act as {actor.title}.")
        return actor


def _may(permission: Permission) -> Callable[..., Awaitable[Actor]]:
    return Needs(permission)


Reader = Annotated[Actor, Depends(_may(Permission.read))]
Filer = Annotated[Actor, Depends(_may(Permission.file))]
Reporter = Annotated[Actor, Depends(_may(Permission.add))]
Checker = Annotated[Actor, Depends(_may(Permission.check))]
Editor = Annotated[Actor, Depends(_may(Permission.edit))]
Admin = Annotated[Actor, Depends(_may(Permission.administer))]
