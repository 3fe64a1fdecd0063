"""The content after a cue: a quotation, a clause, an object, or a clause that continues."""

from typing import NamedTuple

from api.extraction.english import hearers_and_adjuncts
from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.parsed_text import ParsedText, WordRange
from api.extraction.syntax import titles_of_works
from api.extraction.syntax.structures import CueMatch, Sentence

_ASIDE = 16  # words of an aside: ", among other things,"
_NO_MORE = (
    WordClass.coordinator | WordClass.relative | WordClass.preposition | WordClass.subordinator
)


class ContentAfter(NamedTuple):
    """What is after a cue: a quotation, a clause, an object, or a clause going on."""

    kind: str
    piece: WordRange


def content_after_cue(
    sentence: Sentence, match: CueMatch, end: int, before: WordRange | None
) -> ContentAfter | None:
    """Read what is after a cue up to word `end`; `before` is what it took already."""
    text, takes, at = sentence.text, match.cue.complements, match.end + 1
    if at <= end and text.words[at] == "," and not text.quoted[at]:
        return _behind_comma(sentence, match, at, end, before)
    if takes & Complement.hearer and not match.inverted and not text.is_before_quotation(at, end):
        at = hearers_and_adjuncts.behind_hearer(text, at, end)
    if at <= end and not text.quoted[at]:
        at = _behind_title(text, hearers_and_adjuncts.behind_adjunct(text, at, end, takes), end)
    if at > end:
        return None
    if text.quoted[at]:
        alone = match.rule == "noun" or (before and at == match.end + 1)
        last = text.quotation_at(at)[1]
        return ContentAfter("quotation", (at, min(end, last) if alone else end))
    if text.words[at] == ":":
        return ContentAfter("quotation", (at + 1, end)) if at < end else None
    if text.words[at] == ",":
        return _behind_adjuncts_comma(sentence, match, at, end, before)
    return _clause(text, match, at, end, before)


def resumed(text: ParsedText, first: int, end: int) -> ContentAfter | None:
    """Read "“…,” she said during a rally, “but …”": whatever is between, it goes on."""
    at = next((k for k in range(first + 1, end) if text.quoted[k]), None)
    goes_on = at and text.words[at - 1] in (",", ":")
    return ContentAfter("quotation", (at, end)) if at and goes_on else None


def _behind_title(text: ParsedText, at: int, end: int) -> int:
    """Step over the work of "said on “Morning Edition” that …"."""
    if at > end or not text.quoted[at] or text.words[at - 1] in (",", ":"):
        return at
    quote = text.quotation_at(at)
    return quote[1] + 1 if titles_of_works.is_title(text, quote) else at


def _behind_comma(
    sentence: Sentence, match: CueMatch, at: int, end: int, before: WordRange | None
) -> ContentAfter | None:
    """Read "…, he said, …": a quotation, an aside, or the clause going on."""
    text, following = sentence.text, at + 1
    if following > end:
        return None
    if text.quoted[following]:
        return ContentAfter("quotation", (following, end))
    aside = _behind_aside(text, at, end)
    if aside and (not before or text.quoted[aside]):
        return ContentAfter("quotation" if text.quoted[aside] else "clause", (aside, end))
    turns = text.classes[following] & _NO_MORE or text.lowered[following].endswith(
        text.lexicon.participle_endings
    )
    if before:
        goes_on = following < end and not turns and not text.quoted[before[1]]
        return ContentAfter("interrupted", (following, end)) if goes_on else None
    says = (
        _led_by_as(sentence, match) or match.cue.complements & Complement.clause
    ) and not match.inverted
    return (
        ContentAfter("clause", (following, end)) if says and not turns and at + 3 <= end else None
    )


def _led_by_as(sentence: Sentence, match: CueMatch) -> bool:
    """Whether it reads "as X said on Monday, …"."""
    at = match.edge - 1
    return at >= sentence.low and sentence.text.lowered[at] in sentence.text.lexicon.as_words


def _behind_aside(text: ParsedText, at: int, end: int) -> int | None:
    """Skip ", among other things," to what is said."""
    opens = WordClass.preposition | WordClass.adverb | WordClass.subordinator
    participle = text.lowered[at + 1].endswith(text.lexicon.participle_endings)
    if not (text.classes[at + 1] & opens or participle or text.is_adverb(at + 1)):
        return None
    for ahead in range(at + 2, min(at + _ASIDE, end)):
        if text.quoted[ahead]:
            return ahead if text.words[ahead - 1] in (",", ":") else None
        if text.words[ahead] == ",":
            says = text.quoted[ahead + 1] or text.classes[ahead + 1] & WordClass.that
            return ahead + 1 if says else None
        if text.words[ahead] == ":":
            return ahead + 1
    return None


def _behind_adjuncts_comma(
    sentence: Sentence, match: CueMatch, at: int, end: int, before: WordRange | None
) -> ContentAfter | None:
    """Read ", …" after "he said on Monday"."""
    text = sentence.text
    if at < end and text.quoted[at + 1]:
        return ContentAfter("quotation", (at + 1, end))
    if at + 2 > end:
        return None
    led = at + 2 < end and not before and _led_by_as(sentence, match)
    if led or text.classes[at + 1] & WordClass.that:
        return ContentAfter("clause", (at + 1, end))
    participle = text.lowered[at + 1].endswith(text.lexicon.participle_endings)
    turns = participle or text.classes[at + 1] & _NO_MORE
    moved = at > match.end + 1
    if moved and before and not text.quoted[before[1]] and not turns:
        return ContentAfter("interrupted", (at + 1, end))
    return None


def _clause(
    text: ParsedText, match: CueMatch, at: int, end: int, before: WordRange | None
) -> ContentAfter | None:
    """Read what is right after the cue, as the cue takes it."""
    takes = match.cue.complements
    first = text.first_quoted(at, end)
    if text.classes[at] & WordClass.complementizer:
        return ContentAfter("clause", (at, end)) if at < end else None
    if before and (text.quoted[before[1]] or takes & Complement.quotation):
        return None
    if takes & Complement.quotation:
        led = first and (
            text.words[first - 1] in (",", ":") or text.classes[first - 1] & WordClass.that
        )
        return ContentAfter("quotation", (first, end)) if led and first else None
    if takes & Complement.clause and not (before and match.inverted):
        return ContentAfter("clause", (at, end))
    to = takes & Complement.infinitive and text.lowered[at] in text.lexicon.infinitive_markers
    if takes & (Complement.object | Complement.label) and not to:
        opens_object = text.lowered[at] in text.lexicon.object_openers
        adjunct = text.classes[at] & WordClass.preposition and not opens_object
        return None if adjunct else ContentAfter("object", (at, end))
    whom = takes & Complement.hearer and at > match.end + 1 and at < end
    return ContentAfter("clause", (at, end)) if to or whom or (first and not before) else None
