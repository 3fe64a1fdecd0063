"""Finite verbs by their form and their neighbours, and whose they are."""

import sys
from bisect import bisect_left

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.page import ParsedText
from api.extraction.syntax import noun_phrases
from api.extraction.syntax.noun_phrases import Phrase

HELPS = WordClass.auxiliary | WordClass.negation | WordClass.adverb


def has_verb(page: ParsedText, first: int, last: int) -> bool:
    """Whether a finite verb stands among these words."""
    verbs = page.verbs or _find_verbs(page)
    return verbs[bisect_left(verbs, first)] <= last


def is_verb(page: ParsedText, at: int) -> bool:
    """Whether this word looks like a finite verb."""
    return has_verb(page, at, at)


def is_past(page: ParsedText, at: int) -> bool:
    """Whether a past form or another finite verb stands here, outside quotation marks."""
    flag, low = page.flags[at], page.lowered[at]
    if page.quoted[at] or page.capitals[at]:
        return False
    return bool(flag & (WordClass.verb | WordClass.auxiliary)) or (
        len(low) > 4 and low.endswith(page.lexicon.past)
    )


def doer(page: ParsedText, at: int, low: int) -> Phrase | None:
    """Find whose verb stands next before word `at`, no further left than word `low`."""
    for verb in range(at - 1, low, -1):
        if not page.quoted[verb] and is_verb(page, verb):
            return noun_phrases.left(page, verb, low)
    return None


def with_helpers(page: ParsedText, at: int, source: Phrase) -> int:
    """Give the first of the helping words between a subject and its verb: "has also said"."""
    while at - 1 > source.last and (page.flags[at - 1] & HELPS or page.adverbial(at - 1)):
        at -= 1
    return at


def _find_verbs(page: ParsedText) -> list[int]:
    """Find the words of a page that look like finite verbs, and one beyond its end."""
    verbal, formed = WordClass.verb | WordClass.auxiliary, page.lexicon.third + page.lexicon.past
    words = page.lexicon.words
    may = {low for low in set(page.lowered) if words.get(low, 0) & verbal or low.endswith(formed)}
    likely = [at for at, low in enumerate(page.lowered) if low in may]
    page.verbs = [at for at in likely if _is_verb(page, at)]
    page.verbs.append(sys.maxsize)
    return page.verbs


def _is_verb(page: ParsedText, at: int) -> bool:
    flag, low = page.flags[at], page.lowered[at]
    if page.capitals[at] or not low[0].isalpha():
        return low in page.lexicon.clitic and bool(page.flags[at - 1] & WordClass.subject)
    if flag & (WordClass.verb | WordClass.auxiliary) and not flag & WordClass.negation:
        return low not in page.lexicon.not_finite
    if at == 0:
        return False
    before = page.flags[at - 1]
    if low.endswith(page.lexicon.third) and not flag and _takes_object(page, at):
        return True
    if not low.endswith(page.lexicon.past) or len(low) <= 3:
        return False
    if at > 1 and page.adverbial(at - 1):
        before |= page.flags[at - 2]  # "a strongly worded statement"
    return not before & (WordClass.determiner | WordClass.possessive | WordClass.be)


def _takes_object(page: ParsedText, at: int) -> bool:
    """Whether a word in -s is a verb: behind "which", or before an article ("employs the")."""
    if page.lowered[at].endswith(page.lexicon.not_third) or at + 1 >= len(page.words):
        return False
    before, after = page.flags[at - 1], page.flags[at + 1]
    if before & WordClass.relative and not before & WordClass.determiner:
        return True
    inside = WordClass.determiner | WordClass.possessive | WordClass.preposition
    takes = (
        after & (WordClass.determiner | WordClass.possessive | WordClass.quantity)
        or page.lowered[at + 1] in page.lexicon.after_third
    )
    return bool(takes) and not before & inside
