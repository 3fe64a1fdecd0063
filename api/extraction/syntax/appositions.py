"""What follows a name between commas: "Amy Pope, a deputy adviser,"."""

from api.extraction.lexicon.word_classes import Word
from api.extraction.reading.page import ENDS, Page

_OPENS = Word.determiner | Word.possessive
_STOPS = frozenset((";", ":", "—", "–", "--")) | ENDS
_LONGEST = 52  # words


def end(page: Page, last: int, high: int) -> int:
    """Take ", a deputy adviser" along: give its last word, or `last` where there is none."""
    words, at = page.words, last + 1
    if at < high and words[at] == "(":
        return next((k for k in range(at, min(at + 8, high + 1)) if words[k] == ")"), last)
    if at + 1 > high or words[at] != "," or page.quoted[at + 1]:
        return last
    at += 1
    if page.flags[at] & Word.relative and page.lows[min(at + 1, high)] in page.lexicon.cues:
        return last  # "said Beck, who said": two sayings
    if page.flags[at] & (_OPENS | Word.title | Word.person | Word.many | Word.relative):
        return _reach_apposition(page, at, high)
    place = at
    while place <= high and (page.capitals[place] or words[place][0].isdigit()):
        place += 1
    if place == at or place > high or words[place] != ",":
        return last
    return end(page, place - 1, high)  # "Karen Janes, 67, of Exeter"


def _reach_apposition(page: Page, at: int, high: int) -> int:
    start = at
    while at <= min(high, start + _LONGEST) and not page.quoted[at]:
        word = page.words[at]
        if word in _STOPS or (word == "," and not _more(page, at + 1, high)):
            break
        at += 1
    return at - 1


def _more(page: Page, at: int, high: int) -> bool:
    """Whether an apposition goes on behind a comma: "of Exeter, N.H., and an ally"."""
    if at > high or page.quoted[at] or page.lows[at].endswith(page.lexicon.participle):
        return False
    ends = Word.subject | Word.subordinator | Word.preposition | Word.auxiliary | Word.contrast
    if page.flags[at] & (ends | Word.relative | Word.adverb):
        return False
    return page.lows[at] not in page.lexicon.cues
