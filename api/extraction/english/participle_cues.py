"""Cues that are no finite verbs, and whose they are: "…, adding that", "to call it “…”"."""

from collections.abc import Sequence

from api.extraction.lexicon.word_classes import Cue, WordClass
from api.extraction.reading.page import OWNING, PAUSES, ParsedText
from api.extraction.syntax import finite_verbs, noun_phrases, subjects
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import CueMatch, Sentence

_NEAR = 14  # words between "with" and a participle
_AHEAD = 12  # words behind an infinitive among which its quotation begins


def read(sentence: Sentence, at: int, cue: Cue, matches: Sequence[CueMatch]) -> CueMatch | None:
    """Read "is saying", "…, adding that", "by saying", "a statement saying"."""
    page, low, before = sentence.page, sentence.low, at - 1
    if before < low or (before == low and not page.flags[before] & WordClass.subject):
        return _opening(sentence, at, cue)
    subject = _subject(sentence, at)
    if subject:
        return CueMatch(finite_verbs.with_helpers(page, at, subject), at, cue, subject, "subject")
    if page.flags[before] & (WordClass.be | WordClass.negation):
        return None
    led = page.words[before] in PAUSES or page.flags[before] & WordClass.leads_participle
    if not (led or page.quoted[before] or page.adverbial(before)):
        return _on_paper(sentence, at, cue)
    source = next((match.source for match in reversed(matches) if match.source), None)
    source = source or subjects.find_subject(page, low, at)
    return source and CueMatch(at, at, cue, source, "participle")


def infinitive(sentence: Sentence, at: int, cue: Cue) -> CueMatch | None:
    """Read "took to Twitter to call her “…”", whose content must be quoted."""
    page = sentence.page
    ahead = range(at + 1, min(at + _AHEAD, sentence.high + 1))
    quotes = any(page.quoted[index] for index in ahead)
    source = finite_verbs.doer(page, at - 1, sentence.low) if quotes else None
    return source and CueMatch(at, at, cue, source, "participle")


def _subject(sentence: Sentence, at: int) -> Phrase | None:
    """Find who "is saying", or who stands in "with the senator saying"."""
    page, before = sentence.page, at - 1
    flag = page.flags[before]
    if not flag & (WordClass.be | WordClass.negation):
        return _accompanying(page, at, sentence.low)
    if flag & WordClass.negation and not page.flags[before - 1] & WordClass.be:
        return None
    owned = page.words[before] in OWNING and at < sentence.high
    if owned and page.flags[at + 1] & WordClass.preposition:
        return None  # "Israel’s understanding with Russia"
    return noun_phrases.left(page, at, sentence.low)


def _accompanying(page: ParsedText, at: int, low: int) -> Phrase | None:
    """Find who stands in "with the campaign of the senator saying …"."""
    near = noun_phrases.left(page, at, low)
    for start in range(near.first - 1 if near else low, max(low, at - _NEAR), -1):
        if page.flags[start] & WordClass.company:
            led = near and (start + 1 == near.first or page.words[start - 1] in PAUSES)
            return Phrase(start + 1, near.last, near.last) if near and led else None
        if page.words[start] in PAUSES or page.quoted[start] or finite_verbs.is_verb(page, start):
            return None
    return None


def _opening(sentence: Sentence, at: int, cue: Cue) -> CueMatch | None:
    """Read "Citing a study, Smith …": whom the clause behind the comma is about."""
    page, high = sentence.page, sentence.high
    comma = next((k for k in range(at + 2, high) if page.words[k] == ","), None)
    source = comma and noun_phrases.right(page, comma, high)
    return CueMatch(at, at, cue, source, "participle") if source else None


def _on_paper(sentence: Sentence, at: int, cue: Cue) -> CueMatch | None:
    """Read "released a statement saying" and "a voice-over saying"."""
    page, before = sentence.page, at - 1
    small = page.words[before][0].islower() and before > sentence.low
    paper = page.flags[before] & WordClass.paper
    if not small or not (paper or cue.lemma in page.lexicon.say_verbs):
        return None
    if page.flags[before] & (WordClass.preposition | WordClass.joiner):
        return None
    low = sentence.low
    source = finite_verbs.doer(page, at, low) if paper else noun_phrases.left(page, at, low)
    return source and CueMatch(at, at, cue, source, "participle")
