"""How far a noun phrase reaches: word by word, left of its last word or right of its first one."""

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import POSSESSIVE_MARKS, ParsedText

WALLS = (
    WordClass.subordinator
    | WordClass.relative
    | WordClass.subject_pronoun
    | WordClass.object_pronoun
    | WordClass.auxiliary
)
OPENS = WordClass.determiner | WordClass.possessive
SOMEBODY = WordClass.title | WordClass.person | WordClass.organization | WordClass.people
_INSIDE = frozenset(("&", "/", *POSSESSIVE_MARKS))  # punctuation that is within names
LONGEST = 26  # words of a noun phrase


def reach_left(text: ParsedText, last: int, low: int) -> int:
    at, furthest = last, max(low, last - LONGEST + 1)
    while at >= furthest and _belongs(text, at, last, low):
        at -= 1
    return at + 1


def _belongs(text: ParsedText, at: int, last: int, low: int) -> bool:
    word, classes = text.words[at], text.classes[at]
    if not (word[0].isalnum() or word in _INSIDE):
        return False
    if at < last and classes & WALLS and word not in POSSESSIVE_MARKS:
        return False
    if classes & WordClass.additive:
        named = low < at < last and text.capitalized[at - 1]
        return named and (
            text.capitalized[at + 1] or bool(text.classes[at + 1] & WordClass.possessive)
        )
    if classes & WordClass.contrast:
        return False
    verb = at < last and text.lowered[at] in text.lexicon.cue_verbs and not text.capitalized[at]
    return not verb or _noun_like(text, at)


def _noun_like(text: ParsedText, at: int) -> bool:
    """Whether a word that may be a cue is as a noun or a participle within a phrase."""
    before = text.classes[at - 1] if at else 0
    nominal = bool(before & (OPENS | WordClass.preposition))
    return nominal or text.lowered[at].endswith(text.lexicon.participle_endings)


def reach_right(text: ParsedText, first: int, high: int) -> int:
    at, named = first, False
    while at <= min(high, first + LONGEST - 1) and _continues(text, at, first, high, named=named):
        named = named or text.capitalized[at]
        at += 1
    return at - 1


def _continues(text: ParsedText, at: int, first: int, high: int, *, named: bool) -> bool:
    word, classes = text.words[at], text.classes[at]
    if text.quoted[at] or not (word[0].isalnum() or word in _INSIDE):
        return False
    if text.capitalized[at]:
        return not (classes & WordClass.time and at > first and not text.classes[at - 1] & OPENS)
    if classes & (WALLS | WordClass.name_particle) and word not in POSSESSIVE_MARKS:
        return bool(classes & WordClass.name_particle) and (at > first or bool(classes & OPENS))
    small = OPENS | WordClass.additive | WordClass.preposition | WordClass.adverb | WordClass.time
    if classes & small:
        return _continues_by(text, at, first, high, named=named)
    return not named or text.words[at - 1] in POSSESSIVE_MARKS or bool(classes & SOMEBODY)


def _continues_by(text: ParsedText, at: int, first: int, high: int, *, named: bool) -> bool:
    """Whether a noun phrase goes on by a small word: an article, "and", a preposition."""
    classes = text.classes[at]
    if classes & OPENS:
        return at == first or bool(
            text.classes[at - 1] & (WordClass.preposition | WordClass.coordinator)
        )
    if classes & WordClass.additive:
        return at < high and (text.capitalized[at + 1] or bool(text.classes[at + 1] & OPENS))
    return bool(classes & WordClass.preposition) and not named and at > first
