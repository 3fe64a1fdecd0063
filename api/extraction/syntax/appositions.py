"""What follows a name between commas: "Amy Pope, a deputy adviser,"."""

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.page import ENDS, ParsedText

_OPENS = WordClass.determiner | WordClass.possessive
_STOPS = frozenset((";", ":", "—", "–", "--")) | ENDS
_LONGEST = 52  # words


def end(page: ParsedText, last: int, high: int) -> int:
    """Take ", a deputy adviser" along: give its last word, or `last` where there is none."""
    words, at = page.words, last + 1
    if at < high and words[at] == "(":
        return next((k for k in range(at, min(at + 8, high + 1)) if words[k] == ")"), last)
    if at + 1 > high or words[at] != "," or page.quoted[at + 1]:
        return last
    at += 1
    if page.flags[at] & WordClass.relative and page.lowered[min(at + 1, high)] in page.lexicon.cues:
        return last  # "said Beck, who said": two sayings
    if page.flags[at] & (
        _OPENS | WordClass.title | WordClass.person | WordClass.many | WordClass.relative
    ):
        return _reach_apposition(page, at, high)
    index = at
    while index <= high and (page.capitals[index] or words[index][0].isdigit()):
        index += 1
    if index == at or index > high or words[index] != ",":
        return last
    return end(page, index - 1, high)  # "Karen Janes, 67, of Exeter"


def _reach_apposition(page: ParsedText, at: int, high: int) -> int:
    start = at
    while at <= min(high, start + _LONGEST) and not page.quoted[at]:
        word = page.words[at]
        if word in _STOPS or (word == "," and not _more(page, at + 1, high)):
            break
        at += 1
    return at - 1


def _more(page: ParsedText, at: int, high: int) -> bool:
    """Whether an apposition goes on behind a comma: "of Exeter, N.H., and an ally"."""
    if at > high or page.quoted[at] or page.lowered[at].endswith(page.lexicon.participle):
        return False
    ends = (
        WordClass.subject
        | WordClass.subordinator
        | WordClass.preposition
        | WordClass.auxiliary
        | WordClass.contrast
    )
    if page.flags[at] & (ends | WordClass.relative | WordClass.adverb):
        return False
    return page.lowered[at] not in page.lexicon.cues
