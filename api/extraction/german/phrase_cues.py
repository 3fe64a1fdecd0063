"""Phrases and nouns that are cues in German: "laut X", "X zufolge"."""

from api.extraction.german import clause_fields, noun_groups
from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.parsed_text import PAUSES, ParsedText
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import CueMatch, Sentence

_ADJECTIVES = 3  # words before a noun


def read(sentence: Sentence, at: int) -> CueMatch | None:
    """Read "laut X", "nach Angaben der Polizei", "dem Bericht zufolge"."""
    text, high = sentence.text, sentence.high
    for phrase_words, cue in text.lexicon.cue_phrases[text.lowered[at]]:
        last = at + len(phrase_words) - 1
        if last > high or (last > at and tuple(text.lowered[at : last + 1]) != phrase_words):
            continue
        if cue.complements & Complement.that and text.words[at - 1] == ",":
            return CueMatch(at, last, cue, explained(sentence, at), "phrase")
        if cue.complements & Complement.behind:
            first = clause_fields.clause(sentence, at)[0]
            source = _before_postposition(sentence, first, at)
            if source:
                return CueMatch(at, last, cue, source, "phrase")
            continue
        if text.lowered[last] in text.lexicon.cue_nouns and (noun_match := noun(sentence, last)):
            return noun_match
        if cue.complements & Complement.clause:
            source = clause_fields.about(sentence, *clause_fields.clause(sentence, at))
            return CueMatch(at, last, cue, source, "subject")
        verbal = last < high and text.lowered[last + 1] in text.lexicon.cue_verbs  # "so urteilte X"
        if cue.complements & Complement.quotation and (verbal or not _paused(sentence, at)):
            continue
        start = last + 1 + bool(last < high and text.classes[last + 1] & WordClass.agent)
        source = noun_groups.group(text, start, high)
        if source and (not cue.complements & Complement.noun or _reports(text, source)):
            return CueMatch(at, last, cue, source, "phrase", inverted=True)
    return None


def noun(sentence: Sentence, at: int) -> CueMatch | None:
    """Read "die Ansicht des Ministers, dass …" and "37 Prozent sind der Auffassung, dass …"."""
    text, end = sentence.text, at
    owner = None
    if at < sentence.high and text.classes[at + 1] & WordClass.genitive:
        owner = noun_groups.group(text, at + 1, sentence.high)
        end = owner.last if owner else at
    if (
        end + 2 > sentence.high
        or text.words[end + 1] != ","
        or not text.classes[end + 2] & WordClass.that
    ):
        return None
    source = owner or clause_fields.about(sentence, *clause_fields.clause(sentence, at))
    cue = text.lexicon.cue_nouns[text.lowered[at]]
    return CueMatch(at, at, cue, source, "subject", inverted=owner is not None)


def explained(sentence: Sentence, relative: int) -> Phrase:
    """Read "ein Kommentar, der …": what the pronoun stands for, and the pronoun."""
    text, comma, alone = sentence.text, relative - 1, Phrase(relative, relative, relative)
    if comma <= sentence.low + 1 or text.words[comma] != ",":
        return alone
    for start in range(clause_fields.clause(sentence, comma - 1)[0], comma):
        led = text.classes[start - 1] & WordClass.preposition and start > sentence.low
        opens = text.classes[start] & (WordClass.determiner | WordClass.possessive)
        if not (opens or (text.capitalized[start] and not led)):
            continue
        group = noun_groups.group(text, start, comma - 1)
        if group and group.last == comma - 1:
            return Phrase(group.first, relative, group.head)
    return alone


def _reports(text: ParsedText, source: Phrase) -> bool:
    """Whether a group names a report: "offiziellen Angaben", "einer Studie der Universität"."""
    near = range(source.first, min(source.first + _ADJECTIVES, source.last) + 1)
    return any(text.lowered[at].endswith(text.lexicon.report_nouns) for at in near)


def _paused(sentence: Sentence, at: int) -> bool:
    text = sentence.text
    return at > sentence.low and (text.quoted[at - 1] or text.words[at - 1] in PAUSES)


def _before_postposition(sentence: Sentence, first: int, at: int) -> Phrase | None:
    """Read the nearest group that ends right before "zufolge"."""
    text = sentence.text
    for start in range(max(first, at - 12), at):
        if text.classes[start] & WordClass.preposition and start + 1 < at:
            continue
        group = noun_groups.group(text, start, at - 1)
        if group and group.last == at - 1:
            return group
    return None
