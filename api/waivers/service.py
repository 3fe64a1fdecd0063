"""Add, list and withdraw waivers."""

from sqlmodel import col

from api.articles import service as articles
from api.auth.access import Actor
from api.claims import service as claims
from api.core.preconditions import ExpectedVersion
from api.core.problems import NotFound
from api.ledger import service as ledger
from api.queries.contexts import ReadContext
from api.queries.documents import Document, reload_document
from api.queries.lists import ListQuery
from api.queries.pagination import PageResult
from api.queries.resources import Resource
from api.storage.database import Write
from api.waivers.models import Waiver
from api.waivers.schemas import WaiverFilter, WaiverIn, WaiverOut


class NoSuchWaiver(NotFound):
    """No waiver that you can see has this id."""


WAIVERS = Resource(Waiver, NoSuchWaiver)
_LIST = ListQuery(WaiverOut, WaiverFilter, of=col(Waiver.article_pk))


async def list_waivers(context: ReadContext, article_id: str, filters: WaiverFilter) -> PageResult:
    """List an article's waivers, withdrawn ones too."""
    position = await articles.ledger_position(context, article_id)
    return await _LIST.read(context, f"{article_id} waivers", filters, position)


def add(session: Write, actor: Actor, article_id: str, new: WaiverIn) -> Waiver:
    article = articles.get(session, article_id)
    claim = claims.within_article(session, actor, article, new.claim) if new.claim else None
    waiver = Waiver(
        id=session.new_id("waiver"),
        article_pk=article.key,
        claim_pk=claim.pk if claim else None,
        rule=new.rule,
        blocker=new.blocker,
        reason=new.reason,
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
        updated_at=session.now,
    )
    session.add(waiver)
    session.flush()
    scope = ledger.scope_of(session, waiver)
    after = new.model_dump(mode="json", exclude_none=True)
    ledger.record(session, actor, "waiver.added", waiver.id, scope, after=after)
    return waiver


def edit(
    session: Write, actor: Actor, waiver_id: str, expected: ExpectedVersion, *, withdrawn: bool
) -> Waiver:
    """Take a waiver back, or let it hold again."""
    waiver = WAIVERS.get(session, actor, waiver_id)
    expected.check(waiver.version)
    if withdrawn is (waiver.withdrawn_at is None):
        columns = {
            "withdrawn_at": session.now if withdrawn else None,
            "withdrawn_by_pk": actor.person_pk or None if withdrawn else None,
        }
        scope = ledger.scope_of(session, waiver)
        action = "waiver.withdrawn" if withdrawn else "waiver.restored"
        ledger.change(session, actor, action, waiver, columns, scope)
    return waiver


def reload(session: Write, viewer: Actor, waiver: Waiver) -> Document:
    return reload_document(session, viewer, WaiverOut, waiver.pk)
