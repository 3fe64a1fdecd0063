"""Keep claims: read, narrow, count, change. `adding.py` adds them."""

from dataclasses import replace
from typing import Any

from api.articles import service as articles
from api.articles.models import Article
from api.auth.access import Actor, Permission
from api.claims import creation, findings, queries, reanchoring, relations
from api.claims.filters import By, ClaimFilter, ClaimSort, Count, CountFilter, Counts
from api.claims.findings import Cause
from api.claims.inputs import AttributionIn, ClaimPatch
from api.claims.models import Anchoring, Claim, Risk, SpanRole, State
from api.claims.schemas import ClaimOut
from api.claims.span_lookup import SpanLookup
from api.core.preconditions import ExpectedVersion
from api.core.problems import Conflict, Invalid, NotFound, error_at
from api.ledger import service as ledger
from api.ledger.service import EventScope
from api.people import service as people
from api.queries.documents import (
    Document,
    LedgerPosition,
    ReadContext,
    desk_position,
    document_from_json,
    find_row,
    position_of,
)
from api.queries.filters import ActiveFilter, active_filter
from api.queries.pagination import PageResult, read_page
from api.search import full_text, search_documents
from api.storage.database import Read, Write
from api.text.offsets import Unit

HANGING = frozenset({"spans", "attribution", "sources", "tags"})
FINDABLE = frozenset({"statement", "spans", "attribution", "tags"})  # what searches look at
_ROW = ("statement", "kind", "worth", "asks", "risk", "due", "external_id")


class NoSuchClaim(NotFound):
    """No claim that you may know of has this id."""


class IllegalState(Conflict):
    """A claim's state goes from `drafted` to `kept` or `dropped`, and between those two."""


def get(session: Read, viewer: Actor, claim_id: str) -> Claim:
    found = find_row(session, viewer, Claim, "claim", claim_id)
    if found is None:
        raise NoSuchClaim(f"There is no claim {claim_id}.")
    return found


def within_article(session: Read, viewer: Actor, article: Article, claim_id: str) -> Claim:
    """The claim that a body's `claim` names, which must be one of this article."""
    found = find_row(session, viewer, Claim, "claim", claim_id)
    if found is None or found.article_pk != article.pk:
        message = "Name a claim of this article."
        raise Invalid(
            "There is no such claim here.", errors=error_at("body", "claim", message=message)
        )
    return found


async def here(context: ReadContext, claim_id: str) -> LedgerPosition:
    """Look where this claim stands, or say that there is none."""
    return await position_of(context, "claim", claim_id, NoSuchClaim)


async def listed(
    context: ReadContext, wanted: ClaimFilter, article_id: str | None = None
) -> PageResult:
    """List the claims that are wanted, of the whole desk or of one article."""
    position = await (articles.here(context, article_id) if article_id else desk_position(context))
    asked = article_id or "claims", wanted, position
    long, found = full_text.has_terms(wanted.q), active_filter(wanted, queries.CONDITIONS)
    statement, order = queries.listed(found.used, wanted.sort)
    values = {**found.values, "utf16": wanted.unit is Unit.utf16}
    listing = await read_page(context, ClaimOut, statement, asked, order, values, long=long)
    ranked = None
    if wanted.sort is ClaimSort.relevance:
        ((n,),) = await context.rows(queries.ranked(found.used), found.values, long=True)
        ranked = n if n >= full_text.RANKED else None
    return replace(listing, extra_json=f',"ranked":{ranked or "null"}')


async def counts(context: ReadContext, wanted: CountFilter) -> Document:
    """Count the claims of the desk that are wanted."""
    full_text.has_terms(wanted.q)
    tag = context.raise_if_unmodified((await desk_position(context)).etag(context.viewer))
    counted = await _counted(context, active_filter(wanted, queries.CONDITIONS), wanted.by)
    return Document(counted.model_dump_json(), tag)


_OF_ARTICLE = active_filter(CountFilter.model_construct(article=[""]), queries.CONDITIONS)


async def counts_of_article(context: ReadContext, article_id: str) -> Document:
    """Count an article's claims by status; from its counters, and tagged by what they say."""
    of_it = ActiveFilter(_OF_ARTICLE.used, {**_OF_ARTICLE.values, "article": article_id})
    counted = await _counted(context, of_it, By.status)
    if not counted.counts:
        await articles.here(context, article_id)
    found = document_from_json(context.viewer, counted.model_dump_json())
    context.raise_if_unmodified(found.etag)
    return found


async def _counted(context: ReadContext, found: ActiveFilter, by: By) -> Counts:
    lines = await context.rows(queries.counted(found.used, by), found.values, long="q" in found)
    return Counts(by=by, counts=[Count(value=value, name=name, n=n) for value, name, n in lines])


def edit(
    session: Write,
    actor: Actor,
    claim_id: str,
    expected: ExpectedVersion,
    changes: ClaimPatch,
    unit: Unit = Unit.code_points,
) -> Claim:
    """Change a claim, and reopen what the change takes the ground from."""
    claim = get(session, actor, claim_id)
    expected.check(claim.version)
    said = {name: getattr(changes, name) for name in changes.model_dump()}
    article = session.get_one(Article, claim.article_pk)
    of = EventScope(article.id, claim.id)
    wanted = _columns(session, actor, claim, said)
    causes = [Cause.statement_changed] if _differs(claim, wanted, "statement") else []
    hanging = None
    if said.keys() & HANGING:
        before = relations.told(session, claim)
        places = _places(session, article, claim, anew="spans" in said)
        causes += _hang(session, actor, claim, places, said, unit)
        hanging = (before, relations.told(session, claim))
    if Cause.words_changed in causes and "statement" not in said:
        wanted["unconfirmed"] = findings.judged(session, claim)
    ledger.change(session, actor, "claim.edited", claim, wanted, of, hanging)
    findings.settle(session, claim)
    if said.keys() & FINDABLE:
        session.before_commit(search_documents.claims, claim.key)
    for cause in causes:
        findings.reopen(session, actor, claim, cause)
    people.edit_restriction(session, actor, claim, said, of)
    return claim


def _places(session: Write, article: Article, claim: Claim, *, anew: bool) -> SpanLookup:
    """The draft that a patch speaks of: the newest, or the one where a lost claim stood last.

    One that is anchored `anew` brings its speakers and cue along.
    """
    newest = SpanLookup(articles.text_of(session, article.id))
    if claim.lost_in is None:
        return newest
    older = articles.draft_of(session, article, claim.lost_in)
    if anew:
        reanchoring.bring(session, claim, older.words, newest)
        return newest
    return SpanLookup(newest.article._replace(words=older.words))


def _differs(claim: Claim, wanted: dict[str, Any], name: str) -> bool:
    return name in wanted and wanted[name] != getattr(claim, name)


def _hang(
    session: Write, actor: Actor, claim: Claim, where: SpanLookup, said: dict[str, Any], unit: Unit
) -> list[Cause]:
    """Set what hangs on the claim anew; return what that reopens."""
    causes: list[Cause] = []
    was_said, pk = relations.attributed(session, claim), claim.key
    if "spans" in said:
        words = relations.spans(session, claim, SpanRole.words)
        found = where.find_all(said["spans"], unit, "body", "spans")
        relations.clear_spans(session, claim, SpanRole.words)
        relations.put_spans(session, pk, where, SpanRole.words, found)
        claim.position = min(span.position for span in found)
        if [span.exact for span in words] != [span.exact for span in found]:
            causes.append(Cause.words_changed)
        claim.anchoring, claim.lost_in = Anchoring.exact, None
        if Cause.words_changed not in causes and not claim.unconfirmed:
            claim.change = None
    stretches = [
        (span.part, span.start, span.end)
        for span in relations.spans(session, claim, SpanRole.words)
    ]
    if "attribution" in said:
        new: AttributionIn = said["attribution"]
        saying = relations.find_attribution(where, new, stretches, unit)
        speakers = relations.find_speakers(session, actor, new)
        relations.clear_attribution(session, actor, claim)
        claim.voice, claim.cue = saying.voice, saying.cue
        relations.put_attribution(session, actor, pk, where, saying, speakers)
        if relations.attributed(session, claim) != was_said:
            causes.append(Cause.attribution_changed)
    elif "spans" in said:
        own = AttributionIn(voice=claim.voice)
        relations.clear_spans(session, claim, SpanRole.quotation)
        quoted = relations.find_quotations(where, own, stretches, unit)
        relations.put_spans(session, pk, where, SpanRole.quotation, quoted)
    if "sources" in said:
        drawn = relations.find_sources(session, actor, said["sources"])
        relations.clear_sources(session, actor, claim)
        relations.put_sources(session, pk, drawn)
    if "tags" in said:
        relations.clear_tags(session, claim)
        relations.put_tags(session, pk, said["tags"])
    session.flush()
    return causes


def _columns(session: Write, actor: Actor, claim: Claim, said: dict[str, Any]) -> dict[str, Any]:
    """What a patch says of the claim's own columns, each allowed to this actor."""
    wanted = {name: said[name] for name in _ROW if name in said}
    if wanted.get("external_id", claim.external_id) != claim.external_id:
        creation.free(session, actor, claim.article_pk, wanted["external_id"])
    if "asks" in wanted:
        wanted["asks"] = creation.in_order(wanted["asks"])
    if "statement" in wanted:
        wanted["unconfirmed"] = False
        if claim.anchoring is Anchoring.changed:
            wanted["anchoring"] = Anchoring.exact
    if "risk" in wanted and wanted["risk"] is Risk.normal and claim.risk is Risk.high:
        actor.needs(Permission.edit, "lower a claim's risk")
    if "assignee" in said:
        who = said["assignee"]
        wanted["assignee_pk"] = people.key(session, who, "body", "assignee") if who else None
    if "kind" in said or "checkable" in said:
        wanted["checkable_said"] = said.get("checkable", claim.checkable_said)
        wanted["checkable"] = creation.checkable(
            said.get("kind", claim.kind), wanted["checkable_said"]
        )
    if "state" in said or "reason" in said:
        wanted |= _state(session, actor, claim, said)
    return wanted


def _state(session: Read, actor: Actor, claim: Claim, said: dict[str, Any]) -> dict[str, Any]:
    to: State = said.get("state", claim.state)
    if to is claim.state and to is not State.dropped:
        return {}
    if to is State.drafted:
        raise IllegalState("Only the machine drafts claims.", allowed=[State.kept, State.dropped])
    if to is State.kept:
        return {"state": to, "dropped_because": None, "kept_by_pk": actor.person_pk or None}
    reason = said.get("reason", claim.dropped_because)
    if reason is None:
        raise Invalid(
            "A claim is dropped with a reason.",
            errors=error_at("body", "reason", message="Say why."),
        )
    if findings.judged(session, claim) and claim.state is not State.dropped:
        actor.needs(Permission.edit, "drop a claim that was judged")
    return {"state": to, "dropped_because": reason}
