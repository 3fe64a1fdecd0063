"""Sign a piece as it is, or withdraw the signature."""

from pydantic import JsonValue

from api.articles import service as articles
from api.auth.access import Actor
from api.core.preconditions import ExpectedVersion
from api.core.problems import Conflict, Need, NotFound
from api.core.rule_names import RuleName
from api.house_rules import service as house_rules
from api.house_rules.models import Level
from api.ledger import service as ledger
from api.queries.documents import Document, reload_document
from api.signoff import assessment, blockers
from api.signoff.assessment import Assessment, assess
from api.signoff.models import Signature
from api.signoff.schemas import (
    SignatureOut,
    SignIn,
)
from api.storage.database import Read, Write


class CannotSign(Conflict):
    """The house rules ask for more before a piece is signed; `rules` names each thing."""


class NoSignature(NotFound):
    """The piece is not signed."""


def sign(
    session: Write, actor: Actor, article_id: str, expected: ExpectedVersion, new: SignIn
) -> Signature:
    """Sign a piece as it is: every finding must be final, and judged by somebody else."""
    article = articles.get(session, article_id)
    expected.check(article.version, star=False)
    assessed = assess(session, article)
    needs = _missing(session, actor, assessed)
    if needs:
        raise CannotSign(
            "The house rules ask for more before the piece is signed.",
            rules=[need.model_dump() for need in needs],
        )
    signature = Signature(
        id=session.new_id("signature"),
        article_pk=article.key,
        draft=assessed.whole.draft.number,
        sha256=assessed.seal.sha256,
        seal=assessed.seal.written(),
        note=new.note,
        signed_by_pk=actor.person_pk or None,
        at=session.now,
    )
    session.add(signature)
    session.flush()
    after: dict[str, JsonValue] = {
        "signature": signature.id,
        "draft": signature.draft,
        "sha256": signature.sha256,
    }
    scope = ledger.scope_of(session, article)
    ledger.record(
        session, actor, "article.signed", article.id, scope, after={**after, "note": new.note}
    )
    return signature


def _missing(session: Read, actor: Actor, assessed: Assessment) -> list[Need]:
    rules, needs = house_rules.rules(session), list[Need]()
    in_piece = [claim for claim in assessed.piece.claims.values() if claim.in_piece]
    asked_findings = [
        (claim, claim.findings.get(aspect)) for claim in in_piece for aspect in claim.asks
    ]
    waiting = {
        claim.id for claim, finding in asked_findings if not finding or not finding.status.final
    }
    if waiting and rules.findings_final.level is Level.block:
        needs.append(
            Need(
                rule=RuleName.findings_final,
                needs="every finding that is asked for final",
                has=f"{len(waiting)} claims that are not",
            )
        )
    own = {
        claim.id
        for claim, finding in asked_findings
        if finding
        and finding.judge == actor.person_pk
        and RuleName.four_eyes not in blockers.waived_rules(assessed.piece, claim)
    }
    if own and rules.four_eyes.level is Level.block:
        needs.append(
            Need(
                rule=RuleName.four_eyes,
                needs="every finding judged by somebody other than the signer",
                has=f"{len(own)} claims that you judged",
            )
        )
    return needs


def unsign(session: Write, actor: Actor, article_id: str, expected: ExpectedVersion) -> None:
    """Take the newest signature back."""
    article = articles.get(session, article_id)
    expected.check(article.version, star=False)
    signature = assessment.signature(session, article)
    if signature is None:
        raise NoSignature("Nobody has signed this piece, or the signature was withdrawn.")
    signature.withdrawn_at, signature.withdrawn_by_pk = session.now, actor.person_pk or None
    before: dict[str, JsonValue] = {"signature": signature.id, "draft": signature.draft}
    ledger.record(
        session,
        actor,
        "article.unsigned",
        article.id,
        ledger.scope_of(session, article),
        before=before,
    )


def reload_signature(session: Write, viewer: Actor, signature: Signature) -> Document:
    return reload_document(session, viewer, SignatureOut, signature.pk)
