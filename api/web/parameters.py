"""A query parameter that a path does not have is refused, not ignored: it is a typo."""

from fastapi import Request

from api.problems import Invalid, at
from api.web import openapi


def only_declared(request: Request) -> None:
    """Refuse the query parameters that the operation has not declared."""
    if not request.query_params:
        return
    known = openapi.query_names(request.app)[request.scope["route"].name]
    unknown = [name for name in dict.fromkeys(request.query_params.keys()) if name not in known]
    if unknown:
        offer = f"This path has: {', '.join(sorted(known))}." if known else "This path has none."
        raise Invalid(
            "There is no such query parameter.",
            errors=[fault for name in unknown for fault in at("query", name, message=offer)],
        )
