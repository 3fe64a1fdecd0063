"""Store an article's next draft: move its claims, and propose those of the new sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from api.articles import service as articles
from api.articles.models import Article, Draft
from api.articles.schemas import DraftIn
from api.auth.access import Actor
from api.claims.models import Claim, ClaimSpan, SpanRole
from api.claims.reanchoring import ReanchoredClaim, Reanchoring
from api.core import preconditions
from api.core.preconditions import ExpectedVersion
from api.extraction import candidates
from api.intake import drafting
from api.intake.drafting import MOST_DRAFTED, Prepared
from api.review import restored_findings
from api.storage.database import Read, Write
from api.text.spans import Part, fingerprint

_SHARE = 0.5  # of a drafted claim's words: more of them in another claim, and it is that one


@dataclass(frozen=True)
class Redrafted:
    """What a new draft made of an article; `new` is false where it has this text already."""

    article: Article
    draft: Draft
    moved: list[ReanchoredClaim]
    drafted: list[int]  # claims, by their keys
    new: bool = True


def prepare(session: Read, article_id: str, new: DraftIn) -> tuple[int, Prepared]:
    """Read the next draft of an article: the number of the one before, and its words and claims."""
    article = articles.get(session, article_id)
    previous = articles.newest(session, article)
    return previous.number, drafting.prepare_draft(
        new, previous.words, article.language, article.dateline
    )


def redraft(
    session: Write,
    actor: Actor,
    article: Article,
    expected: ExpectedVersion | None,
    new: DraftIn,
    prepared: tuple[int, Prepared] | None = None,
) -> Redrafted:
    """Keep a new text of an article, and move all its claims into it.

    The same text again is the same draft, and changes nothing, whatever `If-Match` says.
    `prepared` was read before the transaction; it is read again where another draft came between.
    """
    previous = articles.newest(session, article)
    if prepared is None or prepared[0] != previous.number:
        prepared = prepare(session, article.id, new)
    read = prepared[1]
    if fingerprint(read.words) == previous.sha256:
        return Redrafted(article, previous, [], [], new=False)
    (expected or preconditions.parse_if_match(None)).check(article.version)
    draft = articles.add_draft(session, actor, article, read.words, read.sentences, new.note)
    move = Reanchoring(session, actor, article, previous, draft)
    moved = move.reanchor_all()
    for claim in moved:
        if claim.returns:
            claim.returned += restored_findings.restore(session, actor, claim.claim)
    session.flush()
    proposed = _of_new_sentences(read.candidates, move, _taken(session, article))
    added = drafting.keep(session, actor, move.lookup, proposed[:MOST_DRAFTED])
    return Redrafted(article, draft, moved, [claim.pk for claim in added])


_Taken = Mapping[Part, list[tuple[int, int]]]


def _taken(session: Write, article: Article) -> _Taken:
    """Where claims are already, dropped ones too: those are not proposed again."""
    taken: dict[Part, list[tuple[int, int]]] = {part: [] for part in Part}
    spans = (
        select(ClaimSpan.part, ClaimSpan.start, ClaimSpan.end)
        .join(Claim, col(Claim.pk) == col(ClaimSpan.claim_pk))
        .where(col(Claim.article_pk) == article.pk, col(Claim.lost_in).is_(None))
        .where(col(ClaimSpan.role) == SpanRole.words)
    )
    for part, start, end in session.exec(spans):
        taken[Part(part)].append((start, end))
    return taken


def _of_new_sentences(
    proposed: list[candidates.CandidateClaim], move: Reanchoring, taken: _Taken
) -> list[candidates.CandidateClaim]:
    """Keep the drafted claims of what the draft before did not say."""
    return [
        candidate
        for candidate in proposed
        if all(move.anchors.is_new(candidate.part, *span) for span in candidate.spans)
        and not any(_mostly(span, taken[candidate.part]) for span in candidate.spans)
    ]


def _mostly(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    start, end = span
    return any(min(end, last) - max(start, first) > _SHARE * (end - start) for first, last in taken)
