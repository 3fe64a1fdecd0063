"""What became of a span's words in a new text: `exact`, `moved`, `changed`, `orphaned` or `gone`.

Tried in this order: its position, its very words by their neighbours, what a diff of the two texts
made of them, the place most like them. Of several equal places none is guessed. The order is that
of W3C's Web Annotation selectors, which keep position and neighbours with the words, and of
Hypothesis, which looks for them in this order.
"""

from rapidfuzz import fuzz

from api.anchoring.negation import with_negations
from api.anchoring.normalization import Folded, fold
from api.anchoring.outcomes import Anchored, AnchoringOutcome, Place
from api.anchoring.placement import place_run, widen
from api.anchoring.run_search import Run, RunSearch
from api.text.spans import DraftText, Part

FLOOR = 0.5  # likeness below which other words are not the same claim's
NOTHING_SIMILAR = "no similar words are left"


class Anchors:
    """Two texts, aligned once; then any number of spans."""

    def __init__(self, old: DraftText, new: DraftText) -> None:
        self._old, self._new = fold(old), fold(new)
        self._search = RunSearch(self._old, self._new)

    def find(self, part: Part, start: int, end: int) -> Anchored:
        """Find what became of a range of the old text."""
        origin, run = Place(part, start, end), self._old.within(part, start, end)
        if run[0] >= run[1]:
            return _find_without_words(self._old, self._new, origin)
        equal_run, equal_runs = self._search.find_equal(run)
        if equal_run:
            return self._unchanged(origin, run, equal_run)
        words = _words(self._old, origin)
        if equal_runs:
            places = tuple(self._place(origin, run, equal_run) for equal_run in equal_runs)
            why = "the same words are in several places, and no neighbours tell them apart"
            return Anchored(AnchoringOutcome.orphaned, None, words, None, 1.0, why, places)
        if target := self._search.find_by_diff(run):
            return self._compare(origin, run, target, "a diff of the two texts")
        if target := self._search.find_by_likeness(run):
            return self._compare(origin, run, target, "the place most like it")
        return Anchored(AnchoringOutcome.gone, None, words, None, 0.0, NOTHING_SIMILAR)

    def find_or_replaced(self, part: Part, start: int, end: int) -> Anchored:
        """As `find`; but where a name or a verb was replaced word by word, give what replaced it.

        For words whose place in the sentence says what they are, however unlike the new ones.
        """
        anchored, run = self.find(part, start, end), self._old.within(part, start, end)
        if anchored.outcome is not AnchoringOutcome.gone or run[0] >= run[1]:
            return anchored
        target = self._search.find_replacement(run)
        if target is None:
            return anchored
        place = self._place(Place(part, start, end), run, target)
        return Anchored(
            AnchoringOutcome.changed,
            place,
            anchored.before,
            _words(self._new, place),
            anchored.score,
            "its neighbours",
        )

    def is_new(self, part: Part, start: int, end: int) -> bool:
        """Whether a range of the new text has words that the old text has nowhere."""
        return self._search.is_new(self._new.within(part, start, end))

    def _compare(self, origin: Place, run: Run, target: Run, why: str) -> Anchored:
        """Say that other words replaced a run, if they are similar enough."""
        old = " ".join(self._old.keys[slice(*run)])
        new = " ".join(self._new.keys[slice(*target)])
        if old == new:
            return self._unchanged(origin, run, target)
        before, score = _words(self._old, origin), fuzz.ratio(old.casefold(), new.casefold()) / 100
        if score < FLOOR or not all(self._new.keys[slice(*target)]):
            return Anchored(AnchoringOutcome.gone, None, before, None, score, NOTHING_SIMILAR)
        place = self._place(origin, run, target)
        after = _words(self._new, place)
        return Anchored(AnchoringOutcome.changed, place, before, after, score, why)

    def _unchanged(self, origin: Place, run: Run, target: Run) -> Anchored:
        """Say where the very words are, unless a negation next to them has changed."""
        place = self._place(origin, run, target)
        context, new_context = with_negations(self._old, run), with_negations(self._new, target)
        if _margins(run, context) != _margins(target, new_context):
            place = widen(self._new, place, new_context)
            before = _words(self._old, widen(self._old, origin, context))
            after = _words(self._new, place)
            score, why = fuzz.ratio(before, after) / 100, "a negation next to it"
            return Anchored(AnchoringOutcome.changed, place, before, after, score, why)
        before, after = _words(self._old, origin), _words(self._new, place)
        if place == origin:
            return Anchored(AnchoringOutcome.exact, place, before, after, 1.0, "its position")
        why = "its words and their neighbours"
        return Anchored(AnchoringOutcome.moved, place, before, after, 1.0, why)

    def _place(self, origin: Place, run: Run, target: Run) -> Place:
        return place_run(self._old, self._new, origin, run, target)


def _words(text: Folded, place: Place) -> str:
    return text.words[place.part][place.start : place.end]


def _margins(run: Run, context: Run) -> tuple[int, int]:
    return run[0] - context[0], context[1] - run[1]


def _find_without_words(old: Folded, new: Folded, origin: Place) -> Anchored:
    """Find a span that has no word, by its very characters."""
    characters, text = _words(old, origin), new.words[origin.part]
    if text[origin.start : origin.end] == characters:
        why = "its position"
        return Anchored(AnchoringOutcome.exact, origin, characters, characters, 1.0, why)
    first = text.find(characters)
    if first < 0:
        return Anchored(AnchoringOutcome.gone, None, characters, None, 0.0, NOTHING_SIMILAR)
    second = text.find(characters, first + 1)
    place = Place(origin.part, first, first + len(characters))
    if second < 0:
        why = "its very characters"
        return Anchored(AnchoringOutcome.moved, place, characters, characters, 1.0, why)
    places = place, Place(origin.part, second, second + len(characters))
    why = "the same characters are in several places"
    return Anchored(AnchoringOutcome.orphaned, None, characters, None, 1.0, why, places)
