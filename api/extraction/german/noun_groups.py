"""Noun groups of a language that writes its nouns with capitals: whom a clause is about."""

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import SENTENCE_ENDS, ParsedText
from api.extraction.syntax import appositions
from api.extraction.syntax.noun_phrases import Phrase

_OPENS = WordClass.determiner | WordClass.possessive | WordClass.quantifier
_OVER = (
    WordClass.reflexive
    | WordClass.adverb
    | WordClass.negation
    | WordClass.time
    | WordClass.object_pronoun
)
_DESCRIBES = WordClass.demonym | WordClass.before_time
_LINKS = WordClass.name_particle | WordClass.additive
_NAME = 5  # words of a name that is in quotation marks
_TITLE = 3  # of one that may be written small: „heise online“
_LONGEST = 30
MARKS = frozenset((",", ";", ":", "(", ")", "-", "—", "–", "--", *SENTENCE_ENDS))


def behind(text: ParsedText, verb: int, high: int) -> Phrase | None:
    """Find who is after the verb, over "sich", "gestern" and "am Montag"."""
    at = verb + 1
    while at <= high and not text.quoted[at]:
        classes = text.classes[at]
        dated = (
            classes & WordClass.preposition and at < high and text.classes[at + 1] & WordClass.time
        )
        if not dated and (not classes & _OVER or classes & (_OPENS | WordClass.subject_pronoun)):
            break
        at += 1
    return group(text, at, high)


def group(text: ParsedText, first: int, high: int) -> Phrase | None:
    """Read the group that begins at word `first`, its genitives, names and appositions included."""
    if first > high:
        return None
    if text.classes[first] & WordClass.subject_pronoun:
        return Phrase(first, first, first)
    at = _noun(text, first, high)
    if at is None:
        alone = text.classes[first] & (WordClass.quantifier | WordClass.determiner)
        few = alone and not text.classes[first] & WordClass.preposition and not text.quoted[first]
        return Phrase(first, first, first) if few else None
    last = head = at
    while (then := _goes_on(text, last, high)) is not None and then - first < _LONGEST:
        alone = text.capitalized[last + 1] or text.quoted[last + 1]
        last, head = then, then if alone and head == last else head
    return Phrase(first, appositions.end(text, last, high), head)


def opens(text: ParsedText, at: int) -> bool:
    """Whether a group that may be a subject begins here: no preposition, no object's article."""
    classes = text.classes[at]
    if text.lowered[at] in text.lexicon.subject_relatives and _weak(text, at + 1):
        return False  # "der kleinen Zeitung": whom or whose, not who
    if classes & (
        WordClass.oblique
        | WordClass.object_pronoun
        | WordClass.subordinator
        | WordClass.complementizer
    ):
        return False
    return not classes & WordClass.preposition or text.capitalized[at]


def _noun(text: ParsedText, at: int, high: int) -> int | None:
    """Step over articles and adjectives: give the end of the noun, or of the name in quotes."""
    for index in range(at, min(high, at + 8) + 1):
        if text.quoted[index]:
            first, last = text.quotation_at(index)
            named = index > at or _begins_big(text, index) or last - first <= _TITLE
            return _named(text, index, high) if named else None
        if text.capitalized[index] and not text.classes[index] & _small(text, index, at):
            return index
        modifies = index > at and text.classes[index] & (WordClass.adverb | WordClass.negation)
        counts = text.words[index][0].isdigit()
        if not (text.classes[index] & _OPENS or modifies or counts or _adjective(text, index)):
            return None
    return None


def _small(text: ParsedText, index: int, first: int) -> int:
    """Classes that a capital does not make a noun, at the head of a sentence."""
    begins = index == first and (index == 0 or text.words[index - 1] in SENTENCE_ENDS)
    small_classes = (
        WordClass.preposition | WordClass.adverb | WordClass.subordinator | WordClass.coordinator
    )
    return (_OPENS | small_classes) if begins else _OPENS


def _weak(text: ParsedText, at: int) -> bool:
    return (
        at < len(text.words)
        and text.lowered[at].endswith(text.lexicon.weak_adjective_endings)
        and _adjective(text, at)
    )


def _adjective(text: ParsedText, at: int) -> bool:
    low = text.lowered[at]
    endings = text.lexicon.adjective_endings
    small = not text.capitalized[at] and low[0].isalnum()
    return small and low.endswith(endings) and not text.classes[at] & ~_DESCRIBES


def _named(text: ParsedText, at: int, high: int) -> int | None:
    first, last = text.quotation_at(at)
    named = first == at and last - first <= _NAME and last <= high
    return last if named else None


def _begins_big(text: ParsedText, mark: int) -> bool:
    """Whether the word after a quotation mark begins with a capital."""
    return mark + 1 < len(text.words) and text.capitalized[mark + 1]


def _goes_on(text: ParsedText, last: int, high: int) -> int | None:
    """Give the last word of what continues the group after `last`, if anything does."""
    at = last + 1
    if at > high:
        return None
    if text.quoted[at]:
        return _named(text, at, high) if _begins_big(text, at) else None
    if text.words[at] == "(":
        return next((k for k in range(at, min(at + 8, high + 1)) if text.words[k] == ")"), None)
    abbreviated = text.words[at] == "." and last > 1 and len(text.words[last]) <= 3 and at < high
    noun = (
        text.capitalized[at]
        and text.words[at][0].isalpha()
        and not text.classes[at] & WordClass.time
    )
    if abbreviated or noun:
        return at
    links = not text.capitalized[at] and text.classes[at] & _LINKS and at < high
    return _noun(text, at + 1, high) if links else None
