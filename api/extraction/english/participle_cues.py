"""Cues that are not finite verbs, and whose they are: "…, adding that", "to call it “…”"."""

from collections.abc import Sequence

from api.extraction.lexicon.word_classes import Cue, WordClass
from api.extraction.reading.parsed_text import PAUSES, POSSESSIVE_MARKS, ParsedText
from api.extraction.syntax import finite_verbs, noun_phrases, subjects
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import CueMatch, Sentence

_NEAR = 14  # words between "with" and a participle
_AHEAD = 12  # words after an infinitive among which its quotation begins


def read(sentence: Sentence, at: int, cue: Cue, matches: Sequence[CueMatch]) -> CueMatch | None:
    """Read "is saying", "…, adding that", "by saying", "a statement saying"."""
    text, low, before = sentence.text, sentence.low, at - 1
    if before < low or (before == low and not text.classes[before] & WordClass.subject_pronoun):
        return _opening(sentence, at, cue)
    subject = _subject(sentence, at)
    if subject:
        return CueMatch(finite_verbs.with_helpers(text, at, subject), at, cue, subject, "subject")
    if text.classes[before] & (WordClass.be | WordClass.negation):
        return None
    led = text.words[before] in PAUSES or text.classes[before] & WordClass.participle_opener
    if not (led or text.quoted[before] or text.is_adverb(before)):
        return _on_paper(sentence, at, cue)
    source = next((match.source for match in reversed(matches) if match.source), None)
    source = source or subjects.find_subject(text, low, at)
    return source and CueMatch(at, at, cue, source, "participle")


def infinitive(sentence: Sentence, at: int, cue: Cue) -> CueMatch | None:
    """Read "took to Twitter to call her “…”", whose content must be quoted."""
    text = sentence.text
    ahead = range(at + 1, min(at + _AHEAD, sentence.high + 1))
    quotes = any(text.quoted[index] for index in ahead)
    source = finite_verbs.doer(text, at - 1, sentence.low) if quotes else None
    return source and CueMatch(at, at, cue, source, "participle")


def _subject(sentence: Sentence, at: int) -> Phrase | None:
    """Find who "is saying", or who is in "with the senator saying"."""
    text, before = sentence.text, at - 1
    classes = text.classes[before]
    if not classes & (WordClass.be | WordClass.negation):
        return _accompanying(text, at, sentence.low)
    if classes & WordClass.negation and not text.classes[before - 1] & WordClass.be:
        return None
    owned = text.words[before] in POSSESSIVE_MARKS and at < sentence.high
    if owned and text.classes[at + 1] & WordClass.preposition:
        return None  # "Israel’s understanding with Russia"
    return noun_phrases.left(text, at, sentence.low)


def _accompanying(text: ParsedText, at: int, low: int) -> Phrase | None:
    """Find who is in "with the campaign of the senator saying …"."""
    near = noun_phrases.left(text, at, low)
    for start in range(near.first - 1 if near else low, max(low, at - _NEAR), -1):
        if text.classes[start] & WordClass.comitative:
            led = near and (start + 1 == near.first or text.words[start - 1] in PAUSES)
            return Phrase(start + 1, near.last, near.last) if near and led else None
        if text.words[start] in PAUSES or text.quoted[start] or finite_verbs.is_verb(text, start):
            return None
    return None


def _opening(sentence: Sentence, at: int, cue: Cue) -> CueMatch | None:
    """Read "Citing a study, Smith …": whom the clause after the comma is about."""
    text, high = sentence.text, sentence.high
    comma = next((k for k in range(at + 2, high) if text.words[k] == ","), None)
    source = comma and noun_phrases.right(text, comma, high)
    return CueMatch(at, at, cue, source, "participle") if source else None


def _on_paper(sentence: Sentence, at: int, cue: Cue) -> CueMatch | None:
    """Read "released a statement saying" and "a voice-over saying"."""
    text, before = sentence.text, at - 1
    small = text.words[before][0].islower() and before > sentence.low
    paper = text.classes[before] & WordClass.publication
    if not small or not (paper or cue.lemma in text.lexicon.say_verbs):
        return None
    if text.classes[before] & (WordClass.preposition | WordClass.coordinator):
        return None
    low = sentence.low
    source = finite_verbs.doer(text, at, low) if paper else noun_phrases.left(text, at, low)
    return source and CueMatch(at, at, cue, source, "participle")
