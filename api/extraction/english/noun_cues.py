"""Nouns that tell that somebody says or thinks something, and who: "his claim that …"."""

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.page import OWNING, PAUSES, ParsedText
from api.extraction.syntax import finite_verbs, noun_phrases
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import CueMatch, Sentence

_BETWEEN = 6  # words between a noun and its "that"
_OWNED = 4  # words before a noun among which its owner stands
_ENDS = (
    WordClass.subject
    | WordClass.auxiliary
    | WordClass.verb
    | WordClass.joiner
    | WordClass.subordinator
)


def read(sentence: Sentence, at: int) -> CueMatch | None:
    """Read "his claim on Monday that …", "its position is that …" and "chants of “…”"."""
    page, high = sentence.page, sentence.high
    if page.capitals[at] or at in (sentence.low, high):
        return None
    doer = noun_phrases.right(page, at + 1, high) if page.flags[at + 1] & WordClass.by else None
    last = _last(sentence, at, doer.last if doer else at)
    if last is None:
        return None
    cue = page.lexicon.nouns[page.lowered[at]]
    return CueMatch(at, last, cue, doer or _owner(sentence, at), "noun")


def _last(sentence: Sentence, at: int, behind: int) -> int | None:
    """Give the last word of the cue, right before what is said; none where nothing is."""
    page, high, then = sentence.page, sentence.high, behind + 1
    if then < high and page.flags[then] & WordClass.of and page.quoted[then + 1]:
        return then
    if _in_adjunct(sentence, at):
        return None
    if (
        then + 1 < high
        and page.flags[then] & WordClass.be
        and page.flags[then + 1] & WordClass.that
    ):
        return then
    for index in range(then, min(then + _BETWEEN, high - 1)):
        if page.flags[index] & WordClass.that:
            return None if _relates(page, index) else index - 1
        if _ends(page, index):
            return None
    return None


def _relates(page: ParsedText, that: int) -> bool:
    """Whether "that" tells which claim: "a mantra that worked"."""
    verb = page.flags[that + 1] & (WordClass.auxiliary | WordClass.verb)
    return bool(verb) or page.lowered[that + 1] in page.lexicon.cues


def _ends(page: ParsedText, at: int) -> bool:
    """Whether no adjunct goes on here."""
    if page.quoted[at] or not page.words[at][0].isalnum():
        return True
    ends = page.flags[at] & _ENDS and not page.flags[at] & WordClass.preposition
    return bool(ends) or page.lowered[at] in page.lexicon.cues


def _in_adjunct(sentence: Sentence, at: int) -> bool:
    """Whether "in a written statement" stands here, which tells only where something was said."""
    before = range(max(sentence.low, at - _OWNED), at)
    return any(sentence.page.flags[index] & WordClass.venue for index in before)


def _owner(sentence: Sentence, noun: int) -> Phrase | None:
    """Give whose claim it is: "his latest claim", "Trump’s claim", "X made a claim"."""
    page = sentence.page
    for at in range(noun - 1, max(sentence.low - 1, noun - 1 - _OWNED), -1):
        if page.flags[at] & WordClass.possessive:
            return Phrase(at, at, at)
        if page.words[at] in OWNING:
            return _owning(page, noun_phrases.left(page, at, sentence.low))
        if page.flags[at] & (WordClass.indefinite | WordClass.manner | WordClass.venue):
            return _doer(sentence, at)
        if (
            page.flags[at] & (WordClass.determiner | WordClass.preposition)
            or not page.words[at][0].isalpha()
        ):
            return None
    return None


def _owning(page: ParsedText, whole: Phrase | None) -> Phrase | None:
    """Leave out what stands before a name: "evidence of his father"."""
    if whole is None:
        return None
    inner = (
        at for at in range(whole.last, whole.first, -1) if page.flags[at] & WordClass.preposition
    )
    before = next(inner, None)
    return whole if before is None else Phrase(before + 1, whole.last, whole.last)


def _doer(sentence: Sentence, before: int) -> Phrase | None:
    """Find whose verb stands before "a controversial claim", in the same clause."""
    page = sentence.page
    for verb in range(before - 1, sentence.low, -1):
        if page.flags[verb] & WordClass.be or page.words[verb] in PAUSES:
            return None
        if finite_verbs.is_verb(page, verb):
            return noun_phrases.left(page, verb, sentence.low)
    return None
