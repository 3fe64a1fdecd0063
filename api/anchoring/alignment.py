"""Which word of the old text is which of the new one: a diff by paragraphs, then by words."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rapidfuzz.distance import Indel

from api.anchoring.normalization import Folded

NOWHERE = -1
_MOST = 400_000_000  # words of one side times the other's that are compared in one go


def align(old: Folded, new: Folded) -> list[int]:
    """Give, for each word of the old text, the word of the new one that it became.

    The longest common row of words, kept together by paragraphs; capitals do not count.
    """
    mapping = [NOWHERE] * len(old.keys)
    numbers: dict[object, int] = {}
    olds, news = (_numbered(text, numbers) for text in (old, new))
    before, after = (list(_paragraphs(text)) for text in (old, new))
    rows = [
        [numbers.setdefault(tuple(all_of[first:last]), len(numbers)) for first, last in paragraphs]
        for all_of, paragraphs in ((olds, before), (news, after))
    ]
    for same, left, right in runs(rows[0], rows[1]):
        a, b = _reach(before, *left), _reach(after, *right)
        if same:
            mapping[slice(*a)] = range(*b)
        elif a[0] < a[1] and b[0] < b[1]:
            for word, to in _pairs(olds[slice(*a)], news[slice(*b)]):
                mapping[a[0] + word] = b[0] + to
    return mapping


def _numbered(text: Folded, numbers: dict[object, int]) -> list[int]:
    return [numbers.setdefault(key.casefold(), len(numbers)) for key in text.keys]


def _paragraphs(text: Folded) -> Iterator[tuple[int, int]]:
    """Each paragraph as a range of words: its first word, and the one after its last."""
    first = 0
    for at in range(1, len(text.keys)):
        broken = text.parts[at] is not text.parts[at - 1]
        if broken or "\n" in text.words[text.parts[at]][text.ends[at - 1] : text.starts[at]]:
            yield first, at
            first = at
    if text.keys:
        yield first, len(text.keys)


def _reach(paragraphs: Sequence[tuple[int, int]], first: int, last: int) -> tuple[int, int]:
    return (paragraphs[first][0], paragraphs[last - 1][1]) if first < last else (0, 0)


_Range = tuple[int, int]


def runs(old: Sequence[int], new: Sequence[int]) -> Iterator[tuple[bool, _Range, _Range]]:
    """Give what is the same and what is not, in order; what was replaced in one piece."""
    if len(old) * len(new) > _MOST:
        yield False, (0, len(old)), (0, len(new))
        return
    ops = Indel.opcodes(old, new)
    for same, group in groupby(ops, key=lambda op: op.tag == "equal"):
        run = list(group)
        yield (
            same,
            (run[0].src_start, run[-1].src_end),
            (run[0].dest_start, run[-1].dest_end),
        )


def _pairs(old: Sequence[int], new: Sequence[int]) -> Iterator[tuple[int, int]]:
    for same, (first, last), (to, _) in runs(old, new):
        if same:
            for word in range(first, last):
                yield word, to + word - first
