"""One resource as a JSON document, written by the database, with its entity tag."""

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select
from sqlmodel import col, select

from api.core.ids import has_id_shape
from api.core.problems import NotFound
from api.queries.contexts import ReadContext
from api.queries.etags import make_etag
from api.queries.projections import Projection
from api.queries.visibility import Viewer, viewer_values, visible
from api.storage.database import HeadRow, Write
from api.storage.statements import param

_SHARED_SEQ = select(col(HeadRow.shared_seq)).scalar_subquery()


class Document(NamedTuple):
    """A resource's JSON, and the entity tag of what it shows."""

    json: str
    etag: str


def document_from_json(viewer: Viewer, json: str, version: int = 0) -> Document:
    """Tag what is worked out rather than read by its own text."""
    return Document(json, make_etag(viewer, version, json))


def join_json(**members: str) -> str:
    """One JSON object of members that are JSON already, in this order."""
    return "{" + ",".join(f'"{name}":{json}' for name, json in members.items()) + "}"


async def read_document(
    context: ReadContext,
    shape: type[Projection],
    name: str,
    missing: type[NotFound],
    **parameters: object,
) -> Document:
    """Read the row of `shape` with this id; `missing` if the viewer can see none.

    Its tag holds if everything that can change the body raises the row's version, or else is a
    ledger line about something that other resources show (`LedgerHead.shared_seq`). A shape of
    which that is not true says so (`Projection.versioned`), and is tagged by its body.
    """
    kind = shape.table.name.removeprefix("api_")
    if has_id_shape(kind, name):
        if context.known_etags and shape.versioned:
            for version, shared_seq in await context.rows(_version_by_id(shape), {"name": name}):
                context.raise_if_unmodified(make_etag(context.viewer, version, shared_seq))
        values = {"name": name, **parameters}
        for _, version, json, shared_seq in await context.rows(_by_id(shape), values):
            return _tagged(context.viewer, shape, json, version, shared_seq)
    raise missing(f"There is no {kind} {name}.")


def reload_document(
    session: Write, viewer: Viewer, shape: type[Projection], pk: int | None, **parameters: object
) -> Document:
    """Read a row that was just written in this transaction."""
    session.flush()
    values = {**viewer_values(viewer), "key": pk, **parameters}
    ((_, version, json),) = session.rows(_by_key(shape), values)
    return _tagged(viewer, shape, json, version, session.head.shared_seq)


def _tagged(
    viewer: Viewer, shape: type[Projection], json: str, version: int, shared_seq: int
) -> Document:
    if not shape.versioned:
        return document_from_json(viewer, json, version)
    return Document(json, make_etag(viewer, version, shared_seq))


@lru_cache
def _by_id(shape: type[Projection]) -> Select[Any]:
    return shape.select().add_columns(_SHARED_SEQ).where(shape.table.c.id == param("name"))


@lru_cache
def _by_key(shape: type[Projection]) -> Select[Any]:
    return shape.select().where(shape.table.c.pk == param("key"))


@lru_cache
def _version_by_id(shape: type[Projection]) -> Select[Any]:
    rows = shape.table
    return select(rows.c.version, _SHARED_SEQ).where(rows.c.id == param("name"), visible(rows))
