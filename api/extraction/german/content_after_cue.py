"""What is said after a cue's own clause: “Er sagte, dass …”."""

from api.extraction.german import clause_fields, noun_groups
from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.page import PAUSES, ParsedText, WordRange
from api.extraction.syntax.structures import CueMatch, Sentence


def clause_after(
    sentence: Sentence, match: CueMatch, ceiling: int, before: WordRange | None
) -> WordRange | None:
    """Read the clause behind the comma that ends the cue's own."""
    page = sentence.page
    comma = clause_fields.clause(sentence, match.end)[1] + 1
    first = comma + 1
    if comma >= ceiling or page.words[comma] not in PAUSES or first > ceiling:
        return None
    if clause_fields.is_comparison(sentence, match):
        return None if before else (first, ceiling)
    if page.quoted[first]:
        meant = not page.quoted[ceiling] and page.lowered[ceiling - 1] in page.lexicon.infinitive
        begins = match.end + 1
        while begins < comma and page.flags[begins] & WordClass.adverb:
            begins += 1  # "rät dazu, „…“"
        return (first, ceiling) if before or meant or begins == comma else None
    if before:
        goes_on = not page.quoted[before[1]] and clause_fields.wishes(page, first, ceiling)
        return (first, ceiling) if goes_on else None
    if match.cue.complements & Complement.only:
        return None
    opened = page.flags[first] & WordClass.opener
    turns = page.flags[first] & (WordClass.subordinator | WordClass.joiner) and not opened
    says = (
        match.cue.complements & Complement.clause
        and not turns
        and not _relates(page, first, ceiling)
    )
    if match.cue.complements == Complement.that:
        ceiling = _before_verb(sentence, first, ceiling)
    return (first, ceiling) if opened or says else None


def _before_verb(sentence: Sentence, first: int, ceiling: int) -> int:
    """End "die Ansicht, dass …, teilt er" where the verb of all goes on."""
    end = clause_fields.clause(sentence, first)[1]
    goes_on = end + 2 <= ceiling and clause_fields.is_verb(sentence.page, end + 2)
    return end if goes_on else ceiling


def _relates(page: ParsedText, first: int, last: int) -> bool:
    """Whether a relative clause begins here: nothing in it is in the subjunctive."""
    if (
        page.lowered[first] not in page.lexicon.relating
        and not page.flags[first] & WordClass.relative
    ):
        return False
    if last - 1 > first and page.lowered[last - 1] in page.lexicon.infinitive:
        return False  # "warf ihm vor, die Daten zu missbrauchen"
    subject = noun_groups.group(page, first, last)
    verb = subject.last + 1 if subject else last
    plain = verb < last and not page.flags[verb] and not page.capitals[verb]
    if plain and page.lowered[verb].endswith(page.lexicon.wishing):
        return False  # "der Pilot trage die Verantwortung"
    return not clause_fields.wishes(page, first, last)
