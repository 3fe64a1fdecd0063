"""What can be between a cue and its content: to whom it was said, when and where."""

from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.parsed_text import POSSESSIVE_MARKS, ParsedText

_BARE = WordClass.subject_pronoun | WordClass.determiner | WordClass.possessive
_NAME_MARKS = POSSESSIVE_MARKS - {"'"} | {"."}  # inside a name: "Fox News’ Chris Wallace"
_HEARER = 10  # words that name whom it is said to


def behind_hearer(text: ParsedText, at: int, end: int) -> int:
    """Step over the hearer: "reporters", "Fox News’ Chris Wallace"."""
    classes = text.classes[at] if at <= end else 0
    if (
        at > end
        or classes & (WordClass.complementizer | WordClass.genitive)
        or text.lowered[at] in text.lexicon.infinitive_markers
    ):
        return at
    if classes & WordClass.subject_pronoun and not classes & WordClass.object_pronoun:
        return at
    for ahead in range(at, min(at + _HEARER, end + 1)):
        if text.quoted[ahead] or text.words[ahead] in (":", ","):
            return ahead
        if ahead > at and text.classes[ahead] & (
            WordClass.complementizer | WordClass.subject_pronoun
        ):
            return ahead
    return _behind_noun(text, at, end)


def _behind_noun(text: ParsedText, at: int, end: int) -> int:
    if text.classes[at] & (
        WordClass.object_pronoun | WordClass.subject_pronoun | WordClass.reflexive
    ):
        return at + 1
    if text.capitalized[at]:
        inside = WordClass.name_particle | WordClass.coordinator
        while at <= end and (
            text.capitalized[at] or text.words[at] in _NAME_MARKS or text.classes[at] & inside
        ):
            at += 1
        return at if at < end else end + 1
    if not text.classes[at] & (WordClass.determiner | WordClass.possessive):
        return at + 1
    start, at = at, at + 1
    while at <= end and not text.classes[at] & (_BARE | WordClass.preposition) and at - start < 4:
        at += 1
    return at


def behind_adjunct(text: ParsedText, at: int, end: int, takes: int) -> int:
    """Step over "on Tuesday", "in a statement", "repeatedly"."""
    while at <= end:
        classes = text.classes[at]
        own = text.capitalized[at] and at < end and text.words[at + 1] in text.lexicon.clitics
        small = classes & WordClass.adverb and not classes & _BARE
        ago = _behind_ago(text, at, end)
        if ago:
            at = ago
        elif (
            small
            or classes & WordClass.reflexive
            or text.is_adverb(at)
            or (classes & WordClass.time and not own)
        ):
            at += 1
        elif _is_adjunct(text, at, takes):
            return _behind_preposition(text, at, end)
        else:
            return at
    return at


def _behind_ago(text: ParsedText, at: int, end: int) -> int | None:
    """Step over "a few days ago"."""
    near = range(at + 2, min(at + 5, end + 1))
    counted = (
        text.classes[at] & (WordClass.determiner | WordClass.quantifier) or text.words[at].isdigit()
    )
    return next((k + 1 for k in near if counted and text.classes[k] & WordClass.ago), None)


def _is_adjunct(text: ParsedText, at: int, takes: int) -> bool:
    low = text.lowered[at]
    if not text.classes[at] & WordClass.preposition or low in text.lexicon.content_subordinators:
        return False
    return not (takes & Complement.infinitive and low in text.lexicon.infinitive_markers) and not (
        takes & Complement.object and low in text.lexicon.object_prepositions
    )


def _behind_preposition(text: ParsedText, at: int, end: int) -> int:
    """Find where what is said begins after "in an interview on Monday"."""
    ahead = at + 1
    while ahead <= end and not text.quoted[ahead] and text.words[ahead] not in ",:—–":
        classes = text.classes[ahead]
        if classes & WordClass.complementizer or (
            classes & WordClass.subject_pronoun and ahead > at + 1
        ):
            break
        if classes & WordClass.time and not classes & WordClass.before_time and ahead < end:
            after = text.classes[ahead + 1]
            if after & _BARE or (text.capitalized[ahead + 1] and not after & WordClass.time):
                return ahead + 1
        ahead += 1
    return ahead
