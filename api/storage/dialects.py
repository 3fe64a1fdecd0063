"""Differences between the two databases: how they return times, and how they write functions."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


def utc_time(value: datetime | str) -> datetime:
    """A time as a driver returned it, with its offset: SQLite stores UTC without saying so."""
    time = datetime.fromisoformat(value) if isinstance(value, str) else value
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def define_sql(function: type[GenericFunction[Any]], **by_dialect: Callable[..., str]) -> None:
    """Define the SQL of a function in each database, from the SQL of its arguments."""
    for dialect, write_sql in by_dialect.items():
        _define(function, dialect, write_sql)


def _define(
    function: type[GenericFunction[Any]], dialect: str, write_sql: Callable[..., str]
) -> None:
    @compiles(function, dialect)
    def compile_function(element: Any, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
        return write_sql(*(compiler.process(part, **options) for part in element.clauses))
