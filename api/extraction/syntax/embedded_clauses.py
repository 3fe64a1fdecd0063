"""Clauses inside another one, which they interrupt: "The raids, which struck 20 sites, ended"."""

from collections.abc import Iterator

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import ParsedText, WordRange
from api.extraction.syntax import finite_verbs, noun_phrases
from api.extraction.syntax.structures import JOINS, Sentence

SHORTEST = 3  # words of a clause


def split_embedded(sentence: Sentence, piece: WordRange) -> Iterator[list[WordRange]]:
    """Split a clause from the one inside it that explains a noun."""
    text, (first, last) = sentence.text, piece
    if "," not in text.words[first + 1 : last]:
        yield [piece]
        return
    if aside := _find_apposition(text, first, last):
        begins, opens, closes = aside
        yield [(first, opens - 1), (closes + 1, last)] if closes < last else [(first, opens - 1)]
        yield [(begins, closes - (text.words[closes] == ","))]
        return
    inside = _find_relative(text, first, last)
    if inside is None:
        yield [piece]
        return
    opens, closes = inside
    yield [(first, opens - 1), (closes + 1, last)]
    noun = noun_phrases.left(text, opens, sentence.low)
    yield [(noun.first if noun else opens + 1, closes - 1)]


def _find_relative(text: ParsedText, first: int, last: int) -> WordRange | None:
    """Give the commas of ", which struck 20 sites," where the outer clause continues."""
    commas = _commas(text, first + 1, last - 1)
    opens = next((at for at in commas if _is_about_noun(text, at)), None)
    if opens is None:
        return None
    for at in commas:
        if at >= opens + SHORTEST and finite_verbs.has_verb(text, opens + 2, at - 1):
            goes_on = is_verb_near(text, at + 1, last, near=2) and not is_joined(text, at + 1)
            return (opens, at) if goes_on else None
    return None


def _find_apposition(text: ParsedText, first: int, last: int) -> tuple[int, int, int] | None:
    """Find "Iran, one of its closest allies": its noun's first word and its two commas."""
    for at in _commas(text, first + 1, last - SHORTEST):
        if text.quoted[at] or not text.capitalized[at - 1]:
            continue
        if not _is_apposition(text, at + 1):
            continue
        closes = next((k for k in range(at + 2, last + 1) if text.words[k] == ","), last)
        inside = range(at + 1, closes + 1)
        if closes - at <= SHORTEST or any(
            text.quoted[k] or finite_verbs.is_verb(text, k) for k in inside
        ):
            continue
        goes_on = closes == last or is_verb_near(text, closes + 1, last, near=3)
        noun = noun_phrases.left(text, at, first)
        if (
            noun
            and goes_on
            and finite_verbs.has_verb(text, first, noun.first - 1)
            | finite_verbs.has_verb(text, closes, last)
        ):
            return noun.first, at, closes
    return None


def _is_apposition(text: ParsedText, at: int) -> bool:
    """Whether "one of its allies", "a signatory" begins here; not "several times"."""
    classes = text.classes[at]
    part = classes & WordClass.determiner and text.classes[at + 1] & WordClass.genitive
    return bool(
        classes & (WordClass.indefinite | WordClass.definite | WordClass.possessive) or part
    )


def _commas(text: ParsedText, first: int, last: int) -> list[int]:
    return [at for at, word in enumerate(text.words[first : last + 1], first) if word == ","]


def _is_about_noun(text: ParsedText, comma: int) -> bool:
    return bool(text.classes[comma + 1] & WordClass.relative) and not text.quoted[comma]


def is_joined(text: ParsedText, at: int) -> bool:
    return bool(text.classes[at] & JOINS)


def is_verb_near(text: ParsedText, at: int, high: int, *, near: int) -> bool:
    """Whether a verb is among the next words, before a comma."""
    for ahead in range(at, min(at + near, high + 1)):
        if text.words[ahead] == ",":
            return False
        if finite_verbs.is_verb(text, ahead):
            return True
    return False
