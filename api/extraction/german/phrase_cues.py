"""Phrases and nouns that tell who says it, where the verb stands second: "laut X", "X zufolge"."""

from api.extraction.german import clause_fields, noun_groups
from api.extraction.lexicon.word_classes import Takes, Word
from api.extraction.reading.page import PAUSES, Page
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import Found, Sentence

_ADJECTIVES = 3  # words before a noun


def read(sentence: Sentence, at: int) -> Found | None:
    """Read "laut X", "nach Angaben der Polizei", "dem Bericht zufolge"."""
    page, high = sentence.page, sentence.high
    for said, cue in page.lexicon.phrases[page.lows[at]]:
        last = at + len(said) - 1
        if last > high or (last > at and tuple(page.lows[at : last + 1]) != said):
            continue
        if cue.takes & Takes.that and page.words[at - 1] == ",":
            return Found(at, last, cue, explained(sentence, at), "phrase")
        if cue.takes & Takes.behind:
            first = clause_fields.clause(sentence, at)[0]
            source = _before_postposition(sentence, first, at)
            if source:
                return Found(at, last, cue, source, "phrase")
            continue
        if page.lows[last] in page.lexicon.nouns and (told := noun(sentence, last)):
            return told
        if cue.takes & Takes.clause:
            source = clause_fields.about(sentence, *clause_fields.clause(sentence, at))
            return Found(at, last, cue, source, "subject")
        verbal = last < high and page.lows[last + 1] in page.lexicon.cues  # "so urteilte X"
        if cue.takes & Takes.only and (verbal or not _paused(sentence, at)):
            continue
        start = last + 1 + bool(last < high and page.flags[last + 1] & Word.by)
        source = noun_groups.group(page, start, high)
        if source and (not cue.takes & Takes.noun or _reports(page, source)):
            return Found(at, last, cue, source, "phrase", inverted=True)
    return None


def noun(sentence: Sentence, at: int) -> Found | None:
    """Read "die Ansicht des Ministers, dass …" and "37 Prozent sind der Auffassung, dass …"."""
    page, end = sentence.page, at
    owner = None
    if at < sentence.high and page.flags[at + 1] & Word.of:
        owner = noun_groups.group(page, at + 1, sentence.high)
        end = owner.last if owner else at
    if end + 2 > sentence.high or page.words[end + 1] != "," or not page.flags[end + 2] & Word.that:
        return None
    source = owner or clause_fields.about(sentence, *clause_fields.clause(sentence, at))
    cue = page.lexicon.nouns[page.lows[at]]
    return Found(at, at, cue, source, "subject", inverted=owner is not None)


def explained(sentence: Sentence, relative: int) -> Phrase:
    """Read "ein Kommentar, der …": what the pronoun stands for, and the pronoun."""
    page, comma, alone = sentence.page, relative - 1, Phrase(relative, relative, relative)
    if comma <= sentence.low + 1 or page.words[comma] != ",":
        return alone
    for start in range(clause_fields.clause(sentence, comma - 1)[0], comma):
        led = page.flags[start - 1] & Word.preposition and start > sentence.low
        opens = page.flags[start] & (Word.determiner | Word.possessive)
        if not (opens or (page.capitals[start] and not led)):
            continue
        found = noun_groups.group(page, start, comma - 1)
        if found and found.last == comma - 1:
            return Phrase(found.first, relative, found.head)
    return alone


def _reports(page: Page, source: Phrase) -> bool:
    """Whether a group names a report: "offiziellen Angaben", "einer Studie der Universität"."""
    near = range(source.first, min(source.first + _ADJECTIVES, source.last) + 1)
    return any(page.lows[at].endswith(page.lexicon.account) for at in near)


def _paused(sentence: Sentence, at: int) -> bool:
    page = sentence.page
    return at > sentence.low and (page.quoted[at - 1] or page.words[at - 1] in PAUSES)


def _before_postposition(sentence: Sentence, first: int, at: int) -> Phrase | None:
    """Read the nearest group that ends right before "zufolge"."""
    page = sentence.page
    for start in range(max(first, at - 12), at):
        if page.flags[start] & Word.preposition and start + 1 < at:
            continue
        found = noun_groups.group(page, start, at - 1)
        if found and found.last == at - 1:
            return found
    return None
