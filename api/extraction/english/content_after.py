"""What stands behind a cue: a quotation, a clause, an object, or a clause that goes on."""

from typing import NamedTuple

from api.extraction.english import hearers_and_adjuncts
from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.page import ParsedText, WordRange
from api.extraction.syntax import titles_of_works
from api.extraction.syntax.structures import CueMatch, Sentence

_ASIDE = 16  # words of an aside: ", among other things,"
_NO_MORE = WordClass.joiner | WordClass.relative | WordClass.preposition | WordClass.subordinator


class ContentAfter(NamedTuple):
    """What stands behind a cue: a quotation, a clause, an object, or a clause going on."""

    kind: str
    piece: WordRange


def content_after_cue(
    sentence: Sentence, match: CueMatch, end: int, before: WordRange | None
) -> ContentAfter | None:
    """Read what stands behind a cue up to word `end`; `before` is what it took already."""
    page, takes, at = sentence.page, match.cue.complements, match.end + 1
    if at <= end and page.words[at] == "," and not page.quoted[at]:
        return _behind_comma(sentence, match, at, end, before)
    if takes & Complement.whom and not match.inverted and not page.before_quotation(at, end):
        at = hearers_and_adjuncts.behind_hearer(page, at, end)
    if at <= end and not page.quoted[at]:
        at = _behind_title(page, hearers_and_adjuncts.behind_adjunct(page, at, end, takes), end)
    if at > end:
        return None
    if page.quoted[at]:
        alone = match.rule == "noun" or (before and at == match.end + 1)
        last = page.quotes[page.quote[at]][1]
        return ContentAfter("quotation", (at, min(end, last) if alone else end))
    if page.words[at] == ":":
        return ContentAfter("quotation", (at + 1, end)) if at < end else None
    if page.words[at] == ",":
        return _behind_adjuncts_comma(sentence, match, at, end, before)
    return _clause(page, match, at, end, before)


def resumed(page: ParsedText, first: int, end: int) -> ContentAfter | None:
    """Read "“…,” she said during a rally, “but …”": whatever stands between, it goes on."""
    at = next((k for k in range(first + 1, end) if page.quoted[k]), None)
    goes_on = at and page.words[at - 1] in (",", ":")
    return ContentAfter("quotation", (at, end)) if at and goes_on else None


def _behind_title(page: ParsedText, at: int, end: int) -> int:
    """Step over the work of "said on “Morning Edition” that …"."""
    if at > end or not page.quoted[at] or page.words[at - 1] in (",", ":"):
        return at
    quote = page.quotes[page.quote[at]]
    return quote[1] + 1 if titles_of_works.is_title(page, quote) else at


def _behind_comma(
    sentence: Sentence, match: CueMatch, at: int, end: int, before: WordRange | None
) -> ContentAfter | None:
    """Read "…, he said, …": a quotation, an aside, or the clause going on."""
    page, following = sentence.page, at + 1
    if following > end:
        return None
    if page.quoted[following]:
        return ContentAfter("quotation", (following, end))
    aside = _behind_aside(page, at, end)
    if aside and (not before or page.quoted[aside]):
        return ContentAfter("quotation" if page.quoted[aside] else "clause", (aside, end))
    turns = page.flags[following] & _NO_MORE or page.lowered[following].endswith(
        page.lexicon.participle
    )
    if before:
        goes_on = following < end and not turns and not page.quoted[before[1]]
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
    return at >= sentence.low and sentence.page.lowered[at] in sentence.page.lexicon.as_


def _behind_aside(page: ParsedText, at: int, end: int) -> int | None:
    """Skip ", among other things," to what is said."""
    opens = WordClass.preposition | WordClass.adverb | WordClass.subordinator
    participle = page.lowered[at + 1].endswith(page.lexicon.participle)
    if not (page.flags[at + 1] & opens or participle or page.adverbial(at + 1)):
        return None
    for ahead in range(at + 2, min(at + _ASIDE, end)):
        if page.quoted[ahead]:
            return ahead if page.words[ahead - 1] in (",", ":") else None
        if page.words[ahead] == ",":
            says = page.quoted[ahead + 1] or page.flags[ahead + 1] & WordClass.that
            return ahead + 1 if says else None
        if page.words[ahead] == ":":
            return ahead + 1
    return None


def _behind_adjuncts_comma(
    sentence: Sentence, match: CueMatch, at: int, end: int, before: WordRange | None
) -> ContentAfter | None:
    """Read ", …" behind "he said on Monday"."""
    page = sentence.page
    if at < end and page.quoted[at + 1]:
        return ContentAfter("quotation", (at + 1, end))
    if at + 2 > end:
        return None
    led = at + 2 < end and not before and _led_by_as(sentence, match)
    if led or page.flags[at + 1] & WordClass.that:
        return ContentAfter("clause", (at + 1, end))
    participle = page.lowered[at + 1].endswith(page.lexicon.participle)
    turns = participle or page.flags[at + 1] & _NO_MORE
    moved = at > match.end + 1
    if moved and before and not page.quoted[before[1]] and not turns:
        return ContentAfter("interrupted", (at + 1, end))
    return None


def _clause(
    page: ParsedText, match: CueMatch, at: int, end: int, before: WordRange | None
) -> ContentAfter | None:
    """Read what stands right behind the cue, as the cue takes it."""
    takes = match.cue.complements
    first = page.first_quoted(at, end)
    if page.flags[at] & WordClass.opener:
        return ContentAfter("clause", (at, end)) if at < end else None
    if before and (page.quoted[before[1]] or takes & Complement.only):
        return None
    if takes & Complement.only:
        led = first and (
            page.words[first - 1] in (",", ":") or page.flags[first - 1] & WordClass.that
        )
        return ContentAfter("quotation", (first, end)) if led and first else None
    if takes & Complement.clause and not (before and match.inverted):
        return ContentAfter("clause", (at, end))
    to = takes & Complement.to and page.lowered[at] in page.lexicon.infinitive
    if takes & (Complement.object | Complement.named) and not to:
        opens_object = page.lowered[at] in page.lexicon.object_openers
        adjunct = page.flags[at] & WordClass.preposition and not opens_object
        return None if adjunct else ContentAfter("object", (at, end))
    whom = takes & Complement.whom and at > match.end + 1 and at < end
    return ContentAfter("clause", (at, end)) if to or whom or (first and not before) else None
