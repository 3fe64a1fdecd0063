"""Who says it: a cue verb or "according to", and the name that stands beside it."""

import re
from dataclasses import dataclass

from api.extraction.quotations import Stretch, covers
from api.extraction.tables import (
    CUE_PHRASES,
    CUE_VERBS,
    GENERIC,
    NAME_LINKS,
    NOT_NAMES,
    PRONOUNS,
    TITLES,
)

_WORD = re.compile(r"\w+(?:[’'.\-]\w+)*|[^\w\s]")
_FULL_NAME = re.compile(r"\b[A-Z][\w’\-]+(?: [A-Z][\w’\-]+){1,3}")
_PHRASE = re.compile("|".join(CUE_PHRASES), re.IGNORECASE)
_CLAUSE_ENDS = frozenset(",;:—–()“”")
_REACH = 40  # words looked at on either side of a cue
_EARLY = 3  # a clause's subject is among its first words
_ONLY_QUOTED = 3  # a quotation of fewer words needs a cue to be speech; else it is a phrase


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody as the text names them: the words, where, and the name meant (if sure)."""

    start: int
    end: int
    words: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """Who a sentence's assertion comes from. `topic` is who the next "he" means."""

    voice: str
    speaker: Mention | None = None
    cue: Stretch | None = None
    topic: Mention | None = None


class Names:
    """The full names of a text, by their last word: "Medvedev" → "Dmitry Medvedev"."""

    def __init__(self, by_last: dict[str, str]) -> None:
        self._by_last = by_last

    @classmethod
    def of(cls, text: str) -> "Names":
        found: dict[str, str] = {}
        for match in _FULL_NAME.finditer(text):
            words = [word.removesuffix("’s") for word in match.group().split(" ")]
            while words and words[0].lower() in NOT_NAMES | TITLES:
                words = words[1:]
            if len(words) > 1 and words[-1].lower() not in NOT_NAMES:
                found.setdefault(words[-1], " ".join(words))
        return cls(found)

    def full(self, name: str) -> str:
        return self._by_last.get(name, name) if " " not in name else name


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() and self.low not in NOT_NAMES


def find(
    text: str,
    start: int,
    end: int,
    quoted: list[Stretch],
    names: Names,
    before: Mention | None,
    language: str,
) -> Said:
    """Find who says what the sentence text[start:end] asserts.

    `before` is whom the sentences before were about; "he" and "the ministry" mean them.
    """
    sentence = [
        _Word(start + match.start(), start + match.end(), match.group())
        for match in _WORD.finditer(text[start:end])
    ]
    own = [word for word in sentence if not covers(quoted, word.start)]
    topic = _topic(own, names, before)
    speech = [left_right for left_right in quoted if _long(text, left_right)]
    if language.startswith("en"):
        for speaker, cue in (_phrase(text, start, end, own, names), _verb(own, names, before)):
            if cue is not None and speaker is not None:
                return Said("quoted" if quoted else "reported", speaker, cue, speaker)
    if speech:
        return Said("quoted", topic or before, None, topic)
    return Said("article", topic=topic)


def _long(text: str, stretch: Stretch) -> bool:
    return len(text[stretch[0] : stretch[1]].split()) >= _ONLY_QUOTED


def _phrase(
    text: str, start: int, end: int, own: list[_Word], names: Names
) -> tuple[Mention | None, Stretch | None]:
    match = _PHRASE.search(text, start, end)
    if match is None:
        return None, None
    after = [word for word in own if word.start >= match.end()][:_REACH]
    return _named(after, names, None), match.span()


def _verb(
    own: list[_Word], names: Names, before: Mention | None
) -> tuple[Mention | None, Stretch | None]:
    for at, word in enumerate(own):
        if word.text not in CUE_VERBS:
            continue
        left = own[max(0, at - _REACH) : at]
        speaker = _beside(left, own[at + 1 : at + 6], names, before)
        if speaker is not None:
            return speaker, (word.start, word.end)
    return None, None


def _beside(
    left: list[_Word], right: list[_Word], names: Names, before: Mention | None
) -> Mention | None:
    """Take the nearest clause's subject before the verb; "said Lavrov" where none stands there."""
    clause: list[_Word] = []
    for word in reversed(left):
        if word.text in _CLAUSE_ENDS:
            if found := _named(clause[::-1], names, before, early=True):
                return found
            clause = []
        else:
            clause.append(word)
    return (
        _named(clause[::-1], names, before, early=True)
        or (_named(right[:3], names, None) if right and right[0].capital else None)
        or _named(left, names, before)
    )


def _named(
    words: list[_Word], names: Names, before: Mention | None, *, early: bool = False
) -> Mention | None:
    """Take the first somebody: a name, a pronoun or "the ministry"; `early`: or nobody."""
    passed = 0
    for at, word in enumerate(words):
        passed += word.low not in NOT_NAMES
        if early and passed > _EARLY:
            return None
        if word.low in PRONOUNS:
            return Mention(word.start, word.end, word.text, before.name if before else None)
        if word.capital and word.text[0].isalpha():
            return _name(words[at:], names)
        if word.low in GENERIC:
            first = words[at - 1] if at and words[at - 1].low in ("the", "its", "a") else word
            said = " ".join(part.text for part in ([first] if first is not word else []) + [word])
            meant = before.name if before and first.low in ("the", "its") else None
            return Mention(first.start, word.end, said, meant)
    return None


def _name(words: list[_Word], names: Names) -> Mention:
    """Take as much of a name as stands here: "Institute for the Study of War"."""
    taken = [words[0]]
    for word in words[1:8]:
        gap = word.start - taken[-1].end
        if gap > 1 or not (word.capital or word.low in NAME_LINKS) or word.low == "and":
            break
        taken.append(word)
        if taken[-2].text.endswith(("’s", "'s")):
            taken = taken[-1:]
    while taken[-1].low in NAME_LINKS:
        taken.pop()
    while len(taken) > 1 and taken[0].low in TITLES and _is_personal(taken[1]):
        taken.pop(0)
    last = taken[-1]
    bare = last.text.removesuffix("’s").removesuffix("'s")
    said = " ".join([*(word.text for word in taken[:-1]), bare])
    end = last.start + len(bare)
    return Mention(taken[0].start, end, said, names.full(said))


def _is_personal(word: _Word) -> bool:
    return word.low in TITLES or (word.capital and word.low not in GENERIC)


def _topic(own: list[_Word], names: Names, before: Mention | None) -> Mention | None:
    """Whom the sentence is about: its first name, if it stands early; else whoever was before."""
    for at, word in enumerate(own[:12]):
        if word.capital and word.text[0].isalpha() and not word.text.endswith(("’s", "'s")):
            return _name(own[at:], names)
        if word.low in PRONOUNS and at < 2:
            return before
    return None
