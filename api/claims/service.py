"""Read claims: one by its id, lists, counts. `creation` adds them, `editing` changes them."""

from dataclasses import replace

from api.articles import service as articles
from api.articles.models import Article
from api.auth.access import Actor
from api.claims import counts as counting
from api.claims import queries
from api.claims.filters import By, ClaimFilter, ClaimSort, Count, CountFilter, Counts
from api.claims.models import Claim
from api.claims.schemas import ClaimOut
from api.core.problems import Invalid, NotFound, error_at
from api.queries.contexts import LedgerPosition, ReadContext
from api.queries.documents import Document, document_from_json
from api.queries.filters import ActiveFilter, active_filter
from api.queries.ledger_positions import desk_position, position_of
from api.queries.pagination import PageResult, read_page
from api.queries.resources import Resource
from api.search import full_text
from api.storage.database import Read
from api.text.offsets import Unit


class NoSuchClaim(NotFound):
    """No claim that you can see has this id."""


CLAIMS = Resource(Claim, NoSuchClaim, "GET /v1/claims lists them.")
get = CLAIMS.get


def within_article(session: Read, viewer: Actor, article: Article, claim_id: str) -> Claim:
    """The claim that a body's `claim` names, which must be one of this article."""
    claim = CLAIMS.find(session, viewer, claim_id)
    if claim is None or claim.article_pk != article.pk:
        message = "Name a claim of this article."
        raise Invalid(
            "There is no such claim here.", errors=error_at("body", "claim", message=message)
        )
    return claim


async def ledger_position(context: ReadContext, claim_id: str) -> LedgerPosition:
    """The newest ledger line of this claim, or 404."""
    return await position_of(context, "claim", claim_id, NoSuchClaim)


async def list_claims(
    context: ReadContext, filters: ClaimFilter, article_id: str | None = None
) -> PageResult:
    """List the claims that meet a filter, of the whole desk or of one article."""
    position = await (
        articles.ledger_position(context, article_id) if article_id else desk_position(context)
    )
    listing = article_id or "claims", filters, position
    long, active = full_text.has_terms(filters.q), active_filter(filters)
    statement, order = queries.list_claims(active.used, filters.sort)
    values = {**active.values, "utf16": filters.unit is Unit.utf16}
    page = await read_page(context, ClaimOut, statement, listing, order, values, long=long)
    ranked = None
    if filters.sort is ClaimSort.relevance:
        ((n,),) = await context.rows(queries.count_ranked(active.used), active.values, long=True)
        ranked = n if n >= full_text.MOST_RANKED else None
    return replace(page, extra_json=f',"ranked":{ranked or "null"}')


async def count_claims(context: ReadContext, filters: CountFilter) -> Document:
    """Count the claims of the desk that meet a filter."""
    full_text.has_terms(filters.q)
    position = await desk_position(context)
    etag = context.raise_if_unmodified(position.etag(context.viewer))
    counts = await _count(context, active_filter(filters), filters.by)
    return Document(counts.model_dump_json(), etag)


_OF_ARTICLE = active_filter(CountFilter.model_construct(article=[""]))


async def count_claims_of_article(context: ReadContext, article_id: str) -> Document:
    """Count an article's claims by status; from its counters, and tagged by what they say."""
    active = ActiveFilter(_OF_ARTICLE.used, {**_OF_ARTICLE.values, "article": article_id})
    counts = await _count(context, active, By.status)
    if not counts.counts:
        await articles.ledger_position(context, article_id)
    document = document_from_json(context.viewer, counts.model_dump_json())
    context.raise_if_unmodified(document.etag)
    return document


async def _count(context: ReadContext, active: ActiveFilter, by: By) -> Counts:
    statement = counting.count_claims(active.used, by)
    lines = await context.rows(statement, active.values, long="q" in active)
    return Counts(by=by, counts=[Count(value=value, name=name, n=n) for value, name, n in lines])
