"""The several claims of a compound sentence: its clauses, each with its own words.

A clause ends where another with a verb of its own begins: after a semicolon or a dash, at a comma
with "and", "but", "which" or a participle, and at "and" with a verb. A piece without a verb of its
own belongs to the one before it. A clause inside another one interrupts that: "The raids, which
struck 20 sites, ended" makes "The raids … ended" and "The raids, which struck 20 sites".
"""

from collections.abc import Iterator

from api.extraction.lexicon.word_classes import VerbForm, WordClass
from api.extraction.reading.parsed_text import SENTENCE_ENDS, ParsedText, WordRange
from api.extraction.syntax import finite_verbs, noun_phrases
from api.extraction.syntax.embedded_clauses import SHORTEST, is_verb_near, split_embedded
from api.extraction.syntax.structures import JOINS, Sentence

_NOUN = 12  # words of a noun that a clause explains
_BREAKS = frozenset((";", "—", "–", "--", ":"))
_MARKS = _BREAKS | {","}


def split_clauses(sentence: Sentence) -> list[list[WordRange]]:
    """Give the clauses of a sentence in their order, each by its pieces."""
    return [parts for piece in _whole(sentence) for parts in split_embedded(sentence, piece)]


def _whole(sentence: Sentence) -> list[WordRange]:
    text, pieces = sentence.text, list[WordRange]()
    for first, last in (_trimmed(text, *cut) for cut in _cut(sentence)):
        alone = last - first + 1 >= SHORTEST and _says_something(text, first, last)
        if last >= first and (alone or not pieces):
            pieces.append((_with_noun(text, sentence.low, first), last))
        elif last >= first:
            pieces[-1] = pieces[-1][0], last
    if len(pieces) > 1 and not _says_something(text, *pieces[0]):
        pieces[:2] = [(pieces[0][0], pieces[1][1])]
    return pieces


def _says_something(text: ParsedText, first: int, last: int) -> bool:
    return finite_verbs.has_verb(text, first, last) or (
        _doing(text, first) and last - first >= SHORTEST
    )


def _doing(text: ParsedText, first: int) -> bool:
    """Whether a participle opens these words, after a preposition too: "beyond offering …"."""
    led = text.classes[first] & WordClass.preposition and first + 1 < len(text.words)
    at = first + bool(led)
    return text.lowered[at].endswith(text.lexicon.participle_endings) and not text.classes[at]


def explains(text: ParsedText, piece: WordRange) -> bool:
    """Whether a clause explains a noun: "the raids, which had struck …"."""
    first, end = piece[0], min(piece[0] + _NOUN, piece[1]) + 1
    if not finite_verbs.has_verb(text, *piece):
        return "," in text.words[first:end]  # "the war, the first between …"
    relative = (
        at
        for at, classes in enumerate(text.classes[first:end], first)
        if classes & WordClass.relative
    )
    return any(text.words[at - 1] == "," for at in relative if at)


def _with_noun(text: ParsedText, low: int, first: int) -> int:
    """Begin a clause with "which" at the noun that it explains."""
    if (
        not text.classes[first] & WordClass.relative
        or first - 2 < low
        or text.words[first - 1] != ","
    ):
        return first
    noun = noun_phrases.left(text, first - 1, low)
    return noun.first if noun and first - noun.first <= _NOUN else first


def _cut(sentence: Sentence) -> Iterator[WordRange]:
    text, first = sentence.text, sentence.low
    words, flags = text.words, text.classes
    for at in range(first + SHORTEST, sentence.high):
        may = flags[at] & JOINS or words[at] in _MARKS or words[at - 1] in SENTENCE_ENDS
        may = may or (flags[at] & WordClass.preposition and _leads_relative(text, at))
        if may and at - first >= SHORTEST and _begins_anew(sentence, at, first):
            yield first, at - 1
            first = at
    yield first, sentence.high


def _begins_anew(sentence: Sentence, at: int, first: int) -> bool:
    text = sentence.text
    if text.words[at - 1] in SENTENCE_ENDS and text.capitalized[at]:
        return True  # within a quotation of several sentences
    inside = text.quoted[at] and text.quotation_of[at] == text.quotation_of[at + 1]
    return not inside and _begins(sentence, at, first)


def _begins(sentence: Sentence, at: int, first: int) -> bool:
    """Whether a clause of its own begins with the mark or joiner at word `at`."""
    text, word, high = sentence.text, sentence.text.words[at], sentence.high
    if _leads_relative(text, at) and finite_verbs.has_verb(text, first, at - 1):
        return is_verb_near(text, at + 2, high, near=_NOUN)
    joins = text.classes[at] & JOINS
    if not (joins or word == "," or word in _BREAKS) or not _says_something(text, first, at - 1):
        return False
    if word in _BREAKS:
        return word != ":" or not text.quoted[at + 1]
    if word == ",":
        return _begins_behind_comma(text, _chunk(text, first, at), at + 1, high)
    if text.quoted[at] or _joins_names(text, at):
        return False
    return is_verb_near(text, at + 1, high, near=2) or _joins_participle(text, at + 1)


def _joins_names(text: ParsedText, at: int) -> bool:
    """Whether "and" joins two names that a clause is about: "that Russia and Israel were"."""
    leads = (
        WordClass.complementizer
        | WordClass.subordinator
        | WordClass.relative
        | WordClass.preposition
    )
    led = text.classes[at - 2] & leads
    return bool(led) and text.capitalized[at - 1] and text.capitalized[at + 1]


def _leads_relative(text: ParsedText, at: int) -> bool:
    """Whether "during which" is here."""
    if (
        text.lowered[at + 1] not in text.lexicon.prepositional_relatives
        or text.words[at - 1] == ","
    ):
        return False
    return (
        bool(text.classes[at] & WordClass.preposition) and not text.classes[at] & WordClass.genitive
    )


def _joins_participle(text: ParsedText, at: int) -> bool:
    """Whether "and warning that …" goes on with what somebody says."""
    cue = text.lexicon.cue_verbs.get(text.lowered[at])
    return cue is not None and cue[1] is VerbForm.participle and cue[0].means != "thought"


def _chunk(text: ParsedText, first: int, comma: int) -> WordRange:
    """Give the words between this comma and the one before."""
    at = comma - 1
    while at > first and (text.words[at - 1] != "," or text.quoted[at - 1]):
        at -= 1
    return at, comma - 1


def _begins_behind_comma(text: ParsedText, before: WordRange, at: int, high: int) -> bool:
    classes = text.classes[at]
    if classes & JOINS:
        return is_verb_near(text, at + 1, high, near=8)
    if (_leads(text, before) and finite_verbs.has_verb(text, *before)) or _doing(text, before[0]):
        return is_verb_near(text, at + 1, high, near=_NOUN)
    if classes & WordClass.relative:
        return True
    if classes & WordClass.subordinator and not classes & WordClass.complementizer:
        return is_verb_near(text, at + 2, high, near=6)
    if text.classes[at] & WordClass.indefinite:
        return _is_judged(text, at, high)
    return _goes_on(text, before, at + (text.is_adverb(at) and at < high))


def _goes_on(text: ParsedText, before: WordRange, at: int) -> bool:
    """Whether ", ended" or ", broadly hinting that …" begins a clause after a whole one."""
    participle = text.lowered[at].endswith(text.lexicon.participle_endings)
    if (
        not (participle or finite_verbs.is_verb(text, at))
        or text.classes[at] & WordClass.false_participle
    ):
        return False
    # The comma may close a parenthesis: then the clause before it only goes on.
    aside = WordClass.relative | WordClass.subordinator | WordClass.preposition
    opens = text.classes[before[0]] & aside or text.lowered[before[0]].endswith(
        text.lexicon.participle_endings
    )
    return finite_verbs.has_verb(text, *before) and not opens


def _is_judged(text: ParsedText, at: int, high: int) -> bool:
    """Whether ", a gesture that he appreciated" says more of what is before, to the end."""
    that = next(
        (k for k in range(at + 2, min(at + 6, high)) if text.classes[k] & WordClass.relative), None
    )
    if that is None or any(text.words[k] == "," for k in range(at, high)):
        return False
    return is_verb_near(text, that + 1, high, near=_NOUN)


def _leads(text: ParsedText, piece: WordRange) -> bool:
    """Whether a clause tells when or why another one holds: "Soon after it erupted, …"."""
    at = piece[0] + bool(text.classes[piece[0]] & WordClass.adverb)
    classes = text.classes[at]
    return bool(classes & WordClass.subordinator) and not classes & WordClass.conditional


def _trimmed(text: ParsedText, first: int, last: int) -> WordRange:
    """Leave out the marks and joiners that only join."""
    while first <= last and (
        text.words[first] in (",", *_BREAKS)
        or (text.classes[first] & JOINS and not text.capitalized[first])
    ):
        first += 1
    while last >= first and text.words[last] in (",", *_BREAKS):
        last -= 1
    if first + 2 < last and _leads_relative(text, first):
        first += 2
    return first, last
