"""A statement that is compiled once: its text for one driver, and how its values are bound.

SQLAlchemy writes the SQL and knows how each type is sent; what runs is the driver alone. A
statement's open values are its `bindparam`s by name; all others are fixed when it is compiled.
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
        self.copy = (
            _copied(compiled) if compiled.isinsert and dialect.name == "postgresql" else None
        )
        self._order = compiled.positiontup
        defaults = compiled.construct_params(_check=False)
        self._fixed: dict[str, Any] = {}
        self._sent: dict[str, Callable[[Any], Any] | None] = {}
        for name, bind in compiled.binds.items():
            send = bind.type.dialect_impl(dialect).bind_processor(dialect)
            self._sent[name] = send
            value = defaults.get(name)
            self._fixed[name] = value if send is None else send(value)
        self._columns = [(name, self._sent[name]) for name in self._order or self._sent]

    def bind(self, values: Values) -> Any:  # noqa: ANN401  # a tuple or a dict, as the driver takes
        """Put the open values among the fixed ones."""
        bound = dict(self._fixed)
        for name, value in values.items():
            if name in bound:
                send = self._sent[name]
                bound[name] = value if send is None else send(value)
        return bound if self._order is None else [bound[name] for name in self._order]

    def bind_row(self, row: Values) -> Any:  # noqa: ANN401  # as above
        """Bind a row of an INSERT, which gives every value."""
        if self._order is None:
            return {name: send(row[name]) if send else row[name] for name, send in self._columns}
        return [send(row[name]) if send else row[name] for name, send in self._columns]


def _copied(compiled: SQLCompiler) -> str:
    """An INSERT of plain rows as PostgreSQL's COPY, which takes many of them at once."""
    statement, quote = compiled.statement, compiled.preparer
    assert isinstance(statement, Insert)
    columns = ",".join(quote.quote(name) for name in compiled.positiontup or ())
    return f"COPY {quote.quote(statement.table.name)} ({columns}) FROM STDIN"


def param(name: str, type_: TypeEngine[Any] | None = None) -> BindParameter[Any]:
    """An open value of a statement; what it is compared with says its type, unless you do."""
    return bindparam(name, None, type_=type_)


class InJsonList(GenericFunction[Any]):
    """Whether a column's value is one of a list that is sent as one value.

    So the statement stays the same however long the list is.
    """

    type = NullType()  # a Boolean would be compared with 1, and no index used
    inherit_cache = True


@compiles(InJsonList, "sqlite")
def _among_sqlite(element: InJsonList, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    column, words = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({words}))"  # noqa: S608  # compiled parts, no values


@compiles(InJsonList, "postgresql")
def _among_postgresql(element: InJsonList, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    column, words = (compiler.process(part, **options) for part in element.clauses)
    column_type = next(iter(element.clauses)).type
    isnt_text = not isinstance(getattr(column_type, "impl_instance", column_type), String)
    kind = compiler.dialect.type_compiler_instance.process(column_type) if isnt_text else "text"
    text = f"json_array_elements_text(CAST({words} AS json))"
    return f"{column} = ANY(ARRAY(SELECT value::{kind} FROM {text}))"  # noqa: S608  # as above


def in_json_list(column: SQLCoreOperations[Any], name: str) -> ColumnElement[bool]:
    """Keep the rows whose column is one of the JSON list that will be sent as `name`."""
    return InJsonList(cast("ColumnElement[Any]", column), bindparam(name, "[]", type_=Text()))
