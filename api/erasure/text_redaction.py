"""Replace names by a pseudonym in everything that people wrote.

Columns of text say by their type whose words they hold (`text_columns`); a new one is found here
without being listed. In an article's own text a bar of the same length covers a name, so that
every span keeps its offsets.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy import (
    Column,
    ColumnElement,
    RowMapping,
    SQLColumnExpression,
    Table,
    Text,
    and_,
    cast,
    delete,
    false,
    or_,
    select,
    update,
)
from sqlmodel import SQLModel, col

from api.articles.models import Article, Draft
from api.claims.models import ClaimSpan
from api.claims.relations import spans
from api.storage.column_types import JsonColumn
from api.storage.database import Write
from api.storage.text_columns import free_text_columns, masked_columns
from api.text.offsets import PartOffsets
from api.text.spans import DraftText, Part, fingerprint, span_at

SHORTEST = 3  # characters of a name that is looked for in texts
BAR = "█"


class Names:
    """The names to look for: as whole words, in any case, and across line ends."""

    def __init__(self, names: Iterable[str]) -> None:
        longest_first = sorted({name.strip() for name in names}, key=len, reverse=True)
        self._names = [name for name in longest_first if len(name) >= SHORTEST]
        patterns = (r"\s+".join(map(re.escape, name.split())) for name in self._names)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)

    @property
    def spellings(self) -> list[str]:
        """The names as JSON writes them."""
        return [to_json(name).decode()[1:-1] for name in self._names]

    def may_be_in(
        self, text: SQLColumnExpression[Any], *, as_json: bool = False
    ) -> ColumnElement[bool]:
        """Keep the rows that may hold a name: by its longest word, in the usual cases."""
        words = {max(name.split(), key=len) for name in self._names}
        forms = {
            form for word in words for form in (word, word.upper(), word.title(), word.lower())
        }
        if as_json:
            forms = {to_json(form).decode()[1:-1] for form in forms}
        return or_(false(), *(text.icontains(form, autoescape=True) for form in forms))

    def replace(self, value: Any, pseudonym: str) -> Any:  # noqa: ANN401  # a column's value, or a part of it
        """Replace the names in a text, or in every text of a list or a Pydantic model."""
        if isinstance(value, list):
            return [self.replace(item, pseudonym) for item in value]
        if isinstance(value, BaseModel):
            fields = {name: self.replace(item, pseudonym) for name, item in value}
            return value.model_copy(update=fields)
        if not self._names or not isinstance(value, str) or isinstance(value, Enum):
            return value
        return self._pattern.sub(lambda _: pseudonym, value)

    def mask(self, text: str) -> str:
        """Cover each name with a bar of the same length."""
        if not self._names:
            return text
        return self._pattern.sub(lambda match: BAR * len(match[0]), text)


@dataclass
class Touched:
    """What held the names.

    `claims` are the keys of claims that point to the redacted row, `changed` the resources (kind
    and key) whose JSON changes, and `rows` the rows (table and key) whose texts were rewritten.
    """

    claims: set[int] = field(default_factory=set)
    changed: set[tuple[str, int]] = field(default_factory=set)
    rows: set[tuple[str, tuple[object, ...]]] = field(default_factory=set)

    def rows_by_table(self) -> dict[str, int]:
        """How many rows of each table were rewritten, sorted by table."""
        return dict(sorted(Counter(table for table, _ in self.rows).items()))

    def raise_versions(self, session: Write) -> list[str]:
        """Raise the version of each changed resource; return their ids."""
        ids: list[str] = []
        for kind, pk in sorted(self.changed):
            table = SQLModel.metadata.tables[kind]
            values = {"version": table.c.version + 1, "updated_at": session.now}
            raised = update(table).where(table.c.pk == pk).values(values)
            ids += session.scalars(raised.returning(table.c.id))
        return ids


def rewrite(session: Write, names: Names, pseudonym: str, touched: Touched) -> None:
    """Take the names out of every text."""
    for table in SQLModel.metadata.sorted_tables:
        if columns := free_text_columns(table):
            _replace(session, names, pseudonym, touched, table, columns)
    masked = masked_columns(SQLModel.metadata.tables["draft"])
    may_hold = or_(*(names.may_be_in(column) for column in masked))
    for draft in session.scalars(select(Draft).where(may_hold)).all():
        _mask(session, names, touched, draft)


def _replace(
    session: Write,
    names: Names,
    pseudonym: str,
    touched: Touched,
    table: Table,
    columns: list[Column[Any]],
) -> None:
    may_hold = or_(*(_may_be_in(names, column) for column in columns))
    for row in session.execute(select(table).where(may_hold)).mappings().all():
        values = {
            column: value
            for column in columns
            if (value := _replaced(names, pseudonym, column, row)) != row[column.name]
        }
        if not values:
            continue
        key = {column: row[column.name] for column in table.primary_key}
        this_row = and_(*(column == value for column, value in key.items()))
        if key.keys() & values.keys():
            session.execute(delete(table).where(this_row))
        else:
            session.execute(update(table).where(this_row).values(values))
        touched.rows.add((table.name, tuple(key.values())))
        touched.changed |= _shown_in(table, row)


def _may_be_in(names: Names, column: Column[Any]) -> ColumnElement[bool]:
    if isinstance(column.type, JsonColumn):
        return names.may_be_in(cast(column, Text), as_json=True)
    return names.may_be_in(column)


def _replaced(names: Names, pseudonym: str, column: Column[Any], row: RowMapping) -> object:
    """The column's value without the names; nothing, if a pseudonym may not fit there."""
    before = row[column.name]
    after: object = names.replace(before, pseudonym)
    limited = getattr(column.type, "length", None) is not None
    return None if limited and after != before else after


def _shown_in(table: Table, row: RowMapping) -> set[tuple[str, int]]:
    """The resources (kind and key) whose JSON shows this row."""
    if "version" in row and table.name != "evidence":
        return {(table.name, row["pk"])}
    parents = {(kind, row[f"{kind}_pk"]) for kind in ("claim", "annotation") if f"{kind}_pk" in row}
    return parents | ({(table.name, row["pk"])} if "version" in row else set())


def _mask(session: Write, names: Names, touched: Touched, draft: Draft) -> None:
    texts = {part: names.mask(text) for part, text in draft.words.items()}
    if texts == draft.words:
        return
    draft.headline, draft.standfirst, draft.body = (texts[part] for part in Part)
    draft.sha256 = fingerprint(texts)
    touched.rows.add(("draft", (draft.key,)))
    article = session.get_one(Article, draft.article_pk)
    touched.changed.add(("article", draft.article_pk))
    _mask_spans(session, touched, draft, texts, newest=article.draft_pk == draft.pk)
    session.flush()


def _mask_spans(
    session: Write, touched: Touched, draft: Draft, texts: DraftText, *, newest: bool
) -> None:
    """Copy the masked text of a draft into the spans of its claims."""
    offsets = PartOffsets(texts)
    claims = SQLModel.metadata.tables["claim"]
    in_draft = claims.c.lost_in.is_(None) if newest else claims.c.lost_in == draft.number
    keys = select(claims.c.pk).where(claims.c.article_pk == draft.article_pk, in_draft)
    for span in session.scalars(select(ClaimSpan).where(col(ClaimSpan.claim_pk).in_(keys))).all():
        masked = span_at(texts, span.part, span.start, span.end)
        if spans.overwrite(span, masked, offsets):
            touched.changed.add(("claim", span.claim_pk))
            touched.rows.add(("claim_span", (span.key,)))
