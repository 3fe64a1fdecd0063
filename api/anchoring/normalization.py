"""A text's words without differences of typography, each with its offsets.

A copy desk may change what is left out here (quotation marks, dashes, commas, white space) without
anybody having to check it again. Digits, symbols, currencies and units are words of their own.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from api.text.spans import DraftText, Part

_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]"  # scripts without spaces: each sign
    r"|(?<![\w.,:])[-−+]?\d+(?:[.,:]\d+)*"  # 12.5, 1,000, 14:20, -5
    r"|[^\W_](?:[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|['’ʼ\u00ad\u200b-\u200d](?=[^\W\d_]))*"
    r"|[%‰°$€£¥₽₹₩₺₴₪฿¢§№<>≤≥=±×÷]"
)
_UNSEEN = dict.fromkeys(
    map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")
)  # soft hyphens and the like
_LOOK = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "−": "-"})
BREAK = ""  # between two parts: equal to no word


@dataclass(frozen=True, slots=True)
class Folded:
    """All parts of a text, word after word; an empty one between two parts.

    `keys` are the words as they count; `starts` and `ends` are code points of the word's part.
    """

    words: DraftText
    keys: list[str]
    parts: list[Part]
    starts: list[int]
    ends: list[int]
    first: dict[Part, int]  # where each part's words begin

    def within(self, part: Part, start: int, end: int) -> tuple[int, int]:
        """Give the first word of a range, and the one after its last."""
        low, high = self.first[part], self.first[part] + self._count(part)
        while low < high:  # the first word that ends after `start`
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.ends[middle] <= start else (low, middle)
        last = low
        high = self.first[part] + self._count(part)
        while last < high and self.starts[last] < end:
            last += 1
        return low, last

    def _count(self, part: Part) -> int:
        following = [first for first in self.first.values() if first > self.first[part]]
        return (min(following) - 1 if following else len(self.keys)) - self.first[part]


def alike(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether these texts have the same words in the same order."""
    left, right = ([key for text in texts for *_, key in _words(text)] for texts in (old, new))
    return left == right


def fold(words: DraftText) -> Folded:
    """Read the words of all parts."""
    folded = Folded(words, [], [], [], [], {})
    for part in Part:
        if folded.first:
            folded.keys.append(BREAK)
            folded.parts.append(part)
            folded.starts.append(0)
            folded.ends.append(0)
        folded.first[part] = len(folded.keys)
        for start, end, key in _words(words[part]):
            folded.keys.append(key)
            folded.parts.append(part)
            folded.starts.append(start)
            folded.ends.append(end)
    return folded


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _WORD.finditer(text):
        yield match.start(), match.end(), _key(match.group())


@lru_cache(maxsize=65_536)
def _key(word: str) -> str:
    """Write a word as it counts: ligatures apart, one kind of apostrophe and of minus."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFKC", word).translate(_UNSEEN).translate(_LOOK)
