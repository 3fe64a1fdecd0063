"""Keep claims: add, read, narrow, count, change."""

from typing import Any

from pydantic import JsonValue
from sqlmodel import col, select

from api.articles import service as articles
from api.articles.models import Article
from api.auth.access import Actor, Permission
from api.claims import belongings, findings, queries
from api.claims.entries import AttributionIn, ClaimIn, ClaimPatch
from api.claims.filters import ClaimFilter, Count, CountFilter, Counts
from api.claims.findings import Cause
from api.claims.models import UNCHECKABLE, Anchoring, Claim, Risk, SpanRole, State
from api.claims.placing import Places
from api.claims.schemas import ClaimOut
from api.db import Read, Write
from api.events import service as events
from api.events.service import Of
from api.paging import Found, Question, page
from api.people import service as people
from api.problems import Conflict, Invalid, NotFound, at
from api.reading import row
from api.text.units import Unit
from api.versions import Expected
from api.visibility import values

HANGING = frozenset({"spans", "attribution", "sources", "tags"})
_ROW = ("statement", "kind", "worth", "asks", "risk", "due", "external_id")


class NoSuchClaim(NotFound):
    """No claim that you may know of has this id."""


class ClaimTaken(Conflict):
    """Another claim of the article has this `external_id`; the answer names it."""


class IllegalState(Conflict):
    """A claim's state goes from `drafted` to `kept` or `dropped`, and between those two."""


def get(session: Read, viewer: Actor, claim_id: str) -> Claim:
    found = row(session, viewer, Claim, "claim", claim_id)
    if found is None:
        raise NoSuchClaim(f"There is no claim {claim_id}.")
    return found


def listed(session: Read, viewer: Actor, wanted: ClaimFilter, name: str = "claims") -> Found:
    question = Question(name, wanted, viewer, session.secret)
    statement = queries.narrow(ClaimOut.select(), wanted)
    order = queries.ORDERS[wanted.sort]
    more = {"utf16": wanted.unit is Unit.utf16}
    return page(session, ClaimOut, statement, question, order, more)


def counts(session: Read, viewer: Actor, wanted: CountFilter) -> Counts:
    found = session.execute(queries.counted(wanted, wanted.by), values(viewer))
    return Counts(by=wanted.by, counts=[Count(value=v, name=name, n=n) for v, name, n in found])


def places(session: Read, article: Article) -> Places:
    return Places(article, articles.newest_draft(session, article))


def add(
    session: Write,
    actor: Actor,
    new: ClaimIn,
    unit: Unit = Unit.code_points,
    *,
    where: Places | None = None,
    drafted_by: str | None = None,
) -> Claim:
    """Add a claim, kept by whoever sends it, or drafted by the machine (`drafted_by`)."""
    where = where or places(session, articles.named(session, new.article))
    article = where.article
    _free(session, actor, article, new.external_id)
    assert article.pk is not None
    claim = Claim(
        id=session.mint("claim"),
        article_pk=article.pk,
        position=0,
        state=State.drafted if drafted_by else State.kept,
        checkable=_checkable(new.kind, new.checkable),
        checkable_said=new.checkable,
        voice=new.attribution.voice,
        cue=None,
        drafted_by=drafted_by,
        kept_by_pk=None if drafted_by else actor.person_pk or None,
        assignee_pk=_person(session, new.assignee),
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
        updated_at=session.now,
        **{name: getattr(new, name) for name in _ROW if name != "asks"},
        asks=_asks(new.asks) or findings.asked_by(new.attribution.voice),
    )
    session.add(claim)
    session.flush()
    belongings.set_spans(session, claim, where, new.spans, unit)
    belongings.set_attribution(session, actor, claim, where, new.attribution, unit)
    belongings.set_sources(session, actor, claim, new.sources)
    belongings.set_tags(session, claim, new.tags)
    findings.settle(session, claim)
    if new.visible_to is not None:
        people.restrict(session, actor, claim, new.visible_to)
    events.record(
        session,
        actor,
        "claim.drafted" if drafted_by else "claim.added",
        claim.id,
        Of(article.id, claim.id),
        after=_told(session, claim, new.assignee, new.visible_to),
    )
    return claim


def _told(
    session: Read, claim: Claim, assignee: str | None, visible_to: list[str] | None
) -> dict[str, JsonValue]:
    row = {name: getattr(claim, name) for name in (*_ROW, "state", "checkable", "voice")}
    said = events.plain(row) | belongings.told(session, claim) | {"assignee": assignee}
    return said if visible_to is None else said | {"visible_to": [*visible_to]}


def edit(
    session: Write,
    actor: Actor,
    claim_id: str,
    expected: Expected,
    changes: ClaimPatch,
    unit: Unit = Unit.code_points,
) -> Claim:
    """Change a claim, and reopen what the change takes the ground from."""
    claim = get(session, actor, claim_id)
    expected.meets(claim.version)
    said = {name: getattr(changes, name) for name in changes.model_dump()}
    article = session.get_one(Article, claim.article_pk)
    of = Of(article.id, claim.id)
    wanted = _columns(session, actor, claim, article, said)
    causes = [Cause.statement_changed] if _differs(claim, wanted, "statement") else []
    hanging = None
    if said.keys() & HANGING:
        before = belongings.told(session, claim)
        causes += _hang(session, actor, claim, places(session, article), said, unit)
        hanging = (before, belongings.told(session, claim))
    if Cause.words_changed in causes and "statement" not in said:
        wanted["unconfirmed"] = findings.judged(session, claim)
    events.change(session, actor, "claim.edited", claim, wanted, of, hanging)
    findings.settle(session, claim)
    for cause in causes:
        findings.reopen(session, actor, claim, cause)
    people.edit_restriction(session, actor, claim, said, of)
    return claim


def _differs(claim: Claim, wanted: dict[str, Any], name: str) -> bool:
    return name in wanted and wanted[name] != getattr(claim, name)


def _hang(
    session: Write, actor: Actor, claim: Claim, where: Places, said: dict[str, Any], unit: Unit
) -> list[Cause]:
    """Set what hangs on the claim anew; return what that reopens."""
    causes: list[Cause] = []
    was_said = belongings.attributed(session, claim)
    if "spans" in said:
        words = belongings.words(session, claim)
        belongings.clear_spans(session, claim, SpanRole.words)
        belongings.set_spans(session, claim, where, said["spans"], unit)
        if belongings.words(session, claim) != words:
            causes.append(Cause.words_changed)
        claim.anchoring = Anchoring.exact
    if "attribution" in said:
        belongings.clear_attribution(session, actor, claim)
        belongings.set_attribution(session, actor, claim, where, said["attribution"], unit)
        if belongings.attributed(session, claim) != was_said:
            causes.append(Cause.attribution_changed)
    elif "spans" in said:
        belongings.clear_spans(session, claim, SpanRole.quotation)
        belongings.set_quotations(session, claim, where, AttributionIn(voice=claim.voice), unit)
    if "sources" in said:
        belongings.clear_sources(session, actor, claim)
        belongings.set_sources(session, actor, claim, said["sources"])
    if "tags" in said:
        belongings.clear_tags(session, claim)
        belongings.set_tags(session, claim, said["tags"])
    return causes


def _columns(
    session: Write, actor: Actor, claim: Claim, article: Article, said: dict[str, Any]
) -> dict[str, Any]:
    """What a patch says of the claim's own columns, each allowed to this actor."""
    wanted = {name: said[name] for name in _ROW if name in said}
    if wanted.get("external_id", claim.external_id) != claim.external_id:
        _free(session, actor, article, wanted["external_id"])
    if "asks" in wanted:
        wanted["asks"] = _asks(wanted["asks"])
    if "statement" in wanted:
        wanted["unconfirmed"] = False
    if "risk" in wanted and wanted["risk"] is Risk.normal and claim.risk is Risk.high:
        actor.needs(Permission.edit, "lower a claim's risk")
    if "assignee" in said:
        wanted["assignee_pk"] = _person(session, said["assignee"])
    if "kind" in said or "checkable" in said:
        wanted["checkable_said"] = said.get("checkable", claim.checkable_said)
        wanted["checkable"] = _checkable(said.get("kind", claim.kind), wanted["checkable_said"])
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
            "A claim is dropped with a reason.", errors=at("body", "reason", message="Say why.")
        )
    if findings.judged(session, claim) and claim.state is not State.dropped:
        actor.needs(Permission.edit, "drop a claim that was judged")
    return {"state": to, "dropped_because": reason}


def _asks(asks: Any) -> Any:  # noqa: ANN401  # a list of aspects, or nothing
    return sorted(set(asks), key=["substance", "attribution"].index) if asks else asks


def _checkable(kind: object, said: bool | None) -> bool:  # noqa: FBT001  # a column's value
    return kind not in UNCHECKABLE if said is None else said


def _person(session: Read, person: str | None) -> int | None:
    return people.named(session, person, "body", "assignee").pk if person else None


def _free(session: Read, viewer: Actor, article: Article, external_id: str | None) -> None:
    if external_id is None:
        return
    mine = (col(Claim.article_pk) == article.pk) & (col(Claim.external_id) == external_id)
    taken = session.exec(select(Claim).where(mine)).one_or_none()
    if taken:
        known = row(session, viewer, Claim, "claim", taken.id)
        raise ClaimTaken(
            f"Another claim of this article has the external_id {external_id}.",
            claim=known.id if known else None,
        )
