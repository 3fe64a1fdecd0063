"""Corrections: what was put right after publication."""

from sqlmodel import col

from api.articles import service as articles
from api.articles.models import Stage
from api.auth.access import Actor
from api.claims import service as claims
from api.ledger import service as ledger
from api.queries.contexts import ReadContext
from api.queries.documents import Document, reload_document
from api.queries.lists import ListQuery
from api.queries.pagination import PageResult
from api.signoff.models import Correction
from api.signoff.publications import WrongStage
from api.signoff.schemas import CorrectionFilter, CorrectionIn, CorrectionOut
from api.storage.database import Write

_OF_ARTICLE = ListQuery(CorrectionOut, CorrectionFilter, of=col(Correction.article_pk))
_OF_CLAIM = ListQuery(CorrectionOut, CorrectionFilter, of=col(Correction.claim_pk))


async def list_of_article(
    context: ReadContext, article_id: str, filters: CorrectionFilter
) -> PageResult:
    """List an article's corrections."""
    position = await articles.ledger_position(context, article_id)
    return await _OF_ARTICLE.read(context, f"{article_id} corrections", filters, position)


async def list_of_claim(
    context: ReadContext, claim_id: str, filters: CorrectionFilter
) -> PageResult:
    """List a claim's corrections."""
    position = await claims.ledger_position(context, claim_id)
    return await _OF_CLAIM.read(context, f"{claim_id} corrections", filters, position)


def correct(session: Write, actor: Actor, article_id: str, new: CorrectionIn) -> Document:
    """Record what was put right after publication."""
    article = articles.get(session, article_id)
    if article.stage is not Stage.published:
        raise WrongStage("Only a published piece is corrected: send a draft.", allowed=[])
    claim = claims.within_article(session, actor, article, new.claim) if new.claim else None
    correction = Correction(
        id=session.new_id("correction"),
        article_pk=article.key,
        claim_pk=claim.pk if claim else None,
        kind=new.kind,
        was=new.was,
        now=new.now,
        notice=new.notice,
        at=new.at or session.now,
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
        updated_at=session.now,
    )
    session.add(correction)
    session.flush()
    scope = ledger.scope_of(session, correction)
    after = new.model_dump(mode="json", by_alias=True, exclude_none=True)
    ledger.record(session, actor, "correction.added", correction.id, scope, after=after)
    return reload_document(session, actor, CorrectionOut, correction.pk)
