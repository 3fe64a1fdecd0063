"""What was put right after publication."""

from sqlmodel import col

from api.articles import service as articles
from api.articles.models import Stage
from api.auth.access import Actor
from api.claims import service as claims
from api.ledger import service as ledger
from api.ledger.service import Of
from api.queries.documents import Document, Look, Stamp, fresh
from api.queries.filters import Conditions, Statements
from api.queries.pagination import Found, page
from api.signoff.models import Correction
from api.signoff.publications import WrongStage
from api.signoff.schemas import CorrectionFilter, CorrectionIn, CorrectionOut
from api.storage.database import Write
from api.storage.statements import slot

_CONDITIONS: Conditions = {"kind": lambda given: given.among(col(Correction.kind))}
_OF_ARTICLE = Statements(
    lambda: CorrectionOut.select().where(col(Correction.article_pk) == slot("of")), _CONDITIONS
)
_OF_CLAIM = Statements(
    lambda: CorrectionOut.select().where(col(Correction.claim_pk) == slot("of")), _CONDITIONS
)


async def of_article(look: Look, article_id: str, wanted: CorrectionFilter) -> Found:
    return await _page(look, _OF_ARTICLE, article_id, wanted, await articles.here(look, article_id))


async def of_claim(look: Look, claim_id: str, wanted: CorrectionFilter) -> Found:
    return await _page(look, _OF_CLAIM, claim_id, wanted, await claims.here(look, claim_id))


async def _page(
    look: Look, statements: Statements, name: str, wanted: CorrectionFilter, stamp: Stamp
) -> Found:
    statement, given = statements.narrow(wanted)
    asked = f"{name} corrections", wanted, stamp
    return await page(look, CorrectionOut, statement, asked, more={**given, "of": stamp.pk})


def correct(session: Write, actor: Actor, article_id: str, new: CorrectionIn) -> Document:
    """Record what was put right after publication."""
    article = articles.get(session, article_id)
    if article.stage is not Stage.published:
        raise WrongStage("Only a published piece is corrected: send a draft.", allowed=[])
    claim = claims.within_article(session, actor, article, new.claim) if new.claim else None
    assert article.pk is not None
    correction = Correction(
        id=session.mint("correction"),
        article_pk=article.pk,
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
    of = Of(article.id, claim.id if claim else None)
    after = new.model_dump(mode="json", by_alias=True, exclude_none=True)
    ledger.record(session, actor, "correction.added", correction.id, of, after=after)
    return fresh(session, actor, CorrectionOut, correction.pk)
