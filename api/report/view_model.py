"""A report's parts, out of what the viewer may know of."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from api.anchoring.text_diff import differences
from api.annotations.schemas import AnnotationOut, CallSheets
from api.articles.schemas import ArticleOut, DraftOut
from api.claims.models import State, Status
from api.report.highlighting import Mark, Paragraph, mark
from api.review.schemas import ClaimWhole
from api.signoff.schemas import Clearance, CorrectionOut, PublicationOut
from api.text.spans import DraftText, Part

LOOKS = {
    Status.incorrect: ("✗", "Incorrect"),
    Status.disputed: ("≠", "Disputed"),
    Status.unverified: ("?", "Unverified"),
    Status.checking: ("…", "Being checked"),
    Status.unverifiable: ("∅", "Unverifiable"),
    Status.needs_context: ("◐", "Needs context"),
    Status.verified: ("✓", "Verified"),
    Status.not_checkable: ("–", "Not checkable"),
}
DRAFTED = "drafted"
WORST = [*(status.value for status in LOOKS), DRAFTED]
WIDTH = 600  # of the chart, in its own units


@dataclass(frozen=True)
class Card:
    """A claim in the report: its number, how it looks, and what was noted beside it."""

    number: int
    look: str
    sign: str
    label: str
    claim: ClaimWhole
    notes: list[AnnotationOut] = field(default_factory=list)
    blockers: list[str] = field(default_factory=list)
    corrections: list[CorrectionOut] = field(default_factory=list)


@dataclass(frozen=True)
class Bar:
    """A piece of the chart."""

    look: str
    sign: str
    label: str
    n: int
    x: float
    width: float


@dataclass(frozen=True)
class Edit:
    """What stood in the draft before, and what stands there now, with some words around."""

    before: str
    was: str
    now: str
    behind: str


@dataclass(frozen=True)
class Report:
    """Everything that a report shows."""

    article: ArticleOut
    clearance: Clearance
    paragraphs: list[Paragraph]
    cards: list[Card]
    lost: list[Card]
    dropped: list[ClaimWhole]
    contents: list[tuple[str, str, str, list[Card]]]
    bars: list[Bar]
    covered: float
    calls: CallSheets
    notes: list[AnnotationOut]
    edits: list[Edit]
    changed: list[Card]
    corrections: list[CorrectionOut]
    publications: list[PublicationOut]


@dataclass(frozen=True)
class Material:
    """What a report is made of. `before` is the draft before the newest one."""

    article: ArticleOut
    clearance: Clearance
    claims: list[ClaimWhole]
    annotations: list[AnnotationOut]
    calls: CallSheets
    before: DraftOut | None
    corrections: list[CorrectionOut]
    publications: list[PublicationOut]


def build(made_of: Material) -> Report:
    """Put a report together."""
    article, clearance, annotations = made_of.article, made_of.clearance, made_of.annotations
    claims, before, words = made_of.claims, made_of.before, _words(article.draft)
    there = [one for one in claims if one.state is not State.dropped]
    cards = [_card(n, one, made_of) for n, one in enumerate(there, 1)]
    placed = [card for card in cards if card.claim.lost_in is None]
    marks = [
        Mark(span.part, span.start, span.end, card.number, card.look)
        for card in placed
        for span in card.claim.spans
    ]
    of = clearance.coverage
    return Report(
        article=article,
        clearance=clearance,
        paragraphs=mark(words, marks, WORST),
        cards=placed,
        lost=[card for card in cards if card.claim.lost_in is not None],
        dropped=[one for one in claims if one.state is State.dropped],
        contents=[*_contents(placed)],
        bars=_bars(placed),
        covered=of.covered / of.sentences if of.sentences else 1.0,
        calls=made_of.calls,
        notes=[one for one in annotations if one.claim is None],
        edits=[*_edits(_words(before), words)] if before else [],
        changed=[
            card
            for card in placed
            if card.claim.change and card.claim.change.draft == article.draft.number
        ],
        corrections=made_of.corrections,
        publications=made_of.publications,
    )


def _words(draft: DraftOut) -> DraftText:
    return {
        Part.headline: draft.headline,
        Part.standfirst: draft.standfirst,
        Part.body: draft.body,
    }


def _card(number: int, claim: ClaimWhole, made_of: Material) -> Card:
    sign, label = LOOKS[claim.status]
    context = claim.status.value
    if claim.state is State.drafted:
        sign, label, context = "·", "Drafted, not looked at", DRAFTED
    return Card(
        number,
        context,
        sign,
        label,
        claim,
        [one for one in made_of.annotations if one.claim == claim.id],
        [one.message for one in made_of.clearance.blockers if one.claim == claim.id],
        [one for one in made_of.corrections if one.claim == claim.id],
    )


def _contents(cards: Sequence[Card]) -> Iterator[tuple[str, str, str, list[Card]]]:
    """Put the claims together by how they look, the worst first."""
    for context in WORST:
        some = [card for card in cards if card.look == context]
        if some:
            yield context, some[0].sign, some[0].label, some


def _bars(cards: Sequence[Card]) -> list[Bar]:
    counted = Counter(card.look for card in cards)
    bars, x = list[Bar](), 0.0
    for context, sign, label, some in _contents(cards):
        width = WIDTH * counted[context] / len(cards)
        bars.append(Bar(context, sign, label, len(some), round(x, 1), round(width, 1)))
        x += width
    return bars


_AROUND = 40  # code points of what is the same, on either side


def _edits(old: DraftText, new: DraftText) -> Iterator[Edit]:
    for one in differences(old, new):
        was, now = old[one.part], new[one.part]
        start, end = one.after
        yield Edit(
            now[max(0, start - _AROUND) : start],
            was[slice(*one.before)],
            now[start:end],
            now[end : end + _AROUND],
        )
