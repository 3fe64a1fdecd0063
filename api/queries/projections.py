"""Projections: the SELECT that writes the JSON of a Pydantic model, derived from its fields.

    class SourceRef(Projection, table=Source): ...
    class ClaimOut(Projection, table=Claim):
        statement: str                                       # the column of that name
        assignee: PersonRef | None                           # the row that assignee_pk points to
        author: Annotated[PersonRef, Via("created_by_pk")]   # … or that another column points to
        spans: Annotated[list[SpanOut], Rows(…)]             # rows that point here, in their order
        attribution: AttributionOut                          # another model of the same row
        speaker: Annotated[SpeakerRef | None, Computed(…)]   # any expression

The text equals `model_dump_json()` byte for byte, on SQLite and on PostgreSQL (`sql_json`). For
that two types are narrowed: `Instant` always has six digits, `Rate` at most three decimals. Nested
rows that the viewer cannot see are left out (`visibility.visible`), and with them the items of a
list that need them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, Union, cast, get_args, get_origin

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer
from pydantic.fields import FieldInfo
from sqlalchemy import ColumnElement, FromClause, Select, Table, literal_column, select, type_coerce
from sqlalchemy.types import Text

from api.queries.visibility import visible
from api.storage.sql_json import json_array, json_object

Instant = Annotated[
    AwareDatetime,
    AfterValidator(lambda at: at.astimezone(UTC)),
    PlainSerializer(
        lambda at: at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z", return_type=str
    ),
]
Rate = Annotated[float, Field(ge=0, le=1), AfterValidator(lambda rate: round(rate, 3))]

Condition = Callable[[FromClause], ColumnElement[bool]]
Joined = Mapping[str, FromClause]
NONE: Joined = {}


@dataclass(frozen=True, init=False)
class Via:
    """The nested row is the one that this column points to; or its own next column, and so on."""

    columns: tuple[str, ...]

    def __init__(self, *columns: str) -> None:
        object.__setattr__(self, "columns", columns)


@dataclass(frozen=True)
class Rows:
    """The nested rows are those that point here, and of them these; by `order`, else by age."""

    condition: Condition | None = None
    order: Callable[[FromClause], tuple[ColumnElement[Any], ...]] | None = None


@dataclass(frozen=True)
class Computed:
    """The value is what this expression gives for the row."""

    expression: Callable[[FromClause], ColumnElement[Any]]


Mark = Via | Rows | Computed


class Projection(BaseModel):
    """What the API shows of one table's row, with what belongs to it."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)
    table: ClassVar[Table]
    versioned: ClassVar[bool] = True  # what is in the body, its own version counts

    def __init_subclass__(cls, *, table: Any = None, **options: Any) -> None:  # noqa: ANN401  # a table class: SQLModel does not type `__table__`
        super().__init_subclass__(**options)
        if table is not None:
            cls.table = table.__table__

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:  # noqa: ANN401  # gets `table=` as well
        ...

    @classmethod
    @cache
    def select(cls) -> Select[Any]:
        """Select (key, version, JSON) of the rows that the viewer can see; built once."""
        (key,) = cls.table.primary_key
        version: ColumnElement[int] = cls.table.c.get("version", literal_column("0"))
        text = type_coerce(cls.json_of(cls.table), Text())
        return select(key, version, text).where(visible(cls.table))

    @classmethod
    def json_of(cls, rows: FromClause, joined: Joined = NONE) -> ColumnElement[Any]:
        """Write one row as JSON: a column for any select over the shape's table.

        `joined` has the rows, by field, that the select has joined already.
        """
        values: dict[str, ColumnElement[Any]] = {}
        for name, field in cls.model_fields.items():
            json_name = field.serialization_alias or name
            if name in joined:
                values[json_name] = cast("type[Projection]", field.annotation).json_of(joined[name])
            else:
                values[json_name] = _value(rows, name, field.annotation, _mark(field))
        return json_object(values)


def _mark(field: FieldInfo) -> Mark | None:
    return next((mark for mark in field.metadata if isinstance(mark, Via | Rows | Computed)), None)


def _value(rows: FromClause, name: str, kind: object, mark: Mark | None) -> ColumnElement[Any]:
    if isinstance(mark, Computed):
        return mark.expression(rows)
    inner = next((part for part in _parts(kind) if _is_shape(part)), None)
    if inner is None:
        return rows.c[name]
    shape = cast("type[Projection]", inner)
    if isinstance(mark, Rows) or get_origin(kind) is list:
        return _pointing_here(rows, shape, mark, many=get_origin(kind) is list)
    column, *further = mark.columns if isinstance(mark, Via) else (f"{name}_pk",)
    if column not in rows.c:
        return shape.json_of(rows)
    pk: ColumnElement[Any] = rows.c[column]
    for following in further:
        step = shape.table.alias()
        next_key = select(step.c[following]).where(step.c.pk == pk)
        pk = next_key.correlate(rows).scalar_subquery()
    return json_of_related(rows, shape, pk)


def json_of_related(
    rows: FromClause, shape: type[Projection], pk: ColumnElement[Any]
) -> ColumnElement[Any]:
    """Write the row of `shape` that has this key, or null where the viewer cannot see it."""
    target = shape.table.alias()
    related = select(shape.json_of(target)).where(target.c.pk == pk, visible(target))
    return related.correlate(rows).scalar_subquery()


def _pointing_here(
    rows: FromClause, shape: type[Projection], mark: Rows | Via | None, *, many: bool
) -> ColumnElement[Any]:
    child, parent = shape.table.alias(), cast("Table", getattr(rows, "element", rows))
    links = [key for key in shape.table.foreign_keys if key.column.table is parent]
    if len(links) != 1:
        raise TypeError(f"{shape.__name__} must point to {parent.name} exactly once.")
    where, link = mark if isinstance(mark, Rows) else Rows(), links[0]
    joined, source, columns = _needed(child, shape)
    children = select(shape.json_of(child, joined)).select_from(source)
    children = children.where(
        child.c[link.parent.name] == rows.c[link.column.name],
        visible(child, but={link.parent.name, *columns}),
        *(visible(joined_rows) for joined_rows in joined.values()),
    )
    if where.condition is not None:
        children = children.where(where.condition(child))
    children = children.correlate(rows)
    if not many:
        return children.scalar_subquery()
    return json_array(children, *(where.order(child) if where.order else (child.c.pk,)))


def _needed(child: FromClause, shape: type[Projection]) -> tuple[Joined, FromClause, list[str]]:
    """Join the rows without which a child is not shown: those of fields that cannot be null.

    Returns them by field, the join, and the child's columns that point to them.
    """
    joined, source, pointing = dict[str, FromClause](), child, list[str]()
    for name, field in shape.model_fields.items():
        mark = _mark(field)
        columns = mark.columns if isinstance(mark, Via) else (f"{name}_pk",)
        if isinstance(mark, Computed | Rows) or not _is_shape(field.annotation):
            continue
        if columns[0] not in child.c:
            continue
        last = child
        for column in columns:
            target = cast("type[Projection]", field.annotation).table.alias()
            source = source.join(target, target.c.pk == last.c[column])
            last = target
        joined[name] = last
        pointing.append(columns[0])
    return joined, source, pointing


def _parts(kind: object) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (list, Union, UnionType) else (kind,)


def _is_shape(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Projection)
