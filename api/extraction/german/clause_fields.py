"""Where a clause's parts stand in a language whose verb stands second.

A main clause has its verb second, whatever stands first: its subject stands there or right behind
the verb, and a particle or participle at the clause's end. (What grammars of German call the
topological fields.)
"""

from api.extraction.german import noun_groups
from api.extraction.german.noun_groups import MARKS
from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.page import ParsedText, WordRange
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import CueMatch, Sentence

_BRACKET = 8  # words of a short aside, brackets included
_LEADS = WordClass.joiner | WordClass.adverb
VERBAL = WordClass.auxiliary | WordClass.verb | WordClass.subjunctive


def clause(sentence: Sentence, at: int) -> WordRange:
    """Give the words between the marks around this one; short brackets are no marks."""
    page, first, last = sentence.page, at, at
    while first > sentence.low:
        before = _over_bracket(page, first - 1, -1)
        if before < sentence.low or marks(page, before):
            break
        first = before
    while last < sentence.high:
        after = _over_bracket(page, last + 1, 1)
        if after > sentence.high or marks(page, after):
            break
        last = after
    return first, last


def _over_bracket(page: ParsedText, at: int, step: int) -> int:
    """Step over "(1998 bis 2002)", from the bracket that stands here to what is beyond it."""
    opens, closes = ("(", ")") if step > 0 else (")", "(")
    if page.words[at] != opens or page.quoted[at]:
        return at
    for index in range(at + step, at + step * _BRACKET, step):
        if not 0 < index < len(page.words) - 1:
            return at
        if page.words[index] == closes:
            return index + step
    return at


def marks(page: ParsedText, at: int) -> bool:
    """Whether a comma, colon, dash or bracket stands here, outside quotation marks."""
    if page.words[at] not in MARKS or page.quoted[at]:
        return False
    dated = page.words[at] == "." and bool(page.lexicon.ordinal) and page.words[at - 1].isdigit()
    hyphen = page.words[at] == "-" and at > 0 and page.starts[at] == page.ends[at - 1]
    return not (dated or hyphen)  # "am 8. Januar", "An- und Abreise"


def about(sentence: Sentence, first: int, last: int) -> Phrase | None:
    """Find the subject of a main clause: before its verb, or behind it."""
    page = sentence.page
    subject, verb = fields(page, first, last)
    if subject is None and verb is not None:
        subject = noun_groups.behind(page, verb, last)
    if subject:
        return subject
    for at in range(first, last):
        if is_verb(page, at) and (subject := noun_groups.behind(page, at, last)):
            return subject
    return None


def fields(page: ParsedText, first: int, last: int) -> tuple[Phrase | None, int | None]:
    """Give the subject, if it stands first, and where the verb stands that all else leads to."""
    at = _behind_adverbs(page, first, last)
    if page.quoted[at]:
        return None, None
    if page.flags[at] & (WordClass.subordinator | WordClass.opener):
        comma = next(
            (k for k in range(at, last) if page.words[k] == "," and not page.quoted[k]), None
        )
        return None, _slot(page, comma + 1, last) if comma else None
    subject = noun_groups.group(page, at, last) if noun_groups.opens(page, at) else None
    if subject:
        at = subject.last + 1
    while at < last and not page.quoted[at]:
        if page.flags[at] & WordClass.preposition or (
            subject is None and page.flags[at] & WordClass.oblique
        ):
            start = at + bool(page.flags[at] & WordClass.preposition)
            inner = noun_groups.group(page, start, last)
            at = inner.last + 1 if inner else at + 1
        elif page.flags[at] & (WordClass.adverb | WordClass.time) or page.words[at] == ",":
            at += 1
        else:
            break
    return subject, _slot(page, at, last)


def _slot(page: ParsedText, at: int, last: int) -> int | None:
    small = at <= last and not page.quoted[at] and page.words[at][0].islower()
    return at if small else None


def is_verb(page: ParsedText, at: int, *, quoted: bool = False) -> bool:
    """Whether a finite verb stands here: an auxiliary, a known one, or a weak past form."""
    if (page.quoted[at] and not quoted) or page.capitals[at]:
        return False
    if page.flags[at] & VERBAL or page.lowered[at] in page.lexicon.cues:
        return True
    inside = at and page.flags[at - 1] & (
        WordClass.determiner | WordClass.possessive | WordClass.preposition
    )
    return page.lowered[at].endswith(page.lexicon.past) and not inside


def wishes(page: ParsedText, first: int, last: int) -> bool:
    """Whether a known subjunctive stands among these words, outside quotation marks."""
    outside = (at for at in range(first, last + 1) if not page.quoted[at])
    return any(page.flags[at] & WordClass.subjunctive for at in outside)


def start(page: ParsedText, first: int, verb: int) -> int:
    """Where the clause begins: behind "und", where it joins two clauses."""
    for at in range(verb - 1, first, -1):
        joins = page.flags[at] & WordClass.joiner and not page.quoted[at]
        if joins and has_verb(page, (first, at - 1)):
            first = at + 1 if at + 1 < verb else first
            break
    return _behind_adverbs(page, first, verb)


def _behind_adverbs(page: ParsedText, first: int, end: int) -> int:
    while first < end and not page.quoted[first]:
        adverb = page.lowered[first].endswith(page.lexicon.adverb)
        if not (page.flags[first] & _LEADS or adverb):
            break
        first += 1
    return first


def has_verb(page: ParsedText, piece: WordRange) -> bool:
    """Whether a finite verb stands among these words."""
    return any(is_verb(page, at) for at in range(piece[0], piece[1] + 1))


def opens_relative(page: ParsedText, at: int) -> bool:
    """Whether a clause that stands here explains a noun before it."""
    relates = page.lowered[at] in page.lexicon.relating or page.flags[at] & WordClass.relative
    return bool(relates) and at > 0 and page.words[at - 1] == ","


def is_comparison(sentence: Sentence, match: CueMatch) -> bool:
    """Whether the cue ends a clause with "wie": "wie X mitteilte"."""
    page, first = sentence.page, clause(sentence, match.last)[0]
    return match.rule == "verb last" and page.lowered[first] in page.lexicon.as_
