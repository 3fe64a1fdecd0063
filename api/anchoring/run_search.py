"""Find which words of a new text are a span's: the same ones, those that replaced them, or none.

A run is a range of words: its first word, and the one after its last.
"""

from rapidfuzz import fuzz

from api.anchoring.alignment import NOWHERE, align
from api.anchoring.normalization import Folded
from api.anchoring.word_finder import Finder, beside, fits

_SLACK = 6  # words between two that belong together

Run = tuple[int, int]


class RunSearch:
    """Two texts, aligned once; then any number of runs of the old one."""

    def __init__(self, old: Folded, new: Folded) -> None:
        self.old, self.new = old, new
        self._to = align(old, new)
        self._from = [NOWHERE] * len(new.keys)
        for word, new_word in enumerate(self._to):
            if new_word != NOWHERE:
                self._from[new_word] = word
        self._finder, self._old_finder = Finder(new), Finder(old)

    def is_new(self, run: Run) -> bool:
        """Whether a run of the new text has words that the old text has nowhere."""
        first, last = run
        new_words = sum(1 for at in range(first, last) if self._from[at] == NOWHERE)
        if 2 * new_words <= last - first:
            return False
        return next(self._old_finder.exact(self.new.keys[first:last]), None) is None

    def find_replacement(self, run: Run) -> Run | None:
        """Find as many words as these between the nearest words that both texts have."""
        left, right = run[0] - 1, run[1]
        while left >= 0 and self._to[left] == NOWHERE:
            left -= 1
        while right < len(self._to) and self._to[right] == NOWHERE:
            right += 1
        first = self._to[left] + 1 if left >= 0 else 0
        last = self._to[right] if right < len(self._to) else len(self.new.keys)
        if last - first != right - left - 1:
            return None
        first += run[0] - left - 1
        return first, first + run[1] - run[0]

    def find_equal(self, run: Run) -> tuple[Run | None, list[Run]]:
        """Find the place of the very words, or several equal places that are equally likely."""
        length, mapped = run[1] - run[0], self._mapped(run)
        keys = self.old.keys[slice(*run)]
        if mapped and self.new.keys[slice(*mapped)] == keys:
            if beside(self.old, run, self.new, mapped):
                return mapped, []
        else:
            mapped = None
        runs = [(at, at + length) for at in self._finder.exact(keys)]
        free = [
            candidate
            for candidate in runs
            if candidate == mapped or not self._taken(candidate, run)
        ]
        if len(free) < 2:
            return (free[0] if free else None), []
        scored = sorted(
            ((fits(self.old, run, self.new, candidate), candidate) for candidate in free),
            reverse=True,
        )
        if scored[0][0] > scored[1][0]:
            return scored[0][1], []
        best = [candidate for score, candidate in scored if score == scored[0][0]]
        return None, sorted(best)

    def _mapped(self, run: Run) -> Run | None:
        """Give the words that the diff took these for, where it took all of them, in one row."""
        first, length = self._to[run[0]], run[1] - run[0]
        if first == NOWHERE or self._to[slice(*run)] != [*range(first, first + length)]:
            return None
        return first, first + length

    def _taken(self, target: Run, run: Run) -> bool:
        """Whether equal words of the old text are still here: then these are not the span's."""
        first = self._from[target[0]]
        length = target[1] - target[0]
        if first in (NOWHERE, run[0]):
            return False
        return self._from[slice(*target)] == [*range(first, first + length)]

    def find_by_diff(self, run: Run) -> Run | None:
        """Give what is between the words that the diff kept, first and last ones included."""
        pairs = [(word, self._to[word]) for word in range(*run) if self._to[word] != NOWHERE]
        pairs = _densest(pairs)
        if not pairs:
            return None
        first, last = pairs[0][1], pairs[-1][1] + 1
        # what was replaced at the span's edges is between the neighbours that were kept
        before, after = self._neighbours(run)
        first = self._reach_back(first, pairs[0][0] - run[0], before)
        last = self._reach_on(last, run[1] - 1 - pairs[-1][0], after)
        return first, last

    def _neighbours(self, run: Run) -> tuple[int, int]:
        """Give where the words right before and right after a run went."""
        before = self._to[run[0] - 1] if run[0] else -1
        after = self._to[run[1]] if run[1] < len(self._to) else len(self.new.keys)
        return before, after

    def _reach_back(self, first: int, missing: int, before: int) -> int:
        if missing and before != NOWHERE and first - missing - _SLACK <= before < first:
            return before + 1
        return max(0, first - missing) if missing and self._loose(first - missing, first) else first

    def _reach_on(self, last: int, missing: int, after: int) -> int:
        if missing and after != NOWHERE and last <= after <= last + missing + _SLACK:
            return after
        return last + missing if missing and self._loose(last, last + missing) else last

    def _loose(self, first: int, last: int) -> bool:
        """Whether these words are new and within one part."""
        inside = 0 <= first < last <= len(self.new.keys)
        return inside and all(
            self._from[at] == NOWHERE and self.new.keys[at] for at in range(first, last)
        )

    def find_by_likeness(self, run: Run) -> Run | None:
        """Find the place that shares most rare words, and what of it is most like these."""
        keys = [key.casefold() for key in self.old.keys[slice(*run)]]
        best: tuple[float, Run] | None = None
        for at in self._finder.likely(self.old.keys[slice(*run)]):
            low, high = max(0, at - len(keys)), min(at + 3 * len(keys) + 8, len(self.new.keys))
            keys_there = [key.casefold() for key in self.new.keys[low:high]]
            alignment = fuzz.partial_ratio_alignment(keys, keys_there)
            if alignment is None or alignment.dest_start >= alignment.dest_end:
                continue
            target = low + alignment.dest_start, low + alignment.dest_end
            if (best is None or alignment.score > best[0]) and self._free(target, run):
                best = alignment.score, target
        return best[1] if best else None

    def _free(self, target: Run, run: Run) -> bool:
        """Whether most of these words are new, or came from the span's own."""
        froms = self._from[slice(*target)]
        others = sum(
            1 for old_word in froms if old_word != NOWHERE and not run[0] <= old_word < run[1]
        )
        return 2 * others < len(froms)


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
