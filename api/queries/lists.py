"""A list: its rows, the model of an item, and its filter."""

from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.sql.elements import SQLCoreOperations

from api.queries.contexts import LedgerPosition, ReadContext
from api.queries.filters import FilteredSelect
from api.queries.pagination import BY_AGE, Order, PageQuery, PageResult, read_page
from api.queries.projections import Projection
from api.storage.statements import param


class ListQuery:
    """The rows of one shape, of the whole desk or of one parent; each statement is made once."""

    def __init__(
        self,
        shape: type[Projection],
        model: type[PageQuery],
        of: SQLCoreOperations[Any] | None = None,
        where: ColumnElement[bool] | None = None,
    ) -> None:
        """`of` is the column that points to the parent; `where` keeps some rows only."""

        def make_select() -> Select[Any]:
            statement = shape.select()
            if of is not None:
                statement = statement.where(of == param("of"))
            return statement if where is None else statement.where(where)

        self._shape = shape
        self._statements = FilteredSelect(make_select, model)

    async def read(
        self,
        context: ReadContext,
        name: str,
        filters: PageQuery,
        position: LedgerPosition,
        order: Order = BY_AGE,
        *,
        long: bool = False,
    ) -> PageResult:
        """Read a page; `name` binds its cursor to this list, `position` is its parent's."""
        statement, values = self._statements.for_filter(filters)
        listing, parameters = (name, filters, position), {**values, "of": position.pk}
        return await read_page(
            context, self._shape, statement, listing, order, parameters, long=long
        )
