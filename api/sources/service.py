"""Add, read and change sources; each is stored once for all claims that use it."""

from typing import Any

from sqlmodel import SQLModel

from api.auth.access import Actor
from api.core.preconditions import ExpectedVersion
from api.core.problems import Conflict, Invalid, NotFound, error_at
from api.ledger import service as ledger
from api.people import service as people
from api.queries.contexts import ReadContext
from api.queries.documents import Document, read_document, reload_document
from api.queries.ledger_positions import desk_position
from api.queries.lists import ListQuery
from api.queries.pagination import PageResult
from api.queries.references import references_to
from api.queries.resources import Resource
from api.search import full_text, search_documents
from api.sources.models import Source
from api.sources.schemas import SourceFilter, SourceIn, SourceOut, SourcePatch
from api.storage.database import Read, Write


class NoSuchSource(NotFound):
    """No source that you can see has this id."""


class SourceInUse(Conflict):
    """Claims or evidence rest on this source; `claims` lists them."""


class SourceTaken(Conflict):
    """Another source has this `external_id`; the answer names it, if you can see it."""


SOURCES = Resource(Source, NoSuchSource, "GET /v1/sources?q= finds them.", SourceTaken)
get = SOURCES.get


def find_or_add(
    session: Write, actor: Actor, source_or_id: str | SourceIn, *where: str | int
) -> Source:
    """The source that a body names by id at `where`, or the new one that it describes."""
    if isinstance(source_or_id, str):
        return SOURCES.named(session, actor, source_or_id, *where)
    return add(session, actor, source_or_id, *where)


async def read(context: ReadContext, source_id: str) -> Document:
    return await read_document(context, SourceOut, source_id, NoSuchSource)


_LIST = ListQuery(SourceOut, SourceFilter)


async def list_sources(context: ReadContext, filters: SourceFilter) -> PageResult:
    """Find sources, or list all."""
    position, long = await desk_position(context), full_text.has_terms(filters.q)
    return await _LIST.read(context, "sources", filters, position, long=long)


def add(session: Write, actor: Actor, new: SourceIn, *where: str | int) -> Source:
    """Keep a new source; `where` is its place in the body that describes it."""
    SOURCES.require_free(session, actor, new.external_id)
    source = Source(
        id=session.new_id("source"),
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
        updated_at=session.now,
        **new.model_dump(exclude={"visible_to", "origin"}),
    )
    session.add(source)
    session.flush()
    session.before_commit(search_documents.index_sources, source.key)
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
        SOURCES.require_free(session, actor, columns["external_id"])
    if "origin" in patch:
        columns["origin_pk"] = _origin(session, actor, source, patch["origin"], "body")
    changed = ledger.change(session, actor, "source.edited", source, columns)
    if source.title is None and source.url is None:
        raise Invalid(
            "A source needs a title or a url.",
            errors=error_at("body", message="Keep one of title and url."),
        )
    session.before_commit(search_documents.index_sources, source.key)
    people.edit_restriction(session, actor, source, patch)
    return source, changed


def reload(session: Write, actor: Actor, source: Source) -> Document:
    return reload_document(session, actor, SourceOut, source.key)


def remove(session: Write, actor: Actor, source_id: str, expected: ExpectedVersion) -> None:
    """Delete a source that nothing refers to."""
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
    return SOURCES.named(session, actor, origin, *where, "origin").pk
