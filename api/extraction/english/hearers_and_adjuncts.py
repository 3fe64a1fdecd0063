"""What may stand between a cue and what is said: whom it was said to, when and where."""

from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.page import OWNING, ParsedText

_BARE = WordClass.subject | WordClass.determiner | WordClass.possessive
_NAME_MARKS = OWNING - {"'"} | {"."}  # inside a name: "Fox News’ Chris Wallace"
_HEARER = 10  # words that name whom it is said to


def behind_hearer(page: ParsedText, at: int, end: int) -> int:
    """Step over whom it is told to: "reporters", "Fox News’ Chris Wallace"."""
    flag = page.flags[at] if at <= end else 0
    if (
        at > end
        or flag & (WordClass.opener | WordClass.of)
        or page.lowered[at] in page.lexicon.infinitive
    ):
        return at
    if flag & WordClass.subject and not flag & WordClass.object:
        return at
    for ahead in range(at, min(at + _HEARER, end + 1)):
        if page.quoted[ahead] or page.words[ahead] in (":", ","):
            return ahead
        if ahead > at and page.flags[ahead] & (WordClass.opener | WordClass.subject):
            return ahead
    return _behind_noun(page, at, end)


def _behind_noun(page: ParsedText, at: int, end: int) -> int:
    if page.flags[at] & (WordClass.object | WordClass.subject | WordClass.reflexive):
        return at + 1
    if page.capitals[at]:
        inside = WordClass.name_link | WordClass.joiner
        while at <= end and (
            page.capitals[at] or page.words[at] in _NAME_MARKS or page.flags[at] & inside
        ):
            at += 1
        return at if at < end else end + 1
    if not page.flags[at] & (WordClass.determiner | WordClass.possessive):
        return at + 1
    start, at = at, at + 1
    while at <= end and not page.flags[at] & (_BARE | WordClass.preposition) and at - start < 4:
        at += 1
    return at


def behind_adjunct(page: ParsedText, at: int, end: int, takes: int) -> int:
    """Step over "on Tuesday", "in a statement", "repeatedly"."""
    while at <= end:
        flag = page.flags[at]
        own = page.capitals[at] and at < end and page.words[at + 1] in page.lexicon.clitic
        small = flag & WordClass.adverb and not flag & _BARE
        ago = _behind_ago(page, at, end)
        if ago:
            at = ago
        elif (
            small
            or flag & WordClass.reflexive
            or page.adverbial(at)
            or (flag & WordClass.time and not own)
        ):
            at += 1
        elif _is_adjunct(page, at, takes):
            return _behind_preposition(page, at, end)
        else:
            return at
    return at


def _behind_ago(page: ParsedText, at: int, end: int) -> int | None:
    """Step over "a few days ago"."""
    near = range(at + 2, min(at + 5, end + 1))
    counted = (
        page.flags[at] & (WordClass.determiner | WordClass.quantity) or page.words[at].isdigit()
    )
    return next((k + 1 for k in near if counted and page.flags[k] & WordClass.ago), None)


def _is_adjunct(page: ParsedText, at: int, takes: int) -> bool:
    low = page.lowered[at]
    if not page.flags[at] & WordClass.preposition or low in page.lexicon.content_openers:
        return False
    return not (takes & Complement.to and low in page.lexicon.infinitive) and not (
        takes & Complement.object and low in page.lexicon.object_prepositions
    )


def _behind_preposition(page: ParsedText, at: int, end: int) -> int:
    """Find where what is said begins behind "in an interview on Monday"."""
    ahead = at + 1
    while ahead <= end and not page.quoted[ahead] and page.words[ahead] not in ",:—–":
        flag = page.flags[ahead]
        if flag & WordClass.opener or (flag & WordClass.subject and ahead > at + 1):
            break
        if flag & WordClass.time and not flag & WordClass.before_time and ahead < end:
            after = page.flags[ahead + 1]
            if after & _BARE or (page.capitals[ahead + 1] and not after & WordClass.time):
                return ahead + 1
        ahead += 1
    return ahead
