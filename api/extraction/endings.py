"""Where what is said ends and the author's own words go on."""

from api.extraction.clauses import Found, Sentence
from api.extraction.lexicon import Word
from api.extraction.page import PAUSES, Page


def of_clause(sentence: Sentence, one: Found, first: int, last: int) -> int:
    """Give the last word of a clause that stands behind a cue."""
    page, under = sentence.page, one.edge - 1
    leads = Word.subordinator | Word.relative | Word.opener
    if one.rule == "asked" or (under >= sentence.low and page.flags[under] & leads):
        last = _first_comma(page, first, last)
    return _before_own_words(page, first, last)


def of_object(page: Page, first: int, last: int) -> int:
    """Give the last word of an object: its quotation ends it, where there is one."""
    quoted = [at for at in range(first, last + 1) if page.quoting(at)]
    if not quoted or quoted[-1] == last:
        return last
    after = quoted[-1] + 1
    adjunct = Word.time | Word.subordinator
    ends = page.flags[after] & adjunct or page.lows[after] in ("on", "in", "at", "during", "after")
    return quoted[-1] if ends or page.words[after] in PAUSES else last


def _first_comma(page: Page, first: int, last: int) -> int:
    """End A of "when he said A, B": it does so at the comma, which a quotation may hold."""
    for at in range(first + 1, last):
        if page.words[at] != ",":
            continue
        if not page.quoting(at):
            return at - 1
        if page.quotes[page.quote[at]][1] == at + 1:
            return at + 1
    return last


def _before_own_words(page: Page, first: int, last: int) -> int:
    """Leave out "; …", ", leaving …", ", but he has …"."""
    for at in range(first + 2, last - 1):
        closes = page.quoting(at) and page.quotes[page.quote[at]][1] == at
        if page.quoting(at) and not closes:
            continue
        if page.words[at] == ";":
            return at - 1
        comma = page.words[at] == ","
        if (comma or (closes and page.words[at - 1] == ",")) and _is_own(page, at + 1):
            return at - 1 if comma else at
    return last


def _is_own(page: Page, at: int) -> bool:
    low, flag = page.lows[at], page.flags[at]
    if low.endswith(page.lexicon.participle) and len(low) > 5 and not page.capital(at):
        return not flag & Word.no_participle and not page.quoting(at)
    if not flag & Word.contrast:
        return False
    verbal = Word.subject | Word.auxiliary | Word.adverb
    return bool(page.flags[at + 1] & verbal) or page.lows[at + 1] in page.lexicon.cues
