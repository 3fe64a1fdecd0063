"""Column types that mean the same in SQLite and PostgreSQL, and JSON in one notation."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import JSON, BigInteger, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

# SQLite numbers new rows only in a column whose type is exactly INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")


def compact_json(value: object) -> str:
    """Write JSON as Pydantic does; SQLAlchemy's own has spaces and escapes what is not ASCII."""
    return to_json(value).decode()


class EnumColumn(TypeDecorator[E], Generic[E]):
    """A StrEnum, stored as its value in a plain VARCHAR: new members need no migration."""

    impl = String
    cache_ok = True

    def __init__(self, enum: type[E]) -> None:
        super().__init__(length=64)
        self.enum = enum
        self._values: dict[E | None, str | None] = {None: None}
        self._values.update({member: member.value for member in enum})

    # `dialect` and `Any` are in the signatures that SQLAlchemy calls.
    def bind_processor(self, dialect: Dialect) -> Callable[[E | None], str | None]:  # noqa: ARG002  # as above
        return self._values.__getitem__  # called for every cell of an import

    def process_result_value(self, value: Any, dialect: Dialect) -> E | None:  # noqa: ANN401, ARG002  # as above
        return None if value is None else self.enum(value)


class JsonColumn(TypeDecorator[T], Generic[T]):
    """A JSON column that can only hold, and only returns, one Pydantic type.

    `free_text` says whether people write texts in it, which a redaction must look through.
    """

    impl = JSON
    cache_ok = True

    def __init__(self, value_type: Any, *, free_text: bool) -> None:  # noqa: ANN401  # also list[str]
        super().__init__(none_as_null=True)
        self.value_type = value_type
        self.free_text = free_text
        self.adapter = TypeAdapter[T](value_type)

    # `dialect` and `Any` are in the signatures that SQLAlchemy calls.
    def process_bind_param(self, value: T | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002  # as above
        return None if value is None else self.adapter.dump_python(value, mode="json")

    def process_result_value(self, value: Any, dialect: Dialect) -> T | None:  # noqa: ANN401, ARG002  # as above
        return None if value is None else self.adapter.validate_python(value)
