"""What became of a span's words in a new text: `exact`, `moved`, `changed`, `orphaned` or `gone`.

Tried in this order: its position, its very words by their neighbours, what a diff of the two texts
made of them, the place most like them. Two equal places that nothing tells apart are never guessed
at. That W3C's Web Annotation selectors keep position and neighbours beside the words, and that
Hypothesis looks for them in this order, is where the order comes from.
"""

from rapidfuzz import fuzz

from api.anchoring.alignment import NOWHERE, align
from api.anchoring.negation import with_negations
from api.anchoring.normalization import Folded, fold
from api.anchoring.outcomes import Anchored, AnchoringOutcome, Place
from api.anchoring.word_finder import Finder, beside, fits
from api.text.spans import DraftText, Part

FLOOR = 0.5  # likeness below which other words are not the same claim's
_SLACK = 6  # words between two that belong together


_Run = tuple[int, int]  # the first word, and the one after the last


class Anchors:
    """Two texts, aligned once; then any number of spans."""

    def __init__(self, old: DraftText, new: DraftText) -> None:
        self._old, self._new = fold(old), fold(new)
        self._to = align(self._old, self._new)
        self._from = [NOWHERE] * len(self._new.keys)
        for word, new_word in enumerate(self._to):
            if new_word != NOWHERE:
                self._from[new_word] = word
        self._finder, self._before = Finder(self._new), Finder(self._old)

    def find(self, part: Part, start: int, end: int) -> Anchored:
        """Find what became of a range of the old text."""
        run = self._old.within(part, start, end)
        if run[0] >= run[1]:
            return self._signs(part, start, end)
        origin = Place(part, start, end)
        exact, equal = self._very_words(run)
        if exact:
            return self._unchanged(origin, run, exact)
        if equal:
            places = tuple(self._placed(origin, run, equal_run) for equal_run in equal)
            why = "the same words are in several places, and no neighbours tell them apart"
            words = self._words(origin)
            return Anchored(AnchoringOutcome.orphaned, None, words, None, 1.0, why, places)
        changed = self._by_diff(run) or self._by_likeness(run)
        if changed:
            return self._differs(origin, run, *changed)
        why = "no similar words are left"
        return Anchored(AnchoringOutcome.gone, None, self._words(origin), None, 0.0, why)

    def instead(self, part: Part, start: int, end: int) -> Anchored:
        """As `find`; but where a name or a verb was replaced word by word, give what replaced it.

        For words whose place in the sentence says what they are, however unlike the new ones.
        """
        anchored, run = self.find(part, start, end), self._old.within(part, start, end)
        if anchored.outcome is not AnchoringOutcome.gone or run[0] >= run[1]:
            return anchored
        left, right = run[0] - 1, run[1]
        while left >= 0 and self._to[left] == NOWHERE:
            left -= 1
        while right < len(self._to) and self._to[right] == NOWHERE:
            right += 1
        first = self._to[left] + 1 if left >= 0 else 0
        last = self._to[right] if right < len(self._to) else len(self._new.keys)
        if last - first != right - left - 1:
            return anchored
        first += run[0] - left - 1
        destination = self._placed(Place(part, start, end), run, (first, first + run[1] - run[0]))
        after = self._words_new(destination)
        return Anchored(
            AnchoringOutcome.changed,
            destination,
            anchored.before,
            after,
            anchored.score,
            "its neighbours",
        )

    def is_new(self, part: Part, start: int, end: int) -> bool:
        """Whether a range of the new text has words that the old text has nowhere."""
        first, last = self._new.within(part, start, end)
        fresh = sum(1 for at in range(first, last) if self._from[at] == NOWHERE)
        if 2 * fresh <= last - first:
            return False
        return next(self._before.exact(self._new.keys[first:last]), None) is None

    def _very_words(self, run: _Run) -> tuple[_Run | None, list[_Run]]:
        """Find the place of the very words, or the equal places that nothing tells apart."""
        length, mapped = run[1] - run[0], self._mapped(run)
        keys = self._old.keys[slice(*run)]
        if mapped and self._new.keys[slice(*mapped)] == keys:
            if beside(self._old, run, self._new, mapped):
                return mapped, []
        else:
            mapped = None
        runs = [(at, at + length) for at in self._finder.exact(keys)]
        free = [
            run_found
            for run_found in runs
            if run_found == mapped or not self._taken(run_found, run)
        ]
        if len(free) < 2:
            return (free[0] if free else None), []
        scored = sorted(
            ((fits(self._old, run, self._new, run_found), run_found) for run_found in free),
            reverse=True,
        )
        if scored[0][0] > scored[1][0]:
            return scored[0][1], []
        best = [run_found for score, run_found in scored if score == scored[0][0]]
        return None, sorted(best)

    def _mapped(self, run: _Run) -> _Run | None:
        """Give the words that the diff took these for, where it took all of them, in one row."""
        first, length = self._to[run[0]], run[1] - run[0]
        if first == NOWHERE or self._to[slice(*run)] != [*range(first, first + length)]:
            return None
        return first, first + length

    def _taken(self, target: _Run, run: _Run) -> bool:
        """Whether equal words of the old text are still here: then these are not the span's."""
        first = self._from[target[0]]
        length = target[1] - target[0]
        if first in (NOWHERE, run[0]):
            return False
        return self._from[slice(*target)] == [*range(first, first + length)]

    def _by_diff(self, run: _Run) -> tuple[_Run, str] | None:
        """Give what is between the words that the diff kept, first and last ones included."""
        pairs = [(word, self._to[word]) for word in range(*run) if self._to[word] != NOWHERE]
        pairs = _densest(pairs)
        if not pairs:
            return None
        first, last = pairs[0][1], pairs[-1][1] + 1
        # what was replaced at the span's edges is between the neighbours that were kept
        before, behind = self._neighbours(run)
        first = self._reach_back(first, pairs[0][0] - run[0], before)
        last = self._reach_on(last, run[1] - 1 - pairs[-1][0], behind)
        return (first, last), "a diff of the two texts"

    def _neighbours(self, run: _Run) -> tuple[int, int]:
        """Give where the words right before and right after a run went."""
        before = self._to[run[0] - 1] if run[0] else -1
        behind = self._to[run[1]] if run[1] < len(self._to) else len(self._new.keys)
        return before, behind

    def _reach_back(self, first: int, missing: int, before: int) -> int:
        if missing and before != NOWHERE and first - missing - _SLACK <= before < first:
            return before + 1
        return max(0, first - missing) if missing and self._loose(first - missing, first) else first

    def _reach_on(self, last: int, missing: int, behind: int) -> int:
        if missing and behind != NOWHERE and last <= behind <= last + missing + _SLACK:
            return behind
        return last + missing if missing and self._loose(last, last + missing) else last

    def _loose(self, first: int, last: int) -> bool:
        """Whether these words are new and within one part."""
        inside = 0 <= first < last <= len(self._new.keys)
        return inside and all(
            self._from[at] == NOWHERE and self._new.keys[at] for at in range(first, last)
        )

    def _by_likeness(self, run: _Run) -> tuple[_Run, str] | None:
        """Find the place that shares most rare words, and what of it is most like these."""
        keys = [key.casefold() for key in self._old.keys[slice(*run)]]
        best: tuple[float, _Run] | None = None
        for at in self._finder.likely(self._old.keys[slice(*run)]):
            low, high = max(0, at - len(keys)), min(at + 3 * len(keys) + 8, len(self._new.keys))
            keys_there = [key.casefold() for key in self._new.keys[low:high]]
            alignment = fuzz.partial_ratio_alignment(keys, keys_there)
            if alignment is None or alignment.dest_start >= alignment.dest_end:
                continue
            target = low + alignment.dest_start, low + alignment.dest_end
            if (best is None or alignment.score > best[0]) and self._free(target, run):
                best = alignment.score, target
        return (best[1], "the place most like it") if best else None

    def _free(self, target: _Run, run: _Run) -> bool:
        """Whether most of these words are new, or came from the span's own."""
        froms = self._from[slice(*target)]
        others = sum(
            1 for old_word in froms if old_word != NOWHERE and not run[0] <= old_word < run[1]
        )
        return 2 * others < len(froms)

    def _differs(self, origin: Place, run: _Run, target: _Run, why: str) -> Anchored:
        """Say that other words replaced them, if they are similar enough."""
        before = self._words(origin)
        destination = self._placed(origin, run, target)
        after = self._words_new(destination)
        old, new = (
            " ".join(text.keys[slice(*row)])
            for text, row in ((self._old, run), (self._new, target))
        )
        score = fuzz.ratio(old.casefold(), new.casefold()) / 100
        if old == new:
            return self._unchanged(origin, run, target)
        if score < FLOOR or not all(self._new.keys[slice(*target)]):
            return Anchored(
                AnchoringOutcome.gone, None, before, None, score, "no similar words are left"
            )
        return Anchored(AnchoringOutcome.changed, destination, before, after, score, why)

    def _unchanged(self, origin: Place, run: _Run, target: _Run) -> Anchored:
        destination = self._placed(origin, run, target)
        old_context, new_context = with_negations(self._old, run), with_negations(self._new, target)
        if (run[0] - old_context[0], old_context[1] - run[1]) != (
            target[0] - new_context[0],
            new_context[1] - target[1],
        ):
            origin, destination = (
                _around(self._old, origin, old_context),
                _around(self._new, destination, new_context),
            )
            before, after = self._words(origin), self._words_new(destination)
            score = fuzz.ratio(before, after) / 100
            return Anchored(
                AnchoringOutcome.changed, destination, before, after, score, "a negation beside it"
            )
        outcome = AnchoringOutcome.exact if destination == origin else AnchoringOutcome.moved
        why = (
            "its position"
            if outcome is AnchoringOutcome.exact
            else "its words and their neighbours"
        )
        return Anchored(
            outcome, destination, self._words(origin), self._words_new(destination), 1.0, why
        )

    def _placed(self, origin: Place, run: _Run, target: _Run) -> Place:
        """Give the place of words as offsets, with the marks around them that the span had."""
        old, new = self._old, self._new
        part = new.parts[target[0]]
        text = new.words[part]
        start, end = new.starts[target[0]], new.ends[target[1] - 1]
        begins, closes = old.starts[run[0]], old.ends[run[1] - 1]
        whole = old.words[origin.part]
        if origin.start > begins and old.keys[run[0]] == new.keys[target[0]]:  # inside a word
            start = min(start + origin.start - begins, end - 1)
        if origin.end < closes and old.keys[run[1] - 1] == new.keys[target[1] - 1]:
            end = max(end + origin.end - closes, start + 1)
        before, behind = whole[origin.start : begins], whole[closes : origin.end]
        start -= _shared(before[::-1], text[max(0, start - len(before)) : start][::-1])
        end += _shared(behind, text[end : end + len(behind)])
        return Place(part, start, end)

    def _words(self, target: Place) -> str:
        return self._old.words[target.part][target.start : target.end]

    def _words_new(self, target: Place) -> str:
        return self._new.words[target.part][target.start : target.end]

    def _signs(self, part: Part, start: int, end: int) -> Anchored:
        """Find a span without any word: by its very characters."""
        signs, new = self._old.words[part][start:end], self._new.words
        origin = Place(part, start, end)
        if new[part][start:end] == signs:
            return Anchored(AnchoringOutcome.exact, origin, signs, signs, 1.0, "its position")
        at = new[part].find(signs)
        if at < 0:
            return Anchored(
                AnchoringOutcome.gone, None, signs, None, 0.0, "no similar words are left"
            )
        destination = Place(part, at, at + len(signs))
        again = new[part].find(signs, at + 1)
        if again < 0:
            return Anchored(
                AnchoringOutcome.moved, destination, signs, signs, 1.0, "its very characters"
            )
        places = destination, Place(part, again, again + len(signs))
        why = "the same characters are in several places"
        return Anchored(AnchoringOutcome.orphaned, None, signs, None, 1.0, why, places)


def _around(text: Folded, target: Place, run: _Run) -> Place:
    """Widen a place to all of these words."""
    start, end = text.starts[run[0]], text.ends[run[1] - 1]
    return Place(target.part, min(target.start, start), max(target.end, end))


def _densest(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out words that the diff found far from the others: they belong elsewhere."""
    best: list[tuple[int, int]] = []
    group: list[tuple[int, int]] = []
    for word, new_word in pairs:
        if group and new_word - group[-1][1] > (word - group[-1][0]) + 2 * _SLACK:
            group = []
        group.append((word, new_word))
        best = group if len(group) > len(best) else best
    return best


def _shared(marks: str, text: str) -> int:
    """Count how much of a text's beginning are the marks and spaces that a span had there."""
    if text.startswith(marks):
        return len(marks)
    n = 0
    while n < min(len(marks), len(text)) and not (text[n].isalnum() or text[n].isspace()):
        n += 1
    return n
