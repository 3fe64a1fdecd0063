"""Statements compiled once for one driver, and how values are bound to them.

SQLAlchemy writes the SQL and knows how each type is bound; the driver alone runs it. A statement's
parameters are its `bindparam`s, by name; all other values are constants once it is compiled.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from sqlalchemy import BindParameter, Dialect, Insert, String, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement, ColumnElement, SQLCoreOperations
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import NullType, TypeEngine

Values = Mapping[str, Any]
NO_VALUES: Values = {}


class CompiledStatement:
    """One statement for one database."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        assert isinstance(statement, ClauseElement)
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        assert isinstance(compiled, SQLCompiler)
        self.sql = compiled.string
        can_copy = compiled.isinsert and dialect.name == "postgresql"
        self.copy = _copy_statement(compiled) if can_copy else None
        self._order = compiled.positiontup
        defaults = compiled.construct_params(_check=False)
        self._constants: dict[str, Any] = {}
        self._processors: dict[str, Callable[[Any], Any] | None] = {}
        for name, bind in compiled.binds.items():
            process = bind.type.dialect_impl(dialect).bind_processor(dialect)
            self._processors[name] = process
            value = defaults.get(name)
            self._constants[name] = value if process is None else process(value)
        self._columns = [(name, self._processors[name]) for name in self._order or self._processors]

    def bind(self, values: Values) -> Any:  # noqa: ANN401  # a tuple or a dict, as the driver takes
        """Bind the parameters among these values; names that the statement lacks do no harm."""
        bound = dict(self._constants)
        for name, value in values.items():
            if name in bound:
                process = self._processors[name]
                bound[name] = value if process is None else process(value)
        return bound if self._order is None else [bound[name] for name in self._order]

    def bind_row(self, row: Values) -> Any:  # noqa: ANN401  # as above
        """Bind a row of an INSERT, which has every value."""
        if self._order is None:
            return {
                name: process(row[name]) if process else row[name]
                for name, process in self._columns
            }
        return [process(row[name]) if process else row[name] for name, process in self._columns]


def _copy_statement(compiled: SQLCompiler) -> str:
    """An INSERT of plain rows, as a COPY of PostgreSQL's, which takes many rows at once."""
    statement, quote = compiled.statement, compiled.preparer
    assert isinstance(statement, Insert)
    columns = ",".join(quote.quote(name) for name in compiled.positiontup or ())
    return f"COPY {quote.quote(statement.table.name)} ({columns}) FROM STDIN"


def param(name: str, type_: TypeEngine[Any] | None = None) -> BindParameter[Any]:
    """A parameter of a statement. Without `type_`, it has the type that it is compared with."""
    return bindparam(name, None, type_=type_)


class InJsonList(GenericFunction[Any]):
    """Whether a column's value is in a list that is bound as one JSON value.

    So the statement stays the same, however long the list is.
    """

    type = NullType()  # a Boolean would be compared with 1, and no index used
    inherit_cache = True


@compiles(InJsonList, "sqlite")
def _in_json_list_sqlite(element: InJsonList, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    column, values = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  # compiled parts, no values


@compiles(InJsonList, "postgresql")
def _in_json_list_postgresql(element: InJsonList, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    column, values = (compiler.process(part, **options) for part in element.clauses)
    column_type = next(iter(element.clauses)).type
    is_text = isinstance(getattr(column_type, "impl_instance", column_type), String)
    cast_type = "text" if is_text else compiler.dialect.type_compiler_instance.process(column_type)
    text = f"json_array_elements_text(CAST({values} AS json))"
    return f"{column} = ANY(ARRAY(SELECT value::{cast_type} FROM {text}))"  # noqa: S608  # as above


def in_json_list(column: SQLCoreOperations[Any], name: str) -> ColumnElement[bool]:
    """Keep the rows whose column is in the JSON list that is bound as `name`."""
    return InJsonList(cast("ColumnElement[Any]", column), bindparam(name, "[]", type_=Text()))
