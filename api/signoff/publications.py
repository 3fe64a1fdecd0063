"""Publish or withdraw a piece, and record what was open at that moment."""

from typing import Any

from pydantic_core import to_json
from sqlalchemy import select as pick
from sqlmodel import SQLModel, col

from api.articles import service as articles
from api.articles.models import Article, Stage
from api.auth.access import Actor
from api.core.preconditions import ExpectedVersion
from api.core.problems import Conflict
from api.ledger import service as ledger
from api.queries.contexts import ReadContext
from api.queries.documents import Document, join_json, reload_document
from api.queries.etags import make_etag
from api.queries.lists import ListQuery
from api.queries.pagination import PageResult
from api.queries.resources import EVERYTHING
from api.signoff.assessment import assess
from api.signoff.disclosure import clearance_json_for
from api.signoff.models import Publication
from api.signoff.schemas import (
    Clearance,
    PublicationFilter,
    PublicationOut,
    PublishIn,
)
from api.storage.database import Write

_KEPT = {"code", "claim", "finding", "annotation"}  # of a blocker: no words, which may have to go


class WrongStage(Conflict):
    """The piece is at a stage from which it cannot go there; `allowed` lists the stages."""


def publish(
    session: Write, actor: Actor, article_id: str, expected: ExpectedVersion, new: PublishIn
) -> Document:
    """Record that a piece ran, and what was open then; it is recorded even when not cleared."""
    article = articles.get(session, article_id)
    expected.check(article.version)
    assessed = assess(session, article)
    clearance_json = clearance_json_for(session, EVERYTHING, assessed, new.sha256)
    whole = Clearance.model_validate_json(clearance_json)
    publication = Publication(
        id=session.new_id("publication"),
        article_pk=article.key,
        draft=_draft_with(session, article, new.sha256),
        sha256=new.sha256,
        published_at=new.published_at or session.now,
        cleared=whole.cleared,
        blockers=to_json(
            [blocker.model_dump(mode="json", include=_KEPT) for blocker in whole.blockers]
        ).decode(),
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
    )
    session.add(publication)
    session.flush()
    _move(
        session,
        actor,
        article,
        Stage.published,
        publication=publication.id,
        sha256=new.sha256,
        cleared=whole.cleared,
        blockers=sorted({blocker.code for blocker in whole.blockers}),
    )
    recorded = reload_document(session, actor, PublicationOut, publication.key).json
    clearance = clearance_json_for(session, actor, assessed, new.sha256)
    json = join_json(
        publication=recorded, article_version=str(article.version), clearance=clearance
    )
    return Document(json, make_etag(actor, article.version, session.head.shared_seq))


def _draft_with(session: Write, article: Article, sha256: str) -> int | None:
    """The number of the newest draft that has this text, if one has."""
    drafts = SQLModel.metadata.tables["draft"]
    same_text = (drafts.c.article_pk == article.pk) & (drafts.c.sha256 == sha256)
    numbers = pick(drafts.c.number).where(same_text).order_by(drafts.c.number.desc())
    return session.scalar(numbers)


def spike(
    session: Write, actor: Actor, article_id: str, expected: ExpectedVersion, reason: str
) -> Article:
    """Say that a piece will not run."""
    article = articles.get(session, article_id)
    expected.check(article.version)
    if article.stage is not Stage.open:
        raise WrongStage(f"The piece is {article.stage}; only an open one is spiked.", allowed=[])
    _move(session, actor, article, Stage.spiked, reason=reason)
    return article


def _move(session: Write, actor: Actor, article: Article, to: Stage, **details: Any) -> None:  # noqa: ANN401  # whatever the ledger records
    old_stage, article.stage = article.stage, to
    session.touch(article)
    ledger.record(
        session,
        actor,
        f"article.{to}",
        article.id,
        ledger.scope_of(session, article),
        before={"stage": old_stage},
        after={"stage": to, **details},
    )


_LIST = ListQuery(PublicationOut, PublicationFilter, of=col(Publication.article_pk))


async def list_publications(
    context: ReadContext, article_id: str, filters: PublicationFilter
) -> PageResult:
    """List when the piece ran."""
    position = await articles.ledger_position(context, article_id)
    return await _LIST.read(context, f"{article_id} publications", filters, position)
