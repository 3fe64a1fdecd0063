"""What was put right after publication."""

from sqlmodel import col

from api.articles import service as articles
from api.articles.models import Stage
from api.auth.access import Actor
from api.claims import service as claims
from api.ledger import service as ledger
from api.ledger.service import EventScope
from api.queries.documents import Document, LedgerPosition, ReadContext, reload_document
from api.queries.filters import Conditions, FilteredSelect
from api.queries.pagination import PageResult, read_page
from api.signoff.models import Correction
from api.signoff.publications import WrongStage
from api.signoff.schemas import CorrectionFilter, CorrectionIn, CorrectionOut
from api.storage.database import Write
from api.storage.statements import param

_CONDITIONS: Conditions = {"kind": lambda given: given.among(col(Correction.kind))}
_OF_ARTICLE = FilteredSelect(
    lambda: CorrectionOut.select().where(col(Correction.article_pk) == param("of")), _CONDITIONS
)
_OF_CLAIM = FilteredSelect(
    lambda: CorrectionOut.select().where(col(Correction.claim_pk) == param("of")), _CONDITIONS
)


async def of_article(
    context: ReadContext, article_id: str, filters: CorrectionFilter
) -> PageResult:
    return await _page(
        context, _OF_ARTICLE, article_id, filters, await articles.here(context, article_id)
    )


async def of_claim(context: ReadContext, claim_id: str, filters: CorrectionFilter) -> PageResult:
    return await _page(context, _OF_CLAIM, claim_id, filters, await claims.here(context, claim_id))


async def _page(
    context: ReadContext,
    statements: FilteredSelect,
    name: str,
    filters: CorrectionFilter,
    position: LedgerPosition,
) -> PageResult:
    statement, values = statements.for_filter(filters)
    listing = f"{name} corrections", filters, position
    return await read_page(
        context, CorrectionOut, statement, listing, parameters={**values, "of": position.pk}
    )


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
    scope = EventScope(article.id, claim.id if claim else None)
    after = new.model_dump(mode="json", by_alias=True, exclude_none=True)
    ledger.record(session, actor, "correction.added", correction.id, scope, after=after)
    return reload_document(session, actor, CorrectionOut, correction.pk)
