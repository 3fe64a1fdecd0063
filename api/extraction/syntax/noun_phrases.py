"""The noun phrase left or right of a verb: who says it, as the text names them.

A walk over words whose class is known (articles, prepositions, pronouns, auxiliaries), capitals
and punctuation; no dictionary of nouns is needed.
"""

from typing import NamedTuple

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import PAUSES, ParsedText
from api.extraction.syntax import appositions
from api.extraction.syntax.phrase_extent import (
    LONGEST,
    OPENS,
    SOMEBODY,
    WALLS,
    reach_left,
    reach_right,
)

_OVER = WordClass.auxiliary | WordClass.negation | WordClass.adverb | WordClass.reflexive
_ADJUNCT = (
    WordClass.adverb
    | WordClass.time
    | WordClass.coordinator
    | WordClass.subordinator
    | WordClass.preposition
)
_CLOSING = frozenset((",", ")", "-", *PAUSES))


class Phrase(NamedTuple):
    """Words first … last (inclusive); `head` is the last word of the name or noun itself."""

    first: int
    last: int
    head: int


def left(text: ParsedText, verb: int, low: int) -> Phrase | None:
    """Find who is before the verb, no further left than word `low`."""
    at = _over_adverbs(text, verb - 1, low)
    if at < low:
        return None
    if text.words[at] == "," and at > low and text.words[at - 1] == ")":
        at -= 1
    classes = text.classes[at]
    if classes & WordClass.subject_pronoun and not text.quoted[at]:
        return Phrase(at, at, at)
    if classes & WordClass.relative:
        return _antecedent(text, at, low)
    if text.words[at] in _CLOSING:
        return _apposed(text, at, low)
    return _beyond_adjunct(text, _plain(text, at, low), low) if _nominal(text, at) else None


def _beyond_adjunct(text: ParsedText, phrase: Phrase | None, low: int) -> Phrase | None:
    """Read "who in 2010 said": what a preposition leads is no subject; nobody after "but in …"."""
    before = phrase.first - 1 if phrase else low
    leads = text.classes[before] & WordClass.subordinator  # "as X said"
    if phrase is None or before <= low or leads or not _prepositional(text.classes[before]):
        return phrase
    classes = text.classes[before - 1]
    if classes & WordClass.coordinator:
        return None
    if classes & (WordClass.relative | WordClass.subject_pronoun | WordClass.auxiliary):
        return left(text, before, low)
    return phrase


def right(text: ParsedText, verb: int, high: int) -> Phrase | None:
    """Find who is after the verb ("…, said a spokesman"), no further than word `high`."""
    first = verb + 1
    if first > high or text.quoted[first]:
        return None
    if text.classes[first] & WordClass.subject_pronoun:
        return Phrase(first, first, first)
    last = reach_right(text, first, high)
    trailing = (
        WordClass.name_particle
        | WordClass.preposition
        | WordClass.coordinator
        | WordClass.determiner
    )
    while last >= first and text.classes[last] & trailing and not text.capitalized[last]:
        last -= 1
    if last < first or not _names_somebody(text, first, last):
        return None
    return Phrase(first, appositions.end(text, last, high), _head(text, first, last))


def _nominal(text: ParsedText, at: int) -> bool:
    return text.words[at][0].isalnum() and not text.quoted[at]


def _over_adverbs(text: ParsedText, at: int, low: int) -> int:
    """Step over "has", "also", "not", "on Tuesday"."""
    while at >= low:
        classes = text.classes[at]
        if classes & WordClass.time and not classes & WordClass.adverb and at > low:
            before = text.classes[at - 1] & WordClass.before_time
            if not before and not (text.capitalized[at] and text.words[at - 1][0].isalpha()):
                return at
            at -= 2 if before else 1
        elif classes & _OVER or text.is_adverb(at):
            at -= 1
        else:
            return at
    return at


def _antecedent(text: ParsedText, relative: int, low: int) -> Phrase | None:
    """Read "officials who …": whom the relative pronoun stands for, and the pronoun."""
    at = relative - 1
    if at >= low and text.words[at] == ",":
        at -= 1
    if at < low or not text.words[at][0].isalnum() or text.classes[at] & WALLS:
        return None
    phrase = _plain(text, at, low)
    return phrase and Phrase(phrase.first, relative, phrase.head)


def _apposed(text: ParsedText, closing: int, low: int) -> Phrase | None:
    """Read "Amy Pope, a deputy adviser," from its closing mark."""
    sign = text.words[closing]
    at = _opening(text, closing, low)
    if at is None:
        return None
    head, inner = _before_apposition(text, at - 1, low), text.classes[at + 1]
    if head is None or inner & (WordClass.subject_pronoun | WordClass.coordinator):
        return None
    low_inner = text.lowered[at + 1]
    adjunct = (
        inner & (WordClass.preposition | WordClass.subordinator) and not inner & WordClass.genitive
    )
    if adjunct or low_inner.endswith(
        (*text.lexicon.participle_endings, *text.lexicon.past_endings)
    ):
        return head  # "Trump, in a speech, said": no part of the name
    if not inner & WordClass.relative and _has_verb(text, at + 1, closing):
        return None
    return Phrase(head.first, closing if sign == ")" else closing - 1, head.head)


def _opening(text: ParsedText, closing: int, low: int) -> int | None:
    opening = "(" if text.words[closing] == ")" else text.words[closing]
    for at in range(closing - 1, max(low, closing - 2 * LONGEST) - 1, -1):
        if text.quoted[at]:
            return None
        if text.words[at] == opening and not _is_state(text, at + 1, closing):
            return at if low < at < closing - 1 else None
    return None


def _is_state(text: ParsedText, first: int, closing: int) -> bool:
    """Whether "La." of "Chalmette, La., said" is between two commas."""
    state = text.words[first].isalpha() and text.capitalized[first]
    return state and closing - first == 2 and text.words[first + 1] == "."


def _has_verb(text: ParsedText, first: int, end: int) -> bool:
    for at in range(first, end):
        if text.classes[at] & WordClass.relative:
            return False
        if text.classes[at] & WordClass.auxiliary and text.words[at][0].isalpha():
            return True
    return False


def _before_apposition(text: ParsedText, at: int, low: int) -> Phrase | None:
    if text.words[at] == ")":
        return _apposed(text, at, low)
    if text.words[at].isdigit() and at - 2 >= low and text.words[at - 1] == ",":
        at -= 2  # an age
    walls = WALLS & ~WordClass.subject_pronoun
    return _plain(text, at, low) if _nominal(text, at) and not text.classes[at] & walls else None


def _plain(text: ParsedText, last: int, low: int) -> Phrase | None:
    """Read back to where the noun phrase begins that ends at `last`."""
    inner = WordClass.preposition | WordClass.coordinator | WordClass.subordinator
    if text.classes[last] & inner and not text.capitalized[last]:
        return None
    first = _behind_verb(text, reach_left(text, last, low), last)
    if first > last:
        return None
    among = text.classes[first : last + 1]
    if any(map(_prepositional, among)):
        opened = text.classes[first] & (
            OPENS | WordClass.people | WordClass.person | WordClass.organization
        )
        if text.classes[first] & WordClass.preposition or not (opened or text.capitalized[first]):
            first = _last_piece(text, first, last)
    while first < last and text.classes[first] & _ADJUNCT and not text.classes[first] & OPENS:
        first += 1
    bare = first == last and text.words[first].islower() and not text.classes[first]
    if bare and not text.lowered[first].endswith(text.lexicon.plural_endings):
        return None  # "by and large"
    return Phrase(first, last, _head(text, first, last))


def _behind_verb(text: ParsedText, first: int, last: int) -> int:
    """Begin again after a past form with a subject of its own: "Trump warned voters"."""
    for at, low in enumerate(text.lowered[first + 1 : last], first + 1):
        if not low.endswith(text.lexicon.past_endings) or len(low) < 5 or text.capitalized[at]:
            continue
        before = text.classes[at - 1]
        led = text.capitalized[at - 1] or before & (
            WordClass.person | WordClass.people | WordClass.organization
        )
        if led and not text.classes[at + 1] & WordClass.preposition:
            first = at + 1
    return first


def _prepositional(classes: int) -> bool:
    return bool(classes & WordClass.preposition) and not classes & WordClass.genitive


def _last_piece(text: ParsedText, first: int, last: int) -> int:
    """Keep what is after the last preposition but "of", or the last article."""
    for at in range(last, first - 1, -1):
        if _prepositional(text.classes[at]):
            return at + 1
        if (
            text.classes[at] & OPENS
            and at > first
            and not text.classes[at - 1] & WordClass.preposition
        ):
            return at
    return first


def _head(text: ParsedText, first: int, last: int) -> int:
    for at, classes in enumerate(text.classes[first + 1 : last + 1], first + 1):
        if _prepositional(classes) and not text.capitalized[at]:
            return at - 1
    return last


def _names_somebody(text: ParsedText, first: int, last: int) -> bool:
    if (
        text.classes[first] & (OPENS | SOMEBODY | WordClass.anonymous)
        or text.words[first][0].isdigit()
    ):
        return True
    return any(text.capitalized[at] for at in range(first, last + 1))
