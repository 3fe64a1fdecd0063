"""Where a sentence says that somebody says something, and who stands beside it."""

from api.extraction import nouns, propositions, verbs
from api.extraction.clauses import Found, Sentence
from api.extraction.lexicon import Word
from api.extraction.nouns import Phrase
from api.extraction.page import OWNING, PAUSES, Page


def find(sentence: Sentence) -> list[Found]:
    """Find the cues of a sentence outside quotation marks, in their order."""
    page, found, at = sentence.page, list[Found](), sentence.low
    while at <= sentence.high:
        tells = page.lows[at] in page.lexicon.telling and not page.quoting(at)
        one = _at(sentence, at, found) if tells else None
        if one:
            found.append(one)
        at = max(at, one.last if one and one.rule == "phrase" else at) + 1
    return found


def _at(sentence: Sentence, at: int, found: list[Found]) -> Found | None:
    page, low = sentence.page, sentence.page.lows[at]
    phrase = _phrase(sentence, at) if low in page.lexicon.phrases else None
    known = low in page.lexicon.cues or low in page.lexicon.followed
    verbal = known and (page.words[at][0].islower() or at == sentence.low)
    said = phrase or (verbs.read(sentence, at, found) if verbal else None)
    return said or (_noun(sentence, at) if low in page.lexicon.nouns else None)


def _noun(sentence: Sentence, at: int) -> Found | None:
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
            verb = page.flags[then + 1] & (Word.auxiliary | Word.verb) or page.lows[then+1] in page.lexicon.cues
            return None if verb else Found(at, then - 1, cue, by or _owner(sentence, at), "noun")
        ends = Word.subject | Word.auxiliary | Word.verb | Word.joiner | Word.subordinator
        if page.quoting(then) or page.lows[then] in page.lexicon.cues or not page.words[then][0].isalnum() or (page.flags[then] & ends and not page.flags[then] & Word.preposition):
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
        if propositions.is_verb(page, verb):
            return nouns.left(page, verb, sentence.low)
    return None


def _in_adjunct(sentence: Sentence, at: int) -> bool:
    """Whether "in a statement" stands here, which tells only where something was said."""
    page = sentence.page
    return any(page.lows[k] == "in" for k in range(max(sentence.low, at - 4), at))


def _phrase(sentence: Sentence, at: int) -> Found | None:
    """Read "according to a study by the university"."""
    page = sentence.page
    for said, cue in page.lexicon.phrases[page.lows[at]]:
        last = at + len(said) - 1
        if last >= sentence.high or tuple(page.lows[at : last + 1]) != said:
            continue
        source = nouns.right(page, last, sentence.high)
        paused = at == sentence.low or page.words[at - 1] in PAUSES
        if source and (paused or len(said) > 1):
            whole = _whole(sentence, _bare(sentence, source, opens=at == sentence.low))
            return Found(at, last, cue, whole, "phrase", inverted=True)
    return None


def _bare(sentence: Sentence, source: Phrase, *, opens: bool) -> Phrase:
    """Leave out what looks like an apposition and is the sentence: "According to Reuters, he …"."""
    page, last = sentence.page, source.last
    comma = next((at for at in range(source.first, last + 1) if page.words[at] == ","), None)
    ends = last >= sentence.high
    if comma is None or (ends and not opens) or page.flags[comma + 1] & Word.relative:
        return source
    article = bool(page.flags[comma + 1] & Word.determiner)
    article = article and not ends and page.words[last + 1] == ","
    if article and not any(page.flags[at] & Word.auxiliary for at in range(comma + 2, last + 1)):
        return source
    return Phrase(source.first, comma - 1, min(source.head, comma - 1))


def _whole(sentence: Sentence, source: Phrase) -> Phrase:
    """Take "a letter to Facebook from its chairman" to the pause that ends it."""
    page, last = sentence.page, source.last
    while last < sentence.high and last - source.first < 24:
        flag, word = page.flags[last + 1], page.words[last + 1]
        stops = Word.joiner | Word.relative | Word.auxiliary
        if page.quoting(last + 1) or word in (";", ":", "-", *PAUSES) or flag & stops:
            break
        last += 1
    ends = last >= sentence.high or page.words[last + 1] in (";", ".", *PAUSES)
    return Phrase(source.first, last, source.head) if ends else source
