"""Where what is said ends and the author's own words go on."""

from api.extraction import finite
from api.extraction.clauses import Found, Sentence
from api.extraction.lexicon import Takes, Word
from api.extraction.page import PAUSES, Page

_ASIDES = frozenset(("—", "–", "--", "-", "("))


def of_clause(sentence: Sentence, one: Found, first: int, last: int) -> int:
    """Give the last word of a clause that stands behind a cue."""
    page, under = sentence.page, one.edge - 1
    leads = Word.subordinator | Word.relative | Word.opener
    opening = one.rule == "participle" and one.first <= sentence.low + 1
    if one.rule == "asked" or opening or (under >= sentence.low and page.flags[under] & leads):
        last = _first_comma(page, first, last)
    last = _before_own_words(page, first, last)
    if (
        one.source
        and one.source.last > one.source.head
        and page.flags[one.source.last] & Word.relative
    ):
        last = _before_main_verb(page, first, last)
    if page.lows[first] == "to":
        last = before_next_verb(page, first + 1, last)
    if one.cue.takes & Takes.object and not page.flags[first] & Word.opener:
        last = _before_explanation(page, first, last)
    return _before_aside(page, first, last)


def _before_explanation(page: Page, first: int, last: int) -> int:
    """Leave out ", who has …" and ", a former ally" behind the object of a cue."""
    quoted = next((at for at in range(last, first, -1) if page.quoting(at)), first)
    for at in range(quoted + 1, last - 1):
        if page.words[at] == ",":
            article = page.lows[at + 1] in ("a", "an", "the", "another", "one")
            if article or page.flags[at + 1] & Word.relative:
                return at - 1
    return last


def _before_main_verb(page: Page, first: int, last: int) -> int:
    """End what "Beck, who called him “a liar,” clearly meant …" holds at the comma before its verb."""
    for at in range(first + 1, last):
        closes = page.words[at] == "," and (
            not page.quoting(at) or page.quotes[page.quote[at]][1] == at + 1
        )
        if not closes:
            continue
        then = at + 1 + page.quoting(at)
        verb = then + (then < last and page.adverbial(then))
        if (
            verb <= last
            and finite.is_past(page, verb)
            or (verb <= last and page.lows[verb] in page.lexicon.cues)
        ):
            return then - 1 if page.quoting(at) else at - 1
    return last


def _before_aside(page: Page, first: int, last: int) -> int:
    """Leave out what explains the words quoted before it: "“…”, a swipe at …", "“…” — a play on …"."""
    at = last
    while at > first and not page.quoting(at):
        at -= 1
    if at == first:
        return last
    for pause in range(at, last - 1):
        comma = page.words[pause] == "," and page.lows[pause + 1] in ("a", "an", "another")
        dash = page.words[pause] in _ASIDES and not any(
            page.words[then] in _ASIDES for then in range(pause + 1, last + 1)
        )
        if comma or dash:
            return pause - (not page.quoting(pause))
        if (
            page.flags[pause] & Word.contrast
            and not page.quoting(pause)
            and finite.is_past(page, pause + 1)
        ):
            return pause - 1
        closed = page.words[at - 1] == "," and pause == at
        if closed and page.lows[at + 1] in ("a", "an", "another"):
            return at
    return last


def of_brackets(page: Page, first: int, last: int) -> int:
    """End before a bracket that closes what opened before: "(who called it “a farce” in May)"."""
    open_ = 0
    for at in range(first, last + 1):
        if not page.quoting(at):
            open_ += (page.words[at] == "(") - (page.words[at] == ")")
            if open_ < 0:
                return at - 1
    return last


def of_quotation(page: Page, first: int, last: int) -> int:
    """Give the last word of a quotation that goes on: at the comma that closes it, if any does."""
    quoted = [at for at in range(first, last + 1) if page.quoting(at)]
    end = quoted[-1] if quoted else last
    closed = end < last and (page.words[end - 1] == "," or page.words[end + 1] in PAUSES)
    return end if closed else before_next_verb(page, end + 1, last)


def before_next_verb(page: Page, first: int, last: int) -> int:
    """End before "and cast doubt on it": what the speaker does next."""
    for at in range(first, last):
        if page.flags[at] & (Word.link | Word.contrast) and not page.quoting(at):
            verb = at + 1 + bool(page.flags[at + 1] & Word.adverb)
            if verb <= last and (finite.is_past(page, verb) or page.flags[at + 1] & Word.subject):
                return at - 1
    return last


def of_object(page: Page, first: int, last: int) -> int:
    """Give the last word of an object: its quotation ends it, where there is one."""
    quoted = [at for at in range(first, last + 1) if page.quoting(at)]
    if not quoted or quoted[-1] == last:
        return last
    last = before_next_verb(page, quoted[-1] + 1, last)
    if quoted[-1] == last or page.words[quoted[-1] - 1] == ",":
        return quoted[-1]
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
