"""A query parameter that a path does not have is refused, not ignored: it is a typo."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api.problems import Invalid, at


class Strict(APIRoute):
    """A route that takes the query parameters that it declares, and no others."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle, known = super().get_route_handler(), self._declared()

        async def strictly(request: Request) -> Response:
            if request.scope["query_string"]:
                _refuse_others(request, known)
            return await handle(request)

        return strictly

    def _declared(self) -> set[str]:
        known: set[str] = set()
        for field in self.dependant.query_params:
            kind = field.field_info.annotation
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                known |= kind.model_fields.keys()
            else:
                known.add(field.alias)
        return known


def _refuse_others(request: Request, known: set[str]) -> None:
    unknown = [name for name in dict.fromkeys(request.query_params.keys()) if name not in known]
    if unknown:
        offer = f"This path has: {', '.join(sorted(known))}." if known else "This path has none."
        raise Invalid(
            "There is no such query parameter.",
            errors=[fault for name in unknown for fault in at("query", name, message=offer)],
        )
