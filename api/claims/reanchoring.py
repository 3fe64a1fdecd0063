"""Move an article's claims to its next draft, and record what became of their words.

`exact` and `moved` keep their findings; `changed` words reopen the final ones; `orphaned` and
`gone` leave the claim's spans in the draft where they were last (`lost_in`). What happens to each
claim is decided by `reanchoring_effects`; here it is applied.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue
from sqlmodel import col, select

from api.anchoring.anchors import Anchors
from api.anchoring.normalization import alike
from api.anchoring.outcomes import Anchored, AnchoringOutcome, worst
from api.articles import service as articles
from api.articles.models import Article, Draft
from api.articles.service import ArticleText
from api.auth.access import Actor
from api.claims import findings
from api.claims.findings import Cause
from api.claims.models import Anchoring, Aspect, Claim, ClaimSpan, Finding, SpanRole, State, Voice
from api.claims.reanchoring_effects import (
    EFFECTS,
    ChangeRecord,
    Situation,
    situation_of,
)
from api.claims.relations.attribution import LONGEST_CUE
from api.claims.relations.spans import describe_spans, overwrite
from api.claims.span_lookup import SpanLookup
from api.claims.text_change import PlaceOfWords, WordsChange
from api.ledger import service as ledger
from api.ledger.service import EventScope
from api.search import search_documents
from api.storage.database import Read, Write
from api.text.spans import DraftText, span_at


@dataclass
class ReanchoredClaim:
    """What a new draft made of one claim.

    `reopened` are the findings that it took back. With `returns`, the words that were judged are
    there again; `returned` are the findings that came back with them.
    """

    claim: Claim
    outcome: AnchoringOutcome
    before: list[str]
    after: list[str]
    score: float
    reopened: list[Aspect] = field(default_factory=list)
    returns: bool = False
    returned: list[Aspect] = field(default_factory=list)


@dataclass(frozen=True)
class _OwnWords:
    """A claim's own words in the draft in which it was last, and how they were found."""

    draft: int
    spans: list[ClaimSpan]
    anchored: list[Anchored]


class Reanchoring:
    """Takes one article's claims from one draft into the next."""

    def __init__(
        self, session: Write, actor: Actor, article: Article, old: Draft, new: Draft
    ) -> None:
        self._session, self._actor, self._article = session, actor, article
        self._old, self._new = old, new
        self.lookup = _lookup(article, new)
        self._from: dict[int, tuple[Anchors, SpanLookup]] = {}
        self._judged = _judged(session, article)

    def reanchor_all(self) -> list[ReanchoredClaim]:
        """Take every claim along, dropped ones too; in reading order."""
        of_article = select(Claim).where(Claim.article_pk == self._article.pk)
        in_order = of_article.order_by(col(Claim.position), col(Claim.pk))
        spans = _spans(self._session, self._article)
        return [
            self._reanchor(claim, spans[claim.key]) for claim in self._session.exec(in_order).all()
        ]

    @property
    def anchors(self) -> Anchors:
        """The way from the draft before into the new one."""
        return self._from_draft(self._old.number)[0]

    def _from_draft(self, number: int) -> tuple[Anchors, SpanLookup]:
        if number not in self._from:
            draft = articles.draft_of(self._session, self._article, number)
            anchors = Anchors(draft.words, self._new.words)
            self._from[number] = anchors, _lookup(self._article, draft)
        return self._from[number]

    def _reanchor(self, claim: Claim, spans: list[ClaimSpan]) -> ReanchoredClaim:
        number = claim.lost_in or self._old.number
        anchors, _ = self._from_draft(number)
        own = [span for span in spans if span.role is SpanRole.words]
        words = _OwnWords(number, own, [anchors.find(s.part, s.start, s.end) for s in own])
        result = ReanchoredClaim(
            claim,
            worst(words.anchored),
            [anchored.before for anchored in words.anchored],
            [anchored.after for anchored in words.anchored if anchored.after is not None],
            round(min(anchored.score for anchored in words.anchored), 3),
        )
        pending = claim.change if claim.unconfirmed else None
        situation = situation_of(result.outcome, result.after, claim.statement, pending)
        if situation is Situation.lost:
            self._leave_behind(result, words)
        else:
            others = [span for span in spans if span.role is not SpanRole.words]
            self._apply(result, words, others, situation)
        return result

    def _leave_behind(self, result: ReanchoredClaim, words: _OwnWords) -> None:
        """Leave the claim in the draft where it was; its findings stay."""
        claim, outcome = result.claim, result.outcome
        change = self._change_of(result, words, [])
        if (claim.anchoring, claim.lost_in) == (outcome.value, words.draft):
            return
        claim.anchoring, claim.lost_in, claim.change = Anchoring(outcome), words.draft, change
        before: dict[str, JsonValue] = {"draft": words.draft, "words": [*result.before]}
        self._record(result, before, change.model_dump(mode="json"))

    def _apply(
        self,
        result: ReanchoredClaim,
        words: _OwnWords,
        others: list[ClaimSpan],
        situation: Situation,
    ) -> None:
        """Set the claim's spans in the new draft, and what follows from its situation."""
        claim, effect, was_lost = result.claim, EFFECTS[situation], result.claim.lost_in is not None
        result.returns = situation is Situation.returned
        result.outcome = AnchoringOutcome.exact if result.returns else result.outcome
        quoted = self._quoted(self._from_draft(words.draft)[1], claim, words.spans)
        before: dict[str, JsonValue] = {"draft": words.draft, "spans": describe_spans(words.spans)}
        spans, shifted = _move_spans(self._session, words.spans, words.anchored, self.lookup)
        attribution_changed, others_shifted = self._move_others(claim, others, words.draft)
        if not alike(quoted, self._quoted(self.lookup, claim, spans)):
            attribution_changed = True
        anchoring = effect.anchoring or Anchoring(result.outcome)
        moved = shifted or others_shifted or was_lost or result.returns
        if moved or claim.anchoring is not anchoring:
            claim.position = min(_position(self._new, span) for span in spans)
            claim.lost_in, claim.anchoring = None, anchoring
            after: dict[str, JsonValue] = {
                "draft": self._new.number,
                "spans": describe_spans(spans),
            }
            self._record(result, before, after)
        record = effect.change_if_was_lost if was_lost else effect.change
        if record is not ChangeRecord.keep:
            change = self._change_of(result, words, result.after)
            claim.change = change if record is ChangeRecord.record else None
        if effect.confirms:
            claim.unconfirmed = False
        if effect.reopens:
            self._reopen_words(result, effect.reopens)
        if attribution_changed:
            self._reopen(result, Cause.attribution_changed)

    def _reopen_words(self, result: ReanchoredClaim, cause: Cause) -> None:
        """Other words are there: a person confirms the statement; a drafted one follows them."""
        claim = result.claim
        if claim.state is not State.drafted:
            claim.unconfirmed = True
        elif claim.statement == " … ".join(result.before):
            claim.statement = " … ".join(result.after)
        self._session.before_commit(search_documents.index_claims, claim.key)
        self._reopen(result, cause)

    def _reopen(self, result: ReanchoredClaim, cause: Cause) -> None:
        if result.claim.pk in self._judged:
            result.reopened += findings.reopen(self._session, self._actor, result.claim, cause)

    def _change_of(
        self, result: ReanchoredClaim, words: _OwnWords, after: list[str]
    ) -> WordsChange:
        """What was there: before the first of several changes that nobody confirmed."""
        claim = result.claim
        pending = claim.change if claim.unconfirmed else None
        return WordsChange(
            draft=self._new.number,
            before=pending.before if pending else result.before,
            after=after,
            statement=pending.statement if pending else claim.statement,
            score=result.score,
            why=words.anchored[0].why,
            places=[
                PlaceOfWords(part=place.part, start=place.start, end=place.end)
                for anchored in words.anchored
                for place in anchored.places
            ],
        )

    def _move_others(self, claim: Claim, spans: list[ClaimSpan], number: int) -> tuple[bool, bool]:
        """Move cue, speakers and quotations: whether any changed, and whether any shifted."""
        anchors, _ = self._from_draft(number)
        anchored = [anchors.find_or_replaced(span.part, span.start, span.end) for span in spans]
        for span, place in zip(spans, anchored, strict=True):
            if span.role is SpanRole.cue and claim.cue == span.exact[:LONGEST_CUE]:
                claim.cue = place.after[:LONGEST_CUE] if place.after else None
        changed = any(
            place.outcome in (AnchoringOutcome.changed, AnchoringOutcome.gone) for place in anchored
        )
        return changed, _move_spans(self._session, spans, anchored, self.lookup)[1]

    def _quoted(self, lookup: SpanLookup, claim: Claim, spans: Sequence[ClaimSpan]) -> list[str]:
        """What of a quoted claim's words is in quotation marks in this draft."""
        if claim.voice is not Voice.quoted:
            return []
        return [
            lookup.words[span.part][start:end]
            for span in spans
            for start, end in lookup.quoted(span.part, span.start, span.end)
        ]

    def _record(
        self, result: ReanchoredClaim, before: dict[str, JsonValue], after: dict[str, JsonValue]
    ) -> None:
        claim, outcome = result.claim, result.outcome
        self._session.touch(claim)
        action = f"claim.{'moved' if outcome is AnchoringOutcome.exact else outcome}"
        scope = EventScope(self._article.id, claim.id)
        ledger.record(
            self._session, self._actor, action, claim.id, scope, before=before, after=after
        )


def _lookup(article: Article, draft: Draft) -> SpanLookup:
    return SpanLookup(ArticleText(article.key, article.id, draft.words))


def move_relations(session: Write, claim: Claim, old: DraftText, new: SpanLookup) -> None:
    """Move speakers and cue of a claim that gets new spans to where their words are now."""
    of_claim = select(ClaimSpan).where(ClaimSpan.claim_pk == claim.pk)
    others = session.exec(of_claim.where(ClaimSpan.role != SpanRole.words)).all()
    anchors = Anchors(old, new.words)
    anchored = [anchors.find(span.part, span.start, span.end) for span in others]
    _move_spans(session, others, anchored, new)
    session.flush()


def _move_spans(
    session: Write, spans: Sequence[ClaimSpan], anchored: Sequence[Anchored], lookup: SpanLookup
) -> tuple[list[ClaimSpan], bool]:
    """Set these spans to where their words are now; delete those that have no place.

    Returns the spans that are left, and whether any is elsewhere, or was deleted.
    """
    remaining, shifted = list[ClaimSpan](), False
    for span, found in zip(spans, anchored, strict=True):
        if found.place is None:
            session.delete(span)
            shifted = True
            continue
        remaining.append(span)
        place = span_at(lookup.words, found.place.part, found.place.start, found.place.end)
        shifted |= overwrite(span, place, lookup.offsets)
    return remaining, shifted


def _position(draft: Draft, span: ClaimSpan) -> int:
    return span_at(draft.words, span.part, span.start, span.end).position


def _judged(session: Read, article: Article) -> set[int]:
    """The claims that have a finding which may be reopened; the others need not be asked for."""
    claims = (
        select(Finding.claim_pk)
        .join(Claim, col(Claim.pk) == col(Finding.claim_pk))
        .where(col(Claim.article_pk) == article.pk, col(Finding.verdict_pk).is_not(None))
    )
    return set(session.exec(claims))


def _spans(session: Read, article: Article) -> dict[int, list[ClaimSpan]]:
    """All spans of an article's claims, by claim, in their order."""
    spans: dict[int, list[ClaimSpan]] = defaultdict(list)
    of_article = (
        select(ClaimSpan)
        .join(Claim, col(Claim.pk) == col(ClaimSpan.claim_pk))
        .where(col(Claim.article_pk) == article.pk)
        .order_by(col(ClaimSpan.pk))
    )
    for span in session.exec(of_article):
        spans[span.claim_pk].append(span)
    return spans
