"""What the two databases spell differently."""

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


def spelled(function: type[GenericFunction[Any]], **by_dialect: Callable[..., str]) -> None:
    """Say how each database writes a function, of its arguments as SQL."""
    for dialect, write in by_dialect.items():
        _teach(function, dialect, write)


def _teach(function: type[GenericFunction[Any]], dialect: str, write: Callable[..., str]) -> None:
    @compiles(function, dialect)
    def compiled(element: Any, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
        return write(*(compiler.process(part, **options) for part in element.clauses))
