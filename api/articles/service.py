"""Keep articles and their drafts."""

from typing import Any

from sqlmodel import col, select

from api.articles.models import Article, Draft
from api.articles.schemas import (
    ArticleFilter,
    ArticleIn,
    ArticleOut,
    ArticlePatch,
    ArticleRef,
    ArticleSort,
)
from api.auth.access import Actor
from api.db import Read, Write
from api.events import service as events
from api.events.service import Of
from api.ids import shaped
from api.paging import BY_AGE, Found, Order, Question, page
from api.problems import Conflict, Invalid, NotFound, at
from api.reading import Document, fresh
from api.text.spans import Part, Words, fingerprint
from api.versions import Expected

ORDERS = {
    ArticleSort.created_at: BY_AGE,
    ArticleSort.newest: Order(lambda rows: rows.c.pk, int, down=True),
}


class NoSuchArticle(NotFound):
    """No article has this id."""


class ArticleTaken(Conflict):
    """Another article has this `external_id`; the answer names it."""


def get(session: Read, article_id: str) -> Article:
    article = None
    if shaped("article", article_id):
        article = session.exec(select(Article).where(Article.id == article_id)).one_or_none()
    if article is None:
        raise NoSuchArticle(f"There is no article {article_id}.")
    return article


def named(session: Read, article_id: str) -> Article:
    """Find the article that a body names, or say that it names none."""
    try:
        return get(session, article_id)
    except NoSuchArticle as none:
        message = "There is no such article; GET /v1/articles lists them."
        raise Invalid(none.detail, errors=at("body", "article", message=message)) from none


def newest_draft(session: Read, article: Article) -> Draft:
    return session.get_one(Draft, article.draft_pk)


def read(session: Read, viewer: Actor, article_id: str) -> Document:
    return fresh(session, viewer, ArticleOut, get(session, article_id).pk)


def listed(session: Read, viewer: Actor, wanted: ArticleFilter) -> Found:
    statement = ArticleRef.select()
    columns: dict[Any, list[Any]] = {
        col(Article.external_id): wanted.external_id,
        col(Article.outlet): wanted.outlet,
        col(Article.desk): wanted.desk,
        col(Article.stage): wanted.stage,
    }
    for column, values in columns.items():
        if values:
            statement = statement.where(column.in_(values))
    if wanted.due_before is not None:
        statement = statement.where(col(Article.deadline) < wanted.due_before)
    question = Question("articles", wanted, viewer, session.secret)
    return page(session, ArticleRef, statement, question, ORDERS[wanted.sort])


def add(session: Write, actor: Actor, new: ArticleIn, words: Words) -> tuple[Article, Draft]:
    """Keep a new article with its draft 1."""
    _free(session, new.external_id)
    fields = new.model_dump(
        exclude={"headline", "standfirst", "body", "html", "draft_claims", "dateline"}
    )
    article = Article(
        id=session.mint("article"),
        dateline=new.dateline,
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
        updated_at=session.now,
        **fields,
    )
    session.add(article)
    session.flush()
    assert article.pk is not None
    draft = Draft(
        article_pk=article.pk,
        number=1,
        sha256=fingerprint(words),
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
        headline=words[Part.headline],
        standfirst=words[Part.standfirst],
        body=words[Part.body],
    )
    session.add(draft)
    session.flush()
    article.draft_pk = draft.pk
    after = new.model_dump(
        mode="json", exclude={"headline", "standfirst", "body", "html", "draft_claims"}
    )
    after["draft"] = {"number": 1, "sha256": draft.sha256}
    events.record(session, actor, "article.added", article.id, Of(article.id), after=after)
    return article, draft


def edit(
    session: Write, actor: Actor, article_id: str, expected: Expected, changes: ArticlePatch
) -> Document:
    article = get(session, article_id)
    expected.meets(article.version)
    wanted = {name: getattr(changes, name) for name in changes.model_dump()}
    if wanted.get("external_id", article.external_id) != article.external_id:
        _free(session, wanted["external_id"])
    events.change(session, actor, "article.edited", article, wanted, Of(article.id))
    return fresh(session, actor, ArticleOut, article.pk)


def _free(session: Read, external_id: str | None) -> None:
    if external_id is None:
        return
    taken = session.exec(select(Article).where(Article.external_id == external_id)).one_or_none()
    if taken:
        raise ArticleTaken(
            f"Article {taken.id} has the external_id {external_id}.", article=taken.id
        )
