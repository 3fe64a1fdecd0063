"""Find the cues of a sentence, and the source next to each."""

from api.extraction.english import noun_cues, verb_cues
from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import PAUSES
from api.extraction.syntax import noun_phrases
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import CueMatch, Sentence, match_cues


def find_cues(sentence: Sentence) -> list[CueMatch]:
    """Find the cues of a sentence outside quotation marks, in their order."""
    return match_cues(sentence, _at)


def _at(sentence: Sentence, at: int, matches: list[CueMatch]) -> CueMatch | None:
    text, low = sentence.text, sentence.text.lowered[at]
    phrase = _phrase(sentence, at) if low in text.lexicon.cue_phrases else None
    may_be_cue = low in text.lexicon.cue_verbs or low in text.lexicon.phrasal_verbs
    verbal = may_be_cue and (text.words[at][0].islower() or at == sentence.low)
    match = phrase or (verb_cues.read(sentence, at, matches) if verbal else None)
    return match or (noun_cues.read(sentence, at) if low in text.lexicon.cue_nouns else None)


def _phrase(sentence: Sentence, at: int) -> CueMatch | None:
    """Read "according to a study by the university"."""
    text = sentence.text
    for phrase_words, cue in text.lexicon.cue_phrases[text.lowered[at]]:
        last = at + len(phrase_words) - 1
        if last >= sentence.high or tuple(text.lowered[at : last + 1]) != phrase_words:
            continue
        source = noun_phrases.right(text, last, sentence.high)
        paused = at == sentence.low or text.words[at - 1] in PAUSES
        if source and (paused or len(phrase_words) > 1):
            whole = _whole(sentence, _bare(sentence, source, opens=at == sentence.low))
            return CueMatch(at, last, cue, whole, "phrase", inverted=True)
    return None


def _bare(sentence: Sentence, source: Phrase, *, opens: bool) -> Phrase:
    """Leave out what looks like an apposition and is the sentence: "According to Reuters, he …"."""
    text, last = sentence.text, source.last
    comma = next((at for at in range(source.first, last + 1) if text.words[at] == ","), None)
    ends = last >= sentence.high
    if comma is None or (ends and not opens) or text.classes[comma + 1] & WordClass.relative:
        return source
    article = bool(text.classes[comma + 1] & WordClass.determiner)
    article = article and not ends and text.words[last + 1] == ","
    if article and not any(
        text.classes[at] & WordClass.auxiliary for at in range(comma + 2, last + 1)
    ):
        return source
    return Phrase(source.first, comma - 1, min(source.head, comma - 1))


def _whole(sentence: Sentence, source: Phrase) -> Phrase:
    """Take "a letter to Facebook from its chairman" to the pause that ends it."""
    text, last = sentence.text, source.last
    while last < sentence.high and last - source.first < 24:
        classes, word = text.classes[last + 1], text.words[last + 1]
        stops = WordClass.coordinator | WordClass.relative | WordClass.auxiliary
        if text.quoted[last + 1] or word in (";", ":", "-", *PAUSES) or classes & stops:
            break
        last += 1
    ends = last >= sentence.high or text.words[last + 1] in (";", ".", *PAUSES)
    return Phrase(source.first, last, source.head) if ends else source
