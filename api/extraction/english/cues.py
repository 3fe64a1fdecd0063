"""Where a sentence says that somebody says something, and who stands beside it."""

from api.extraction.english import noun_cues, verb_cues
from api.extraction.lexicon.word_classes import Word
from api.extraction.reading.page import PAUSES
from api.extraction.syntax import noun_phrases
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import Found, Sentence, each


def find(sentence: Sentence) -> list[Found]:
    """Find the cues of a sentence outside quotation marks, in their order."""
    return each(sentence, _at)


def _at(sentence: Sentence, at: int, found: list[Found]) -> Found | None:
    page, low = sentence.page, sentence.page.lows[at]
    phrase = _phrase(sentence, at) if low in page.lexicon.phrases else None
    known = low in page.lexicon.cues or low in page.lexicon.followed
    verbal = known and (page.words[at][0].islower() or at == sentence.low)
    said = phrase or (verb_cues.read(sentence, at, found) if verbal else None)
    return said or (noun_cues.read(sentence, at) if low in page.lexicon.nouns else None)


def _phrase(sentence: Sentence, at: int) -> Found | None:
    """Read "according to a study by the university"."""
    page = sentence.page
    for said, cue in page.lexicon.phrases[page.lows[at]]:
        last = at + len(said) - 1
        if last >= sentence.high or tuple(page.lows[at : last + 1]) != said:
            continue
        source = noun_phrases.right(page, last, sentence.high)
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
        if page.quoted[last + 1] or word in (";", ":", "-", *PAUSES) or flag & stops:
            break
        last += 1
    ends = last >= sentence.high or page.words[last + 1] in (";", ".", *PAUSES)
    return Phrase(source.first, last, source.head) if ends else source
