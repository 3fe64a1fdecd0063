"""The full-text index: FTS5 in SQLite, tsvector in PostgreSQL, with the same results on both.

This module splits texts into words for both databases: only letters and digits count, and case,
accents and ligatures do not. A search finds what has all its words; the last one may be the
beginning of a word ("put" finds Putin), so that results can appear while somebody types. Each kind
of resource has a table of its own, `<kind>_search (rowid, words)`.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import (
    Dialect,
    Float,
    FromClause,
    Select,
    String,
    column,
    delete,
    insert,
    select,
    table,
)
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import BigInteger, NullType, Text, TypeDecorator

from api.core.problems import Invalid, error_at
from api.storage.database import Write
from api.storage.dialects import define_sql
from api.storage.statements import param

KINDS = ("article", "claim", "source", "speaker")
MOST_RANKED = 1000  # matches: of a common word, only the newest are ranked
LONGEST_WORD = 64  # characters; what follows does not count
MOST_BYTES = 400_000  # of one resource's words are indexed; PostgreSQL's limit is a mebibyte

SearchQuery = Annotated[str | None, Field(min_length=1, max_length=200)]
HOW_IT_SEARCHES = (
    "all of them, in any order; the last may be the beginning of a word. Case and accents do not "
    "matter."
)

_PLAIN = re.compile(r"[a-z0-9]+")
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_WORD = re.compile(r"[^\W_]+")


def search_words(text: str) -> list[str]:
    """Split a text into the words by which it is found."""
    if text.isascii():
        return [word[:LONGEST_WORD] for word in _PLAIN.findall(text.lower())]
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    folded = _MARKS.sub("", folded)
    return [word[:LONGEST_WORD] for word in _WORD.findall(folded)]


class SearchTerms(TypeDecorator[str]):
    """What somebody types, as a query in the database's own language."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        words = search_words(value or "")
        if not words:
            return None
        prefix_mark = "" if (value or "")[-1:].isspace() else "*"
        if dialect.name == "sqlite":
            return " ".join(f'"{word}"' for word in words) + prefix_mark
        return " & ".join(f"'{word}'" for word in words) + (prefix_mark and f":{prefix_mark}")


class IndexedText(TypeDecorator[str]):
    """A text, as the database stores its words."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str:
        words = search_words((value or "")[:MOST_BYTES])
        if len(words) * LONGEST_WORD > MOST_BYTES:  # else they cannot be too long
            words = " ".join(words).encode()[:MOST_BYTES].decode(errors="ignore").split()
        if dialect.name == "sqlite":
            return " ".join(words)
        return " ".join(f"'{word}':{min(n, 16383)}" for n, word in enumerate(words, 1))


class _Matches(GenericFunction[Any]):
    """Whether the row has all words of the query."""

    type = NullType()  # a Boolean would be compared with 1, which FTS5 cannot be
    inherit_cache = True


define_sql(
    _Matches,
    sqlite=lambda words, terms: f"{words.removesuffix('.words')} MATCH {terms}",
    postgresql=lambda words, terms: f"{words} @@ CAST({terms} AS tsquery)",
)


class _Rank(GenericFunction[float]):
    """How well the row matches; less is better, as with bm25."""

    type = Float()
    inherit_cache = True


define_sql(
    _Rank,
    sqlite=lambda words, _: f"bm25({words.removesuffix('.words')})",
    postgresql=lambda words, terms: (
        f"CAST(-ts_rank({words}, CAST({terms} AS tsquery), 1) AS double precision)"
    ),
)


class _StoredWords(GenericFunction[str]):
    """Indexed text, as the type of its column."""

    type = Text()
    inherit_cache = True


define_sql(
    _StoredWords,
    sqlite=lambda words: words,
    postgresql=lambda words: f"CAST({words} AS tsvector)",
)


@lru_cache
def index_table(kind: str) -> FromClause:
    """The index of the resources of one kind."""
    return table(f"{kind}_search", column("rowid", BigInteger), column("words", Text))


SEARCH_TERMS = param("q", SearchTerms())


def matches(kind: str) -> ColumnElement[bool]:
    """Keep the rows of `index_table(kind)` that have all words of the parameter `q`."""
    return _Matches(index_table(kind).c.words, SEARCH_TERMS)


def rank(kind: str) -> ColumnElement[float]:
    """How well a row of `index_table(kind)` matches `q`; less is better."""
    return _Rank(index_table(kind).c.words, SEARCH_TERMS)


@lru_cache
def matching_keys(kind: str) -> Select[Any]:
    """Select the keys of all resources of this kind that `q` finds."""
    return select(index_table(kind).c.rowid).where(matches(kind))


def has_terms(q: str | None) -> bool:
    """Whether `q` is sent; raise `Invalid` if it has no word."""
    if q is not None and not search_words(q):
        message = "Send a word: at least one letter or digit."
        raise Invalid(
            "There is no word in this search.", errors=error_at("query", "q", message=message)
        )
    return q is not None


def add_texts(
    session: Write, kind: str, texts: Iterable[tuple[int, str]], *, new: bool = False
) -> None:
    """Index the texts of these resources (key and text), instead of those before.

    With `new=True` there are none before.
    """
    rows = [{"rowid": key, "words": text} for key, text in texts]
    if not new:
        session.run(_delete(kind), rows)
    session.run(_insert(kind), rows)


def remove_text(session: Write, kind: str, key: int) -> None:
    """Remove a resource from the index."""
    session.run(_delete(kind), [{"rowid": key}])


def purge_deleted(session: Write) -> None:
    """Erase deleted texts from the index; FTS5 only marks them as deleted until it merges."""
    if session.database.dialect == "sqlite":
        for kind in KINDS:
            command = column(f"{kind}_search", Text)  # FTS5: the table's own name takes commands
            session.execute(insert(table(f"{kind}_search", command)).values({command: "optimize"}))


@lru_cache
def _insert(kind: str) -> Executable:
    rowid, indexed = param("rowid", BigInteger()), param("words", IndexedText())
    return insert(index_table(kind)).values(rowid=rowid, words=_StoredWords(indexed))  # type: ignore[arg-type]  # it is a table


@lru_cache
def _delete(kind: str) -> Executable:
    rows = index_table(kind)
    return delete(rows).where(rows.c.rowid == param("rowid", BigInteger()))  # type: ignore[arg-type]  # as above
