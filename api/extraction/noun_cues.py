"""Nouns that tell that somebody says or thinks something, and who: "his claim that …"."""

from api.extraction import finite, nouns
from api.extraction.clauses import Found, Sentence
from api.extraction.lexicon import Word
from api.extraction.nouns import Phrase
from api.extraction.page import OWNING, PAUSES, Page


def read(sentence: Sentence, at: int) -> Found | None:
    """Read "his claim on Monday that …" and "chants of “…”"."""
    page, high = sentence.page, sentence.high
    cue, last = page.lexicon.nouns[page.lows[at]], at
    if page.words[at][0].isupper() or at == sentence.low:
        return None
    if at + 2 <= high and page.flags[at + 1] & Word.of and page.quoting(at + 2):
        return Found(at, at + 1, cue, _owner(sentence, at), "noun")
    if _in_adjunct(sentence, at):
        return None
    by = None
    if at < high and page.lows[at + 1] in ("by", "from"):
        by = nouns.right(page, at + 1, high)
        last = by.last if by else at
    if last + 2 < high and page.flags[last + 1] & Word.be and page.lows[last + 2] == "that":
        return Found(at, last + 1, cue, by or _owner(sentence, at), "noun")
    for then in range(last + 1, min(last + 7, high - 1)):
        if page.lows[then] == "that":
            verb = (
                page.flags[then + 1] & (Word.auxiliary | Word.verb)
                or page.lows[then + 1] in page.lexicon.cues
            )
            return None if verb else Found(at, then - 1, cue, by or _owner(sentence, at), "noun")
        ends = Word.subject | Word.auxiliary | Word.verb | Word.joiner | Word.subordinator
        if (
            page.quoting(then)
            or page.lows[then] in page.lexicon.cues
            or not page.words[then][0].isalnum()
            or (page.flags[then] & ends and not page.flags[then] & Word.preposition)
        ):
            return None
    return None


def _owner(sentence: Sentence, noun: int) -> Phrase | None:
    """Give whose claim it is: "his latest claim", "Trump’s claim"."""
    page = sentence.page
    for at in range(noun - 1, max(sentence.low - 1, noun - 5), -1):
        if page.flags[at] & Word.possessive:
            return Phrase(at, at, at)
        if page.words[at] in OWNING:
            return _owning(page, nouns.left(page, at, sentence.low))
        if page.lows[at] in ("a", "an", "with", "in", "another"):
            return _doer(sentence, at)
        if page.flags[at] & (Word.determiner | Word.preposition) or not page.words[at][0].isalpha():
            return None
    return None


def _owning(page: Page, whole: Phrase | None) -> Phrase | None:
    """Leave out what stands before a name: "evidence of his father"."""
    if whole is None:
        return None
    inner = (at for at in range(whole.last, whole.first, -1) if page.flags[at] & Word.preposition)
    before = next(inner, None)
    return whole if before is None else Phrase(before + 1, whole.last, whole.last)


def _doer(sentence: Sentence, before: int) -> Phrase | None:
    """Find whose verb stands before "a controversial claim"."""
    page = sentence.page
    for verb in range(before - 1, sentence.low, -1):
        if page.flags[verb] & Word.be or page.words[verb] in PAUSES:
            return None
        if finite.is_verb(page, verb):
            return nouns.left(page, verb, sentence.low)
    return None


def _in_adjunct(sentence: Sentence, at: int) -> bool:
    """Whether "in a statement" stands here, which tells only where something was said."""
    page = sentence.page
    return any(page.lows[k] == "in" for k in range(max(sentence.low, at - 4), at))
