"""What stands behind a cue: a quotation, a clause, an object, or a clause that goes on."""

from typing import NamedTuple

from api.extraction.english import hearers_and_adjuncts
from api.extraction.lexicon.word_classes import Takes, Word
from api.extraction.reading.page import Page, Piece
from api.extraction.syntax import titles_of_works
from api.extraction.syntax.structures import Found, Sentence

_ASIDE = 16  # words of an aside: ", among other things,"
_NO_MORE = Word.joiner | Word.relative | Word.preposition | Word.subordinator


class After(NamedTuple):
    """What stands behind a cue: a quotation, a clause, an object, or a clause going on."""

    kind: str
    piece: Piece


def find(sentence: Sentence, one: Found, end: int, before: Piece | None) -> After | None:
    """Read what stands behind a cue up to word `end`; `before` is what it took already."""
    page, takes, at = sentence.page, one.cue.takes, one.end + 1
    if at <= end and page.words[at] == "," and not page.quoted[at]:
        return _behind_comma(sentence, one, at, end, before)
    if takes & Takes.whom and not one.inverted and not page.before_quotation(at, end):
        at = hearers_and_adjuncts.behind_hearer(page, at, end)
    if at <= end and not page.quoted[at]:
        at = _behind_title(page, hearers_and_adjuncts.behind_adjunct(page, at, end, takes), end)
    if at > end:
        return None
    if page.quoted[at]:
        alone = one.rule == "noun" or (before and at == one.end + 1)
        last = page.quotes[page.quote[at]][1]
        return After("quotation", (at, min(end, last) if alone else end))
    if page.words[at] == ":":
        return After("quotation", (at + 1, end)) if at < end else None
    if page.words[at] == ",":
        return _behind_adjuncts_comma(sentence, one, at, end, before)
    return _clause(page, one, at, end, before)


def resumed(page: Page, first: int, end: int) -> After | None:
    """Read "“…,” she said during a rally, “but …”": whatever stands between, it goes on."""
    at = next((k for k in range(first + 1, end) if page.quoted[k]), None)
    goes_on = at and page.words[at - 1] in (",", ":")
    return After("quotation", (at, end)) if at and goes_on else None


def _behind_title(page: Page, at: int, end: int) -> int:
    """Step over the work of "said on “Morning Edition” that …"."""
    if at > end or not page.quoted[at] or page.words[at - 1] in (",", ":"):
        return at
    quote = page.quotes[page.quote[at]]
    return quote[1] + 1 if titles_of_works.is_title(page, quote) else at


def _behind_comma(
    sentence: Sentence, one: Found, at: int, end: int, before: Piece | None
) -> After | None:
    """Read "…, he said, …": a quotation, an aside, or the clause going on."""
    page, following = sentence.page, at + 1
    if following > end:
        return None
    if page.quoted[following]:
        return After("quotation", (following, end))
    aside = _behind_aside(page, at, end)
    if aside and (not before or page.quoted[aside]):
        return After("quotation" if page.quoted[aside] else "clause", (aside, end))
    turns = page.flags[following] & _NO_MORE or page.lows[following].endswith(
        page.lexicon.participle
    )
    if before:
        goes_on = following < end and not turns and not page.quoted[before[1]]
        return After("interrupted", (following, end)) if goes_on else None
    says = (_led_by_as(sentence, one) or one.cue.takes & Takes.clause) and not one.inverted
    return After("clause", (following, end)) if says and not turns and at + 3 <= end else None


def _led_by_as(sentence: Sentence, one: Found) -> bool:
    """Whether it reads "as X said on Monday, …"."""
    at = one.edge - 1
    return at >= sentence.low and sentence.page.lows[at] == "as"


def _behind_aside(page: Page, at: int, end: int) -> int | None:
    """Skip ", among other things," to what is said."""
    opens = Word.preposition | Word.adverb | Word.subordinator
    participle = page.lows[at + 1].endswith(page.lexicon.participle)
    if not (page.flags[at + 1] & opens or participle or page.adverbial(at + 1)):
        return None
    for ahead in range(at + 2, min(at + _ASIDE, end)):
        if page.quoted[ahead]:
            return ahead if page.words[ahead - 1] in (",", ":") else None
        if page.words[ahead] == ",":
            says = page.quoted[ahead + 1] or page.flags[ahead + 1] & Word.that
            return ahead + 1 if says else None
        if page.words[ahead] == ":":
            return ahead + 1
    return None


def _behind_adjuncts_comma(
    sentence: Sentence, one: Found, at: int, end: int, before: Piece | None
) -> After | None:
    """Read ", …" behind "he said on Monday"."""
    page = sentence.page
    if at < end and page.quoted[at + 1]:
        return After("quotation", (at + 1, end))
    if at + 2 > end:
        return None
    led = at + 2 < end and not before and _led_by_as(sentence, one)
    if led or page.flags[at + 1] & Word.that:
        return After("clause", (at + 1, end))
    participle = page.lows[at + 1].endswith(page.lexicon.participle)
    turns = participle or page.flags[at + 1] & _NO_MORE
    moved = at > one.end + 1
    if moved and before and not page.quoted[before[1]] and not turns:
        return After("interrupted", (at + 1, end))
    return None


def _clause(page: Page, one: Found, at: int, end: int, before: Piece | None) -> After | None:
    """Read what stands right behind the cue, as the cue takes it."""
    takes = one.cue.takes
    first = page.first_quoted(at, end)
    if page.flags[at] & Word.opener:
        return After("clause", (at, end)) if at < end else None
    if before and (page.quoted[before[1]] or takes & Takes.only):
        return None
    if takes & Takes.only:
        led = first and (page.words[first - 1] in (",", ":") or page.flags[first - 1] & Word.that)
        return After("quotation", (first, end)) if led and first else None
    if takes & Takes.clause and not (before and one.inverted):
        return After("clause", (at, end))
    to = takes & Takes.to and page.lows[at] == "to"
    if takes & (Takes.object | Takes.named) and not to:
        adjunct = page.flags[at] & Word.preposition and page.lows[at] not in ("for", "as")
        return None if adjunct else After("object", (at, end))
    whom = takes & Takes.whom and at > one.end + 1 and at < end
    return After("clause", (at, end)) if to or whom or (first and not before) else None
