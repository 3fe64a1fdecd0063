"""Find by words: FTS5 in SQLite, tsvector in PostgreSQL, the same results for plain words.

Text is cut into words here, for both alike: folded (case, accents, ligatures), letters and digits
only. Every word that is sought must be there; the last one may be a beginning ("put" finds
Putin), for type-ahead. Each kind has a table of its own, `<kind>_search (rowid, words)`.
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
RANKED = 1000  # matches of a common word that are ranked: the newest
LONGEST = 64  # characters of a word that count
MOST = 400_000  # bytes of one thing's words that are indexed; PostgreSQL takes a mebibyte

SearchQuery = Annotated[str | None, Field(min_length=1, max_length=200)]
HOW_IT_SEARCHES = (
    "all of them, in any order; the last may be a beginning. Case and accents do not count."
)

_PLAIN = re.compile(r"[a-z0-9]+")
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_WORD = re.compile(r"[^\W_]+")


def search_words(text: str) -> list[str]:
    """Cut a text into the words by which it is found."""
    if text.isascii():
        return [word[:LONGEST] for word in _PLAIN.findall(text.lower())]
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    folded = _MARKS.sub("", folded)
    return [word[:LONGEST] for word in _WORD.findall(folded)]


class SearchTerms(TypeDecorator[str]):
    """What somebody types, as the database's own query."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        terms = search_words(value or "")
        if not terms:
            return None
        ending = "" if (value or "")[-1:].isspace() else "*"
        if dialect.name == "sqlite":
            return " ".join(f'"{word}"' for word in terms) + ending
        return " & ".join(f"'{word}'" for word in terms) + (f":{ending}" if ending else "")


class IndexedText(TypeDecorator[str]):
    """A text, as the database keeps its words."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str:
        terms = search_words((value or "")[:MOST])
        if len(terms) * LONGEST > MOST:  # else they cannot be too many
            terms = " ".join(terms).encode()[:MOST].decode(errors="ignore").split()
        if dialect.name == "sqlite":
            return " ".join(terms)
        return " ".join(f"'{word}':{min(index, 16383)}" for index, word in enumerate(terms, 1))


class _Matches(GenericFunction[Any]):
    """Whether the row has all words."""

    type = NullType()  # a Boolean would be compared with 1, which FTS5 cannot be
    inherit_cache = True


define_sql(
    _Matches,
    sqlite=lambda kept, sought: f"{kept.removesuffix('.words')} MATCH {sought}",
    postgresql=lambda kept, sought: f"{kept} @@ CAST({sought} AS tsquery)",
)


class _Rank(GenericFunction[float]):
    """How well the row fits; less is better, as with bm25."""

    type = Float()
    inherit_cache = True


define_sql(
    _Rank,
    sqlite=lambda kept, _: f"bm25({kept.removesuffix('.words')})",
    postgresql=lambda kept, sought: (
        f"CAST(-ts_rank({kept}, CAST({sought} AS tsquery), 1) AS double precision)"
    ),
)


class _SearchWords(GenericFunction[str]):
    """Words on their way into the table."""

    type = Text()
    inherit_cache = True


define_sql(
    _SearchWords, sqlite=lambda terms: terms, postgresql=lambda terms: f"CAST({terms} AS tsvector)"
)


@lru_cache
def index(kind: str) -> FromClause:
    """The table of what things of this kind are found by."""
    return table(f"{kind}_search", column("rowid", BigInteger), column("words", Text))


SEARCH_TERMS = param("q", SearchTerms())


def matches(kind: str) -> ColumnElement[bool]:
    """Keep the rows of `index(kind)` that have all words of the value `q`."""
    return _Matches(index(kind).c.words, SEARCH_TERMS)


def rank(kind: str) -> ColumnElement[float]:
    """How well a row of `index(kind)` fits `q`; less is better."""
    return _Rank(index(kind).c.words, SEARCH_TERMS)


@lru_cache
def matching_keys(kind: str) -> Select[Any]:
    """The keys of all things of this kind that `q` finds."""
    return select(index(kind).c.rowid).where(matches(kind))


def has_terms(q: str | None) -> bool:
    """Whether something is sought; refuses what holds no word."""
    if q is not None and not search_words(q):
        message = "Send a word: at least one letter or digit."
        raise Invalid(
            "There is no word in this search.", errors=error_at("query", "q", message=message)
        )
    return q is not None


def add_texts(
    session: Write, kind: str, texts: Iterable[tuple[int, str]], *, new: bool = False
) -> None:
    """Let these things (by key) be found by their texts, and by nothing else."""
    rows = [{"rowid": key, "words": text} for key, text in texts]
    if not new:
        session.run(_delete(kind), rows)
    session.run(_insert(kind), rows)


def remove_text(session: Write, kind: str, key: int) -> None:
    """Let this thing not be found any more."""
    session.run(_delete(kind), [{"rowid": key}])


def purge_deleted(session: Write) -> None:
    """Leave nothing in the index of what was dropped: FTS5 only marks it until it merges."""
    if session.database.dialect == "sqlite":
        for kind in KINDS:
            command = column(f"{kind}_search", Text)  # the table's own name: a word of command
            session.execute(insert(table(f"{kind}_search", command)).values({command: "optimize"}))


@lru_cache
def _insert(kind: str) -> Executable:
    rowid, indexed = param("rowid", BigInteger()), param("words", IndexedText())
    return insert(index(kind)).values(rowid=rowid, words=_SearchWords(indexed))  # type: ignore[arg-type]  # a table it is


@lru_cache
def _delete(kind: str) -> Executable:
    rows = index(kind)
    return delete(rows).where(rows.c.rowid == param("rowid", BigInteger()))  # type: ignore[arg-type]  # as above
