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
from api.queries.documents import references_to
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
    key, rows = article.pk or 0, _belonging(article.pk or 0)
    names = _names(session, rows)
    shared = _shared(session, rows)
    for table in rows:
        if table.name in full_text.KINDS:
            for pk in session.scalars(select(table.c.pk).where(rows[table])):
                full_text.remove_text(session, table.name, pk)
    session.expunge_all()
    counted: dict[str, int] = {}
    for table, mine in reversed(rows.items()):
        counted[table.name] = session.scalar(select(func.count()).where(mine)) or 0
        session.execute(delete(table).where(mine))
    session.execute(delete(ArticleCount).where(col(ArticleCount.article_pk) == key))
    shown = delete(Grant).where(in_json_list(col(Grant.subject), "names"))
    session.execute(shown, {"names": to_json(names).decode()})
    full_text.purge_deleted(session)
    idempotency.forget(session, set(names))
    mine = or_(col(Event.article) == article_id, col(Event.subject) == article_id)
    lines = len(ledger.forget(session, mine))
    gone = {name: n for name, n in sorted(counted.items()) if n and name != "article"}
    told: JsonValue = {"reason": reason, "rows": {**gone}}
    ledger.record(session, actor, ledger.PURGED, article_id, after=told)
    unused = [name for table, pk, name in shared if not references_to(session, actor, table, pk)[0]]
    return Purged(article=article_id, rows=gone, lines=lines, unused=unused)


def _belonging(article_pk: int) -> dict[Table, ColumnElement[bool]]:
    """Every table with rows of this article, and which they are; what is pointed to comes first."""
    tables = SQLModel.metadata
    found: dict[Table, ColumnElement[bool]] = {}
    for table in tables.sorted_tables:
        if table.name == Article.__tablename__:
            found[table] = table.c.pk == article_pk
            continue
        ways = [
            key.parent.in_(select(key.column).where(found[key.column.table]))
            for key in table.foreign_keys
            if key.column.table in found
        ]
        if ways:
            found[table] = or_(*ways)
    return found


def _names(session: Write, rows: dict[Table, ColumnElement[bool]]) -> list[str]:
    """The ids of all that goes."""
    return [
        name
        for table, mine in rows.items()
        if "id" in table.c
        for name in session.scalars(select(table.c.id).where(mine))
    ]


def _shared(session: Write, rows: dict[Table, ColumnElement[bool]]) -> list[tuple[Table, int, str]]:
    """The speakers and sources that the article's rows point to."""
    tables = SQLModel.metadata.tables
    found: dict[tuple[Table, int, str], None] = {}
    for kind in ("speaker", "source"):
        other = tables[kind]
        for table, mine in rows.items():
            for key in table.foreign_keys:
                if key.column.table is other:
                    pointed = select(key.parent).where(mine)
                    named = select(other.c.pk, other.c.id).where(other.c.pk.in_(pointed))
                    for pk, name in session.execute(named):
                        found[other, pk, name] = None
    return sorted(found, key=lambda one: one[2])
