"""Change a claim: what a patch means, who may make it, and what it reopens."""

from typing import Any

from api.articles import service as articles
from api.articles.models import Article
from api.auth.access import Actor, Permission
from api.claims import creation, external_ids, findings, reanchoring, relations
from api.claims.findings import Cause
from api.claims.inputs import ClaimPatch
from api.claims.models import Anchoring, Claim, Risk, SpanRole, State
from api.claims.relation_inputs import AttributionIn
from api.claims.relations import attribution, spans
from api.claims.relations.protocol import RelationContext
from api.claims.service import CLAIMS
from api.claims.span_lookup import SpanLookup
from api.core.preconditions import ExpectedVersion
from api.core.problems import Conflict, Invalid, error_at
from api.ledger import service as ledger
from api.people import service as people
from api.search import search_documents
from api.storage.database import Read, Write
from api.text.offsets import Unit

INDEXED = frozenset({"statement", "spans", "attribution", "tags"})  # what searches look at
# The fields of a patch that are columns of the same name; a new one needs no more than that.
PLAIN = frozenset(ClaimPatch.model_fields) & frozenset(Claim.model_fields)


class IllegalState(Conflict):
    """A claim's state goes from `drafted` to `kept` or `dropped`, and between those two."""


def edit(
    session: Write,
    actor: Actor,
    claim_id: str,
    expected: ExpectedVersion,
    changes: ClaimPatch,
    unit: Unit = Unit.code_points,
) -> Claim:
    """Change a claim, and reopen the findings that no longer rest on what was judged."""
    claim = CLAIMS.get(session, actor, claim_id)
    expected.check(claim.version)
    patch = {name: getattr(changes, name) for name in changes.model_dump()}
    scope = ledger.scope_of(session, claim)
    columns = _columns(session, actor, claim, patch)
    causes = [Cause.statement_changed] if _differs(claim, columns, "statement") else []
    relations_changed = None
    if patch.keys() & relations.RELATIONS.keys():
        before = relations.describe(session, claim)
        causes += _edit_relations(session, actor, claim, patch, unit)
        relations_changed = before, relations.describe(session, claim)
    if Cause.words_changed in causes and "statement" not in patch:
        columns["unconfirmed"] = findings.judged(session, claim)
    ledger.change(session, actor, "claim.edited", claim, columns, scope, relations_changed)
    findings.refresh_status(session, claim)
    if patch.keys() & INDEXED:
        session.before_commit(search_documents.index_claims, claim.key)
    for cause in causes:
        findings.reopen(session, actor, claim, cause)
    people.edit_restriction(session, actor, claim, patch, scope)
    return claim


def _differs(claim: Claim, columns: dict[str, Any], name: str) -> bool:
    return name in columns and columns[name] != getattr(claim, name)


def _edit_relations(
    session: Write, actor: Actor, claim: Claim, patch: dict[str, Any], unit: Unit
) -> list[Cause]:
    """Resolve the relations that a patch sets, then write them; return what that reopens."""
    context = RelationContext(session, actor, _lookup(session, claim, patch), unit)
    words = spans.stored(session, claim, SpanRole.words)
    old_words = [span.exact for span in words]
    old_attribution = attribution.judged_by(session, claim)
    resolved = {"spans": spans.resolve(context, patch["spans"])} if "spans" in patch else {}
    context = relations.with_words(context, resolved.get("spans", words))
    resolved |= {
        name: relation.resolve(context, patch[name])
        for name, relation in relations.RELATIONS.items()
        if name in patch and name != "spans"
    }
    for name, value in resolved.items():
        relations.RELATIONS[name].clear(context, claim)
        _set_columns(claim, name, value)
        relations.RELATIONS[name].write(context, claim.key, value)
    if "spans" in patch and "attribution" not in patch:
        _requote(context, claim)
    session.flush()
    causes = []
    if "spans" in patch:
        if old_words != [span.exact for span in resolved["spans"]]:
            causes.append(Cause.words_changed)
        elif not claim.unconfirmed:
            claim.change = None
    if "attribution" in patch and attribution.judged_by(session, claim) != old_attribution:
        causes.append(Cause.attribution_changed)
    return causes


def _set_columns(claim: Claim, relation: str, resolved: Any) -> None:  # noqa: ANN401  # what the relation resolves to
    """Set what the claim's own row keeps of a relation."""
    if relation == "spans":
        claim.position = min(span.position for span in resolved)
        claim.anchoring, claim.lost_in = Anchoring.exact, None
    elif relation == "attribution":
        claim.voice, claim.cue = resolved.voice, resolved.cue


def _requote(context: RelationContext, claim: Claim) -> None:
    """Find the quotations again in words that are new; the rest of the attribution stays."""
    spans.clear_roles(context.session, claim, SpanRole.quotation)
    quoted = attribution.resolve_quotations(context, AttributionIn(voice=claim.voice))
    spans.write_role(context, claim.key, SpanRole.quotation, quoted)


def _lookup(session: Write, claim: Claim, patch: dict[str, Any]) -> SpanLookup:
    """The draft that a patch speaks of: the newest, or the one where a lost claim was last.

    A lost claim that gets new spans brings its speakers and cue along.
    """
    article = session.get_one(Article, claim.article_pk)
    newest = SpanLookup(articles.text_of(session, article.id))
    if claim.lost_in is None:
        return newest
    older = articles.draft_of(session, article, claim.lost_in)
    if "spans" in patch:
        reanchoring.move_relations(session, claim, older.words, newest)
        return newest
    return SpanLookup(newest.article._replace(words=older.words))


def _columns(session: Write, actor: Actor, claim: Claim, patch: dict[str, Any]) -> dict[str, Any]:
    """What a patch says of the claim's own columns, each allowed to this actor."""
    columns = {name: patch[name] for name in PLAIN & patch.keys() - {"state", "checkable"}}
    if columns.get("external_id", claim.external_id) != claim.external_id:
        external_ids.require_free(session, actor, claim.article_pk, columns["external_id"])
    if "asks" in columns:
        columns["asks"] = creation.in_order(columns["asks"])
    if "statement" in columns:
        columns["unconfirmed"] = False
        if claim.anchoring is Anchoring.changed:
            columns["anchoring"] = Anchoring.exact
    if columns.get("risk") is Risk.normal and claim.risk is Risk.high:
        actor.needs(Permission.edit, "lower a claim's risk")
    if "assignee" in patch:
        assignee = patch["assignee"]
        columns["assignee_pk"] = (
            people.key(session, assignee, "body", "assignee") if assignee else None
        )
    if "kind" in patch or "checkable" in patch:
        chosen = patch.get("checkable", claim.checkable_said)
        columns["checkable_said"] = chosen
        columns["checkable"] = creation.is_checkable(patch.get("kind", claim.kind), chosen)
    if "state" in patch or "reason" in patch:
        columns |= _state_columns(session, actor, claim, patch)
    return columns


def _state_columns(
    session: Read, actor: Actor, claim: Claim, patch: dict[str, Any]
) -> dict[str, Any]:
    to: State = patch.get("state", claim.state)
    if to is claim.state and to is not State.dropped:
        return {}
    if to is State.drafted:
        raise IllegalState("Only the machine drafts claims.", allowed=[State.kept, State.dropped])
    if to is State.kept:
        return {"state": to, "dropped_because": None, "kept_by_pk": actor.person_pk or None}
    reason = patch.get("reason", claim.dropped_because)
    if reason is None:
        raise Invalid(
            "A claim is dropped with a reason.",
            errors=error_at("body", "reason", message="Say why."),
        )
    if findings.judged(session, claim) and claim.state is not State.dropped:
        actor.needs(Permission.edit, "drop a claim that was judged")
    return {"state": to, "dropped_because": reason}
