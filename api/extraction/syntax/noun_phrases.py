"""The noun phrase left or right of a verb: who says it, as the text names them.

A walk over words whose class is known (articles, prepositions, pronouns, auxiliaries), capitals
and punctuation; no dictionary of nouns is needed.
"""

from typing import NamedTuple

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.page import OWNING, PAUSES, ParsedText
from api.extraction.syntax import appositions

_OVER = WordClass.auxiliary | WordClass.negation | WordClass.adverb | WordClass.reflexive
_WALLS = (
    WordClass.subordinator
    | WordClass.relative
    | WordClass.subject
    | WordClass.object
    | WordClass.auxiliary
)
_OPENS = WordClass.determiner | WordClass.possessive
_SOMEBODY = WordClass.title | WordClass.person | WordClass.group | WordClass.many
_ADJUNCT = (
    WordClass.adverb
    | WordClass.time
    | WordClass.joiner
    | WordClass.subordinator
    | WordClass.preposition
)
_CLOSING = frozenset((",", ")", "-", *PAUSES))
_INSIDE = frozenset(("&", "/", *OWNING))  # punctuation that stands within names
_LONGEST = 26  # words of a noun phrase


class Phrase(NamedTuple):
    """Words first … last (inclusive); `head` is the last word of the name or noun itself."""

    first: int
    last: int
    head: int


def left(page: ParsedText, verb: int, low: int) -> Phrase | None:
    """Find who stands before the verb, no further left than word `low`."""
    at = _over_adverbs(page, verb - 1, low)
    if at < low:
        return None
    if page.words[at] == "," and at > low and page.words[at - 1] == ")":
        at -= 1
    flag = page.flags[at]
    if flag & WordClass.subject and not page.quoted[at]:
        return Phrase(at, at, at)
    if flag & WordClass.relative:
        return _antecedent(page, at, low)
    if page.words[at] in _CLOSING:
        return _apposed(page, at, low)
    return _beyond_adjunct(page, _plain(page, at, low), low) if _nominal(page, at) else None


def _beyond_adjunct(page: ParsedText, phrase: Phrase | None, low: int) -> Phrase | None:
    """Read "who in 2010 said": what a preposition leads is no subject; nobody behind "but in …"."""
    before = phrase.first - 1 if phrase else low
    leads = page.flags[before] & WordClass.subordinator  # "as X said"
    if phrase is None or before <= low or leads or not _prepositional(page.flags[before]):
        return phrase
    flag = page.flags[before - 1]
    if flag & WordClass.joiner:
        return None
    if flag & (WordClass.relative | WordClass.subject | WordClass.auxiliary):
        return left(page, before, low)
    return phrase


def right(page: ParsedText, verb: int, high: int) -> Phrase | None:
    """Find who stands behind the verb ("…, said a spokesman"), no further than word `high`."""
    first = verb + 1
    if first > high or page.quoted[first]:
        return None
    if page.flags[first] & WordClass.subject:
        return Phrase(first, first, first)
    last = _reach_right(page, first, high)
    trailing = WordClass.name_link | WordClass.preposition | WordClass.joiner | WordClass.determiner
    while last >= first and page.flags[last] & trailing and not page.capitals[last]:
        last -= 1
    if last < first or not _names_somebody(page, first, last):
        return None
    return Phrase(first, appositions.end(page, last, high), _head(page, first, last))


def _nominal(page: ParsedText, at: int) -> bool:
    return page.words[at][0].isalnum() and not page.quoted[at]


def _over_adverbs(page: ParsedText, at: int, low: int) -> int:
    """Step over "has", "also", "not", "on Tuesday"."""
    while at >= low:
        flag = page.flags[at]
        if flag & WordClass.time and not flag & WordClass.adverb and at > low:
            before = page.flags[at - 1] & WordClass.before_time
            if not before and not (page.capitals[at] and page.words[at - 1][0].isalpha()):
                return at
            at -= 2 if before else 1
        elif flag & _OVER or page.adverbial(at):
            at -= 1
        else:
            return at
    return at


def _antecedent(page: ParsedText, relative: int, low: int) -> Phrase | None:
    """Read "officials who …": whom the relative pronoun stands for, and the pronoun."""
    at = relative - 1
    if at >= low and page.words[at] == ",":
        at -= 1
    if at < low or not page.words[at][0].isalnum() or page.flags[at] & _WALLS:
        return None
    phrase = _plain(page, at, low)
    return phrase and Phrase(phrase.first, relative, phrase.head)


def _apposed(page: ParsedText, closing: int, low: int) -> Phrase | None:
    """Read "Amy Pope, a deputy adviser," from its closing mark."""
    sign = page.words[closing]
    at = _opening(page, closing, low)
    if at is None:
        return None
    head, inner = _before_apposition(page, at - 1, low), page.flags[at + 1]
    if head is None or inner & (WordClass.subject | WordClass.joiner):
        return None
    low_inner = page.lowered[at + 1]
    adjunct = inner & (WordClass.preposition | WordClass.subordinator) and not inner & WordClass.of
    if adjunct or low_inner.endswith((*page.lexicon.participle, *page.lexicon.past)):
        return head  # "Trump, in a speech, said": no part of the name
    if not inner & WordClass.relative and _has_verb(page, at + 1, closing):
        return None
    return Phrase(head.first, closing if sign == ")" else closing - 1, head.head)


def _opening(page: ParsedText, closing: int, low: int) -> int | None:
    opening = "(" if page.words[closing] == ")" else page.words[closing]
    for at in range(closing - 1, max(low, closing - 2 * _LONGEST) - 1, -1):
        if page.quoted[at]:
            return None
        if page.words[at] == opening and not _is_state(page, at + 1, closing):
            return at if low < at < closing - 1 else None
    return None


def _is_state(page: ParsedText, first: int, closing: int) -> bool:
    """Whether "La." of "Chalmette, La., said" stands between two commas."""
    state = page.words[first].isalpha() and page.capitals[first]
    return state and closing - first == 2 and page.words[first + 1] == "."


def _has_verb(page: ParsedText, first: int, end: int) -> bool:
    for at in range(first, end):
        if page.flags[at] & WordClass.relative:
            return False
        if page.flags[at] & WordClass.auxiliary and page.words[at][0].isalpha():
            return True
    return False


def _before_apposition(page: ParsedText, at: int, low: int) -> Phrase | None:
    if page.words[at] == ")":
        return _apposed(page, at, low)
    if page.words[at].isdigit() and at - 2 >= low and page.words[at - 1] == ",":
        at -= 2  # an age
    walls = _WALLS & ~WordClass.subject
    return _plain(page, at, low) if _nominal(page, at) and not page.flags[at] & walls else None


def _plain(page: ParsedText, last: int, low: int) -> Phrase | None:
    """Read back to where the noun phrase begins that ends at `last`."""
    inner = WordClass.preposition | WordClass.joiner | WordClass.subordinator
    if page.flags[last] & inner and not page.capitals[last]:
        return None
    first = _behind_verb(page, _reach_left(page, last, low), last)
    if first > last:
        return None
    among = page.flags[first : last + 1]
    if any(map(_prepositional, among)):
        opened = page.flags[first] & (_OPENS | WordClass.many | WordClass.person | WordClass.group)
        if page.flags[first] & WordClass.preposition or not (opened or page.capitals[first]):
            first = _last_piece(page, first, last)
    while first < last and page.flags[first] & _ADJUNCT and not page.flags[first] & _OPENS:
        first += 1
    bare = first == last and page.words[first].islower() and not page.flags[first]
    if bare and not page.lowered[first].endswith(page.lexicon.plural):
        return None  # "by and large"
    return Phrase(first, last, _head(page, first, last))


def _reach_left(page: ParsedText, last: int, low: int) -> int:
    at, furthest = last, max(low, last - _LONGEST + 1)
    while at >= furthest and _belongs(page, at, last, low):
        at -= 1
    return at + 1


def _belongs(page: ParsedText, at: int, last: int, low: int) -> bool:
    word, flag = page.words[at], page.flags[at]
    if not (word[0].isalnum() or word in _INSIDE):
        return False
    if at < last and flag & _WALLS and word not in OWNING:
        return False
    if flag & WordClass.link:
        named = low < at < last and page.capitals[at - 1]
        return named and (page.capitals[at + 1] or bool(page.flags[at + 1] & WordClass.possessive))
    if flag & WordClass.contrast:
        return False
    verb = at < last and page.lowered[at] in page.lexicon.cues and not page.capitals[at]
    return not verb or _noun_like(page, at)


def _noun_like(page: ParsedText, at: int) -> bool:
    """Whether a word that may be a cue stands as a noun or a participle within a phrase."""
    before = page.flags[at - 1] if at else 0
    nominal = bool(before & (_OPENS | WordClass.preposition))
    return nominal or page.lowered[at].endswith(page.lexicon.participle)


def _behind_verb(page: ParsedText, first: int, last: int) -> int:
    """Begin anew behind a past form with a subject of its own: "Trump warned voters"."""
    for at, low in enumerate(page.lowered[first + 1 : last], first + 1):
        if not low.endswith(page.lexicon.past) or len(low) < 5 or page.capitals[at]:
            continue
        before = page.flags[at - 1]
        led = page.capitals[at - 1] or before & (
            WordClass.person | WordClass.many | WordClass.group
        )
        if led and not page.flags[at + 1] & WordClass.preposition:
            first = at + 1
    return first


def _prepositional(flag: int) -> bool:
    return bool(flag & WordClass.preposition) and not flag & WordClass.of


def _last_piece(page: ParsedText, first: int, last: int) -> int:
    """Keep what stands behind the last preposition but "of", or the last article."""
    for at in range(last, first - 1, -1):
        if _prepositional(page.flags[at]):
            return at + 1
        if (
            page.flags[at] & _OPENS
            and at > first
            and not page.flags[at - 1] & WordClass.preposition
        ):
            return at
    return first


def _head(page: ParsedText, first: int, last: int) -> int:
    for at, flag in enumerate(page.flags[first + 1 : last + 1], first + 1):
        if _prepositional(flag) and not page.capitals[at]:
            return at - 1
    return last


def _reach_right(page: ParsedText, first: int, high: int) -> int:
    at, named = first, False
    while at <= min(high, first + _LONGEST - 1) and _continues(page, at, first, high, named=named):
        named = named or page.capitals[at]
        at += 1
    return at - 1


def _continues(page: ParsedText, at: int, first: int, high: int, *, named: bool) -> bool:
    word, flag = page.words[at], page.flags[at]
    if page.quoted[at] or not (word[0].isalnum() or word in _INSIDE):
        return False
    if page.capitals[at]:
        return not (flag & WordClass.time and at > first and not page.flags[at - 1] & _OPENS)
    if flag & (_WALLS | WordClass.name_link) and word not in OWNING:
        return bool(flag & WordClass.name_link) and (at > first or bool(flag & _OPENS))
    small = _OPENS | WordClass.link | WordClass.preposition | WordClass.adverb | WordClass.time
    if flag & small:
        return _continues_by(page, at, first, high, named=named)
    return not named or page.words[at - 1] in OWNING or bool(flag & _SOMEBODY)


def _continues_by(page: ParsedText, at: int, first: int, high: int, *, named: bool) -> bool:
    """Whether a noun phrase goes on by a small word: an article, "and", a preposition."""
    flag = page.flags[at]
    if flag & _OPENS:
        return at == first or bool(page.flags[at - 1] & (WordClass.preposition | WordClass.joiner))
    if flag & WordClass.link:
        return at < high and (page.capitals[at + 1] or bool(page.flags[at + 1] & _OPENS))
    return bool(flag & WordClass.preposition) and not named and at > first


def _names_somebody(page: ParsedText, first: int, last: int) -> bool:
    if (
        page.flags[first] & (_OPENS | _SOMEBODY | WordClass.unnamed)
        or page.words[first][0].isdigit()
    ):
        return True
    return any(page.capitals[at] for at in range(first, last + 1))
