"""Keep sources: each one once, whatever rests on it."""

from typing import Any

from sqlmodel import SQLModel, col, select

from api.auth.access import Actor
from api.core.preconditions import ExpectedVersion
from api.core.problems import Conflict, Invalid, NotFound, error_at
from api.ledger import service as ledger
from api.people import service as people
from api.queries.documents import (
    Document,
    ReadContext,
    desk_position,
    find_key,
    find_row,
    read_document,
    references_to,
    reload_document,
)
from api.queries.filters import FilteredSelect
from api.queries.pagination import PageResult, read_page
from api.search import full_text, search_documents
from api.sources.models import Source
from api.sources.schemas import SourceFilter, SourceIn, SourceOut, SourcePatch
from api.storage.database import Read, Write


class NoSuchSource(NotFound):
    """No source that you may know of has this id."""


class SourceInUse(Conflict):
    """Claims or evidence rest on this source; `claims` lists them."""


class SourceTaken(Conflict):
    """Another source has this `external_id`; the answer names it, if you may know of it."""


def get(session: Read, viewer: Actor, source_id: str) -> Source:
    source = find_row(session, viewer, Source, "source", source_id)
    if source is None:
        raise NoSuchSource(f"There is no source {source_id}.")
    return source


def named(session: Read, viewer: Actor, source_id: str, *where: str | int) -> Source:
    """Find a source that a body names, or say where it is wrong."""
    try:
        return get(session, viewer, source_id)
    except NoSuchSource as none:
        message = "There is no such source; GET /v1/sources?q= finds them."
        raise Invalid(none.detail, errors=error_at(*where, message=message)) from none


def given(session: Write, actor: Actor, source_or_id: str | SourceIn, *where: str | int) -> Source:
    """Take the source that a body names by id, or add the one that it describes."""
    if isinstance(source_or_id, str):
        return named(session, actor, source_or_id, *where)
    return add(session, actor, source_or_id, *where)


def key(
    session: Write, actor: Actor, source_or_id: str | SourceIn, *where: str | int
) -> tuple[int, str]:
    """Find the key and id of the source that a body names, or add the one that it describes."""
    pk = find_key(session, actor, "source", source_or_id) if isinstance(source_or_id, str) else None
    if pk is not None and isinstance(source_or_id, str):
        return pk, source_or_id
    source = given(session, actor, source_or_id, *where)
    return source.key, source.id


def shows(session: Read, viewer: Actor, pk: int) -> bool:
    """Say whether the viewer may know of this source."""
    return find_row(session, viewer, Source, "source", id_of(session, pk)) is not None


def id_of(session: Read, pk: int) -> str:
    return session.get_one(Source, pk).id


async def read(context: ReadContext, source_id: str) -> Document:
    return await read_document(context, SourceOut, source_id, NoSuchSource)


_LIST = FilteredSelect(
    SourceOut.select,
    {
        "kind": lambda given: given.among(col(Source.kind)),
        "external_id": lambda given: given.among(col(Source.external_id)),
        "q": lambda _: col(Source.pk).in_(full_text.matching_keys("source")),
    },
)


async def listed(context: ReadContext, filters: SourceFilter) -> PageResult:
    statement, values = _LIST.for_filter(filters)
    listing, long = (
        ("sources", filters, await desk_position(context)),
        full_text.has_terms(filters.q),
    )
    return await read_page(context, SourceOut, statement, listing, parameters=values, long=long)


def add(session: Write, actor: Actor, new: SourceIn, *where: str | int) -> Source:
    """Keep a new source; `where` is its place in the body that describes it."""
    _free(session, actor, new.external_id)
    source = Source(
        id=session.new_id("source"),
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
        updated_at=session.now,
        **new.model_dump(exclude={"visible_to", "origin"}),
    )
    session.add(source)
    session.flush()
    session.before_commit(search_documents.sources, source.key)
    source.origin_pk = _origin(session, actor, source, new.origin, *(where or ("body",)))
    if new.visible_to is not None:
        people.restrict(session, actor, source, new.visible_to)
    ledger.record(session, actor, "source.added", source.id, after=new.model_dump(mode="json"))
    return source


def edit(
    session: Write, actor: Actor, source_id: str, expected: ExpectedVersion, changes: SourcePatch
) -> tuple[Source, set[str]]:
    """Change a source; return it with the names of the columns that changed."""
    source = get(session, actor, source_id)
    expected.check(source.version)
    patch = changes.model_dump()
    columns: dict[str, Any] = {
        name: value for name, value in patch.items() if name not in ("visible_to", "origin")
    }
    if columns.get("external_id", source.external_id) != source.external_id:
        _free(session, actor, columns["external_id"])
    if "origin" in patch:
        columns["origin_pk"] = _origin(session, actor, source, patch["origin"], "body")
    changed = ledger.change(session, actor, "source.edited", source, columns)
    if source.title is None and source.url is None:
        raise Invalid(
            "A source needs a title or a url.",
            errors=error_at("body", message="Keep one of title and url."),
        )
    session.before_commit(search_documents.sources, source.key)
    people.edit_restriction(session, actor, source, patch)
    return source, changed


def shown(session: Write, actor: Actor, source: Source) -> Document:
    return reload_document(session, actor, SourceOut, source.key)


def delete(session: Write, actor: Actor, source_id: str, expected: ExpectedVersion) -> None:
    """Take away a source that nothing rests on."""
    source = get(session, actor, source_id)
    expected.check(source.version)
    used, claims = references_to(session, actor, SQLModel.metadata.tables["source"], source.key)
    if used:
        raise SourceInUse(f"{used} things rest on this source.", claims=[*claims])
    source.deleted_at, source.external_id = session.now, None
    full_text.remove_text(session, "source", source.key)
    session.touch(source)
    before = {"title": source.title, "url": source.url}
    ledger.record(session, actor, "source.deleted", source.id, before={**before})


def _origin(
    session: Read, actor: Actor, source: Source, origin: str | None, *where: str | int
) -> int | None:
    if origin is None:
        return None
    if origin in ("self", source.id):
        return source.key
    return named(session, actor, origin, *where, "origin").pk


def _free(session: Read, viewer: Actor, external_id: str | None) -> None:
    if external_id is None:
        return
    taken = session.exec(select(Source).where(Source.external_id == external_id)).one_or_none()
    if taken:
        visible_source = find_row(session, viewer, Source, "source", taken.id)
        raise SourceTaken(
            f"Another source has the external_id {external_id}.",
            source=visible_source.id if visible_source else None,
        )
