"""Whom a sentence is about, where its subject stands before its verb."""

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.page import OWNING, ParsedText
from api.extraction.syntax import noun_phrases
from api.extraction.syntax.noun_phrases import Phrase

_OPENS = WordClass.determiner | WordClass.possessive
_SOMEBODY = WordClass.title | WordClass.person | WordClass.group | WordClass.many


def find_subject(page: ParsedText, low: int, at: int) -> Phrase | None:
    """Find whom the sentence is about: what stands before its first verb."""
    quoted = page.first_quoted(low, at - 1)
    for index, flag in enumerate(page.flags[low : at if quoted is None else quoted], low):
        if flag & WordClass.subject:
            return Phrase(index, index, index)
        helps = flag & WordClass.auxiliary and page.words[index] not in OWNING
        if helps or (index > low and _may_be_verb(page, index, low)):
            return noun_phrases.left(page, index, low)
    if quoted is not None:
        return None
    last = low
    while last < at and (
        page.capitals[last] or page.flags[last] & (WordClass.determiner | _SOMEBODY)
    ):
        last += 1
    named = last > low and not page.flags[last - 1] & _OPENS
    return Phrase(low, last - 1, last - 1) if named else None


def _may_be_verb(page: ParsedText, at: int, low: int) -> bool:
    """Whether the word is a verb by its form; not "a wounded man" where a sentence begins."""
    if page.flags[at] & WordClass.verb:
        return True
    if (
        not page.lowered[at].endswith(page.lexicon.past)
        and page.lowered[at] not in page.lexicon.cues
    ):
        return False
    inside = page.adverbial(at - 1) or page.flags[at - 1] & _OPENS
    return not (inside and at - low < 3)
