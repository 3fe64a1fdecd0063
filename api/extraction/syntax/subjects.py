"""The subject of a sentence, where it is before the verb."""

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import POSSESSIVE_MARKS, ParsedText
from api.extraction.syntax import noun_phrases
from api.extraction.syntax.noun_phrases import Phrase

_OPENS = WordClass.determiner | WordClass.possessive
_SOMEBODY = WordClass.title | WordClass.person | WordClass.organization | WordClass.people


def find_subject(text: ParsedText, low: int, at: int) -> Phrase | None:
    """Find whom the sentence is about: what is before its first verb."""
    quoted = text.first_quoted(low, at - 1)
    for index, classes in enumerate(text.classes[low : at if quoted is None else quoted], low):
        if classes & WordClass.subject_pronoun:
            return Phrase(index, index, index)
        helps = classes & WordClass.auxiliary and text.words[index] not in POSSESSIVE_MARKS
        if helps or (index > low and _may_be_verb(text, index, low)):
            return noun_phrases.left(text, index, low)
    if quoted is not None:
        return None
    last = low
    while last < at and (
        text.capitalized[last] or text.classes[last] & (WordClass.determiner | _SOMEBODY)
    ):
        last += 1
    named = last > low and not text.classes[last - 1] & _OPENS
    return Phrase(low, last - 1, last - 1) if named else None


def _may_be_verb(text: ParsedText, at: int, low: int) -> bool:
    """Whether the word is a verb by its form; not "a wounded man" where a sentence begins."""
    if text.classes[at] & WordClass.irregular_verb:
        return True
    if (
        not text.lowered[at].endswith(text.lexicon.past_endings)
        and text.lowered[at] not in text.lexicon.cue_verbs
    ):
        return False
    inside = text.is_adverb(at - 1) or text.classes[at - 1] & _OPENS
    return not (inside and at - low < 3)
