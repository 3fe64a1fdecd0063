"""Forget an article: its words, and all that was written about them; the ledger keeps its lines.

What belongs to an article is found by the foreign keys: a table that is added belongs by itself.
"""

from pydantic import JsonValue
from pydantic_core import to_json
from sqlalchemy import ColumnElement, Table, delete, func, or_, select
from sqlmodel import SQLModel, col

from api.articles import service as articles
from api.articles.models import Article
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


def purge(
    session: Write, actor: Actor, article_id: str, expected: ExpectedVersion, reason: str
) -> Purged:
    """Take an article out of every table; its lines of the ledger forget before and after."""
    article = articles.get(session, article_id)
    expected.check(article.version)
    key, rows = article.key, _belonging(article.key)
    names = _names(session, rows)
    shared = _shared(session, rows)
    for table in rows:
        if table.name in full_text.KINDS:
            for pk in session.scalars(select(table.c.pk).where(rows[table])):
                full_text.remove_text(session, table.name, pk)
    session.expunge_all()
    counted: dict[str, int] = {}
    for table, condition in reversed(rows.items()):
        counted[table.name] = session.scalar(select(func.count()).where(condition)) or 0
        session.execute(delete(table).where(condition))
    session.execute(delete(ArticleCount).where(col(ArticleCount.article_pk) == key))
    grants = delete(Grant).where(in_json_list(col(Grant.subject), "names"))
    session.execute(grants, {"names": to_json(names).decode()})
    full_text.purge_deleted(session)
    idempotency.forget(session, set(names))
    condition = or_(col(Event.article) == article_id, col(Event.subject) == article_id)
    lines = len(ledger.forget(session, condition))
    gone = {name: n for name, n in sorted(counted.items()) if n and name != "article"}
    after: JsonValue = {"reason": reason, "rows": {**gone}}
    ledger.record(session, actor, ledger.PURGED, article_id, after=after)
    unused = [name for table, pk, name in shared if not references_to(session, actor, table, pk)[0]]
    return Purged(article=article_id, rows=gone, lines=lines, unused=unused)


def _belonging(article_pk: int) -> dict[Table, ColumnElement[bool]]:
    """Every table with rows of this article, and which they are; what is pointed to comes first."""
    tables = SQLModel.metadata
    conditions: dict[Table, ColumnElement[bool]] = {}
    for table in tables.sorted_tables:
        if table.name == Article.__tablename__:
            conditions[table] = table.c.pk == article_pk
            continue
        ways = [
            key.parent.in_(select(key.column).where(conditions[key.column.table]))
            for key in table.foreign_keys
            if key.column.table in conditions
        ]
        if ways:
            conditions[table] = or_(*ways)
    return conditions


def _names(session: Write, rows: dict[Table, ColumnElement[bool]]) -> list[str]:
    """The ids of all that goes."""
    return [
        name
        for table, condition in rows.items()
        if "id" in table.c
        for name in session.scalars(select(table.c.id).where(condition))
    ]


def _shared(session: Write, rows: dict[Table, ColumnElement[bool]]) -> list[tuple[Table, int, str]]:
    """The speakers and sources that the article's rows point to."""
    tables = SQLModel.metadata.tables
    shared: dict[tuple[Table, int, str], None] = {}
    for kind in ("speaker", "source"):
        referenced = tables[kind]
        for table, condition in rows.items():
            for key in table.foreign_keys:
                if key.column.table is referenced:
                    pointed = select(key.parent).where(condition)
                    named = select(referenced.c.pk, referenced.c.id).where(
                        referenced.c.pk.in_(pointed)
                    )
                    for pk, name in session.execute(named):
                        shared[referenced, pk, name] = None
    return sorted(shared, key=lambda row: row[2])
