"""Where what is said ends and the author's own words go on."""

from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.page import PAUSES, ParsedText
from api.extraction.syntax import finite_verbs
from api.extraction.syntax.structures import JOINS, CueMatch, Sentence

_DASHES = frozenset(("—", "–", "--", "-", "("))  # a bracket tells as much
_BRACKETS = frozenset("()")
_LEADS = WordClass.subordinator | WordClass.relative | WordClass.opener | WordClass.joiner


def of_brackets(page: ParsedText, first: int, last: int) -> int:
    """End before a bracket that closes what opened before: "(who called it “a farce” in May)"."""
    inside = 0
    for at, word in enumerate(page.words[first : last + 1], first):
        if word in _BRACKETS and not page.quoted[at]:
            inside += 1 if word == "(" else -1
            if inside < 0:
                return at - 1
    return last


def of_clause(sentence: Sentence, match: CueMatch, first: int, last: int) -> int:
    """Give the last word of a clause that stands behind a cue."""
    page = sentence.page
    if _is_led(sentence, match):
        last = _first_comma(page, first, last)
    last = _before_own_words(page, first, last)
    if match.source and _explains(page, match.source.head, match.source.last):
        last = _before_main_verb(page, first, last)
    if page.lowered[first] in page.lexicon.infinitive:
        last = _before_next_verb(page, first + 1, last)
    if match.cue.complements & Complement.object and not page.flags[first] & WordClass.opener:
        last = _before_explanation(page, first, last)
    return _before_aside(page, first, last)


def of_noun(sentence: Sentence, match: CueMatch, first: int, last: int) -> int:
    """End "his claim that it fell was false" where the verb comes that his claim is subject of."""
    page = sentence.page
    if finite_verbs.has_verb(page, sentence.low, match.first - 1):
        return last
    if page.flags[sentence.low] & WordClass.preposition:
        return _first_comma(page, first, last)  # "Despite his claim that A, B"
    inner, main = False, None
    for at in range(first + 1, last):
        if page.quoted[at] or page.words[at] in PAUSES or page.flags[at] & _LEADS:
            inner, verb = False, False
        else:
            verb = finite_verbs.is_verb(page, at)
        helped = page.flags[at - 1] & WordClass.auxiliary or not page.flags[at] & WordClass.be
        if verb and inner and not (helped and finite_verbs.is_verb(page, at - 1)):
            main = at
        inner = inner or verb
    return last if main is None else main - 1


def of_object(page: ParsedText, first: int, last: int) -> int:
    """Give the last word of an object: its quotation ends it, where there is one."""
    quoted = _last_quoted(page, first, last)
    if quoted is None or quoted == last:
        return last
    last = _before_next_verb(page, quoted + 1, last)
    if quoted == last or _closed(page, quoted):
        return quoted
    after = quoted + 1
    adjunct = page.flags[after] & (WordClass.time | WordClass.subordinator)
    ends = adjunct or page.lowered[after] in page.lexicon.adjunct_openers
    return quoted if ends or page.words[after] in PAUSES else last


def of_quotation(page: ParsedText, first: int, last: int) -> int:
    """Give the last word of a quotation that goes on: at the comma that closes it, if any does."""
    quoted = _last_quoted(page, first, last)
    end = last if quoted is None else quoted
    if end < last and (_closed(page, end) or page.words[end + 1] in PAUSES):
        return end
    return _before_next_verb(page, end + 1, last)


def _last_quoted(page: ParsedText, first: int, last: int) -> int | None:
    quotes = page.quote[first : last + 1]
    return next((last - back for back, quote in enumerate(reversed(quotes)) if quote >= 0), None)


def _closed(page: ParsedText, quoted: int) -> bool:
    """Whether a comma stands before the mark that closes a quotation: "“…,”"."""
    return page.words[quoted - 1] == ","


def _explains(page: ParsedText, head: int, last: int) -> bool:
    """Whether a source ends with the pronoun of a clause about it: "Beck, who …"."""
    return last > head and bool(page.flags[last] & WordClass.relative)


def _is_led(sentence: Sentence, match: CueMatch) -> bool:
    """Whether the cue's own clause only leads to another: "when he said A, B"."""
    page, under = sentence.page, match.edge - 1
    if match.rule == "asked" or (match.rule == "participle" and match.first <= sentence.low + 1):
        return True
    leads = WordClass.subordinator | WordClass.relative | WordClass.opener
    return under >= sentence.low and bool(page.flags[under] & leads)


def _first_comma(page: ParsedText, first: int, last: int) -> int:
    """End A of "when he said A, B": it does so at the comma, which a quotation may hold."""
    for at in range(first + 1, last):
        if _pauses(page, at):
            return at + 1 if page.quoted[at] else at - 1
    return last


def _pauses(page: ParsedText, at: int) -> bool:
    """Whether a comma stands here, or right before the end of its quotation."""
    if page.words[at] != ",":
        return False
    return not page.quoted[at] or page.quotes[page.quote[at]][1] == at + 1


def _before_main_verb(page: ParsedText, first: int, last: int) -> int:
    """End the inner clause of "Beck, who called him “a liar,” clearly meant …" at its comma."""
    for at in range(first + 1, last):
        if _pauses(page, at):
            then = at + 1 + page.quoted[at]
            verb = then + (then < last and page.adverbial(then))
            is_cue = verb <= last and page.lowered[verb] in page.lexicon.cues
            if is_cue or (verb <= last and finite_verbs.is_past(page, verb)):
                return then - 1 if page.quoted[at] else at - 1
    return last


def _before_next_verb(page: ParsedText, first: int, last: int) -> int:
    """End before "and cast doubt on it": what the speaker does next."""
    for at in range(first, last):
        if page.flags[at] & JOINS and not page.quoted[at]:
            verb = at + 1 + bool(page.flags[at + 1] & WordClass.adverb)
            begins = page.flags[at + 1] & WordClass.subject
            if verb <= last and (begins or finite_verbs.is_past(page, verb)):
                return at - 1
    return last


def _before_explanation(page: ParsedText, first: int, last: int) -> int:
    """Leave out ", who has …" and ", a former ally" behind the object of a cue."""
    quoted = _last_quoted(page, first, last)
    for at in range((quoted or first) + 1, last - 1):
        explains = WordClass.indefinite | WordClass.definite | WordClass.relative
        if page.words[at] == "," and page.flags[at + 1] & explains:
            return at - 1
    return last


def _before_aside(page: ParsedText, first: int, last: int) -> int:
    """Leave out what explains words quoted before it: ", a swipe at …", " — a play on …"."""
    quoted = _last_quoted(page, first + 1, last)
    if quoted is None or quoted == last:
        return last
    if _closed(page, quoted) and page.flags[quoted + 1] & WordClass.indefinite:
        return quoted
    for at in range(quoted + 1, last - 1):
        turns = page.flags[at] & WordClass.contrast and finite_verbs.is_past(page, at + 1)
        comma = page.words[at] == "," and page.flags[at + 1] & WordClass.indefinite
        if turns or comma or _is_last_dash(page, at, last):
            return at - 1
    return last


def _is_last_dash(page: ParsedText, at: int, last: int) -> bool:
    """Whether a dash stands here that no other one answers."""
    rest = range(at + 1, last + 1)
    return page.words[at] in _DASHES and not any(page.words[k] in _DASHES for k in rest)


def _before_own_words(page: ParsedText, first: int, last: int) -> int:
    """Leave out "; …", ", leaving …", ", but he has …"."""
    for at, word in enumerate(page.words[first + 2 : last - 1], first + 2):
        quoted = page.quoted[at]
        closes = quoted and page.quotes[page.quote[at]][1] == at
        if quoted and not closes:
            continue
        if word == ";":
            return at - 1
        comma = word == ","
        if (comma or (closes and _closed(page, at))) and _is_own(page, at + 1):
            return at - 1 if comma else at
    return last


def _is_own(page: ParsedText, at: int) -> bool:
    low, flag = page.lowered[at], page.flags[at]
    if low.endswith(page.lexicon.participle) and len(low) > 5 and not page.capitals[at]:
        return not flag & WordClass.no_participle and not page.quoted[at]
    if not flag & WordClass.contrast:
        return False
    verbal = WordClass.subject | WordClass.auxiliary | WordClass.adverb
    return bool(page.flags[at + 1] & verbal) or page.lowered[at + 1] in page.lexicon.cues
