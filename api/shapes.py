"""A shape knows its select: the JSON of a Pydantic shape, written by the database.

    class SourceRef(Shape, table=Source): ...
    class ClaimOut(Shape, table=Claim):
        statement: str                                       # the column of that name
        assignee: PersonRef | None                           # the row that assignee_pk points to
        author: Annotated[PersonRef, Via("created_by_pk")]   # … or that another column points to
        spans: Annotated[list[SpanOut], Where(…)]            # rows that point here, in their order
        attribution: AttributionOut                          # a shape of the same table: this row
        speaker: Annotated[SpeakerRef | None, Made(…)]       # whatever an expression gives

The text equals `model_dump_json()` byte for byte, on SQLite and on PostgreSQL. So it is written
leaf by leaf (`json_build_object` puts in spaces) and two types are narrowed: `Instant` always has
six digits, `Rate` at most three decimals. Nested rows that the viewer may not know of are left
out (`visibility.known`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, Union, cast, get_args, get_origin

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer
from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    DateTime,
    Float,
    FromClause,
    Select,
    Table,
    TypeDecorator,
    func,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import literal_column
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Text, TypeEngine

from api.visibility import known

Instant = Annotated[
    AwareDatetime,
    AfterValidator(lambda at: at.astimezone(UTC)),
    PlainSerializer(
        lambda at: at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z", return_type=str
    ),
]
Rate = Annotated[float, Field(ge=0, le=1), AfterValidator(lambda rate: round(rate, 3))]

Condition = Callable[[FromClause], ColumnElement[bool]]


@dataclass(frozen=True)
class Via:
    """The nested row is the one that this column points to."""

    column: str


@dataclass(frozen=True)
class Where:
    """The nested rows are those that point here, and of them these; by `order`, else by age."""

    condition: Condition | None = None
    order: Callable[[FromClause], tuple[ColumnElement[Any], ...]] | None = None


@dataclass(frozen=True)
class Made:
    """The value is what this expression gives for the row."""

    expression: Callable[[FromClause], ColumnElement[Any]]


class Shape(BaseModel):
    """What the API says of one table's row, with what hangs on it."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)
    table: ClassVar[Table]

    def __init_subclass__(cls, *, table: Any = None, **more: Any) -> None:  # noqa: ANN401  # a table class: SQLModel does not type `__table__`
        super().__init_subclass__(**more)
        if table is not None:
            cls.table = table.__table__

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:  # noqa: ANN401  # gets `table=` as well
        ...

    @classmethod
    @cache
    def select(cls) -> Select[Any]:
        """Choose (key, version, JSON) of the rows that the viewer may know of; built once."""
        (key,) = cls.table.primary_key
        version: ColumnElement[int] = cls.table.c.get("version", literal_column("0"))
        text = type_coerce(cls.json_of(cls.table), Text())
        return select(key, version, text).where(known(cls.table))

    @classmethod
    def json_of(cls, rows: FromClause) -> ColumnElement[Any]:
        """Write one row as JSON: a column for any select over the shape's table."""
        parts: list[ColumnElement[str]] = []
        for name, field in cls.model_fields.items():
            parts.append(_fixed(f'{"," if parts else "{"}"{name}":'))
            marks = [mark for mark in field.metadata if isinstance(mark, Via | Where | Made)]
            parts.append(_value(rows, name, field.annotation, marks[0] if marks else None))
        return type_coerce(_joined([*parts, _fixed("}")]), JSON)


def _value(
    rows: FromClause,
    name: str,
    kind: object,
    mark: Via | Where | Made | None,
) -> ColumnElement[str]:
    if isinstance(mark, Made):
        return Leaf(mark.expression(rows))
    inner = next((part for part in _parts(kind) if _is_shape(part)), None)
    if inner is None:
        return Leaf(rows.c[name])
    shape = cast("type[Shape]", inner)
    if isinstance(mark, Where) or get_origin(kind) is list:
        return _pointing_here(rows, shape, mark, many=get_origin(kind) is list)
    column = mark.column if isinstance(mark, Via) else f"{name}_pk"
    if column not in rows.c:
        return Leaf(shape.json_of(rows))
    return Leaf(one(rows, shape, rows.c[column]))


def one(
    rows: FromClause, shape: type[Shape], pk: ColumnElement[Any], *, extra: Condition | None = None
) -> ColumnElement[Any]:
    """Write the row of `shape` that has this key, or null where the viewer may not know of it."""
    other = shape.table.alias()
    found = select(shape.json_of(other)).where(other.c.pk == pk, known(other))
    if extra is not None:
        found = found.where(extra(other))
    return found.correlate(rows).scalar_subquery()


def array(found: Select[Any], *order: ColumnElement[Any]) -> ColumnElement[Any]:
    """Write the one column of a select as a JSON array."""
    (column,) = found.selected_columns
    joined = func.aggregate_strings(Leaf(column), ",").aggregate_order_by(*order)
    rows = found.with_only_columns(joined, maintain_column_froms=True).scalar_subquery()
    return type_coerce(func.concat(_fixed("["), rows, _fixed("]")), JSON)


def _pointing_here(
    rows: FromClause, shape: type[Shape], mark: Where | Via | None, *, many: bool
) -> ColumnElement[str]:
    child, parent = shape.table.alias(), cast("Table", getattr(rows, "element", rows))
    links = [key for key in shape.table.foreign_keys if key.column.table is parent]
    if len(links) != 1:
        raise TypeError(f"{shape.__name__} must point to {parent.name} exactly once.")
    where = mark if isinstance(mark, Where) else Where()
    found = select(shape.json_of(child)).where(
        child.c[links[0].parent.name] == rows.c[links[0].column.name], known(child)
    )
    if where.condition is not None:
        found = found.where(where.condition(child))
    found = found.correlate(rows)
    if not many:
        return Leaf(found.scalar_subquery())
    return Leaf(array(found, *(where.order(child) if where.order else (child.c.pk,))))


class Leaf(GenericFunction[str]):
    """One value as JSON text."""

    type = Text()
    inherit_cache = True


@compiles(Leaf, "sqlite")
def _leaf_sqlite(leaf: Leaf, compiler: SQLCompiler, **more: object) -> str:
    (column,) = leaf.clauses
    kind, sql = _plain(column.type), compiler.process(column, **more)
    if isinstance(kind, JSON):
        return f"coalesce({sql},'null')"
    if isinstance(kind, Boolean):
        return f"CASE {sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END"
    if isinstance(kind, DateTime):
        return f"json_quote(replace({sql},' ','T')||'Z')"
    return f"json_quote({sql})"


@compiles(Leaf, "postgresql")
def _leaf_postgresql(leaf: Leaf, compiler: SQLCompiler, **more: object) -> str:
    (column,) = leaf.clauses
    kind, sql = _plain(column.type), compiler.process(column, **more)
    if isinstance(kind, JSON):
        return f"coalesce(({sql})::text,'null')"
    if isinstance(kind, DateTime):
        sql = f"to_char({sql} AT TIME ZONE 'UTC','YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    elif isinstance(kind, Float):  # 1 must be 1.0
        whole = f"CASE WHEN {sql}=trunc({sql}) THEN {sql}::text||'.0' ELSE {sql}::text END"
        return f"coalesce({whole},'null')"
    return f"coalesce(to_json({sql})::text,'null')"


class Within(GenericFunction[Any]):
    """What a column that holds JSON as text has under a name."""

    type = JSON()
    inherit_cache = True


@compiles(Within, "sqlite")
def _within_sqlite(within: Within, compiler: SQLCompiler, **more: object) -> str:
    column, name = (compiler.process(part, **more) for part in within.clauses)
    return f"({column} -> {name})"


@compiles(Within, "postgresql")
def _within_postgresql(within: Within, compiler: SQLCompiler, **more: object) -> str:
    column, name = (compiler.process(part, **more) for part in within.clauses)
    return f"(CAST({column} AS json) -> {name})"


def within(column: ColumnElement[str], name: str) -> ColumnElement[Any]:
    return Within(column, _fixed(name))


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _joined(parts: list[ColumnElement[str]]) -> ColumnElement[str]:
    """PostgreSQL takes 100 arguments at most, so long shapes are joined in groups."""
    groups = [func.concat(*parts[at : at + 80]) for at in range(0, len(parts), 80)]
    return groups[0] if len(groups) == 1 else func.concat(*groups)


def _fixed(text: str) -> ColumnElement[str]:
    return literal_column("'" + text.replace("'", "''") + "'", Text())


def _parts(kind: object) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (list, Union, UnionType) else (kind,)


def _is_shape(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Shape)
