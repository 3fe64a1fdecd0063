"""A name in everything that people wrote: a pseudonym takes its place.

In the drafts of articles a bar of the same length does, so that every span stays where it is.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import to_json
from sqlalchemy import (
    ColumnElement,
    RowMapping,
    SQLColumnExpression,
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
from api.claims.models import Claim, ClaimSpan, ClaimTag
from api.claims.text_change import WordsChange
from api.storage.database import Write
from api.text.offsets import OffsetConverter
from api.text.spans import DraftText, Part, fingerprint, span_at

SHORTEST = 3  # letters of a name that is looked for in texts
BAR = "█"
WRITTEN = {
    "claim": ("statement", "cue", "dropped_because"),
    "claim_source": ("locator", "note"),
    "attribution": ("role",),
    "finding": ("rationale",),
    "verdict": ("rationale",),
    "evidence": ("excerpt", "locator", "note", "withdrawn_because"),
    "annotation": ("body", "proposed", "addressee_name", "addressee_contact"),
    "answer": ("body",),
    "article": ("byline",),
    "draft": ("note",),
    "signature": ("note",),
    "waiver": ("reason",),
    "correction": ("was", "now", "notice"),
    "source": ("title", "url", "publisher", "author", "note"),
    "speaker": ("name", "note"),
}


_OF_CLAIM = frozenset({"claim_source", "attribution", "finding", "verdict", "evidence"})


class Names:
    """The names that are looked for: whole words, in capitals or not, over line ends too."""

    def __init__(self, names: Iterable[str]) -> None:
        sought = sorted({name.strip() for name in names}, key=len, reverse=True)
        self._sought = [name for name in sought if len(name) >= SHORTEST]
        spaced = (r"\s+".join(map(re.escape, name.split())) for name in self._sought)
        self.pattern = re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", re.IGNORECASE)

    @property
    def spellings(self) -> list[str]:
        """The names as JSON has them."""
        return [to_json(name).decode()[1:-1] for name in self._sought]

    def within(
        self, text: SQLColumnExpression[Any], *, as_json: bool = False
    ) -> ColumnElement[bool]:
        """Keep the rows that may hold a name: by its longest word, however it is written."""
        words = {max(name.split(), key=len) for name in self._sought}
        forms = {
            form for word in words for form in (word, word.upper(), word.title(), word.lower())
        }
        if as_json:
            forms = {to_json(form).decode()[1:-1] for form in forms}
        return or_(false(), *(text.icontains(form, autoescape=True) for form in forms))

    def replace(self, text: str | None, by: str) -> str | None:
        return self.pattern.sub(lambda _: by, text) if text and self._sought else text

    def mask(self, text: str) -> str:
        """Put a bar of the same length over each name."""
        if not self._sought:
            return text
        return self.pattern.sub(lambda match: BAR * len(match[0]), text)


@dataclass
class Touched:
    """What held the names: `claims` by pointing to them, `changed` (kind and key) by its body.

    `rows` counts by table.
    """

    claims: set[int] = field(default_factory=set)
    changed: set[tuple[str, int]] = field(default_factory=set)
    rows: Counter[str] = field(default_factory=Counter)

    def count(self, session: Write) -> list[str]:
        """Count a change of each resource; return their ids."""
        ids: list[str] = []
        for name, pk in sorted(self.changed):
            table = SQLModel.metadata.tables[name]
            changes = {"version": table.c.version + 1, "updated_at": session.now}
            counted = update(table).where(table.c.pk == pk).values(changes)
            ids += session.scalars(counted.returning(table.c.id))
        return ids


def rewrite(session: Write, names: Names, pseudonym: str, touched: Touched) -> None:
    """Take the names out of every text."""
    for name, columns in WRITTEN.items():
        _rewrite(session, names, pseudonym, touched, name, columns)
    tagged = names.within(col(ClaimTag.tag))
    for tag in session.scalars(select(ClaimTag).where(tagged)).all():
        if names.pattern.search(tag.tag):
            touched.changed.add(("claim", tag.claim_pk))
            touched.rows["claim_tag"] += 1
            condition = and_(col(ClaimTag.claim_pk) == tag.claim_pk, col(ClaimTag.tag) == tag.tag)
            session.execute(delete(ClaimTag).where(condition))
    _reword(session, names, pseudonym, touched)
    drafts_with_names = or_(
        *(names.within(col(text)) for text in (Draft.headline, Draft.standfirst, Draft.body))
    )
    for draft in session.scalars(select(Draft).where(drafts_with_names)).all():
        _mask(session, names, touched, draft)


def _reword(session: Write, names: Names, pseudonym: str, touched: Touched) -> None:
    """Take the names out of what claims remember of their words."""
    change_as_text = cast(col(Claim.change), Text)
    for claim in session.scalars(
        select(Claim).where(names.within(change_as_text, as_json=True))
    ).all():
        change = claim.change
        if change is None:
            continue
        fields = change.model_dump(mode="json")
        for name in ("before", "after"):
            fields[name] = [names.replace(text, pseudonym) for text in fields[name]]
        fields["statement"] = names.replace(change.statement, pseudonym)
        claim.change = WordsChange.model_validate(fields)
        if claim.change != change:
            touched.changed.add(("claim", claim.key))
            touched.rows["claim"] += 1


def _rewrite(
    session: Write,
    names: Names,
    pseudonym: str,
    touched: Touched,
    name: str,
    columns: tuple[str, ...],
) -> None:
    table = SQLModel.metadata.tables[name]
    condition = or_(*(names.within(table.c[column]) for column in columns))
    for row in session.execute(select(table).where(condition)).mappings().all():
        new = {column: names.replace(row[column], pseudonym) for column in columns}
        if all(new[column] == row[column] for column in columns):
            continue
        session.execute(update(table).where(table.c.pk == row["pk"]).values(new))
        touched.rows[name] += 1
        touched.changed |= _shown_in(name, row)


def _shown_in(name: str, row: RowMapping) -> set[tuple[str, int]]:
    """The resources whose bodies show this row."""
    resources = {(name, row["pk"])} if "version" in row else set()
    if name == "answer":
        resources.add(("annotation", row["annotation_pk"]))
    if name in _OF_CLAIM:
        resources.add(("claim", row["claim_pk"]))
    return resources


def _mask(session: Write, names: Names, touched: Touched, draft: Draft) -> None:
    old_words, words = draft.words, {part: names.mask(text) for part, text in draft.words.items()}
    if words == old_words:
        return
    draft.headline, draft.standfirst, draft.body = (words[part] for part in Part)
    draft.sha256 = fingerprint(words)
    touched.rows["draft"] += 1
    article = session.get_one(Article, draft.article_pk)
    touched.changed.add(("article", draft.article_pk))
    _cut_anew(session, touched, draft, words, newest=article.draft_pk == draft.pk)
    session.flush()


def _cut_anew(
    session: Write, touched: Touched, draft: Draft, words: DraftText, *, newest: bool
) -> None:
    """Let the spans that stand in a draft say what stands there now."""
    rulers = {part: OffsetConverter(text) for part, text in words.items()}
    claims = SQLModel.metadata.tables["claim"]
    in_draft = claims.c.lost_in.is_(None) if newest else claims.c.lost_in == draft.number
    claim_pks = select(claims.c.pk).where(claims.c.article_pk == draft.article_pk, in_draft)
    for span in session.scalars(
        select(ClaimSpan).where(col(ClaimSpan.claim_pk).in_(claim_pks))
    ).all():
        fresh_span = span_at(words, span.part, span.start, span.end)
        if (fresh_span.exact, fresh_span.prefix, fresh_span.suffix) != (
            span.exact,
            span.prefix,
            span.suffix,
        ):
            span.exact, span.prefix, span.suffix = (
                fresh_span.exact,
                fresh_span.prefix,
                fresh_span.suffix,
            )
            span.start16 = rulers[span.part].to_utf16(span.start)
            span.end16 = rulers[span.part].to_utf16(span.end)
            touched.changed.add(("claim", span.claim_pk))
            touched.rows["claim_span"] += 1
