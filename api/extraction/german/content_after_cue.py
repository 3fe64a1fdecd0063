"""The content after a cue's own clause: “Er sagte, dass …”."""

from api.extraction.german import clause_fields, noun_groups
from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.parsed_text import PAUSES, ParsedText, WordRange
from api.extraction.syntax.structures import CueMatch, Sentence


def clause_after(
    sentence: Sentence, match: CueMatch, ceiling: int, before: WordRange | None
) -> WordRange | None:
    """Read the clause after the comma that ends the cue's own."""
    text = sentence.text
    comma = clause_fields.clause(sentence, match.end)[1] + 1
    first = comma + 1
    if comma >= ceiling or text.words[comma] not in PAUSES or first > ceiling:
        return None
    if clause_fields.is_comparison(sentence, match):
        return None if before else (first, ceiling)
    if text.quoted[first]:
        meant = (
            not text.quoted[ceiling]
            and text.lowered[ceiling - 1] in text.lexicon.infinitive_markers
        )
        begins = match.end + 1
        while begins < comma and text.classes[begins] & WordClass.adverb:
            begins += 1  # "rät dazu, „…“"
        return (first, ceiling) if before or meant or begins == comma else None
    if before:
        goes_on = not text.quoted[before[1]] and clause_fields.wishes(text, first, ceiling)
        return (first, ceiling) if goes_on else None
    if match.cue.complements & Complement.quotation:
        return None
    opened = text.classes[first] & WordClass.complementizer
    turns = text.classes[first] & (WordClass.subordinator | WordClass.coordinator) and not opened
    says = (
        match.cue.complements & Complement.clause
        and not turns
        and not _relates(text, first, ceiling)
    )
    if match.cue.complements == Complement.that:
        ceiling = _before_verb(sentence, first, ceiling)
    return (first, ceiling) if opened or says else None


def _before_verb(sentence: Sentence, first: int, ceiling: int) -> int:
    """End "die Ansicht, dass …, teilt er" where the verb of all goes on."""
    end = clause_fields.clause(sentence, first)[1]
    goes_on = end + 2 <= ceiling and clause_fields.is_verb(sentence.text, end + 2)
    return end if goes_on else ceiling


def _relates(text: ParsedText, first: int, last: int) -> bool:
    """Whether a relative clause begins here: nothing in it is in the subjunctive."""
    if (
        text.lowered[first] not in text.lexicon.relative_articles
        and not text.classes[first] & WordClass.relative
    ):
        return False
    if last - 1 > first and text.lowered[last - 1] in text.lexicon.infinitive_markers:
        return False  # "warf ihm vor, die Daten zu missbrauchen"
    subject = noun_groups.group(text, first, last)
    verb = subject.last + 1 if subject else last
    plain = verb < last and not text.classes[verb] and not text.capitalized[verb]
    if plain and text.lowered[verb].endswith(text.lexicon.subjunctive_endings):
        return False  # "der Pilot trage die Verantwortung"
    return not clause_fields.wishes(text, first, last)
