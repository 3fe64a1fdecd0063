"""Add, read and change articles, and read their drafts."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlmodel import col, select

from api.articles.models import Article, Draft
from api.articles.schemas import (
    ArticleFilter,
    ArticleIn,
    ArticleOut,
    ArticlePatch,
    ArticleRef,
    ArticleSort,
    DraftFilter,
    DraftOut,
    DraftRef,
)
from api.auth.access import Actor
from api.core.ids import has_id_shape
from api.core.preconditions import ExpectedVersion
from api.core.problems import Conflict, Invalid, NotFound, error_at
from api.extraction.claim_sentences import ClaimSentences
from api.ledger import service as ledger
from api.queries.contexts import LedgerPosition, ReadContext
from api.queries.documents import Document, document_from_json, read_document, reload_document
from api.queries.ledger_positions import desk_position, position_of
from api.queries.lists import ListQuery
from api.queries.pagination import BY_AGE, NEWEST, PageResult
from api.queries.resources import NOBODY, Resource
from api.search import full_text, search_documents
from api.storage.database import Read, Write
from api.storage.statements import param
from api.text.spans import DraftText, Part, fingerprint

ORDERS = {
    ArticleSort.created_at: BY_AGE,
    ArticleSort.newest: NEWEST,
}


class NoSuchArticle(NotFound):
    """No article has this id."""


class NoSuchDraft(NotFound):
    """The article has no draft of this number."""


class ArticleTaken(Conflict):
    """Another article has this `external_id`; the answer names it."""


ARTICLES = Resource(
    Article, NoSuchArticle, "GET /v1/articles lists them.", ArticleTaken
)  # every article is visible to everybody


def get(session: Read, article_id: str) -> Article:
    """One article, or 404."""
    return ARTICLES.get(session, NOBODY, article_id)


class ArticleText(NamedTuple):
    """An article's newest words: what claims are anchored in."""

    pk: int
    id: str
    words: DraftText


_TEXT = (
    select(Article.pk, Draft.headline, Draft.standfirst, Draft.body)
    .join(Draft, col(Draft.pk) == col(Article.draft_pk))
    .where(col(Article.id) == param("name"))
)


def text_of(session: Write, article_id: str) -> ArticleText:
    """Read the newest words of the article that a body names, or say that it names none."""
    rows = session.rows(_TEXT, {"name": article_id}) if has_id_shape("article", article_id) else ()
    for pk, *parts in rows:
        return ArticleText(pk, article_id, dict(zip(Part, parts, strict=True)))
    message = "There is no such article; GET /v1/articles lists them."
    raise Invalid(
        f"There is no article {article_id}.", errors=error_at("body", "article", message=message)
    )


async def read(context: ReadContext, article_id: str) -> Document:
    return await read_document(context, ArticleOut, article_id, NoSuchArticle)


async def ledger_position(context: ReadContext, article_id: str) -> LedgerPosition:
    """The newest ledger line of this article, or 404."""
    return await position_of(context, "article", article_id, NoSuchArticle)


_LIST = ListQuery(ArticleRef, ArticleFilter)


async def list_articles(context: ReadContext, filters: ArticleFilter) -> PageResult:
    """Find articles, or list all."""
    position, long = await desk_position(context), full_text.has_terms(filters.q)
    order = ORDERS[filters.sort]
    return await _LIST.read(context, "articles", filters, position, order, long=long)


def add(
    session: Write,
    actor: Actor,
    new: ArticleIn,
    words: DraftText,
    sentences: ClaimSentences | None = None,
) -> ArticleText:
    """Keep a new article with its draft 1."""
    ARTICLES.require_free(session, actor, new.external_id)
    fields = new.model_dump(
        exclude={"headline", "standfirst", "body", "html", "draft_claims", "dateline"}
    )
    article = Article(
        id=session.new_id("article"),
        dateline=new.dateline,
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
        updated_at=session.now,
        **fields,
    )
    session.add(article)
    session.flush()
    draft = _put(session, actor, article, 1, words, sentences)
    after = new.model_dump(
        mode="json", exclude={"headline", "standfirst", "body", "html", "draft_claims"}
    )
    after["draft"] = {"number": 1, "sha256": draft.sha256}
    ledger.record(
        session, actor, "article.added", article.id, ledger.scope_of(session, article), after=after
    )
    session.before_commit(search_documents.index_articles, article.key)
    return ArticleText(article.key, article.id, words)


def newest(session: Read, article: Article) -> Draft:
    return session.get_one(Draft, article.draft_pk)


def draft_named(session: Read, article: Article, number: str) -> Draft:
    """One of the article's drafts, by its number as a path has it."""
    if _is_number(number):
        condition = (col(Draft.article_pk) == article.key) & (col(Draft.number) == int(number))
        if draft := session.exec(select(Draft).where(condition)).one_or_none():
            return draft
    raise NoSuchDraft(f"The article has no draft {number[:20]}.")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


_DRAFTS = ListQuery(DraftRef, DraftFilter, of=col(Draft.article_pk))


async def list_drafts(context: ReadContext, article_id: str, filters: DraftFilter) -> PageResult:
    """List an article's drafts, the first one first."""
    position = await ledger_position(context, article_id)
    return await _DRAFTS.read(context, f"{article_id} drafts", filters, position)


_DRAFT = DraftOut.select().where(
    col(Draft.article_pk) == param("of"), col(Draft.number) == param("number")
)


async def read_draft(context: ReadContext, article_id: str, number: str) -> Document:
    """Read one of the article's drafts, by its number as a path has it."""
    position = await ledger_position(context, article_id)
    if _is_number(number):
        for _, _, json in await context.rows(_DRAFT, {"of": position.pk, "number": int(number)}):
            return document_from_json(context.viewer, json)
    raise NoSuchDraft(f"The article has no draft {number[:20]}.")


def draft_of(session: Read, article: Article, number: int) -> Draft:
    """One of the article's drafts, by its number."""
    condition = (col(Draft.article_pk) == article.key) & (col(Draft.number) == number)
    return session.exec(select(Draft).where(condition)).one()


def add_draft(
    session: Write,
    actor: Actor,
    article: Article,
    words: DraftText,
    sentences: ClaimSentences,
    note: str | None,
) -> Draft:
    """Keep a new text of an article: its next draft, which claims are anchored in from now on."""
    previous = newest(session, article)
    draft = _put(session, actor, article, previous.number + 1, words, sentences, note)
    session.touch(article)
    ledger.record(
        session,
        actor,
        "draft.added",
        article.id,
        ledger.scope_of(session, article),
        before={"draft": previous.number, "sha256": previous.sha256},
        after={"draft": draft.number, "sha256": draft.sha256, "note": note},
    )
    session.before_commit(search_documents.index_articles, article.key)
    return draft


def _put(
    session: Write,
    actor: Actor,
    article: Article,
    number: int,
    words: DraftText,
    sentences: ClaimSentences | None,
    note: str | None = None,
) -> Draft:
    draft = Draft(
        article_pk=article.key,
        number=number,
        sha256=fingerprint(words),
        note=note,
        sentences=sentences,
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
        headline=words[Part.headline],
        standfirst=words[Part.standfirst],
        body=words[Part.body],
    )
    session.add(draft)
    session.flush()
    article.draft_pk = draft.pk
    return draft


def edit(
    session: Write, actor: Actor, article_id: str, expected: ExpectedVersion, changes: ArticlePatch
) -> Document:
    article = get(session, article_id)
    expected.check(article.version)
    columns = {name: getattr(changes, name) for name in changes.model_dump()}
    if columns.get("external_id", article.external_id) != article.external_id:
        ARTICLES.require_free(session, actor, columns["external_id"])
    change(session, actor, article, columns)
    return reload_document(session, actor, ArticleOut, article.key)


def change(session: Write, actor: Actor, article: Article, columns: Mapping[str, object]) -> None:
    """Set an article's fields."""
    ledger.change(
        session, actor, "article.edited", article, columns, ledger.scope_of(session, article)
    )
