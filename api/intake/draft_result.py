"""What the API answers to a new draft: the draft, what became of each claim, the new claims."""

from pydantic_core import to_json
from sqlmodel import SQLModel, select

from api.articles.schemas import DraftOut
from api.auth.access import Actor
from api.claims.schemas import ClaimOut
from api.intake.new_draft import Redrafted
from api.intake.schemas import MovedClaim
from api.queries.documents import Document, join_json, reload_document
from api.queries.etags import make_etag
from api.queries.visibility import viewer_values, visible
from api.storage.database import Write


def write_result(session: Write, actor: Actor, outcome: Redrafted) -> Document:
    """Write the JSON of a `DraftAdded`, as its caller can see it."""
    drafted = [
        reload_document(session, actor, ClaimOut, pk, utf16=False).json for pk in outcome.drafted
    ]
    moved = [claim.model_dump(mode="json") for claim in _visible_claims(session, actor, outcome)]
    version = outcome.article.version
    json = join_json(
        draft=reload_document(session, actor, DraftOut, outcome.draft.pk).json,
        article_version=str(version),
        claims=to_json(moved).decode(),
        drafted=f"[{','.join(drafted)}]",
    )
    return Document(json, make_etag(actor, version, session.head.shared_seq))


def _visible_claims(session: Write, actor: Actor, outcome: Redrafted) -> list[MovedClaim]:
    """Say what became of the claims that the actor can see."""
    claims = SQLModel.metadata.tables["claim"]
    claim_pks = select(claims.c.pk).where(claims.c.article_pk == outcome.draft.article_pk)
    visible_pks = set(
        session.execute(claim_pks.where(visible(claims)), viewer_values(actor)).scalars()
    )
    return [
        MovedClaim(
            id=claim.claim.id,
            outcome=claim.outcome,
            before=claim.before,
            after=claim.after,
            score=claim.score,
            reopened=claim.reopened,
            returned=claim.returned,
        )
        for claim in outcome.moved
        if claim.claim.pk in visible_pks
    ]
