"""Whom the text means: a name's fullest form, "he", "the ministry", "Moscow"; or honestly nobody.

A text is read in order; who was spoken of last is kept in mind.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.page import OWNING, ParsedText, WordRange
from api.extraction.reading.quotations import CharacterRange
from api.extraction.syntax.noun_phrases import Phrase

_LINKS = WordClass.name_link | WordClass.of
_LONGEST = 8  # words of a name
_REMEMBERED = 30  # of whom the text spoke last


class Mention(NamedTuple):
    """Somebody as the text names them: the words, where, and the name meant (if sure).

    `level` 1 is the outermost: "A (1) reported that B (2) said".
    """

    start: int
    end: int
    words: str
    name: str | None
    level: int = 1


@dataclass(slots=True, eq=False)
class _Referent:
    """One of whom the text speaks."""

    name: str
    person: bool
    described: set[str]  # in small letters: "minister"
    pronoun: str = ""


class Coreference:
    """Everybody whom a text names, and who was spoken of last."""

    def __init__(self, page: ParsedText, earlier: "Coreference | None" = None) -> None:
        """`known` are those of another part of the same text: one is known by the other's name."""
        self.page = page
        self.by_name: dict[str, _Referent] = earlier.by_name if earlier else {}
        self.by_part: dict[str, _Referent] = earlier.by_part if earlier else {}  # surname, acronym
        self._recent: list[_Referent] = []
        self._places = frozenset(page.lexicon.metonyms.values())
        # Any word is capital where a sentence begins: it is a name if it is elsewhere too.
        self._first = [False] * len(page.words)
        for frame in page.frames:
            self._first[frame.first] = True
        self._names = {
            low
            for low, capital, first in zip(page.lowered, page.capitals, self._first, strict=True)
            if capital and not first
        } | set(page.lexicon.metonyms)
        self._runs = list(self._capitalised(0, len(page.words) - 1))
        self._read()

    def mentions(self, phrase: Phrase, level: int = 1) -> list[Mention]:
        """Name whom a source means: several for "A and B", in their order."""
        page = self.page
        pieces = [phrase, *self._joined(phrase)]
        return [
            Mention(*span, page.text[slice(*span)], self._name(piece), level)
            for piece in pieces[1:] or pieces
            for span in [self._span(piece)]
        ]

    def notice(self, phrase: Phrase) -> None:
        """Keep in mind that the text speaks of this one now."""
        self._name(phrase)

    def surely(self, pronoun: int, since: int) -> str | None:
        """Name whom "he" or "she" at a word means, if one person only is named from `since` on."""
        if self.page.lowered[pronoun] not in self.page.lexicon.personal:
            return None
        named = {
            referent.name: referent
            for first, last in self._runs_within(since, pronoun - 1)
            if (referent := self._of_name(first, last)).person
        }
        only = next(iter(named.values()), None)
        if only is None or len(named) > 1 or only.pronoun not in ("", self.page.lowered[pronoun]):
            return None
        noun = (
            self.page.lexicon.capital_nouns and " " not in only.name
        )  # German writes all of them big
        return None if noun else only.name

    def _read(self) -> None:
        """Find the full names of the text, and what they are also called."""
        for first, last in self._runs:
            words = self._words(first, last)
            if len(words) < 2:
                continue
            name, titles = " ".join(words), self._titles(first)
            referent = self.by_name.setdefault(name, _Referent(name, self._personal(words), set()))
            referent.described |= titles | self._apposed(last)
            if referent.person:
                self.by_part.setdefault(words[-1], referent)
            elif acronym := self._acronym(last):
                self.by_part.setdefault(acronym, referent)

    def _runs_within(self, first: int, last: int) -> Iterator[WordRange]:
        """Give the names that stand among these words."""
        for index in range(bisect_left(self._runs, (first, first)), len(self._runs)):
            if self._runs[index][1] > last:
                return
            yield self._runs[index]

    def _capitalised(self, first: int, last: int) -> Iterator[WordRange]:
        """Give the runs of words that begin as names do, small links inside allowed."""
        page, behind = self.page, first
        capitals = enumerate(page.capitals[first : last + 1], first)
        for at in [at for at, capital in capitals if capital]:
            if at < behind or not self._begins_name(at):
                continue
            end = at
            while end < min(last, at + _LONGEST) and self._goes_on(end, last):
                end += 1
            while page.flags[end] & _LINKS and not page.capitals[end]:
                end -= 1
            yield at, end
            behind = end + 1

    def _begins_name(self, at: int) -> bool:
        """Whether a name begins with this capital."""
        page = self.page
        flag = page.flags[at]
        if flag & WordClass.time:
            return False
        if flag & (WordClass.title | WordClass.demonym):
            return self._begins_group(at)
        small = flag & ~(WordClass.person | WordClass.group | WordClass.many)
        if small or not self._first[at] or page.lowered[at] in self._names:
            return not small
        goes_on = at + 1 < len(page.words) and page.capitals[at + 1]  # "Dmitry Medvedev"
        return page.words[at].isupper() or (goes_on and page.starts[at + 1] - page.ends[at] == 1)

    def _begins_group(self, at: int) -> bool:
        """Whether an institution's name begins here: "Russian Foreign Ministry"."""
        page = self.page
        for index in range(at + 1, min(at + _LONGEST, len(page.words))):
            if not page.capitals[index] or page.flags[index] & (WordClass.person | WordClass.time):
                return False
            if page.flags[index] & WordClass.group:
                return True
        return False

    def _goes_on(self, end: int, last: int) -> bool:
        page, following = self.page, end + 1
        if page.starts[following] - page.ends[end] != 1:
            return False
        if page.capitals[following]:
            return not page.flags[following] & WordClass.time
        linked = page.flags[following] & _LINKS and following < last
        return bool(linked) and (
            page.capitals[following + 1] or bool(page.flags[following + 1] & _LINKS)
        )

    def _words(self, first: int, last: int) -> list[str]:
        page = self.page
        return [page.words[at] for at in range(first, last + 1)]

    def _titles(self, first: int) -> set[str]:
        titles, at = set[str](), first - 1
        while at >= 0 and self.page.flags[at] & WordClass.title:
            titles.add(self.page.lowered[at])
            at -= 1
        return titles

    def _apposed(self, last: int) -> set[str]:
        """Take "president" from "X, Iran's president,"."""
        page = self.page
        if last + 2 >= len(page.words) or page.words[last + 1] != ",":
            return set()
        near = range(last + 2, min(last + 8, len(page.words)))
        described = WordClass.title | WordClass.person | WordClass.group
        return {page.lowered[at] for at in near if page.flags[at] & described}

    def _personal(self, words: list[str]) -> bool:
        classes = self.page.lexicon.words
        small = any(word[0].islower() for word in words)
        group = any(classes.get(word.lower(), 0) & WordClass.group for word in words)
        acronym = len(words) == 1 and words[0].isupper()
        return not small and not group and not acronym and len(words) <= 4

    def _acronym(self, last: int) -> str | None:
        """Give what stands in brackets behind a name, where it abbreviates it."""
        page = self.page
        if last + 3 < len(page.words) and page.words[last + 1] == "(":
            short = page.words[last + 2]
            if short.isupper() and page.words[last + 3] == ")":
                return short
        return None

    def _joined(self, phrase: Phrase) -> list[Phrase]:
        """Cut "A and B" in two, where both are names."""
        page = self.page
        for at in range(phrase.first + 1, phrase.last):
            owned = page.flags[at + 1] & WordClass.possessive
            both = page.capitals[at - 1] and (page.capitals[at + 1] or owned)
            if page.flags[at] & WordClass.link and both:
                left = Phrase(phrase.first, at - 1, at - 1)
                return [left, Phrase(at + 1, phrase.last, phrase.head)]
        return []

    def _span(self, phrase: Phrase) -> CharacterRange:
        return self.page.stretch(phrase.first, phrase.last)

    def _name(self, phrase: Phrase) -> str | None:
        page = self.page
        low, flag = page.lowered[phrase.first], page.flags[phrase.first]
        referent = self._named(phrase)
        if referent is None and phrase.first == phrase.last and flag & WordClass.subject:
            referent = self._by_pronoun(low)
        elif referent is None and flag & (WordClass.determiner | WordClass.possessive):
            referent = self._described(phrase)
        if referent is None:
            return None
        if referent in self._recent:
            self._recent.remove(referent)
        self._recent = [*self._recent[1 - _REMEMBERED :], referent]
        return referent.name

    def _named(self, phrase: Phrase) -> _Referent | None:
        """Find the name in a phrase: the one apposed to "its foreign minister", or the first."""
        page, owned = self.page, None
        for first, last in self._capitalised(phrase.first, phrase.last):
            referent = self._of_name(first, last)
            owner = last < phrase.last and page.words[last + 1] in OWNING
            if not owner:
                return referent
            owned = owned or referent
        paper = page.flags[phrase.head] & WordClass.paper
        return owned if paper else None

    def _of_name(self, first: int, last: int) -> _Referent:
        words = self._words(first, last)
        name = " ".join(words)
        referent = self.by_name.get(name) or self.by_part.get(words[-1])
        if referent and (len(words) == 1 or referent.name == name):
            return referent
        meant = self.page.lexicon.metonyms.get(name.lower(), name)
        person = self._personal(words) and meant == name and name not in self._places
        return self.by_name.setdefault(meant, _Referent(meant, person, set()))

    def _by_pronoun(self, low: str) -> _Referent | None:
        person = low in self.page.lexicon.personal
        if not person and low not in self.page.lexicon.neutral:
            return None
        for referent in reversed(self._recent):
            if referent.person is person and referent.pronoun in ("", low):
                referent.pronoun = low
                return referent
        return None

    def _described(self, phrase: Phrase) -> _Referent | None:
        """Find whom "the ministry" or "the minister" means: who was called so, the last one."""
        page, head = self.page, phrase.head
        word, flag = page.lowered[head], page.flags[head]
        if flag & WordClass.paper and page.flags[phrase.first] & WordClass.possessive:
            return next(reversed(self._recent), None)
        for referent in reversed(self._recent):
            called = word in referent.described or word in referent.name.lower().split(" ")
            if called and flag & (WordClass.person | WordClass.group | WordClass.title):
                return referent
        return None
