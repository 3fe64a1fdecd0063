"""The structures that the stages share: a sentence, and a cue found in it."""

from collections.abc import Callable
from typing import NamedTuple

from api.extraction.lexicon.word_classes import Cue, WordClass
from api.extraction.reading.parsed_text import PAUSES, ParsedText
from api.extraction.syntax.noun_phrases import Phrase

JOINS = WordClass.additive | WordClass.contrast  # words that join clauses: "and", "but"


class Sentence(NamedTuple):
    """Words low … high (inclusive) of a page, the full stop left out."""

    text: ParsedText
    low: int
    high: int

    def ends_clause(self, at: int) -> bool:
        """Whether no object can follow here: a pause, an adjunct or the end."""
        text = self.text
        if at > self.high or text.quoted[at] or text.is_adverb(at):
            return True
        adjunct = WordClass.preposition | WordClass.time | WordClass.subordinator
        return text.words[at] in (".", ";", ":", *PAUSES) or bool(text.classes[at] & adjunct)


class CueMatch(NamedTuple):
    """A cue, words first … last, and whose it is. `rule` tells how that was found."""

    first: int
    last: int
    cue: Cue
    source: Phrase | None
    rule: str
    inverted: bool = False  # the source is after

    @property
    def own_source(self) -> Phrase | None:
        """The source, where it is at this cue and not at another one."""
        return None if self.rule in ("same subject", "participle") else self.source

    @property
    def edge(self) -> int:
        """The first word of cue and source."""
        return min(self.first, self.own_source.first) if self.own_source else self.first

    @property
    def end(self) -> int:
        """The last word of cue and source, where it is after."""
        return max(self.last, self.source.last) if self.source and self.inverted else self.last


def match_cues(
    sentence: Sentence, read: Callable[[Sentence, int, list[CueMatch]], CueMatch | None]
) -> list[CueMatch]:
    """Find the cues of a sentence outside quotation marks, in their order.

    `read` is asked at every word that may be one; it is given the cues before.
    """
    text, matches, behind = sentence.text, list[CueMatch](), sentence.low
    telling, lows = text.lexicon.cue_words, text.lowered[sentence.low : sentence.high + 1]
    for at in [at for at, low in enumerate(lows, sentence.low) if low in telling]:
        match = None if at < behind or text.quoted[at] else read(sentence, at, matches)
        if match:
            matches.append(match)
            behind = match.last + 1 if match.rule == "phrase" else behind
    return matches
