"""The text that is indexed for each resource.

The name of a restricted speaker is not in the text of their claims: else a search would reveal it
to people who may not see the speaker. Tables are looked up by name, because packages above this
one define them.
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

BATCH = 1000  # resources whose texts are read at a time


def index(kind: str, session: Write, keys: Sequence[int], *, new: bool = False) -> None:
    """Index the present text of these resources; with `new=True` they are not in the index yet."""
    for start in range(0, len(keys), BATCH):
        batch = to_json(keys[start : start + BATCH]).decode()
        texts = session.rows(_select_texts(kind), {"keys": batch})
        full_text.add_texts(session, kind, texts, new=new)


INDEX_BY_KIND = {kind: partial(index, kind) for kind in full_text.KINDS}
index_articles = INDEX_BY_KIND["article"]
index_claims = INDEX_BY_KIND["claim"]
index_new_claims = partial(index, "claim", new=True)
index_sources = INDEX_BY_KIND["source"]
index_speakers = INDEX_BY_KIND["speaker"]


def index_claims_of_speakers(session: Write, keys: Sequence[int]) -> None:
    """Index the claims of these speakers again, under the speakers' present names."""
    rows = session.rows(_claims_of_speakers(), {"keys": to_json(keys).decode()})
    index_claims(session, [key for (key,) in rows])


def rebuild_index(session: Write) -> None:
    """Index every resource again."""
    for kind in full_text.KINDS:
        rows = SQLModel.metadata.tables[kind]
        last = 0
        next_keys = select(rows.c.pk).where(rows.c.pk > param("last")).order_by(rows.c.pk)
        while keys := session.execute(next_keys.limit(BATCH), {"last": last}).scalars().all():
            index(kind, session, keys)
            last = keys[-1]


@lru_cache
def _select_texts(kind: str) -> Select[Any]:
    rows = SQLModel.metadata.tables[kind]
    with_spaces = [part for text in _TEXTS_BY_KIND[kind](rows) for part in (text, " ")]
    return select(rows.c.pk, func.concat(*with_spaces)).where(in_json_list(rows.c.pk, "keys"))


@lru_cache
def _claims_of_speakers() -> Select[Any]:
    tables = SQLModel.metadata.tables
    attribution, speaker = tables["attribution"], tables["speaker"].alias()
    speakers = select(speaker.c.pk).where(in_json_list(speaker.c.meant_pk, "keys"))
    return select(attribution.c.claim_pk).where(attribution.c.speaker_pk.in_(speakers)).distinct()


def _of_article(rows: FromClause) -> list[ColumnElement[Any]]:
    draft = SQLModel.metadata.tables["draft"]
    text = func.concat(draft.c.headline, " ", draft.c.standfirst, " ", draft.c.body)
    return [select(text).where(draft.c.pk == rows.c.draft_pk).scalar_subquery()]


def _of_claim(rows: FromClause) -> list[ColumnElement[Any]]:
    tables = SQLModel.metadata.tables
    span, attribution, tag = tables["claim_span"], tables["attribution"], tables["claim_tag"]
    attributed, meant = tables["speaker"].alias(), tables["speaker"].alias()
    in_claim = span.c.claim_pk == rows.c.pk, span.c.role == "words"
    exact = select(_joined(span.c.exact)).where(*in_claim)
    names = (
        select(_joined(func.concat(meant.c.name, " ", cast(meant.c.aliases, Text))))
        .select_from(attribution)
        .join(attributed, attributed.c.pk == attribution.c.speaker_pk)
        .join(meant, meant.c.pk == attributed.c.meant_pk)
        .where(attribution.c.claim_pk == rows.c.pk, ~attributed.c.restricted, ~meant.c.restricted)
    )
    tags = select(_joined(tag.c.tag)).where(tag.c.claim_pk == rows.c.pk)
    return [rows.c.statement, *(texts.scalar_subquery() for texts in (exact, names, tags))]


def _of_source(rows: FromClause) -> list[ColumnElement[Any]]:
    return [rows.c.title, rows.c.publisher, rows.c.author, rows.c.url]


def _of_speaker(rows: FromClause) -> list[ColumnElement[Any]]:
    return [rows.c.name, cast(rows.c.aliases, Text)]


def _joined(column: ColumnElement[Any]) -> ColumnElement[str]:
    """The values of a column in all rows, with spaces between them."""
    return func.aggregate_strings(column, " ")


_TEXTS_BY_KIND: dict[str, Callable[[FromClause], list[ColumnElement[Any]]]] = {
    "article": _of_article,
    "claim": _of_claim,
    "source": _of_source,
    "speaker": _of_speaker,
}
