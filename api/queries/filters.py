"""What a filter says, as conditions of a statement that is made once for all who say as much.

A list's statement depends on which fields are given, and whether with one value or with several;
never on the values, which are bound by the fields' names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy import Select, select
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
        """The value, sent as this column's are."""
        return param(self.name, cast("ColumnElement[Any]", like).type)

    def by_id(self, table: str, column: SQLCoreOperations[Any]) -> ColumnElement[bool]:
        """Keep the rows whose column points to one of the rows with these ids."""
        target = SQLModel.metadata.tables[table].alias()
        keys = select(target.c.pk).where(self.among(target.c.id))
        return column.in_(keys) if self.several else column == keys.scalar_subquery()


Condition = Callable[[UsedField], ColumnElement[bool]]
Conditions = Mapping[str, Condition]


@dataclass(frozen=True)
class ActiveFilter:
    """Which fields are given, and their values."""

    used: tuple[UsedField, ...]
    values: Values

    def __contains__(self, name: str) -> bool:
        return any(field.name == name for field in self.used)


def active_filter(filters: BaseModel, names: Mapping[str, object]) -> ActiveFilter:
    """Say which of these fields are given."""
    used, values = [], dict[str, Any]()
    for name in names:
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
    """A select, and its narrowed forms: each made once."""

    def __init__(self, make_select: Callable[[], Select[Any]], conditions: Conditions) -> None:
        self.conditions = conditions
        self._make_select = make_select
        self._narrowed = lru_cache(maxsize=1000)(self._narrow)

    def for_filter(self, filters: BaseModel) -> tuple[Select[Any], Values]:
        """The select for what this filter says, and the values that it takes."""
        active = active_filter(filters, self.conditions)
        return self._narrowed(active.used), active.values

    def _narrow(self, used: tuple[UsedField, ...]) -> Select[Any]:
        return self._make_select().where(*(self.conditions[field.name](field) for field in used))
