"""Find where the content ends and the writer's own words continue."""

from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.parsed_text import PAUSES, ParsedText
from api.extraction.syntax import finite_verbs
from api.extraction.syntax.structures import JOINS, CueMatch, Sentence

_DASHES = frozenset(("—", "–", "--", "-", "("))  # a bracket is as good
_BRACKETS = frozenset("()")
_LEADS = (
    WordClass.subordinator | WordClass.relative | WordClass.complementizer | WordClass.coordinator
)


def of_brackets(text: ParsedText, first: int, last: int) -> int:
    """End before a bracket that closes what opened before: "(who called it “a farce” in May)"."""
    inside = 0
    for at, word in enumerate(text.words[first : last + 1], first):
        if word in _BRACKETS and not text.quoted[at]:
            inside += 1 if word == "(" else -1
            if inside < 0:
                return at - 1
    return last


def of_clause(sentence: Sentence, match: CueMatch, first: int, last: int) -> int:
    """Give the last word of a clause that is after a cue."""
    text = sentence.text
    if _is_led(sentence, match):
        last = _first_comma(text, first, last)
    last = _before_own_words(text, first, last)
    if match.source and _explains(text, match.source.head, match.source.last):
        last = _before_main_verb(text, first, last)
    if text.lowered[first] in text.lexicon.infinitive_markers:
        last = _before_next_verb(text, first + 1, last)
    if (
        match.cue.complements & Complement.object
        and not text.classes[first] & WordClass.complementizer
    ):
        last = _before_explanation(text, first, last)
    return _before_aside(text, first, last)


def of_noun(sentence: Sentence, match: CueMatch, first: int, last: int) -> int:
    """End "his claim that it fell was false" where the verb comes that his claim is subject of."""
    text = sentence.text
    if finite_verbs.has_verb(text, sentence.low, match.first - 1):
        return last
    if text.classes[sentence.low] & WordClass.preposition:
        return _first_comma(text, first, last)  # "Despite his claim that A, B"
    inner, main = False, None
    for at in range(first + 1, last):
        if text.quoted[at] or text.words[at] in PAUSES or text.classes[at] & _LEADS:
            inner, verb = False, False
        else:
            verb = finite_verbs.is_verb(text, at)
        helped = text.classes[at - 1] & WordClass.auxiliary or not text.classes[at] & WordClass.be
        if verb and inner and not (helped and finite_verbs.is_verb(text, at - 1)):
            main = at
        inner = inner or verb
    return last if main is None else main - 1


def of_object(text: ParsedText, first: int, last: int) -> int:
    """Give the last word of an object: its quotation ends it, where there is one."""
    quoted = _last_quoted(text, first, last)
    if quoted is None or quoted == last:
        return last
    last = _before_next_verb(text, quoted + 1, last)
    if quoted == last or _closed(text, quoted):
        return quoted
    after = quoted + 1
    adjunct = text.classes[after] & (WordClass.time | WordClass.subordinator)
    ends = adjunct or text.lowered[after] in text.lexicon.adjunct_openers
    return quoted if ends or text.words[after] in PAUSES else last


def of_quotation(text: ParsedText, first: int, last: int) -> int:
    """Give the last word of a quotation that goes on: at the comma that closes it, if any does."""
    quoted = _last_quoted(text, first, last)
    end = last if quoted is None else quoted
    if end < last and (_closed(text, end) or text.words[end + 1] in PAUSES):
        return end
    return _before_next_verb(text, end + 1, last)


def _last_quoted(text: ParsedText, first: int, last: int) -> int | None:
    quotes = text.quotation_of[first : last + 1]
    return next((last - back for back, quote in enumerate(reversed(quotes)) if quote >= 0), None)


def _closed(text: ParsedText, quoted: int) -> bool:
    """Whether a comma is before the mark that closes a quotation: "“…,”"."""
    return text.words[quoted - 1] == ","


def _explains(text: ParsedText, head: int, last: int) -> bool:
    """Whether a source ends with the pronoun of a clause about it: "Beck, who …"."""
    return last > head and bool(text.classes[last] & WordClass.relative)


def _is_led(sentence: Sentence, match: CueMatch) -> bool:
    """Whether the cue's own clause only leads to another: "when he said A, B"."""
    text, under = sentence.text, match.edge - 1
    if match.rule == "asked" or (match.rule == "participle" and match.first <= sentence.low + 1):
        return True
    leads = WordClass.subordinator | WordClass.relative | WordClass.complementizer
    return under >= sentence.low and bool(text.classes[under] & leads)


def _first_comma(text: ParsedText, first: int, last: int) -> int:
    """End A of "when he said A, B": it does so at the comma, which a quotation may hold."""
    for at in range(first + 1, last):
        if _pauses(text, at):
            return at + 1 if text.quoted[at] else at - 1
    return last


def _pauses(text: ParsedText, at: int) -> bool:
    """Whether a comma is here, or right before the end of its quotation."""
    if text.words[at] != ",":
        return False
    return not text.quoted[at] or text.quotation_at(at)[1] == at + 1


def _before_main_verb(text: ParsedText, first: int, last: int) -> int:
    """End the inner clause of "Beck, who called him “a liar,” clearly meant …" at its comma."""
    for at in range(first + 1, last):
        if _pauses(text, at):
            then = at + 1 + text.quoted[at]
            verb = then + (then < last and text.is_adverb(then))
            is_cue = verb <= last and text.lowered[verb] in text.lexicon.cue_verbs
            if is_cue or (verb <= last and finite_verbs.is_past(text, verb)):
                return then - 1 if text.quoted[at] else at - 1
    return last


def _before_next_verb(text: ParsedText, first: int, last: int) -> int:
    """End before "and cast doubt on it": what the speaker does next."""
    for at in range(first, last):
        if text.classes[at] & JOINS and not text.quoted[at]:
            verb = at + 1 + bool(text.classes[at + 1] & WordClass.adverb)
            begins = text.classes[at + 1] & WordClass.subject_pronoun
            if verb <= last and (begins or finite_verbs.is_past(text, verb)):
                return at - 1
    return last


def _before_explanation(text: ParsedText, first: int, last: int) -> int:
    """Leave out ", who has …" and ", a former ally" after the object of a cue."""
    quoted = _last_quoted(text, first, last)
    for at in range((quoted or first) + 1, last - 1):
        explains = WordClass.indefinite | WordClass.definite | WordClass.relative
        if text.words[at] == "," and text.classes[at + 1] & explains:
            return at - 1
    return last


def _before_aside(text: ParsedText, first: int, last: int) -> int:
    """Leave out what explains words quoted before it: ", a swipe at …", " — a play on …"."""
    quoted = _last_quoted(text, first + 1, last)
    if quoted is None or quoted == last:
        return last
    if _closed(text, quoted) and text.classes[quoted + 1] & WordClass.indefinite:
        return quoted
    for at in range(quoted + 1, last - 1):
        turns = text.classes[at] & WordClass.contrast and finite_verbs.is_past(text, at + 1)
        comma = text.words[at] == "," and text.classes[at + 1] & WordClass.indefinite
        if turns or comma or _is_last_dash(text, at, last):
            return at - 1
    return last


def _is_last_dash(text: ParsedText, at: int, last: int) -> bool:
    """Whether a dash is here that no other one answers."""
    rest = range(at + 1, last + 1)
    return text.words[at] in _DASHES and not any(text.words[k] in _DASHES for k in rest)


def _before_own_words(text: ParsedText, first: int, last: int) -> int:
    """Leave out "; …", ", leaving …", ", but he has …"."""
    for at, word in enumerate(text.words[first + 2 : last - 1], first + 2):
        quoted = text.quoted[at]
        closes = quoted and text.quotation_at(at)[1] == at
        if quoted and not closes:
            continue
        if word == ";":
            return at - 1
        comma = word == ","
        if (comma or (closes and _closed(text, at))) and _is_own(text, at + 1):
            return at - 1 if comma else at
    return last


def _is_own(text: ParsedText, at: int) -> bool:
    low, classes = text.lowered[at], text.classes[at]
    if low.endswith(text.lexicon.participle_endings) and len(low) > 5 and not text.capitalized[at]:
        return not classes & WordClass.false_participle and not text.quoted[at]
    if not classes & WordClass.contrast:
        return False
    verbal = WordClass.subject_pronoun | WordClass.auxiliary | WordClass.adverb
    return bool(text.classes[at + 1] & verbal) or text.lowered[at + 1] in text.lexicon.cue_verbs
