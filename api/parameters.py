"""A query parameter that a path does not have is refused, not ignored: it is a typo."""

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api.problems import Invalid, at


async def only_declared(request: Request) -> None:
    """Refuse the query parameters that the route has not declared."""
    if not request.query_params:
        return
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    known = _declared(route)
    unknown = [name for name in dict.fromkeys(request.query_params.keys()) if name not in known]
    if unknown:
        offer = f"This path has: {', '.join(sorted(known))}." if known else "This path has none."
        raise Invalid(
            "There is no such query parameter.",
            errors=[fault for name in unknown for fault in at("query", name, message=offer)],
        )


def _declared(route: APIRoute) -> set[str]:
    known: set[str] = set()
    for field in route.dependant.query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            known |= kind.model_fields.keys()
        else:
            known.add(field.alias)
    return known
