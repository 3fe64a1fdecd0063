"""Finite verbs by their form and their neighbours, and whose they are."""

import sys
from bisect import bisect_left

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import ParsedText
from api.extraction.syntax import noun_phrases
from api.extraction.syntax.noun_phrases import Phrase

HELPS = WordClass.auxiliary | WordClass.negation | WordClass.adverb


def has_verb(text: ParsedText, first: int, last: int) -> bool:
    """Whether a finite verb is among these words."""
    verbs = text.finite_verbs or _find_verbs(text)
    return verbs[bisect_left(verbs, first)] <= last


def is_verb(text: ParsedText, at: int) -> bool:
    """Whether this word looks like a finite verb."""
    return has_verb(text, at, at)


def is_past(text: ParsedText, at: int) -> bool:
    """Whether a past form or another finite verb is here, outside quotation marks."""
    classes, low = text.classes[at], text.lowered[at]
    if text.quoted[at] or text.capitalized[at]:
        return False
    return bool(classes & (WordClass.irregular_verb | WordClass.auxiliary)) or (
        len(low) > 4 and low.endswith(text.lexicon.past_endings)
    )


def doer(text: ParsedText, at: int, low: int) -> Phrase | None:
    """Find whose verb comes next before word `at`, no further left than word `low`."""
    for verb in range(at - 1, low, -1):
        if not text.quoted[verb] and is_verb(text, verb):
            return noun_phrases.left(text, verb, low)
    return None


def with_helpers(text: ParsedText, at: int, source: Phrase) -> int:
    """Give the first of the helping words between a subject and its verb: "has also said"."""
    while at - 1 > source.last and (text.classes[at - 1] & HELPS or text.is_adverb(at - 1)):
        at -= 1
    return at


def _find_verbs(text: ParsedText) -> list[int]:
    """Find the words of a page that look like finite verbs, and one beyond its end."""
    verbal, formed = (
        WordClass.irregular_verb | WordClass.auxiliary,
        text.lexicon.third_person_endings + text.lexicon.past_endings,
    )
    words = text.lexicon.words
    may = {low for low in set(text.lowered) if words.get(low, 0) & verbal or low.endswith(formed)}
    likely = [at for at, low in enumerate(text.lowered) if low in may]
    text.finite_verbs = [at for at in likely if _is_verb(text, at)]
    text.finite_verbs.append(sys.maxsize)
    return text.finite_verbs


def _is_verb(text: ParsedText, at: int) -> bool:
    classes, low = text.classes[at], text.lowered[at]
    if text.capitalized[at] or not low[0].isalpha():
        return low in text.lexicon.clitics and bool(
            text.classes[at - 1] & WordClass.subject_pronoun
        )
    if (
        classes & (WordClass.irregular_verb | WordClass.auxiliary)
        and not classes & WordClass.negation
    ):
        return low not in text.lexicon.nonfinite_auxiliaries
    if at == 0:
        return False
    before = text.classes[at - 1]
    if low.endswith(text.lexicon.third_person_endings) and not classes and _takes_object(text, at):
        return True
    if not low.endswith(text.lexicon.past_endings) or len(low) <= 3:
        return False
    if at > 1 and text.is_adverb(at - 1):
        before |= text.classes[at - 2]  # "a strongly worded statement"
    return not before & (WordClass.determiner | WordClass.possessive | WordClass.be)


def _takes_object(text: ParsedText, at: int) -> bool:
    """Whether a word in -s is a verb: after "which", or before an article ("employs the")."""
    if text.lowered[at].endswith(text.lexicon.not_third_person) or at + 1 >= len(text.words):
        return False
    before, after = text.classes[at - 1], text.classes[at + 1]
    if before & WordClass.relative and not before & WordClass.determiner:
        return True
    inside = WordClass.determiner | WordClass.possessive | WordClass.preposition
    takes = (
        after & (WordClass.determiner | WordClass.possessive | WordClass.quantifier)
        or text.lowered[at + 1] in text.lexicon.after_third_person
    )
    return bool(takes) and not before & inside
