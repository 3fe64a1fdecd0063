"""Noun groups of a language that writes its nouns with capitals: whom a clause is about."""

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.page import ENDS, ParsedText
from api.extraction.syntax import appositions
from api.extraction.syntax.noun_phrases import Phrase

_OPENS = WordClass.determiner | WordClass.possessive | WordClass.quantity
_OVER = (
    WordClass.reflexive | WordClass.adverb | WordClass.negation | WordClass.time | WordClass.object
)
_DESCRIBES = WordClass.demonym | WordClass.before_time
_LINKS = WordClass.name_link | WordClass.link
_NAME = 5  # words of a name that stands in quotation marks
_TITLE = 3  # of one that may be written small: „heise online“
_LONGEST = 30
MARKS = frozenset((",", ";", ":", "(", ")", "-", "—", "–", "--", *ENDS))


def behind(page: ParsedText, verb: int, high: int) -> Phrase | None:
    """Find who stands behind the verb, over "sich", "gestern" and "am Montag"."""
    at = verb + 1
    while at <= high and not page.quoted[at]:
        flag = page.flags[at]
        dated = flag & WordClass.preposition and at < high and page.flags[at + 1] & WordClass.time
        if not dated and (not flag & _OVER or flag & (_OPENS | WordClass.subject)):
            break
        at += 1
    return group(page, at, high)


def group(page: ParsedText, first: int, high: int) -> Phrase | None:
    """Read the group that begins at word `first`, its genitives, names and appositions included."""
    if first > high:
        return None
    if page.flags[first] & WordClass.subject:
        return Phrase(first, first, first)
    at = _noun(page, first, high)
    if at is None:
        alone = page.flags[first] & (WordClass.quantity | WordClass.determiner)
        few = alone and not page.flags[first] & WordClass.preposition and not page.quoted[first]
        return Phrase(first, first, first) if few else None
    last = head = at
    while (then := _goes_on(page, last, high)) is not None and then - first < _LONGEST:
        alone = page.capitals[last + 1] or page.quoted[last + 1]
        last, head = then, then if alone and head == last else head
    return Phrase(first, appositions.end(page, last, high), head)


def opens(page: ParsedText, at: int) -> bool:
    """Whether a group that may be a subject begins here: no preposition, no object's article."""
    flag = page.flags[at]
    if page.lowered[at] in page.lexicon.personal_relative and _weak(page, at + 1):
        return False  # "der kleinen Zeitung": whom or whose, not who
    if flag & (WordClass.oblique | WordClass.object | WordClass.subordinator | WordClass.opener):
        return False
    return not flag & WordClass.preposition or page.capitals[at]


def _noun(page: ParsedText, at: int, high: int) -> int | None:
    """Step over articles and adjectives: give the end of the noun, or of the name in quotes."""
    for index in range(at, min(high, at + 8) + 1):
        if page.quoted[index]:
            first, last = page.quotes[page.quote[index]]
            named = index > at or _begins_big(page, index) or last - first <= _TITLE
            return _named(page, index, high) if named else None
        if page.capitals[index] and not page.flags[index] & _small(page, index, at):
            return index
        modifies = index > at and page.flags[index] & (WordClass.adverb | WordClass.negation)
        counts = page.words[index][0].isdigit()
        if not (page.flags[index] & _OPENS or modifies or counts or _adjective(page, index)):
            return None
    return None


def _small(page: ParsedText, index: int, first: int) -> int:
    """Classes that a capital does not make a noun, at the head of a sentence."""
    begins = index == first and (index == 0 or page.words[index - 1] in ENDS)
    small_classes = (
        WordClass.preposition | WordClass.adverb | WordClass.subordinator | WordClass.joiner
    )
    return (_OPENS | small_classes) if begins else _OPENS


def _weak(page: ParsedText, at: int) -> bool:
    return (
        at < len(page.words)
        and page.lowered[at].endswith(page.lexicon.weak)
        and _adjective(page, at)
    )


def _adjective(page: ParsedText, at: int) -> bool:
    low = page.lowered[at]
    endings = page.lexicon.inflected
    small = not page.capitals[at] and low[0].isalnum()
    return small and low.endswith(endings) and not page.flags[at] & ~_DESCRIBES


def _named(page: ParsedText, at: int, high: int) -> int | None:
    first, last = page.quotes[page.quote[at]]
    named = first == at and last - first <= _NAME and last <= high
    return last if named else None


def _begins_big(page: ParsedText, mark: int) -> bool:
    """Whether the word behind a quotation mark begins with a capital."""
    return mark + 1 < len(page.words) and page.capitals[mark + 1]


def _goes_on(page: ParsedText, last: int, high: int) -> int | None:
    """Give the last word of what continues the group behind `last`, if anything does."""
    at = last + 1
    if at > high:
        return None
    if page.quoted[at]:
        return _named(page, at, high) if _begins_big(page, at) else None
    if page.words[at] == "(":
        return next((k for k in range(at, min(at + 8, high + 1)) if page.words[k] == ")"), None)
    abbreviated = page.words[at] == "." and last > 1 and len(page.words[last]) <= 3 and at < high
    noun = page.capitals[at] and page.words[at][0].isalpha() and not page.flags[at] & WordClass.time
    if abbreviated or noun:
        return at
    links = not page.capitals[at] and page.flags[at] & _LINKS and at < high
    return _noun(page, at + 1, high) if links else None
