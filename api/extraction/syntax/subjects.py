"""Whom a sentence is about, where its subject stands before its verb."""

from api.extraction.lexicon.word_classes import Word
from api.extraction.reading.page import OWNING, Page
from api.extraction.syntax import noun_phrases
from api.extraction.syntax.noun_phrases import Phrase

_OPENS = Word.determiner | Word.possessive
_SOMEBODY = Word.title | Word.person | Word.group | Word.many


def find(page: Page, low: int, at: int) -> Phrase | None:
    """Find whom the sentence is about: what stands before its first verb."""
    quoted = page.first_quoted(low, at - 1)
    for place, flag in enumerate(page.flags[low : at if quoted is None else quoted], low):
        if flag & Word.subject:
            return Phrase(place, place, place)
        helps = flag & Word.auxiliary and page.words[place] not in OWNING
        if helps or (place > low and _may_be_verb(page, place, low)):
            return noun_phrases.left(page, place, low)
    if quoted is not None:
        return None
    last = low
    while last < at and (page.capitals[last] or page.flags[last] & (Word.determiner | _SOMEBODY)):
        last += 1
    named = last > low and not page.flags[last - 1] & _OPENS
    return Phrase(low, last - 1, last - 1) if named else None


def _may_be_verb(page: Page, at: int, low: int) -> bool:
    """Whether the word is a verb by its form; not "a wounded man" where a sentence begins."""
    if page.flags[at] & Word.verb:
        return True
    if not page.lows[at].endswith(page.lexicon.past) and page.lows[at] not in page.lexicon.cues:
        return False
    inside = page.adverbial(at - 1) or page.flags[at - 1] & _OPENS
    return not (inside and at - low < 3)
