"""The several claims of a compound sentence: its clauses, each with its own words.

A clause ends where another with a verb of its own begins: behind a semicolon or a dash, at a comma
with "and", "but", "which" or a participle, and at "and" with a verb. A piece without a verb of its
own belongs to the one before it. A clause inside another one interrupts that: "The raids, which
struck 20 sites, ended" makes "The raids … ended" and "The raids, which struck 20 sites".
"""

from collections.abc import Iterator

from api.extraction.lexicon.word_classes import VerbForm, WordClass
from api.extraction.reading.page import ENDS, ParsedText, WordRange
from api.extraction.syntax import finite_verbs, noun_phrases
from api.extraction.syntax.structures import JOINS, Sentence

_SHORTEST = 3  # words of a clause
_NOUN = 12  # words of a noun that a clause explains
_BREAKS = frozenset((";", "—", "–", "--", ":"))
_MARKS = _BREAKS | {","}


def split_clauses(sentence: Sentence) -> list[list[WordRange]]:
    """Give the clauses of a sentence in their order, each by its pieces."""
    return [parts for piece in _whole(sentence) for parts in _parted(sentence, piece)]


def _whole(sentence: Sentence) -> list[WordRange]:
    page, pieces = sentence.page, list[WordRange]()
    for first, last in (_trimmed(page, *cut) for cut in _cut(sentence)):
        alone = last - first + 1 >= _SHORTEST and _says_something(page, first, last)
        if last >= first and (alone or not pieces):
            pieces.append((_with_noun(page, sentence.low, first), last))
        elif last >= first:
            pieces[-1] = pieces[-1][0], last
    if len(pieces) > 1 and not _says_something(page, *pieces[0]):
        pieces[:2] = [(pieces[0][0], pieces[1][1])]
    return pieces


def _parted(sentence: Sentence, piece: WordRange) -> Iterator[list[WordRange]]:
    """Tell a clause from the one that stands inside it, about a noun of its own."""
    page, (first, last) = sentence.page, piece
    if "," not in page.words[first + 1 : last]:
        yield [piece]
        return
    if aside := _apposed(page, first, last):
        begins, opens, closes = aside
        yield [(first, opens - 1), (closes + 1, last)] if closes < last else [(first, opens - 1)]
        yield [(begins, closes - (page.words[closes] == ","))]
        return
    inside = _inside(page, first, last)
    if inside is None:
        yield [piece]
        return
    opens, closes = inside
    yield [(first, opens - 1), (closes + 1, last)]
    noun = noun_phrases.left(page, opens, sentence.low)
    yield [(noun.first if noun else opens + 1, closes - 1)]


def _inside(page: ParsedText, first: int, last: int) -> WordRange | None:
    """Give the commas of ", which struck 20 sites," where the clause around it goes on."""
    commas = _commas(page, first + 1, last - 1)
    opens = next((at for at in commas if _is_about_noun(page, at)), None)
    if opens is None:
        return None
    for at in commas:
        if at >= opens + _SHORTEST and finite_verbs.has_verb(page, opens + 2, at - 1):
            goes_on = _verb_near(page, at + 1, last, near=2) and not _joined(page, at + 1)
            return (opens, at) if goes_on else None
    return None


def _apposed(page: ParsedText, first: int, last: int) -> tuple[int, int, int] | None:
    """Find "Iran, one of its closest allies": where its noun and its commas stand."""
    for at in _commas(page, first + 1, last - _SHORTEST):
        if page.quoted[at] or not page.capitals[at - 1]:
            continue
        if not _is_apposition(page, at + 1):
            continue
        closes = next((k for k in range(at + 2, last + 1) if page.words[k] == ","), last)
        inside = range(at + 1, closes + 1)
        if closes - at <= _SHORTEST or any(
            page.quoted[k] or finite_verbs.is_verb(page, k) for k in inside
        ):
            continue
        goes_on = closes == last or _verb_near(page, closes + 1, last, near=3)
        noun = noun_phrases.left(page, at, first)
        if (
            noun
            and goes_on
            and finite_verbs.has_verb(page, first, noun.first - 1)
            | finite_verbs.has_verb(page, closes, last)
        ):
            return noun.first, at, closes
    return None


def _is_apposition(page: ParsedText, at: int) -> bool:
    """Whether "one of its allies", "a signatory" begins here; not "several times"."""
    flag = page.flags[at]
    part = flag & WordClass.determiner and page.flags[at + 1] & WordClass.of
    return bool(flag & (WordClass.indefinite | WordClass.definite | WordClass.possessive) or part)


def _commas(page: ParsedText, first: int, last: int) -> list[int]:
    return [at for at, word in enumerate(page.words[first : last + 1], first) if word == ","]


def _is_about_noun(page: ParsedText, comma: int) -> bool:
    return bool(page.flags[comma + 1] & WordClass.relative) and not page.quoted[comma]


def _joined(page: ParsedText, at: int) -> bool:
    return bool(page.flags[at] & JOINS)


def _says_something(page: ParsedText, first: int, last: int) -> bool:
    return finite_verbs.has_verb(page, first, last) or (
        _doing(page, first) and last - first >= _SHORTEST
    )


def _doing(page: ParsedText, first: int) -> bool:
    """Whether a participle opens these words, behind a preposition too: "beyond offering …"."""
    led = page.flags[first] & WordClass.preposition and first + 1 < len(page.words)
    at = first + bool(led)
    return page.lowered[at].endswith(page.lexicon.participle) and not page.flags[at]


def explains(page: ParsedText, piece: WordRange) -> bool:
    """Whether a clause explains a noun: "the raids, which had struck …"."""
    first, end = piece[0], min(piece[0] + _NOUN, piece[1]) + 1
    if not finite_verbs.has_verb(page, *piece):
        return "," in page.words[first:end]  # "the war, the first between …"
    relative = (
        at for at, flag in enumerate(page.flags[first:end], first) if flag & WordClass.relative
    )
    return any(page.words[at - 1] == "," for at in relative if at)


def _with_noun(page: ParsedText, low: int, first: int) -> int:
    """Begin a clause with "which" at the noun that it explains."""
    if (
        not page.flags[first] & WordClass.relative
        or first - 2 < low
        or page.words[first - 1] != ","
    ):
        return first
    noun = noun_phrases.left(page, first - 1, low)
    return noun.first if noun and first - noun.first <= _NOUN else first


def _cut(sentence: Sentence) -> Iterator[WordRange]:
    page, first = sentence.page, sentence.low
    words, flags = page.words, page.flags
    for at in range(first + _SHORTEST, sentence.high):
        may = flags[at] & JOINS or words[at] in _MARKS or words[at - 1] in ENDS
        may = may or (flags[at] & WordClass.preposition and _leads_relative(page, at))
        if may and at - first >= _SHORTEST and _begins_anew(sentence, at, first):
            yield first, at - 1
            first = at
    yield first, sentence.high


def _begins_anew(sentence: Sentence, at: int, first: int) -> bool:
    page = sentence.page
    if page.words[at - 1] in ENDS and page.capitals[at]:
        return True  # within a quotation of several sentences
    inside = page.quoted[at] and page.quote[at] == page.quote[at + 1]
    return not inside and _begins(sentence, at, first)


def _begins(sentence: Sentence, at: int, first: int) -> bool:
    """Whether a clause of its own begins with the mark or joiner at word `at`."""
    page, word, high = sentence.page, sentence.page.words[at], sentence.high
    if _leads_relative(page, at) and finite_verbs.has_verb(page, first, at - 1):
        return _verb_near(page, at + 2, high, near=_NOUN)
    joins = page.flags[at] & JOINS
    if not (joins or word == "," or word in _BREAKS) or not _says_something(page, first, at - 1):
        return False
    if word in _BREAKS:
        return word != ":" or not page.quoted[at + 1]
    if word == ",":
        return _begins_behind_comma(page, _chunk(page, first, at), at + 1, high)
    if page.quoted[at] or _joins_names(page, at):
        return False
    return _verb_near(page, at + 1, high, near=2) or _joins_participle(page, at + 1)


def _joins_names(page: ParsedText, at: int) -> bool:
    """Whether "and" joins two names that a clause is about: "that Russia and Israel were"."""
    leads = WordClass.opener | WordClass.subordinator | WordClass.relative | WordClass.preposition
    led = page.flags[at - 2] & leads
    return bool(led) and page.capitals[at - 1] and page.capitals[at + 1]


def _leads_relative(page: ParsedText, at: int) -> bool:
    """Whether "during which" stands here."""
    if page.lowered[at + 1] not in page.lexicon.adding_relative or page.words[at - 1] == ",":
        return False
    return bool(page.flags[at] & WordClass.preposition) and not page.flags[at] & WordClass.of


def _joins_participle(page: ParsedText, at: int) -> bool:
    """Whether "and warning that …" goes on with what somebody says."""
    cue = page.lexicon.cues.get(page.lowered[at])
    return cue is not None and cue[1] is VerbForm.participle and cue[0].means != "thought"


def _chunk(page: ParsedText, first: int, comma: int) -> WordRange:
    """Give the words between this comma and the one before."""
    at = comma - 1
    while at > first and (page.words[at - 1] != "," or page.quoted[at - 1]):
        at -= 1
    return at, comma - 1


def _begins_behind_comma(page: ParsedText, before: WordRange, at: int, high: int) -> bool:
    flag = page.flags[at]
    if flag & JOINS:
        return _verb_near(page, at + 1, high, near=8)
    if (_leads(page, before) and finite_verbs.has_verb(page, *before)) or _doing(page, before[0]):
        return _verb_near(page, at + 1, high, near=_NOUN)
    if flag & WordClass.relative:
        return True
    if flag & WordClass.subordinator and not flag & WordClass.opener:
        return _verb_near(page, at + 2, high, near=6)
    if page.flags[at] & WordClass.indefinite:
        return _is_judged(page, at, high)
    return _goes_on(page, before, at + (page.adverbial(at) and at < high))


def _goes_on(page: ParsedText, before: WordRange, at: int) -> bool:
    """Whether ", ended" or ", broadly hinting that …" begins a clause behind a whole one."""
    participle = page.lowered[at].endswith(page.lexicon.participle)
    if (
        not (participle or finite_verbs.is_verb(page, at))
        or page.flags[at] & WordClass.no_participle
    ):
        return False
    # The comma may close a parenthesis: then the clause before it only goes on.
    aside = WordClass.relative | WordClass.subordinator | WordClass.preposition
    opens = page.flags[before[0]] & aside or page.lowered[before[0]].endswith(
        page.lexicon.participle
    )
    return finite_verbs.has_verb(page, *before) and not opens


def _is_judged(page: ParsedText, at: int, high: int) -> bool:
    """Whether ", a gesture that he appreciated" says more of what stands before, to the end."""
    that = next(
        (k for k in range(at + 2, min(at + 6, high)) if page.flags[k] & WordClass.relative), None
    )
    if that is None or any(page.words[k] == "," for k in range(at, high)):
        return False
    return _verb_near(page, that + 1, high, near=_NOUN)


def _leads(page: ParsedText, piece: WordRange) -> bool:
    """Whether a clause tells when or why another one holds: "Soon after it erupted, …"."""
    at = piece[0] + bool(page.flags[piece[0]] & WordClass.adverb)
    flag = page.flags[at]
    return bool(flag & WordClass.subordinator) and not flag & WordClass.condition


def _verb_near(page: ParsedText, at: int, high: int, *, near: int) -> bool:
    """Whether a verb stands among the next words, before a comma."""
    for ahead in range(at, min(at + near, high + 1)):
        if page.words[ahead] == ",":
            return False
        if finite_verbs.is_verb(page, ahead):
            return True
    return False


def _trimmed(page: ParsedText, first: int, last: int) -> WordRange:
    """Leave out the marks and joiners that only join."""
    while first <= last and (
        page.words[first] in (",", *_BREAKS)
        or (page.flags[first] & JOINS and not page.capitals[first])
    ):
        first += 1
    while last >= first and page.words[last] in (",", *_BREAKS):
        last -= 1
    if first + 2 < last and _leads_relative(page, first):
        first += 2
    return first, last
