"""JSON that the database writes, with one spelling on both: Pydantic's, without blanks.

SQLite has functions for it (`json_object` and `json_group_array` write no blanks). PostgreSQL's
put blanks in, so there it is written leaf by leaf, as text. A boolean, a time and a float are
brought into Pydantic's form; JSON in JSON stays what it is.
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

from api.storage.dialects import spelled

MOST_ARGUMENTS = 90  # PostgreSQL takes 100


class _Object(GenericFunction[Any]):
    """Names and values, in turn."""

    type = JSON()
    inherit_cache = True


class _Array(GenericFunction[Any]):
    """The values of all rows of a select; what follows the value is their order."""

    type = JSON()
    inherit_cache = True


class _Within(GenericFunction[Any]):
    """What a column that holds JSON as text has under a name."""

    type = JSON()
    inherit_cache = True


def json_object(values: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """Write an object; its names are our own."""
    return _Object(*(part for name, value in values.items() for part in (_fixed(name), value)))


def json_array(statement: Select[Any], *order: ColumnElement[Any]) -> ColumnElement[Any]:
    """Write the one column of a select as an array."""
    (column,) = statement.selected_columns
    rows = statement.with_only_columns(_Array(column, *order), maintain_column_froms=True)
    return rows.scalar_subquery()


def within(column: ColumnElement[str], name: str) -> ColumnElement[Any]:
    """Take out of a column of JSON text what it has under a name."""
    return _Within(column, _fixed(name))


@compiles(_Object, "sqlite")
def _object_sqlite(element: _Object, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    names, values = _in_turn(element, compiler, options)
    parts = (
        f"{name},{_sqlite(value, compiler, options)}"
        for name, value in zip(names, values, strict=True)
    )
    return f"json_object({','.join(parts)})"


@compiles(_Object, "postgresql")
def _object_postgresql(element: _Object, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    names, values = _in_turn(element, compiler, options)
    parts: list[str] = []
    for name, value in zip(names, values, strict=True):
        start = "," if parts else "{"
        parts += [f"'{start}\"{name[1:-1]}\":'", _postgresql(value, compiler, options)]
    parts.append("'}'")
    groups = [parts[at : at + MOST_ARGUMENTS] for at in range(0, len(parts), MOST_ARGUMENTS)]
    written = [f"concat({','.join(group)})" for group in groups]
    return written[0] if len(written) == 1 else f"concat({','.join(written)})"


@compiles(_Array, "sqlite")
def _array_sqlite(element: _Array, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    value, order = _ordered(element, compiler, options)
    return f"json_group_array({_sqlite(value, compiler, options)}{order})"


@compiles(_Array, "postgresql")
def _array_postgresql(element: _Array, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    value, order = _ordered(element, compiler, options)
    return f"concat('[',string_agg({_postgresql(value, compiler, options)},','{order}),']')"


spelled(
    _Within,
    sqlite=lambda column, name: f"({column} -> {name})",
    postgresql=lambda column, name: f"(CAST({column} AS json) -> {name})",
)


def _in_turn(
    element: _Object, compiler: SQLCompiler, options: dict[str, Any]
) -> tuple[list[str], list[ColumnElement[Any]]]:
    parts = list(element.clauses)
    return [compiler.process(name, **options) for name in parts[::2]], parts[1::2]


def _ordered(
    element: _Array, compiler: SQLCompiler, options: dict[str, Any]
) -> tuple[ColumnElement[Any], str]:
    value, *order = element.clauses
    by = ",".join(compiler.process(column, **options) for column in order)
    return value, f" ORDER BY {by}"


def _sqlite(value: ColumnElement[Any], compiler: SQLCompiler, options: dict[str, Any]) -> str:
    """One value, as SQLite's own functions take it."""
    kind, sql = _plain(value.type), compiler.process(value, **options)
    if isinstance(kind, JSON):
        return f"json({sql})" if isinstance(value, ColumnClause) else sql
    if isinstance(kind, Boolean):
        return f"CASE {sql} WHEN 1 THEN json('true') WHEN 0 THEN json('false') END"
    if isinstance(kind, DateTime):
        return f"replace({sql},' ','T')||'Z'"
    return sql


def _postgresql(value: ColumnElement[Any], compiler: SQLCompiler, options: dict[str, Any]) -> str:
    """One value, as text."""
    kind, sql = _plain(value.type), compiler.process(value, **options)
    if isinstance(kind, JSON):
        return f"coalesce(({sql})::text,'null')"
    if isinstance(kind, DateTime):
        sql = f"to_char({sql} AT TIME ZONE 'UTC','YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    elif isinstance(kind, Float):  # 1 must be 1.0
        whole = f"CASE WHEN {sql}=trunc({sql}) THEN {sql}::text||'.0' ELSE {sql}::text END"
        return f"coalesce({whole},'null')"
    return f"coalesce(to_json({sql})::text,'null')"


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _fixed(name: str) -> ColumnElement[str]:
    return literal_column(f"'{name}'", Text())
