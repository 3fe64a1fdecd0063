"""Column types that mean the same in SQLite and PostgreSQL, and JSON that has one spelling."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import JSON, BigInteger, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

# SQLite counts rows by itself only in a column that is exactly INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")


def compact_json(value: object) -> str:
    """Write JSON as Pydantic does; SQLAlchemy's own has blanks and escapes what is not ASCII."""
    return to_json(value).decode()


class EnumColumn(TypeDecorator[E], Generic[E]):
    """A StrEnum kept as its value in a plain VARCHAR: new members need no migration."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__(length=64)
        self.words = words
        self._sent: dict[E | None, str | None] = {None: None}
        self._sent.update({word: word.value for word in words})

    # `dialect` and `Any` stand in the signatures that SQLAlchemy calls.
    def bind_processor(self, dialect: Dialect) -> Callable[[E | None], str | None]:  # noqa: ARG002  # as above
        return self._sent.__getitem__  # asked for every cell of an import

    def process_result_value(self, value: Any, dialect: Dialect) -> E | None:  # noqa: ANN401, ARG002  # as above
        return None if value is None else self.words(value)


class JsonColumn(TypeDecorator[T], Generic[T]):
    """A JSON column that can only hold, and only returns, one Pydantic type.

    `free_text` says whether people write texts in it, which a redaction must look through.
    """

    impl = JSON
    cache_ok = True

    def __init__(self, kind: Any, *, free_text: bool) -> None:  # noqa: ANN401  # a type, or list[str]
        super().__init__(none_as_null=True)
        self.kind = kind
        self.free_text = free_text
        self.adapter = TypeAdapter[T](kind)

    # `dialect` and `Any` stand in the signature that SQLAlchemy calls.
    def process_bind_param(self, value: T | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002  # as above
        return None if value is None else self.adapter.dump_python(value, mode="json")

    def process_result_value(self, value: Any, dialect: Dialect) -> T | None:  # noqa: ANN401, ARG002  # as above
        return None if value is None else self.adapter.validate_python(value)
