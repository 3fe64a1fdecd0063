"""Cues of a language whose verb stands second, and whose they are.

A main clause has its verb second, whatever stands first: its subject stands there or right behind
the verb, and a particle or participle at the clause's end. A subordinate clause has its verb last
and the subject behind its opening word. (What grammars of German call the topological fields.)
"""

from collections.abc import Sequence
from dataclasses import replace

from api.extraction import noun_groups
from api.extraction.clauses import Found, Sentence
from api.extraction.lexicon import Cue, Takes, Word
from api.extraction.noun_groups import MARKS
from api.extraction.nouns import Phrase
from api.extraction.page import PAUSES, Page, Piece

_LEADS = Word.joiner | Word.adverb
_VERBAL = Word.auxiliary | Word.verb | Word.subjunctive
_FAR = 40  # words between a verb and its particle


def find(sentence: Sentence) -> list[Found]:
    """Find the cues of a sentence outside quotation marks, in their order."""
    found, at = list[Found](), sentence.low
    while at <= sentence.high:
        one = None if sentence.page.quoting(at) else _at(sentence, at, found)
        if one:
            found.append(one)
        at = max(at, one.last if one and one.rule == "phrase" else at) + 1
    return found


def clause(sentence: Sentence, at: int) -> Piece:
    """Give the words between the marks around this one."""
    page, first, last = sentence.page, at, at
    while first > sentence.low and not marks(page, first - 1):
        first -= 1
    while last < sentence.high and not marks(page, last + 1):
        last += 1
    return first, last


def marks(page: Page, at: int) -> bool:
    """Whether a comma, colon, dash or bracket stands here, outside quotation marks."""
    return page.words[at] in MARKS and not page.quoting(at)


def about(sentence: Sentence, first: int, last: int) -> Phrase | None:
    """Find the subject of a main clause: before its verb, or behind it."""
    page = sentence.page
    subject, verb = fields(page, first, last)
    if subject is None and verb is not None:
        subject = noun_groups.behind(page, verb, last)
    if subject:
        return subject
    for at in range(first, last):
        if is_verb(page, at) and (subject := noun_groups.behind(page, at, last)):
            return subject
    return None


def fields(page: Page, first: int, last: int) -> tuple[Phrase | None, int | None]:
    """Give the subject, if it stands first, and where the verb stands that all else leads to."""
    at = _behind_adverbs(page, first, last)
    if page.quoting(at):
        return None, None
    if page.flags[at] & (Word.subordinator | Word.opener):
        comma = next(
            (k for k in range(at, last) if page.words[k] == "," and not page.quoting(k)), None
        )
        return None, _slot(page, comma + 1, last) if comma else None
    subject = noun_groups.group(page, at, last) if noun_groups.opens(page, at) else None
    if subject:
        at = subject.last + 1
    while at < last and not page.quoting(at):
        if page.flags[at] & Word.preposition or (subject is None and page.flags[at] & Word.oblique):
            start = at + bool(page.flags[at] & Word.preposition)
            inner = noun_groups.group(page, start, last)
            at = inner.last + 1 if inner else at + 1
        elif page.flags[at] & (Word.adverb | Word.time) or page.words[at] == ",":
            at += 1
        else:
            break
    return subject, _slot(page, at, last)


def _slot(page: Page, at: int, last: int) -> int | None:
    small = at <= last and not page.quoting(at) and page.words[at][0].islower()
    return at if small else None


def is_verb(page: Page, at: int) -> bool:
    """Whether a finite verb stands here: an auxiliary, a known one, or a weak past form."""
    if page.quoting(at) or page.capital(at):
        return False
    if page.flags[at] & _VERBAL or page.lows[at] in page.lexicon.cues:
        return True
    inside = at and page.flags[at - 1] & (Word.determiner | Word.possessive | Word.preposition)
    return page.lows[at].endswith(page.lexicon.past) and not inside


def _at(sentence: Sentence, at: int, found: Sequence[Found]) -> Found | None:
    page = sentence.page
    if page.lows[at] in page.lexicon.phrases and (phrase := _phrase(sentence, at)):
        return phrase
    if page.lows[at] not in page.lexicon.cues or page.capital(at):
        return None
    cue = _cue(sentence, at)
    one = _verb(sentence, at, cue, found) if cue else None
    if (
        one
        and one.inverted
        and one.source
        and one.cue.takes & Takes.whom
        and one.rule == "inverted"
    ):
        whom = noun_groups.group(page, one.source.last + 1, sentence.high)
        one = replace(one, source=whom) if whom else one
    return one


def _phrase(sentence: Sentence, at: int) -> Found | None:
    """Read "laut X", "nach Angaben der Polizei", "dem Bericht zufolge"."""
    page, high = sentence.page, sentence.high
    for said, cue in page.lexicon.phrases[page.lows[at]]:
        last = at + len(said) - 1
        if last > high or tuple(page.lows[at : last + 1]) != said:
            continue
        if cue.takes & Takes.behind:
            first = clause(sentence, at)[0]
            source = _before_postposition(sentence, first, at)
            if source:
                return Found(at, last, cue, source, "phrase")
            continue
        if cue.takes & Takes.clause:
            source = about(sentence, *clause(sentence, at))
            return Found(at, last, cue, source, "subject")
        if cue.takes & Takes.only and not _paused(sentence, at):
            continue
        start = last + 1 + bool(last < high and page.flags[last + 1] & Word.by)
        source = noun_groups.group(page, start, high)
        if source:
            return Found(at, last, cue, source, "phrase", inverted=True)
    return None


def _paused(sentence: Sentence, at: int) -> bool:
    page = sentence.page
    return at > sentence.low and (page.quoting(at - 1) or page.words[at - 1] in PAUSES)


def _before_postposition(sentence: Sentence, first: int, at: int) -> Phrase | None:
    """Read the nearest group that ends right before "zufolge"."""
    page = sentence.page
    for start in range(max(first, at - 12), at):
        if page.flags[start] & Word.preposition and start + 1 < at:
            continue
        found = noun_groups.group(page, start, at - 1)
        if found and found.last == at - 1:
            return found
    return None


def _cue(sentence: Sentence, at: int) -> Cue | None:
    """Give what the verb means here: with its particle at the end of its clause, or without."""
    page, low = sentence.page, sentence.page.lows[at]
    for cue in page.lexicon.separable.get(low, ()):
        for place in range(at + 1, min(sentence.high, at + _FAR) + 1):
            if page.lows[place] != cue.particle or page.quoting(place):
                continue
            if place == sentence.high or marks(page, place + 1) or page.quoting(place + 1):
                return cue
            if page.flags[place + 1] & Word.joiner:
                return cue
    cue = page.lexicon.cues[low][0]
    joined = not cue.particle or low.startswith(cue.particle)
    return cue if joined else None


def _verb(sentence: Sentence, at: int, cue: Cue, found: Sequence[Found]) -> Found | None:
    first, last = clause(sentence, at)
    if cue.lemma == "heißen":
        return _it_reads(sentence, at, cue)
    if _is_last(sentence, first, at, last):
        return _verb_last(sentence, first, at, cue)
    if at == last and (opening := _as_far(sentence, at)) is not None:
        return _verb_last(sentence, opening, at, cue)
    helper = _helper(sentence, first, at, last)
    if helper is None:
        return _main(sentence, first, at, at, cue, found)
    if sentence.page.flags[helper] & Word.be and not sentence.page.flags[helper] & Word.have:
        return _passive(sentence, first, at, last, cue)
    return _main(sentence, first, helper, at, cue, found)


def _is_last(sentence: Sentence, first: int, at: int, last: int) -> bool:
    """Whether the verb ends a clause that a conjunction or a relative pronoun opens."""
    page = sentence.page
    opened = page.flags[first] & (Word.subordinator | Word.opener | Word.relative)
    related = first > sentence.low and page.lows[first] in page.lexicon.relating
    end = at + 1
    while end <= last and page.flags[end] & Word.auxiliary:
        end += 1
    closed = end > last or page.flags[end] & Word.joiner or page.quoting(end)
    return bool((opened or related) and first < at and closed)


def _as_far(sentence: Sentence, at: int) -> int | None:
    """Find the "wie" of "wie X, der …, mitteilte", over a clause between."""
    page = sentence.page
    for place in range(at - 1, max(sentence.low, at - _FAR) - 1, -1):
        if page.quoting(place) or page.lows[place] not in page.lexicon.as_:
            continue
        begins = place == sentence.low or page.words[place - 1] == ","
        related = begins and page.flags[at - 1] & Word.auxiliary == 0
        source = noun_groups.behind(page, place, at - 1) if related else None
        if source and page.words[source.last + 1] == ",":
            return place
    return None


def _verb_last(sentence: Sentence, first: int, at: int, cue: Cue) -> Found | None:
    """Read "wie X mitteilte" and "der … nannte"."""
    page = sentence.page
    source = noun_groups.behind(page, first, at - 1)
    relating = not page.flags[first] & (Word.subordinator | Word.opener)
    if relating and (
        page.lows[first] in page.lexicon.personal_relative
        or source is None
        or not noun_groups.opens(page, source.first)
    ):
        source = Phrase(first, first, first)
    led = page.lows[first] in page.lexicon.as_
    return Found(first if led else at, at, cue, source, "verb last") if source else None


def _helper(sentence: Sentence, first: int, at: int, last: int) -> int | None:
    """Find the auxiliary whose participle stands here: "hat … gesagt"."""
    page = sentence.page
    ends = at == last or page.quoting(at + 1)
    ends = ends or bool(page.flags[at + 1] & (Word.auxiliary | Word.joiner))
    if not ends:
        return None
    helpers = (k for k in range(at - 1, first - 1, -1) if not page.quoting(k))
    return next((k for k in helpers if page.flags[k] & Word.auxiliary), None)


def _passive(sentence: Sentence, first: int, at: int, last: int, cue: Cue) -> Found | None:
    """Read "wurde von X als „…“ bezeichnet": whoever did it may be left out."""
    page = sentence.page
    if cue.takes & Takes.whom:
        source = about(sentence, first, last)
        return Found(at, at, cue, source, "passive", inverted=True)
    for by in range(first, last):
        if page.flags[by] & Word.by and not page.quoting(by):
            source = noun_groups.group(page, by + 1, last)
            if source:
                return Found(at, at, cue, source, "passive")
    return Found(at, at, cue, None, "passive")


def _it_reads(sentence: Sentence, at: int, cue: Cue) -> Found | None:
    """Read "heißt es in dem Bericht", "in dem Bericht heißt es"."""
    page, high = sentence.page, sentence.high
    it = page.lexicon.neutral
    after = at < high and page.lows[at + 1] in it
    if not after and not (at > sentence.low and page.lows[at - 1] in it):
        return None
    last, first = at + after, clause(sentence, at)[0]
    for opening in (last + 1, first, sentence.low):
        if opening < high and page.flags[opening] & Word.preposition:
            source = noun_groups.group(page, opening + 1, high)
            if source and (opening > at or source.last < at):
                return Found(at, last, cue, source, "inverted", inverted=opening > at)
    return Found(at, last, cue, None, "inverted")


def _main(
    sentence: Sentence, first: int, verb: int, at: int, cue: Cue, found: Sequence[Found]
) -> Found | None:
    """Read a main clause with its finite verb at `verb` and the cue itself at `at`."""
    page, low = sentence.page, sentence.low
    start = _start(page, first, verb)
    if start >= verb:
        return _verb_first(sentence, first, verb, at, cue, found)
    field = None
    if noun_groups.opens(page, start) and not _follows(page, start, verb):
        field = noun_groups.group(page, start, verb - 1)
    whole = field and not any(page.flags[k] & _VERBAL for k in range(start, verb))
    if field and whole and not page.quoting(start):
        return Found(min(verb, at), at, cue, Phrase(field.first, verb - 1, field.head), "subject")
    joined = page.flags[verb - 1] & Word.joiner
    if joined:
        source = found[-1].source if found else about(sentence, low, verb - 1)
        return Found(verb, at, cue, source, "same subject") if source else None
    source = noun_groups.behind(page, verb, sentence.high)
    return Found(verb, at, cue, source, "inverted", inverted=True) if source else None


def _follows(page: Page, start: int, verb: int) -> bool:
    """Whether the subject must stand behind: "bezeichnete er", "Besorgt äußerte sich …"."""
    then = verb + 1 if verb + 1 < len(page.words) else verb
    alone = start == verb - 1 and not page.flags[start] & Word.subject
    return page.lows[then] in page.lexicon.personal or bool(
        alone and page.flags[then] & Word.reflexive and noun_groups.behind(page, then, then + 8)
    )


def _start(page: Page, first: int, verb: int) -> int:
    """Where the clause begins: behind "und", where it joins two clauses."""
    for at in range(verb - 1, first, -1):
        joins = page.flags[at] & Word.joiner and not page.quoting(at)
        if joins and any(page.flags[k] & _VERBAL for k in range(first, at)):
            first = at + 1 if at + 1 < verb else first
            break
    return _behind_adverbs(page, first, verb)


def _behind_adverbs(page: Page, first: int, end: int) -> int:
    while first < end and not page.quoting(first):
        adverb = page.lows[first].endswith(page.lexicon.adverb)
        if not (page.flags[first] & _LEADS or adverb):
            break
        first += 1
    return first


def _verb_first(
    sentence: Sentence, first: int, verb: int, at: int, cue: Cue, found: Sequence[Found]
) -> Found | None:
    """Read "…, sagte X" and "X, der Sprecher der Y, sagte"."""
    page, low = sentence.page, sentence.low
    source = noun_groups.behind(page, verb, sentence.high)
    before = clause(sentence, low)
    joined = verb > low and page.flags[verb - 1] & Word.joiner
    turned = verb < sentence.high and page.flags[verb + 1] & (Word.contrast | Word.negation)
    if joined or (turned and verb > low and page.words[verb - 1] == ","):
        subject = found[-1].source if found else about(sentence, *before)
        return Found(verb, at, cue, subject, "same subject") if subject else None
    quoted = verb > low and (page.quoting(verb - 1) or _quoted_before(page, first, low))
    opened = noun_groups.opens(page, low) and not page.quoting(low)
    if not quoted and opened and not _has_verb(page, before):
        start = _start(page, low, verb)
        subject = noun_groups.group(page, start, verb - 1)
        if subject:
            whole = Phrase(subject.first, max(subject.last, verb - 2), subject.head)
            return Found(verb, at, cue, whole, "subject")
    opens = first if quoted else verb
    return Found(opens, at, cue, source, "inverted", inverted=True) if source else None


def _quoted_before(page: Page, first: int, low: int) -> bool:
    """Whether a quotation, and a comma, stand before "so sagte X"."""
    return first - 1 > low and page.words[first - 1] == "," and page.quoting(first - 2)


def _has_verb(page: Page, piece: Piece) -> bool:
    return any(is_verb(page, at) for at in range(piece[0], piece[1] + 1))
