"""Translate public ids to integer keys and back; each is queried once."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Select
from sqlmodel import SQLModel, select

from api.core.ids import has_id_shape
from api.queries.visibility import Viewer, viewer_values, visible
from api.storage.database import Write
from api.storage.statements import in_json_list, param


def find_key(session: Write, viewer: Viewer, kind: str, name: str) -> int | None:
    """Find the key of the row with this id, if the viewer can see it."""
    if name not in session.lookup_cache and has_id_shape(kind, name):
        prefetch_keys(session, viewer, kind, [name])
    key: int | None = session.lookup_cache.get(name)
    return key


def prefetch_keys(session: Write, viewer: Viewer, kind: str, names: Iterable[str]) -> None:
    """Ask at once for the keys of all rows that will be named: for `find_key`."""
    missing = dict.fromkeys(name for name in names if name not in session.lookup_cache)
    if missing:
        values = {"names": to_json([*missing]).decode(), **viewer_values(viewer)}
        session.lookup_cache.update(missing)
        session.lookup_cache.update(session.rows(_keys(kind), values))


@lru_cache
def _keys(kind: str) -> Select[Any]:
    rows = SQLModel.metadata.tables[kind]
    return select(rows.c.id, rows.c.pk).where(in_json_list(rows.c.id, "names"), visible(rows))


def id_of(session: Write, kind: str, key: int) -> str:
    """The public id of a row, visible or not."""
    if ("id", kind, key) not in session.lookup_cache:
        session.flush()
        ((session.lookup_cache["id", kind, key],),) = session.rows(_id(kind), {"key": key})
    name: str = session.lookup_cache["id", kind, key]
    return name


@lru_cache
def _id(kind: str) -> Select[Any]:
    rows = SQLModel.metadata.tables[kind]
    return select(rows.c.id).where(rows.c.pk == param("key"))
