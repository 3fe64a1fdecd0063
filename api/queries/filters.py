"""Filters: the WHERE clause of a list, derived from the fields of a Pydantic model.

    class ClaimConditions(Filter, table=Claim):
        kind: list[Kind]                                     # the column of that name
        article: Annotated[list[ArticleId], PointsTo("article")]  # the row of article_pk
        due_before: Annotated[Time | None, FilterBy(…)]      # any condition

A list's statement depends on which fields are used, and whether with one value or with several;
never on the values, which are bound by the fields' names. So each form is made once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, cast

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import to_json
from sqlalchemy import Boolean, Select, Table, select
from sqlalchemy.sql.elements import ColumnElement, SQLCoreOperations
from sqlmodel import SQLModel

from api.storage.statements import Values, in_json_list, param


@dataclass(frozen=True)
class UsedField:
    """A field of a filter that has a value, or several."""

    name: str
    several: bool

    def among(self, column: SQLCoreOperations[Any]) -> ColumnElement[bool]:
        """Keep the rows whose column has the value, or one of them."""
        if self.several:
            return in_json_list(column, self.name)
        return column == self.value(column)

    def value(self, like: SQLCoreOperations[Any]) -> ColumnElement[Any]:
        """The value, bound as this column's values are."""
        return param(self.name, cast("ColumnElement[Any]", like).type)

    def agrees_with(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        """Keep the rows for which this condition is what the field says: true or false."""
        return condition == param(self.name, Boolean())

    def by_id(self, table: str, column: SQLCoreOperations[Any]) -> ColumnElement[bool]:
        """Keep the rows whose column points to one of the rows with these ids."""
        target = SQLModel.metadata.tables[table].alias()
        keys = select(target.c.pk).where(self.among(target.c.id))
        return column.in_(keys) if self.several else column == keys.scalar_subquery()


Condition = Callable[[UsedField], ColumnElement[bool]]


@dataclass(frozen=True)
class FilterBy:
    """A mark on a filter's field: its condition; `None` for one that chooses no rows, as a sort."""

    condition: Condition | None


@dataclass(frozen=True)
class PointsTo:
    """A mark on a filter's field: ids of rows of this table, to which the column points."""

    table: str
    column: str | None = None  # `<field>_pk` unless given


class Filter(BaseModel):
    """Which rows of one table: each field is a condition, or is marked as none."""

    conditions: ClassVar[Mapping[str, Condition]] = {}

    def __init_subclass__(cls, *, table: Any = None, **options: Any) -> None:  # noqa: ANN401  # a table class: SQLModel does not type `__table__`
        super().__init_subclass__(**options)

    @classmethod
    def __pydantic_init_subclass__(cls, *, table: Any = None, **_: Any) -> None:  # noqa: ANN401  # as above
        if table is None:
            return
        declared = {
            name: _condition(table.__table__, name, cls.model_fields[name])
            for name in cls.__annotations__
            if name in cls.model_fields
        }
        cls.conditions = {
            **cls.conditions,
            **{name: condition for name, condition in declared.items() if condition},
        }


def _condition(table: Table, name: str, field: FieldInfo) -> Condition | None:
    for mark in field.metadata:
        if isinstance(mark, FilterBy):
            return mark.condition
        if isinstance(mark, PointsTo):
            column, target = table.c[mark.column or f"{name}_pk"], mark.table
            return lambda used: used.by_id(target, column)
    if name not in table.c:
        raise TypeError(f"{table.name} has no column {name}: mark the field with FilterBy(…).")
    own = table.c[name]
    return lambda used: used.among(own)


@dataclass(frozen=True)
class ActiveFilter:
    """The fields of a filter that are used, and their values."""

    used: tuple[UsedField, ...]
    values: Values

    def __contains__(self, name: str) -> bool:
        return any(field.name == name for field in self.used)


def active_filter(filters: Filter) -> ActiveFilter:
    """Say which conditions of this filter are used."""
    used, values = [], dict[str, Any]()
    for name in filters.conditions:
        value = getattr(filters, name)
        if value is None or value == []:
            continue
        several = isinstance(value, list) and len(value) > 1
        used.append(UsedField(name, several))
        if isinstance(value, list):
            value = to_json(value).decode() if several else value[0]
        values[name] = value
    return ActiveFilter(tuple(used), values)


class FilteredSelect:
    """A select, and its filtered forms: each made once."""

    def __init__(self, make_select: Callable[[], Select[Any]], model: type[Filter]) -> None:
        self._make_select, self._conditions = make_select, model.conditions
        self._filtered = lru_cache(maxsize=1000)(self._filter)

    def for_filter(self, filters: Filter) -> tuple[Select[Any], Values]:
        """The select for what this filter says, and the values that it takes."""
        active = active_filter(filters)
        return self._filtered(active.used), active.values

    def _filter(self, used: tuple[UsedField, ...]) -> Select[Any]:
        return self._make_select().where(*(self._conditions[field.name](field) for field in used))
