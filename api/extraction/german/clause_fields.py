"""The parts of a clause in a language whose verb is second.

The subject of a main clause is first or right after the verb; a particle or participle is at the
end of the clause. Grammars of German call these the topological fields.
"""

from api.extraction.german import noun_groups
from api.extraction.german.noun_groups import MARKS
from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import ParsedText, WordRange
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import CueMatch, Sentence

_BRACKET = 8  # words of a short aside, brackets included
_LEADS = WordClass.coordinator | WordClass.adverb
VERBAL = WordClass.auxiliary | WordClass.irregular_verb | WordClass.subjunctive


def clause(sentence: Sentence, at: int) -> WordRange:
    """Give the words between the marks around this one; short brackets are no marks."""
    text, first, last = sentence.text, at, at
    while first > sentence.low:
        before = _over_bracket(text, first - 1, -1)
        if before < sentence.low or marks(text, before):
            break
        first = before
    while last < sentence.high:
        after = _over_bracket(text, last + 1, 1)
        if after > sentence.high or marks(text, after):
            break
        last = after
    return first, last


def _over_bracket(text: ParsedText, at: int, step: int) -> int:
    """Step over "(1998 bis 2002)", from the bracket that is here to what is beyond it."""
    opens, closes = ("(", ")") if step > 0 else (")", "(")
    if text.words[at] != opens or text.quoted[at]:
        return at
    for index in range(at + step, at + step * _BRACKET, step):
        if not 0 < index < len(text.words) - 1:
            return at
        if text.words[index] == closes:
            return index + step
    return at


def marks(text: ParsedText, at: int) -> bool:
    """Whether a comma, colon, dash or bracket is here, outside quotation marks."""
    if text.words[at] not in MARKS or text.quoted[at]:
        return False
    dated = (
        text.words[at] == "." and bool(text.lexicon.ordinal_marks) and text.words[at - 1].isdigit()
    )
    hyphen = text.words[at] == "-" and at > 0 and text.starts[at] == text.ends[at - 1]
    return not (dated or hyphen)  # "am 8. Januar", "An- und Abreise"


def about(sentence: Sentence, first: int, last: int) -> Phrase | None:
    """Find the subject of a main clause: before its verb, or after it."""
    text = sentence.text
    subject, verb = fields(text, first, last)
    if subject is None and verb is not None:
        subject = noun_groups.behind(text, verb, last)
    if subject:
        return subject
    for at in range(first, last):
        if is_verb(text, at) and (subject := noun_groups.behind(text, at, last)):
            return subject
    return None


def fields(text: ParsedText, first: int, last: int) -> tuple[Phrase | None, int | None]:
    """Give the subject, if it is first, and where the verb is that all else leads to."""
    at = _behind_adverbs(text, first, last)
    if text.quoted[at]:
        return None, None
    if text.classes[at] & (WordClass.subordinator | WordClass.complementizer):
        comma = next(
            (k for k in range(at, last) if text.words[k] == "," and not text.quoted[k]), None
        )
        return None, _slot(text, comma + 1, last) if comma else None
    subject = noun_groups.group(text, at, last) if noun_groups.opens(text, at) else None
    if subject:
        at = subject.last + 1
    while at < last and not text.quoted[at]:
        if text.classes[at] & WordClass.preposition or (
            subject is None and text.classes[at] & WordClass.oblique
        ):
            start = at + bool(text.classes[at] & WordClass.preposition)
            inner = noun_groups.group(text, start, last)
            at = inner.last + 1 if inner else at + 1
        elif text.classes[at] & (WordClass.adverb | WordClass.time) or text.words[at] == ",":
            at += 1
        else:
            break
    return subject, _slot(text, at, last)


def _slot(text: ParsedText, at: int, last: int) -> int | None:
    small = at <= last and not text.quoted[at] and text.words[at][0].islower()
    return at if small else None


def is_verb(text: ParsedText, at: int, *, quoted: bool = False) -> bool:
    """Whether a finite verb is here: an auxiliary, a known one, or a weak past form."""
    if (text.quoted[at] and not quoted) or text.capitalized[at]:
        return False
    if text.classes[at] & VERBAL or text.lowered[at] in text.lexicon.cue_verbs:
        return True
    inside = at and text.classes[at - 1] & (
        WordClass.determiner | WordClass.possessive | WordClass.preposition
    )
    return text.lowered[at].endswith(text.lexicon.past_endings) and not inside


def wishes(text: ParsedText, first: int, last: int) -> bool:
    """Whether a known subjunctive is among these words, outside quotation marks."""
    outside = (at for at in range(first, last + 1) if not text.quoted[at])
    return any(text.classes[at] & WordClass.subjunctive for at in outside)


def start(text: ParsedText, first: int, verb: int) -> int:
    """Where the clause begins: after "und", where it joins two clauses."""
    for at in range(verb - 1, first, -1):
        joins = text.classes[at] & WordClass.coordinator and not text.quoted[at]
        if joins and has_verb(text, (first, at - 1)):
            first = at + 1 if at + 1 < verb else first
            break
    return _behind_adverbs(text, first, verb)


def _behind_adverbs(text: ParsedText, first: int, end: int) -> int:
    while first < end and not text.quoted[first]:
        adverb = text.lowered[first].endswith(text.lexicon.adverb_endings)
        if not (text.classes[first] & _LEADS or adverb):
            break
        first += 1
    return first


def has_verb(text: ParsedText, piece: WordRange) -> bool:
    """Whether a finite verb is among these words."""
    return any(is_verb(text, at) for at in range(piece[0], piece[1] + 1))


def opens_relative(text: ParsedText, at: int) -> bool:
    """Whether a clause that is here explains a noun before it."""
    relates = (
        text.lowered[at] in text.lexicon.relative_articles or text.classes[at] & WordClass.relative
    )
    return bool(relates) and at > 0 and text.words[at - 1] == ","


def is_comparison(sentence: Sentence, match: CueMatch) -> bool:
    """Whether the cue ends a clause with "wie": "wie X mitteilte"."""
    text, first = sentence.text, clause(sentence, match.last)[0]
    return match.rule == "verb last" and text.lowered[first] in text.lexicon.as_words
