"""Purge an article: its text and all that was written about it. The ledger keeps its lines.

The rows that belong to an article are found by the foreign keys, so a new table needs no entry.
"""

from pydantic import JsonValue
from pydantic_core import to_json
from sqlalchemy import ColumnElement, Table, delete, func, or_, select
from sqlmodel import SQLModel, col

from api.articles import service as articles
from api.auth.access import Actor
from api.claims.models import ArticleCount
from api.core.preconditions import ExpectedVersion
from api.erasure.schemas import Purged
from api.ledger import service as ledger
from api.ledger.models import Event
from api.queries.references import references_to
from api.queries.visibility import Grant
from api.search import full_text
from api.storage import idempotency
from api.storage.database import Write
from api.storage.statements import in_json_list

_ARTICLE = "article"

RowsByTable = dict[Table, ColumnElement[bool]]  # each table, and the condition of its rows


def purge(
    session: Write, actor: Actor, article_id: str, expected: ExpectedVersion, reason: str
) -> Purged:
    """Delete an article from every table; its ledger lines forget what was before and after."""
    article = articles.get(session, article_id)
    expected.check(article.version)
    rows = _rows_of_article(article.key)
    ids, shared = _ids(session, rows), _shared_rows(session, rows)
    _remove_from_index(session, rows)
    session.expunge_all()
    deleted = _delete(session, rows)
    session.execute(delete(ArticleCount).where(col(ArticleCount.article_pk) == article.key))
    grants = delete(Grant).where(in_json_list(col(Grant.subject), "subjects"))
    session.execute(grants, {"subjects": to_json(ids).decode()})
    full_text.purge_deleted(session)
    idempotency.forget(session, set(ids))
    of_article = or_(col(Event.article) == article_id, col(Event.subject) == article_id)
    lines = len(ledger.forget(session, of_article))
    after: JsonValue = {"reason": reason, "rows": {**deleted}}
    ledger.record(session, actor, ledger.PURGED, article_id, after=after)
    unused = [id_ for table, pk, id_ in shared if not references_to(session, actor, table, pk)[0]]
    return Purged(article=article_id, rows=deleted, lines=lines, unused=unused)


def _rows_of_article(article_pk: int) -> RowsByTable:
    """Find every table with rows of this article; tables come after those that they point to."""
    rows: RowsByTable = {}
    for table in SQLModel.metadata.sorted_tables:
        if table.name == _ARTICLE:
            rows[table] = table.c.pk == article_pk
            continue
        conditions = [
            key.parent.in_(select(key.column).where(rows[key.column.table]))
            for key in table.foreign_keys
            if key.column.table in rows
        ]
        if conditions:
            rows[table] = or_(*conditions)
    return rows


def _ids(session: Write, rows: RowsByTable) -> list[str]:
    """The public ids of all rows to delete."""
    return [
        id_
        for table, condition in rows.items()
        if "id" in table.c
        for id_ in session.scalars(select(table.c.id).where(condition))
    ]


def _shared_rows(session: Write, rows: RowsByTable) -> list[tuple[Table, int, str]]:
    """The speakers and sources (table, key, id) that the article's rows point to, by id."""
    shared: set[tuple[Table, int, str]] = set()
    for kind in ("speaker", "source"):
        target = SQLModel.metadata.tables[kind]
        pointers = [
            select(key.parent).where(condition)
            for table, condition in rows.items()
            for key in table.foreign_keys
            if key.column.table is target
        ]
        for keys in pointers:
            targets = select(target.c.pk, target.c.id).where(target.c.pk.in_(keys))
            shared |= {(target, pk, id_) for pk, id_ in session.execute(targets)}
    return sorted(shared, key=lambda row: row[2])


def _remove_from_index(session: Write, rows: RowsByTable) -> None:
    for table, condition in rows.items():
        if table.name in full_text.KINDS:
            for pk in session.scalars(select(table.c.pk).where(condition)):
                full_text.remove_text(session, table.name, pk)


def _delete(session: Write, rows: RowsByTable) -> dict[str, int]:
    """Delete the rows; return how many were in each table, without the article itself."""
    counts: dict[str, int] = {}
    for table, condition in reversed(rows.items()):
        counts[table.name] = session.scalar(select(func.count()).where(condition)) or 0
        session.execute(delete(table).where(condition))
    del counts[_ARTICLE]
    return {name: count for name, count in sorted(counts.items()) if count}
