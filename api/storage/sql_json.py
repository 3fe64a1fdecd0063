"""JSON written by the database, in one notation on both: Pydantic's, without spaces.

SQLite has functions for it: `json_object` and `json_group_array` write no spaces. PostgreSQL's
functions do, so there the JSON is put together as text, value by value. Booleans, times and floats
get Pydantic's form; a column of JSON is copied as it is.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnClause,
    DateTime,
    Float,
    Select,
    TypeDecorator,
    literal_column,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Text, TypeEngine

from api.storage.dialects import define_sql

MOST_ARGUMENTS = 90  # PostgreSQL takes 100 of a function


class _Object(GenericFunction[Any]):
    """An object, from names and values in turn."""

    type = JSON()
    inherit_cache = True


class _Array(GenericFunction[Any]):
    """An array of a value of all rows of a select; the other arguments are the order."""

    type = JSON()
    inherit_cache = True


class _JsonField(GenericFunction[Any]):
    """The field of this name in a column that holds JSON as text."""

    type = JSON()
    inherit_cache = True


def json_object(values: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """Write an object. The names go into the SQL as they are: they are field names of ours."""
    return _Object(*(part for name, value in values.items() for part in (_literal(name), value)))


def json_array(statement: Select[Any], *order: ColumnElement[Any]) -> ColumnElement[Any]:
    """Write the one column of a select as an array."""
    (column,) = statement.selected_columns
    rows = statement.with_only_columns(_Array(column, *order), maintain_column_froms=True)
    return rows.scalar_subquery()


def json_field(column: ColumnElement[str], name: str) -> ColumnElement[Any]:
    """Take the field of this name out of a column of JSON text."""
    return _JsonField(column, _literal(name))


@compiles(_Object, "sqlite")
def _object_sqlite(element: _Object, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    names, values = _names_and_values(element, compiler, options)
    parts = (
        f"{name},{_sqlite_value(value, compiler, options)}"
        for name, value in zip(names, values, strict=True)
    )
    return f"json_object({','.join(parts)})"


@compiles(_Object, "postgresql")
def _object_postgresql(element: _Object, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    names, values = _names_and_values(element, compiler, options)
    parts: list[str] = []
    for name, value in zip(names, values, strict=True):
        start = "," if parts else "{"
        parts += [f"'{start}\"{name[1:-1]}\":'", _postgresql_value(value, compiler, options)]
    parts.append("'}'")
    groups = [parts[i : i + MOST_ARGUMENTS] for i in range(0, len(parts), MOST_ARGUMENTS)]
    texts = [f"concat({','.join(group)})" for group in groups]
    return texts[0] if len(texts) == 1 else f"concat({','.join(texts)})"


@compiles(_Array, "sqlite")
def _array_sqlite(element: _Array, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    value, order = _value_and_order(element, compiler, options)
    return f"json_group_array({_sqlite_value(value, compiler, options)}{order})"


@compiles(_Array, "postgresql")
def _array_postgresql(element: _Array, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    value, order = _value_and_order(element, compiler, options)
    return f"concat('[',string_agg({_postgresql_value(value, compiler, options)},','{order}),']')"


define_sql(
    _JsonField,
    sqlite=lambda column, name: f"({column} -> {name})",
    postgresql=lambda column, name: f"(CAST({column} AS json) -> {name})",
)


def _names_and_values(
    element: _Object, compiler: SQLCompiler, options: dict[str, Any]
) -> tuple[list[str], list[ColumnElement[Any]]]:
    parts = list(element.clauses)
    return [compiler.process(name, **options) for name in parts[::2]], parts[1::2]


def _value_and_order(
    element: _Array, compiler: SQLCompiler, options: dict[str, Any]
) -> tuple[ColumnElement[Any], str]:
    value, *order = element.clauses
    by = ",".join(compiler.process(column, **options) for column in order)
    return value, f" ORDER BY {by}"


def _sqlite_value(value: ColumnElement[Any], compiler: SQLCompiler, options: dict[str, Any]) -> str:
    """One value, as SQLite's own functions take it."""
    type_, sql = _stored_type(value.type), compiler.process(value, **options)
    if isinstance(type_, JSON):
        return f"json({sql})" if isinstance(value, ColumnClause) else sql
    if isinstance(type_, Boolean):
        return f"CASE {sql} WHEN 1 THEN json('true') WHEN 0 THEN json('false') END"
    if isinstance(type_, DateTime):
        return f"replace({sql},' ','T')||'Z'"
    return sql


def _postgresql_value(
    value: ColumnElement[Any], compiler: SQLCompiler, options: dict[str, Any]
) -> str:
    """One value, as text."""
    type_, sql = _stored_type(value.type), compiler.process(value, **options)
    if isinstance(type_, JSON):
        return f"coalesce(({sql})::text,'null')"
    if isinstance(type_, DateTime):
        sql = f"to_char({sql} AT TIME ZONE 'UTC','YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    elif isinstance(type_, Float):  # 1 must be 1.0
        number = f"CASE WHEN {sql}=trunc({sql}) THEN {sql}::text||'.0' ELSE {sql}::text END"
        return f"coalesce({number},'null')"
    return f"coalesce(to_json({sql})::text,'null')"


def _stored_type(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    return type_.impl_instance if isinstance(type_, TypeDecorator) else type_


def _literal(name: str) -> ColumnElement[str]:
    return literal_column(f"'{name}'", Text())
