"""Find a sequence of words in a text, and measure how well its neighbours fit."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from api.anchoring.normalization import BREAK, Folded

MOST = 50  # equal places of one row of words that are weighed
_AROUND = 12  # words before and after by which equal places are distinguished
_RARE = 40  # how often a word may occur and still say where to look


class Finder:
    """Looks words up in one text."""

    def __init__(self, text: Folded) -> None:
        self.text = text

    @cached_property
    def _by_key(self) -> dict[str, list[int]]:
        positions: dict[str, list[int]] = defaultdict(list)
        for at, key in enumerate(self.text.keys):
            positions[key].append(at)
        return positions

    @cached_property
    def _by_low(self) -> dict[str, list[int]]:
        positions: dict[str, list[int]] = defaultdict(list)
        for at, key in enumerate(self.text.keys):
            positions[key.casefold()].append(at)
        return positions

    def exact(self, keys: Sequence[str]) -> Iterator[int]:
        """Give the places where these very words are, in their order."""
        rarest = min(range(len(keys)), key=lambda at: len(self._by_key.get(keys[at], ())))
        row, count = list(keys), 0
        for at in self._by_key.get(keys[rarest], ()):
            first = at - rarest
            if first >= 0 and self.text.keys[first : first + len(row)] == row:
                yield first
                count += 1
                if count == MOST:
                    return

    def likely(self, keys: Sequence[str]) -> Iterator[int]:
        """Give the places where most of the rare ones of these words are near each other."""
        votes: Counter[int] = Counter()
        width = max(8, len(keys) // 2)
        for at, key in enumerate(keys):
            positions = self._by_low.get(key.casefold(), ())
            if len(positions) <= _RARE:
                for position in positions:
                    votes[(position - at) // width] += 1
        for bin_, _ in votes.most_common(3):
            yield max(0, bin_ * width)


def fits(old: Folded, span: tuple[int, int], new: Folded, target: tuple[int, int]) -> int:
    """Count the neighbours that are the same, from the words outward: how well a place fits."""
    before = zip(
        reversed(old.keys[max(0, span[0] - _AROUND) : span[0]]),
        reversed(new.keys[max(0, target[0] - _AROUND) : target[0]]),
        strict=False,
    )
    behind = zip(
        old.keys[span[1] : span[1] + _AROUND],
        new.keys[target[1] : target[1] + _AROUND],
        strict=False,
    )
    return _same(before) + _same(behind)


def _same(pairs: Iterator[tuple[str, str]]) -> int:
    n = 0
    for left, right in pairs:
        if left != right:
            break
        n += 1
        if left == BREAK:
            break
    return n


def beside(old: Folded, span: tuple[int, int], new: Folded, target: tuple[int, int]) -> bool:
    """Whether the very next word on either side is the same, or the text begins or ends there."""

    def key(text: Folded, at: int) -> str:
        return text.keys[at] if 0 <= at < len(text.keys) else BREAK

    left = key(old, span[0] - 1) == key(new, target[0] - 1)
    return left or key(old, span[1]) == key(new, target[1])
