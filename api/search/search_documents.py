"""What each thing is found by: one text a thing, made of whatever somebody would type.

A restricted speaker's name is not among the words of their claims: whoever may not know of them
could find out by searching. Tables are named, not imported: the rooms stand above.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from pydantic_core import to_json
from sqlalchemy import FromClause, Select, Text, cast, func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel

from api.search import full_text
from api.storage.database import Write
from api.storage.statements import in_json_list, param

AT_ONCE = 1000  # things that are read at a time


def index(kind: str, session: Write, keys: Sequence[int], *, new: bool = False) -> None:
    """Let these things be found by what they say now; `new` ones were not found before."""
    for start in range(0, len(keys), AT_ONCE):
        batch = to_json(keys[start : start + AT_ONCE]).decode()
        full_text.add_texts(session, kind, session.rows(_texts(kind), {"keys": batch}), new=new)


articles = partial(index, "article")
claims = partial(index, "claim")
new_claims = partial(index, "claim", new=True)
sources = partial(index, "source")
speakers = partial(index, "speaker")


def claims_of_speakers(session: Write, keys: Sequence[int]) -> None:
    """Let the claims of these speakers be found by their names of now."""
    rows = session.rows(_claims_of(), {"keys": to_json(keys).decode()})
    claims(session, [key for (key,) in rows])


def everything(session: Write) -> None:
    """Make the whole index anew."""
    for kind in full_text.KINDS:
        rows = SQLModel.metadata.tables[kind]
        last = 0
        following = select(rows.c.pk).where(rows.c.pk > param("last")).order_by(rows.c.pk)
        while keys := session.execute(following.limit(AT_ONCE), {"last": last}).scalars().all():
            index(kind, session, keys)
            last = keys[-1]


@lru_cache
def _texts(kind: str) -> Select[Any]:
    rows = SQLModel.metadata.tables[kind]
    spaced = [piece for part in _PARTS[kind](rows) for piece in (part, " ")]
    return select(rows.c.pk, func.concat(*spaced)).where(in_json_list(rows.c.pk, "keys"))


@lru_cache
def _claims_of() -> Select[Any]:
    tables = SQLModel.metadata.tables
    attribution, speaker = tables["attribution"], tables["speaker"].alias()
    theirs = select(speaker.c.pk).where(in_json_list(speaker.c.meant_pk, "keys"))
    return select(attribution.c.claim_pk).where(attribution.c.speaker_pk.in_(theirs)).distinct()


def _of_article(rows: FromClause) -> list[ColumnElement[Any]]:
    draft = SQLModel.metadata.tables["draft"]
    words = func.concat(draft.c.headline, " ", draft.c.standfirst, " ", draft.c.body)
    return [select(words).where(draft.c.pk == rows.c.draft_pk).scalar_subquery()]


def _of_claim(rows: FromClause) -> list[ColumnElement[Any]]:
    tables = SQLModel.metadata.tables
    span, attribution, tag = tables["claim_span"], tables["attribution"], tables["claim_tag"]
    printed, meant = tables["speaker"].alias(), tables["speaker"].alias()
    exact = select(_all(span.c.exact)).where(span.c.claim_pk == rows.c.pk, span.c.role == "words")
    names = (
        select(_all(func.concat(meant.c.name, " ", cast(meant.c.aliases, Text))))
        .select_from(attribution)
        .join(printed, printed.c.pk == attribution.c.speaker_pk)
        .join(meant, meant.c.pk == printed.c.meant_pk)
        .where(attribution.c.claim_pk == rows.c.pk, ~printed.c.restricted, ~meant.c.restricted)
    )
    tags = select(_all(tag.c.tag)).where(tag.c.claim_pk == rows.c.pk)
    return [rows.c.statement, *(words.scalar_subquery() for words in (exact, names, tags))]


def _of_source(rows: FromClause) -> list[ColumnElement[Any]]:
    return [rows.c.title, rows.c.publisher, rows.c.author, rows.c.url]


def _of_speaker(rows: FromClause) -> list[ColumnElement[Any]]:
    return [rows.c.name, cast(rows.c.aliases, Text)]


def _all(column: ColumnElement[Any]) -> ColumnElement[str]:
    return func.aggregate_strings(column, " ")


_PARTS: dict[str, Callable[[FromClause], list[ColumnElement[Any]]]] = {
    "article": _of_article,
    "claim": _of_claim,
    "source": _of_source,
    "speaker": _of_speaker,
}
