"""Keep exceptions, and say which hold."""

from sqlmodel import col, select

from api.articles import service as articles
from api.articles.models import Article
from api.auth.access import Actor
from api.claims import service as claims
from api.claims.models import Claim
from api.core.preconditions import ExpectedVersion
from api.core.problems import NotFound
from api.ledger import service as ledger
from api.ledger.service import EventScope
from api.queries.documents import Document, ReadContext, find_row, reload_document
from api.queries.filters import FilteredSelect
from api.queries.pagination import PageResult, read_page
from api.storage.database import Read, Write
from api.storage.statements import param
from api.waivers.models import Waiver
from api.waivers.schemas import WaiverFilter, WaiverIn, WaiverOut


class NoSuchWaiver(NotFound):
    """No waiver that you may know of has this id."""


_LIST = FilteredSelect(
    lambda: WaiverOut.select().where(col(Waiver.article_pk) == param("of")),
    {
        "holds": lambda given: (
            col(Waiver.withdrawn_at).is_(None) == given.value(col(Waiver.restricted))
        )
    },
)


async def listed(context: ReadContext, article_id: str, filters: WaiverFilter) -> PageResult:
    position = await articles.here(context, article_id)
    statement, values = _LIST.for_filter(filters)
    listing = f"{article_id} waivers", filters, position
    return await read_page(
        context, WaiverOut, statement, listing, parameters={**values, "of": position.pk}
    )


def of_rules(session: Read, claim: Claim) -> frozenset[str]:
    """The house rules that an editor has waived for this claim."""
    rules = select(Waiver.rule).where(
        Waiver.claim_pk == claim.pk,
        col(Waiver.rule).is_not(None),
        col(Waiver.withdrawn_at).is_(None),
    )
    return frozenset(name for name in session.exec(rules) if name)


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
    scope = EventScope(article.id, claim.id if claim else None)
    after = new.model_dump(mode="json", exclude_none=True)
    ledger.record(session, actor, "waiver.added", waiver.id, scope, after=after)
    return waiver


def edit(
    session: Write, actor: Actor, waiver_id: str, expected: ExpectedVersion, *, withdrawn: bool
) -> Waiver:
    """Take a waiver back, or let it hold again."""
    waiver = find_row(session, actor, Waiver, "waiver", waiver_id)
    if waiver is None:
        raise NoSuchWaiver(f"There is no waiver {waiver_id}.")
    expected.check(waiver.version)
    if withdrawn is (waiver.withdrawn_at is None):
        columns = {
            "withdrawn_at": session.now if withdrawn else None,
            "withdrawn_by_pk": actor.person_pk or None if withdrawn else None,
        }
        article = session.get_one(Article, waiver.article_pk)
        claim = session.get_one(Claim, waiver.claim_pk) if waiver.claim_pk else None
        scope = EventScope(article.id, claim.id if claim else None)
        action = "waiver.withdrawn" if withdrawn else "waiver.restored"
        ledger.change(session, actor, action, waiver, columns, scope)
    return waiver


def shown(session: Write, viewer: Actor, waiver: Waiver) -> Document:
    return reload_document(session, viewer, WaiverOut, waiver.pk)
