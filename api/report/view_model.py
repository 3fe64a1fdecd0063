"""The parts of a report, from what its viewer can see."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from api.anchoring.text_diff import differences
from api.annotations.schemas import AnnotationOut, CallSheets
from api.articles.schemas import ArticleOut, DraftOut
from api.claims.models import State, Status
from api.report.highlighting import Mark, Paragraph, highlight
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
    """The words of the draft before and now, with some of their surroundings."""

    before: str
    old_words: str
    new_words: str
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
    kept_claims = [item for item in claims if item.state is not State.dropped]
    cards = [_card(n, item, made_of) for n, item in enumerate(kept_claims, 1)]
    placed = [card for card in cards if card.claim.lost_in is None]
    marks = [
        Mark(span.part, span.start, span.end, card.number, card.look)
        for card in placed
        for span in card.claim.spans
    ]
    coverage = clearance.coverage
    return Report(
        article=article,
        clearance=clearance,
        paragraphs=highlight(words, marks, WORST),
        cards=placed,
        lost=[card for card in cards if card.claim.lost_in is not None],
        dropped=[item for item in claims if item.state is State.dropped],
        contents=[*_contents(placed)],
        bars=_bars(placed),
        covered=coverage.covered / coverage.sentences if coverage.sentences else 1.0,
        calls=made_of.calls,
        notes=[item for item in annotations if item.claim is None],
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
        [item for item in made_of.annotations if item.claim == claim.id],
        [item.message for item in made_of.clearance.blockers if item.claim == claim.id],
        [item for item in made_of.corrections if item.claim == claim.id],
    )


def _contents(cards: Sequence[Card]) -> Iterator[tuple[str, str, str, list[Card]]]:
    """Put the claims together by how they look, the worst first."""
    for context in WORST:
        group = [card for card in cards if card.look == context]
        if group:
            yield context, group[0].sign, group[0].label, group


def _bars(cards: Sequence[Card]) -> list[Bar]:
    counted = Counter(card.look for card in cards)
    bars, x = list[Bar](), 0.0
    for context, sign, label, group in _contents(cards):
        width = WIDTH * counted[context] / len(cards)
        bars.append(Bar(context, sign, label, len(group), round(x, 1), round(width, 1)))
        x += width
    return bars


_AROUND = 40  # code points of what is the same, on either side


def _edits(old: DraftText, new: DraftText) -> Iterator[Edit]:
    for difference in differences(old, new):
        old_words, new_words = old[difference.part], new[difference.part]
        start, end = difference.after
        yield Edit(
            new_words[max(0, start - _AROUND) : start],
            old_words[slice(*difference.before)],
            new_words[start:end],
            new_words[end : end + _AROUND],
        )
