"""Resolve whom the text means by a name, "he", "the ministry" or "Moscow"; none if not sure.

A text is read in order; who was spoken of last is kept in mind.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import POSSESSIVE_MARKS, ParsedText, WordRange
from api.extraction.reading.quotations import CharacterRange
from api.extraction.syntax.noun_phrases import Phrase

_LINKS = WordClass.name_particle | WordClass.genitive
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
    described: set[str]  # in lower case: "minister"
    pronoun: str = ""


class Coreference:
    """Everybody whom a text names, and who was spoken of last."""

    def __init__(self, text: ParsedText, earlier: "Coreference | None" = None) -> None:
        """`known` are those of another part of the same text: one is known by the other's name."""
        self.text = text
        self.by_name: dict[str, _Referent] = earlier.by_name if earlier else {}
        self.by_part: dict[str, _Referent] = earlier.by_part if earlier else {}  # surname, acronym
        self._recent: list[_Referent] = []
        self._places = frozenset(text.lexicon.metonyms.values())
        # Any word is capital where a sentence begins: it is a name if it is elsewhere too.
        self._first = [False] * len(text.words)
        for frame in text.frames:
            self._first[frame.first] = True
        self._names = {
            low
            for low, capital, first in zip(text.lowered, text.capitalized, self._first, strict=True)
            if capital and not first
        } | set(text.lexicon.metonyms)
        self._runs = list(self._capitalised(0, len(text.words) - 1))
        self._read()

    def mentions(self, phrase: Phrase, level: int = 1) -> list[Mention]:
        """Name whom a source means: several for "A and B", in their order."""
        text = self.text
        pieces = [phrase, *self._joined(phrase)]
        return [
            Mention(*span, text.characters[slice(*span)], self._name(piece), level)
            for piece in pieces[1:] or pieces
            for span in [self._span(piece)]
        ]

    def notice(self, phrase: Phrase) -> None:
        """Keep in mind that the text speaks of this one now."""
        self._name(phrase)

    def surely(self, pronoun: int, since: int) -> str | None:
        """Name whom "he" or "she" at a word means, if one person only is named from `since` on."""
        if self.text.lowered[pronoun] not in self.text.lexicon.personal_pronouns:
            return None
        named = {
            referent.name: referent
            for first, last in self._runs_within(since, pronoun - 1)
            if (referent := self._of_name(first, last)).person
        }
        only = next(iter(named.values()), None)
        if only is None or len(named) > 1 or only.pronoun not in ("", self.text.lowered[pronoun]):
            return None
        noun = (
            self.text.lexicon.capital_nouns and " " not in only.name
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
        """Give the names that are among these words."""
        for index in range(bisect_left(self._runs, (first, first)), len(self._runs)):
            if self._runs[index][1] > last:
                return
            yield self._runs[index]

    def _capitalised(self, first: int, last: int) -> Iterator[WordRange]:
        """Give the runs of words that begin as names do, small links inside allowed."""
        text, behind = self.text, first
        capitals = enumerate(text.capitalized[first : last + 1], first)
        for at in [at for at, capital in capitals if capital]:
            if at < behind or not self._begins_name(at):
                continue
            end = at
            while end < min(last, at + _LONGEST) and self._goes_on(end, last):
                end += 1
            while text.classes[end] & _LINKS and not text.capitalized[end]:
                end -= 1
            yield at, end
            behind = end + 1

    def _begins_name(self, at: int) -> bool:
        """Whether a name begins with this capital."""
        text = self.text
        classes = text.classes[at]
        if classes & WordClass.time:
            return False
        if classes & (WordClass.title | WordClass.demonym):
            return self._begins_group(at)
        small = classes & ~(WordClass.person | WordClass.organization | WordClass.people)
        if small or not self._first[at] or text.lowered[at] in self._names:
            return not small
        goes_on = at + 1 < len(text.words) and text.capitalized[at + 1]  # "Dmitry Medvedev"
        return text.words[at].isupper() or (goes_on and text.starts[at + 1] - text.ends[at] == 1)

    def _begins_group(self, at: int) -> bool:
        """Whether an institution's name begins here: "Russian Foreign Ministry"."""
        text = self.text
        for index in range(at + 1, min(at + _LONGEST, len(text.words))):
            if not text.capitalized[index] or text.classes[index] & (
                WordClass.person | WordClass.time
            ):
                return False
            if text.classes[index] & WordClass.organization:
                return True
        return False

    def _goes_on(self, end: int, last: int) -> bool:
        text, following = self.text, end + 1
        if text.starts[following] - text.ends[end] != 1:
            return False
        if text.capitalized[following]:
            return not text.classes[following] & WordClass.time
        linked = text.classes[following] & _LINKS and following < last
        return bool(linked) and (
            text.capitalized[following + 1] or bool(text.classes[following + 1] & _LINKS)
        )

    def _words(self, first: int, last: int) -> list[str]:
        text = self.text
        return [text.words[at] for at in range(first, last + 1)]

    def _titles(self, first: int) -> set[str]:
        titles, at = set[str](), first - 1
        while at >= 0 and self.text.classes[at] & WordClass.title:
            titles.add(self.text.lowered[at])
            at -= 1
        return titles

    def _apposed(self, last: int) -> set[str]:
        """Take "president" from "X, Iran's president,"."""
        text = self.text
        if last + 2 >= len(text.words) or text.words[last + 1] != ",":
            return set()
        near = range(last + 2, min(last + 8, len(text.words)))
        described = WordClass.title | WordClass.person | WordClass.organization
        return {text.lowered[at] for at in near if text.classes[at] & described}

    def _personal(self, words: list[str]) -> bool:
        classes = self.text.lexicon.words
        small = any(word[0].islower() for word in words)
        group = any(classes.get(word.lower(), 0) & WordClass.organization for word in words)
        acronym = len(words) == 1 and words[0].isupper()
        return not small and not group and not acronym and len(words) <= 4

    def _acronym(self, last: int) -> str | None:
        """Give what is in brackets after a name, where it abbreviates it."""
        text = self.text
        if last + 3 < len(text.words) and text.words[last + 1] == "(":
            short = text.words[last + 2]
            if short.isupper() and text.words[last + 3] == ")":
                return short
        return None

    def _joined(self, phrase: Phrase) -> list[Phrase]:
        """Cut "A and B" in two, where both are names."""
        text = self.text
        for at in range(phrase.first + 1, phrase.last):
            owned = text.classes[at + 1] & WordClass.possessive
            both = text.capitalized[at - 1] and (text.capitalized[at + 1] or owned)
            if text.classes[at] & WordClass.additive and both:
                left = Phrase(phrase.first, at - 1, at - 1)
                return [left, Phrase(at + 1, phrase.last, phrase.head)]
        return []

    def _span(self, phrase: Phrase) -> CharacterRange:
        return self.text.offsets(phrase.first, phrase.last)

    def _name(self, phrase: Phrase) -> str | None:
        text = self.text
        low, classes = text.lowered[phrase.first], text.classes[phrase.first]
        referent = self._named(phrase)
        if referent is None and phrase.first == phrase.last and classes & WordClass.subject_pronoun:
            referent = self._by_pronoun(low)
        elif referent is None and classes & (WordClass.determiner | WordClass.possessive):
            referent = self._described(phrase)
        if referent is None:
            return None
        if referent in self._recent:
            self._recent.remove(referent)
        self._recent = [*self._recent[1 - _REMEMBERED :], referent]
        return referent.name

    def _named(self, phrase: Phrase) -> _Referent | None:
        """Find the name in a phrase: the one apposed to "its foreign minister", or the first."""
        text, owned = self.text, None
        for first, last in self._capitalised(phrase.first, phrase.last):
            referent = self._of_name(first, last)
            owner = last < phrase.last and text.words[last + 1] in POSSESSIVE_MARKS
            if not owner:
                return referent
            owned = owned or referent
        paper = text.classes[phrase.head] & WordClass.publication
        return owned if paper else None

    def _of_name(self, first: int, last: int) -> _Referent:
        words = self._words(first, last)
        name = " ".join(words)
        referent = self.by_name.get(name) or self.by_part.get(words[-1])
        if referent and (len(words) == 1 or referent.name == name):
            return referent
        meant = self.text.lexicon.metonyms.get(name.lower(), name)
        person = self._personal(words) and meant == name and name not in self._places
        return self.by_name.setdefault(meant, _Referent(meant, person, set()))

    def _by_pronoun(self, low: str) -> _Referent | None:
        person = low in self.text.lexicon.personal_pronouns
        if not person and low not in self.text.lexicon.neuter_pronouns:
            return None
        for referent in reversed(self._recent):
            if referent.person is person and referent.pronoun in ("", low):
                referent.pronoun = low
                return referent
        return None

    def _described(self, phrase: Phrase) -> _Referent | None:
        """Find whom "the ministry" or "the minister" means: who was called so, the last one."""
        text, head = self.text, phrase.head
        word, classes = text.lowered[head], text.classes[head]
        if classes & WordClass.publication and text.classes[phrase.first] & WordClass.possessive:
            return next(reversed(self._recent), None)
        for referent in reversed(self._recent):
            called = word in referent.described or word in referent.name.lower().split(" ")
            if called and classes & (WordClass.person | WordClass.organization | WordClass.title):
                return referent
        return None
