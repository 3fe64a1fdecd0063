"""Keep articles and their drafts."""

from typing import NamedTuple

from sqlmodel import col, select

from api import findable, search
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
from api.narrowing import Statements
from api.paging import BY_AGE, NEWEST, Found, page
from api.prepared import slot
from api.problems import Conflict, Invalid, NotFound, at
from api.reading import Document, Look, Stamp, desk, document, fresh, within
from api.text.spans import Part, Words, fingerprint
from api.versions import Expected

ORDERS = {
    ArticleSort.created_at: BY_AGE,
    ArticleSort.newest: NEWEST,
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


class Text(NamedTuple):
    """An article's newest words: what claims are anchored in."""

    pk: int
    id: str
    words: Words


_TEXT = (
    select(Article.pk, Draft.headline, Draft.standfirst, Draft.body)
    .join(Draft, col(Draft.pk) == col(Article.draft_pk))
    .where(col(Article.id) == slot("name"))
)


def text_of(session: Write, article_id: str) -> Text:
    """Read the newest words of the article that a body names, or say that it names none."""
    found = session.rows(_TEXT, {"name": article_id}) if shaped("article", article_id) else ()
    for pk, *parts in found:
        return Text(pk, article_id, dict(zip(Part, parts, strict=True)))
    message = "There is no such article; GET /v1/articles lists them."
    raise Invalid(
        f"There is no article {article_id}.", errors=at("body", "article", message=message)
    )


async def read(look: Look, article_id: str) -> Document:
    return await document(look, ArticleOut, article_id, NoSuchArticle)


async def here(look: Look, article_id: str) -> Stamp:
    """Look where this article stands, or say that there is none."""
    return await within(look, "article", article_id, NoSuchArticle)


_LIST = Statements(
    ArticleRef.select,
    {
        "external_id": lambda given: given.among(col(Article.external_id)),
        "outlet": lambda given: given.among(col(Article.outlet)),
        "desk": lambda given: given.among(col(Article.desk)),
        "stage": lambda given: given.among(col(Article.stage)),
        "due_before": lambda given: col(Article.deadline) < given.value(col(Article.deadline)),
        "q": lambda _: col(Article.pk).in_(search.matching("article")),
    },
)


async def listed(look: Look, wanted: ArticleFilter) -> Found:
    statement, values = _LIST.narrow(wanted)
    asked = "articles", wanted, await desk(look)
    order, long = ORDERS[wanted.sort], search.sought(wanted.q)
    return await page(look, ArticleRef, statement, asked, order, values, long=long)


def add(session: Write, actor: Actor, new: ArticleIn, words: Words) -> Text:
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
    session.later(findable.articles, article.pk)
    return Text(article.pk, article.id, words)


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
