"""Nouns that are cues, and whose they are: "his claim that …"."""

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import PAUSES, POSSESSIVE_MARKS, ParsedText
from api.extraction.syntax import finite_verbs, noun_phrases
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import CueMatch, Sentence

_BETWEEN = 6  # words between a noun and its "that"
_OWNED = 4  # words before a noun among which its owner is
_ENDS = (
    WordClass.subject_pronoun
    | WordClass.auxiliary
    | WordClass.irregular_verb
    | WordClass.coordinator
    | WordClass.subordinator
)


def read(sentence: Sentence, at: int) -> CueMatch | None:
    """Read "his claim on Monday that …", "its position is that …" and "chants of “…”"."""
    text, high = sentence.text, sentence.high
    if text.capitalized[at] or at in (sentence.low, high):
        return None
    doer = (
        noun_phrases.right(text, at + 1, high) if text.classes[at + 1] & WordClass.agent else None
    )
    last = _last(sentence, at, doer.last if doer else at)
    if last is None:
        return None
    cue = text.lexicon.cue_nouns[text.lowered[at]]
    return CueMatch(at, last, cue, doer or _owner(sentence, at), "noun")


def _last(sentence: Sentence, at: int, behind: int) -> int | None:
    """Give the last word of the cue, right before what is said; none where nothing is."""
    text, high, then = sentence.text, sentence.high, behind + 1
    if then < high and text.classes[then] & WordClass.genitive and text.quoted[then + 1]:
        return then
    if _in_adjunct(sentence, at):
        return None
    if (
        then + 1 < high
        and text.classes[then] & WordClass.be
        and text.classes[then + 1] & WordClass.that
    ):
        return then
    for index in range(then, min(then + _BETWEEN, high - 1)):
        if text.classes[index] & WordClass.that:
            return None if _relates(text, index) else index - 1
        if _ends(text, index):
            return None
    return None


def _relates(text: ParsedText, that: int) -> bool:
    """Whether "that" is a relative pronoun: "a mantra that worked"."""
    verb = text.classes[that + 1] & (WordClass.auxiliary | WordClass.irregular_verb)
    return bool(verb) or text.lowered[that + 1] in text.lexicon.cue_verbs


def _ends(text: ParsedText, at: int) -> bool:
    """Whether no adjunct goes on here."""
    if text.quoted[at] or not text.words[at][0].isalnum():
        return True
    ends = text.classes[at] & _ENDS and not text.classes[at] & WordClass.preposition
    return bool(ends) or text.lowered[at] in text.lexicon.cue_verbs


def _in_adjunct(sentence: Sentence, at: int) -> bool:
    """Whether "in a written statement" is here, which tells only where something was said."""
    before = range(max(sentence.low, at - _OWNED), at)
    return any(sentence.text.classes[index] & WordClass.locative for index in before)


def _owner(sentence: Sentence, noun: int) -> Phrase | None:
    """Give whose claim it is: "his latest claim", "Trump’s claim", "X made a claim"."""
    text = sentence.text
    for at in range(noun - 1, max(sentence.low - 1, noun - 1 - _OWNED), -1):
        if text.classes[at] & WordClass.possessive:
            return Phrase(at, at, at)
        if text.words[at] in POSSESSIVE_MARKS:
            return _owning(text, noun_phrases.left(text, at, sentence.low))
        if text.classes[at] & (WordClass.indefinite | WordClass.manner | WordClass.locative):
            return _doer(sentence, at)
        if (
            text.classes[at] & (WordClass.determiner | WordClass.preposition)
            or not text.words[at][0].isalpha()
        ):
            return None
    return None


def _owning(text: ParsedText, whole: Phrase | None) -> Phrase | None:
    """Leave out what is before a name: "evidence of his father"."""
    if whole is None:
        return None
    inner = (
        at for at in range(whole.last, whole.first, -1) if text.classes[at] & WordClass.preposition
    )
    before = next(inner, None)
    return whole if before is None else Phrase(before + 1, whole.last, whole.last)


def _doer(sentence: Sentence, before: int) -> Phrase | None:
    """Find whose verb is before "a controversial claim", in the same clause."""
    text = sentence.text
    for verb in range(before - 1, sentence.low, -1):
        if text.classes[verb] & WordClass.be or text.words[verb] in PAUSES:
            return None
        if finite_verbs.is_verb(text, verb):
            return noun_phrases.left(text, verb, sentence.low)
    return None
