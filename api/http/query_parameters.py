"""Query parameters: one model reads all of a path, and refuses any other.

FastAPI looks at every field of a query model by itself, for every request; a list of claims has
26. So a filter is read by its own dependency here, and `web/openapi.py` says its fields. What a
path does not have is refused, not ignored: it is a typo.
"""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any, get_origin

from fastapi import Depends, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from api.core import validation_errors
from api.core.problems import Invalid, error_at


class FilterDependency:
    """Reads one filter out of the query."""

    def __init__(self, model: type[BaseModel]) -> None:
        self.model = model
        self._lists = {
            name
            for name, field in model.model_fields.items()
            if get_origin(field.annotation) is list
        }

    async def __call__(self, request: Request) -> BaseModel:
        values: dict[str, Any] = {}
        for name, value in request.query_params.multi_items():
            if name in self._lists:
                values.setdefault(name, []).append(value)
            else:
                values[name] = value
        try:
            return self.model.model_validate(values)
        except ValidationError as wrong:
            raise validation_errors.as_problem(wrong.errors(), "query") from wrong


def from_query(model: type[BaseModel]) -> Any:  # noqa: ANN401  # what `Depends` gives
    """Give a route its filter, in the annotation of `wanted`."""
    return Depends(FilterDependency(model))


def filter_models(dependant: Dependant) -> Iterator[type[BaseModel]]:
    """The filters that a route takes."""
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, FilterDependency):
            yield dependency.call.model


class DeclaredQueryRoute(APIRoute):
    """A route that takes the query parameters that it declares, and no others."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle, declared = super().get_route_handler(), self._declared()

        async def strictly(request: Request) -> Response:
            if request.scope["query_string"]:
                _refuse_others(request, declared)
            return await handle(request)

        return strictly

    def _declared(self) -> set[str]:
        names = {field.alias for field in self.dependant.query_params}
        return names.union(*(model.model_fields for model in filter_models(self.dependant)))


def _refuse_others(request: Request, declared: set[str]) -> None:
    unknown = [name for name in dict.fromkeys(request.query_params.keys()) if name not in declared]
    if unknown:
        offer = (
            f"This path has: {', '.join(sorted(declared))}." if declared else "This path has none."
        )
        raise Invalid(
            "There is no such query parameter.",
            errors=[fault for name in unknown for fault in error_at("query", name, message=offer)],
        )
