"""A new draft has come: every claim finds its words again, or says what became of them.

`exact` and `moved` keep their findings; `changed` words take the final ones back; `orphaned` and
`gone` leave the claim's spans in the draft where they last stood (`lost_in`).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue
from sqlmodel import col, select

from api.anchoring.anchors import Anchors
from api.anchoring.normalization import alike
from api.anchoring.outcomes import Anchored, Outcome, worst
from api.articles import service as articles
from api.articles.models import Article, Draft
from api.articles.service import ArticleText
from api.auth.access import Actor
from api.claims import findings
from api.claims.findings import Cause
from api.claims.models import Anchoring, Aspect, Claim, ClaimSpan, Finding, SpanRole, State, Voice
from api.claims.relations import tell_spans
from api.claims.span_lookup import SpanLookup
from api.claims.text_change import PlaceOfWords, WordsChange
from api.ledger import service as ledger
from api.ledger.service import EventScope
from api.search import search_documents
from api.storage.database import Read, Write
from api.text.spans import DraftText, Part, span_at

_CUE = 300  # code points of a cue that are kept


@dataclass
class ReanchoredClaim:
    """What a new draft made of one claim.

    `reopened` are the findings that it took back. `returns`: the very words that were judged, and
    then changed, stand there again; `returned` are the findings that came back with them.
    """

    claim: Claim
    outcome: Outcome
    before: list[str]
    after: list[str]
    score: float
    reopened: list[Aspect] = field(default_factory=list)
    returns: bool = False
    returned: list[Aspect] = field(default_factory=list)


class Reanchoring:
    """One article's claims, on their way into its new draft."""

    def __init__(
        self, session: Write, actor: Actor, article: Article, was: Draft, now: Draft
    ) -> None:
        self._session, self._actor, self._article = session, actor, article
        self._was, self._now, self._new = was, now, _places(article, now)
        self._ways: dict[int, tuple[Anchors, SpanLookup]] = {}
        self._judged = _judged(session, article)

    def all(self) -> list[ReanchoredClaim]:
        """Take every claim along, dropped ones too; in reading order."""
        mine = select(Claim).where(Claim.article_pk == self._article.pk)
        in_order = mine.order_by(col(Claim.position), col(Claim.pk))
        spans = _spans(self._session, self._article)
        return [self._one(claim, spans[claim.key]) for claim in self._session.exec(in_order).all()]

    @property
    def anchors(self) -> Anchors:
        """The way from the draft before into the new one."""
        return self._way(self._was.number)[0]

    def _way(self, number: int) -> tuple[Anchors, SpanLookup]:
        if number not in self._ways:
            draft = articles.draft_of(self._session, self._article, number)
            self._ways[number] = (
                Anchors(draft.words, self._now.words),
                _places(self._article, draft),
            )
        return self._ways[number]

    def _one(self, claim: Claim, spans: list[ClaimSpan]) -> ReanchoredClaim:
        number = claim.lost_in or self._was.number
        anchors, _ = self._way(number)
        words = [span for span in spans if span.role is SpanRole.words]
        found = [anchors.find(span.part, span.start, span.end) for span in words]
        moved = ReanchoredClaim(
            claim,
            worst(found),
            [one.before for one in found],
            [one.after for one in found if one.after is not None],
            round(min(one.score for one in found), 3),
        )
        if moved.outcome in (Outcome.orphaned, Outcome.gone):
            self._lose(moved, found, number)
        else:
            self._carry(moved, found, words, spans, number)
        return moved

    def _lose(self, moved: ReanchoredClaim, found: list[Anchored], number: int) -> None:
        """Leave the claim where it stood; its findings stay."""
        claim, outcome = moved.claim, moved.outcome
        new = self._change_of(moved, found, [])
        if (claim.anchoring, claim.lost_in) == (outcome.value, number):
            return
        claim.anchoring, claim.lost_in, claim.change = Anchoring(outcome), number, new
        self._tell(moved, {"draft": number, "words": [*moved.before]}, new.model_dump(mode="json"))

    def _carry(
        self,
        moved: ReanchoredClaim,
        found: list[Anchored],
        words: list[ClaimSpan],
        spans: list[ClaimSpan],
        number: int,
    ) -> None:
        """Set the claim's spans anew, and take back what the change takes the ground from."""
        claim, lost = moved.claim, moved.claim.lost_in
        pending = claim.change if claim.unconfirmed else None
        moved.returns = (
            pending is not None
            and claim.statement == pending.statement
            and alike(pending.before, moved.after)
        )
        changed = moved.outcome is Outcome.changed and not moved.returns
        if moved.returns:
            moved.outcome = Outcome.exact
        quoted = self._quoted(words, old=number)
        was = tell_spans(words)
        here, shifted = _set_all(self._session, words, found, self._new)
        said_otherwise, more = self._take_along(claim, spans, number)
        if claim.voice is Voice.quoted and not alike(quoted, self._quoted(here)):
            said_otherwise = True
        waits = changed or (pending is not None and not moved.returns)
        anchoring = Anchoring.changed if waits else Anchoring(moved.outcome)
        if shifted or more or lost or moved.returns or claim.anchoring is not anchoring:
            claim.position = min(_position(self._now, span) for span in here)
            claim.lost_in, claim.anchoring = None, anchoring
            told: dict[str, JsonValue] = {"draft": self._now.number, "spans": tell_spans(here)}
            self._tell(moved, {"draft": number, "spans": was}, told)
        if changed:
            self._change(moved, found)
        elif moved.returns:
            claim.change, claim.unconfirmed = None, False
        elif lost:
            claim.change = self._change_of(moved, found, moved.after) if waits else None
        if said_otherwise:
            self._reopen(moved, Cause.attribution_changed)

    def _change(self, moved: ReanchoredClaim, found: list[Anchored]) -> None:
        claim = moved.claim
        own = " … ".join(moved.before)
        claim.change = self._change_of(moved, found, moved.after)
        if claim.state is State.drafted:  # nobody has looked at it: it says what stands there now
            if claim.statement == own:
                claim.statement = " … ".join(moved.after)
        else:
            claim.unconfirmed = True
        self._session.before_commit(search_documents.claims, claim.key)
        self._reopen(moved, Cause.words_changed)

    def _change_of(
        self, moved: ReanchoredClaim, found: list[Anchored], after: list[str]
    ) -> WordsChange:
        """Say what stood there: before the first of several changes that nobody confirmed."""
        claim = moved.claim
        pending = claim.change if claim.unconfirmed else None
        return WordsChange(
            draft=self._now.number,
            before=pending.before if pending else moved.before,
            after=after,
            statement=pending.statement if pending else claim.statement,
            score=moved.score,
            why=next(one.why for one in found if one.outcome is moved.outcome or len(found) > 1),
            places=[
                PlaceOfWords(part=place.part, start=place.start, end=place.end)
                for one in found
                for place in one.places
            ],
        )

    def _reopen(self, moved: ReanchoredClaim, cause: Cause) -> None:
        if moved.claim.pk in self._judged:
            moved.reopened += findings.reopen(self._session, self._actor, moved.claim, cause)

    def _take_along(self, claim: Claim, spans: list[ClaimSpan], number: int) -> tuple[bool, bool]:
        """Set cue, speakers and quotations anew: whether it is said otherwise, and any shifted."""
        others = [span for span in spans if span.role is not SpanRole.words]
        anchors, _ = self._way(number)
        found = [anchors.instead(span.part, span.start, span.end) for span in others]
        otherwise = False
        for span, one in zip(others, found, strict=True):
            otherwise |= one.outcome in (Outcome.changed, Outcome.gone)
            if span.role is SpanRole.cue and claim.cue == span.exact[:_CUE]:
                claim.cue = one.after[:_CUE] if one.after else None
        return otherwise, bool(_set_all(self._session, others, found, self._new)[1])

    def _quoted(self, words: Sequence[ClaimSpan], old: int | None = None) -> list[str]:
        """What of a claim's words stands in quotation marks: in an older draft, or now."""
        places = self._way(old)[1] if old else self._new
        return [
            places.words[span.part][start:end]
            for span in words
            for start, end in places.quoted(span.part, span.start, span.end)
        ]

    def _tell(
        self, moved: ReanchoredClaim, before: dict[str, JsonValue], after: dict[str, JsonValue]
    ) -> None:
        claim = moved.claim
        self._session.touch(claim)
        of = EventScope(self._article.id, claim.id)
        action = f"claim.{'moved' if moved.outcome is Outcome.exact else moved.outcome}"
        ledger.record(self._session, self._actor, action, claim.id, of, before=before, after=after)


def _places(article: Article, draft: Draft) -> SpanLookup:
    return SpanLookup(ArticleText(article.key, article.id, draft.words))


def bring(session: Write, claim: Claim, old: DraftText, new: SpanLookup) -> None:
    """Set speakers and cue of a claim that is anchored anew to where their words stand now."""
    mine = select(ClaimSpan).where(ClaimSpan.claim_pk == claim.pk)
    others = session.exec(mine.where(ClaimSpan.role != SpanRole.words)).all()
    anchors = Anchors(old, new.words)
    found = [anchors.find(span.part, span.start, span.end) for span in others]
    _set_all(session, others, found, new)
    session.flush()


def _set_all(
    session: Write, spans: Sequence[ClaimSpan], found: Sequence[Anchored], new: SpanLookup
) -> tuple[list[ClaimSpan], bool]:
    """Set these spans to where their words stand now; take away those that have no place.

    Returns the spans that are left, and whether any stands elsewhere, or is gone.
    """
    left, shifted = list[ClaimSpan](), False
    for span, one in zip(spans, found, strict=True):
        if one.place is None:
            session.delete(span)
            shifted = True
            continue
        left.append(span)
        now, converter = span_at(new.words, *_stretch(one)), new.converter(one.place.part)
        values = {
            "part": now.part,
            "start": now.start,
            "end": now.end,
            "start16": converter.to_utf16(now.start),
            "end16": converter.to_utf16(now.end),
            "exact": now.exact,
            "prefix": now.prefix,
            "suffix": now.suffix,
        }
        for name, value in values.items():
            if getattr(span, name) != value:
                setattr(span, name, value)
                shifted = True
    return left, shifted


def _stretch(one: Anchored) -> tuple[Part, int, int]:
    assert one.place is not None
    return one.place.part, one.place.start, one.place.end


def _position(draft: Draft, span: ClaimSpan) -> int:
    return span_at(draft.words, span.part, span.start, span.end).position


def _judged(session: Read, article: Article) -> set[int]:
    """The claims that have a finding which may be taken back; the others need not be asked for."""
    mine = (
        select(Finding.claim_pk)
        .join(Claim, col(Claim.pk) == col(Finding.claim_pk))
        .where(col(Claim.article_pk) == article.pk, col(Finding.verdict_pk).is_not(None))
    )
    return set(session.exec(mine))


def _spans(session: Read, article: Article) -> dict[int, list[ClaimSpan]]:
    """All spans of an article's claims, by claim, in their order."""
    found: dict[int, list[ClaimSpan]] = defaultdict(list)
    mine = (
        select(ClaimSpan)
        .join(Claim, col(Claim.pk) == col(ClaimSpan.claim_pk))
        .where(col(Claim.article_pk) == article.pk)
        .order_by(col(ClaimSpan.pk))
    )
    for span in session.exec(mine):
        found[span.claim_pk].append(span)
    return found
