"""What is said, in a language whose verb stands second: quotations, clauses and labels."""

from collections.abc import Iterator, Sequence

from api.extraction.german import clause_fields, cues, noun_groups
from api.extraction.lexicon.word_classes import Takes, Word
from api.extraction.reading.page import PAUSES, Page, Piece
from api.extraction.syntax import titles_of_works
from api.extraction.syntax.attribution import Said
from api.extraction.syntax.structures import Found, Sentence

_DATE = 4  # words of "vom 7. April"
_WORDY = 3  # words of a quotation that is no name right behind a verb


def read(sentence: Sentence, number: int) -> Iterator[Said]:
    """Give what is said in a sentence, each with its cue."""
    marks, floor, told = cues.find(sentence), sentence.low, list[list[Piece]]()
    for place, one in enumerate(marks):
        ceiling = _ceiling(sentence, marks, place)
        contents = list(_contents(sentence, marks, one, floor, ceiling))
        for content in contents:
            if content in told:
                continue  # "äußerte sich mit den Worten: „…“" has two cues
            told.append(content)
            yield Said((one.first, one.last), one.source, content, one.cue.means, one.rule, number)
        if contents:
            floor = max(floor, one.end + 1, *(c[-1][1] + 1 for c in contents if c[-1][1] < one.end))


def _ceiling(sentence: Sentence, marks: Sequence[Found], place: int) -> int:
    """Where what stands behind a cue must end: before the next one's clause."""
    page, one = sentence.page, marks[place]
    for other in marks[place + 1 :]:
        if other.rule == "phrase" or other.edge <= one.end:
            continue
        first = clause_fields.clause(sentence, other.edge)[0]
        before = max(one.end, (first if other.rule != "same subject" else other.edge) - 1)
        joined = page.flags[before] & Word.joiner or other.rule == "same subject"
        if joined or page.lows[first] == page.lexicon.as_[0]:
            return before - 1 if page.words[before] in PAUSES else before
    return sentence.high


def _contents(
    sentence: Sentence, marks: Sequence[Found], one: Found, floor: int, ceiling: int
) -> Iterator[list[Piece]]:
    page = sentence.page
    if one.rule == "phrase" and one.cue.takes & Takes.that:
        yield [(one.last + 1, ceiling)]
        return
    if one.rule == "phrase":
        yield from _around(sentence, one, floor, ceiling)
        return
    colon = None if _compares(sentence, one) else _colon(page, one.end + 1, ceiling)
    if colon and _is_anothers(page, marks, colon + 1):
        return
    before = _before(sentence, one, floor)
    if colon:
        yield [(colon + 1, _spoken(page, colon + 1, ceiling))]
        return
    if before and not page.quoted[before[1]] and _opened(sentence, one, ceiling):
        before = None  # "In einem Interview – sagte er, dass …"
    after = _after(sentence, one, ceiling, before)
    if before and after:
        yield [before, after]
    elif before or after:
        yield [piece for piece in (before, after) if piece]
    elif one.cue.takes & Takes.object and (wanted := _object(sentence, one)):
        yield [wanted]
    else:
        for piece in list(_beside(sentence, one, floor, ceiling)) or _told(sentence, one, ceiling):
            yield [piece]


def _colon(page: Page, first: int, last: int) -> int | None:
    """Find the colon that brings what is said."""
    for at in range(first, last):
        if page.quoted[at] or page.words[at] == ";":
            return None
        if page.words[at] == ":":
            return at
    return None


def _is_anothers(page: Page, marks: Sequence[Found], first: int) -> bool:
    """Whether what stands behind a colon has a cue of its own: "…: „…“, sagte X"."""
    if not page.quoted[first]:
        led = page.flags[first] & Word.adverb  # "…: So sagte X, …"; "Er sagte: Sie sagten" is his
        return bool(led) and any(one.edge == first + 1 for one in marks)
    behind = page.quotes[page.quote[first]][1] + 1
    return any(one.inverted and behind <= one.first <= behind + 1 for one in marks)


def _spoken(page: Page, first: int, last: int) -> int:
    """End a quotation behind a colon with its marks, unless it goes on."""
    if not page.quoted[first]:
        return last
    end = page.quotes[page.quote[first]][1]
    goes_on = end < last and page.words[end + 1][0].islower()
    return last if goes_on and not page.flags[end + 1] & Word.joiner else min(end, last)


def _before(sentence: Sentence, one: Found, floor: int) -> Piece | None:
    """Read “„…“, sagte X”, “Er komme, sagte X” and “…, wie X mitteilte”."""
    page, edge = sentence.page, one.edge
    if one.rule == "verb last":
        if not _compares(sentence, one):
            return None
        edge = clause_fields.clause(sentence, one.last)[0]
    elif not one.inverted or one.edge != one.first:
        return None
    if one.cue.takes & (Takes.only | Takes.named) and any(
        _beside(sentence, one, one.end, sentence.high)
    ):
        return None  # "die Lage bezeichnete er als „…“"
    at = edge - 1
    while at > floor and page.words[at] in PAUSES and not page.quoted[at]:
        at -= 1
    if at < floor or (at == edge - 1 and not page.quoted[at]):
        return None
    if page.quoted[at]:
        return _quotation_start(sentence, page.quotes[page.quote[at]][0], floor), at
    opens = page.flags[floor] & Word.subordinator and not page.flags[floor] & Word.opener
    return None if opens else (floor, at)


def _quotation_start(sentence: Sentence, start: int, floor: int) -> int:
    """Take the author's words along that run into the quotation before a cue."""
    page = sentence.page
    goes_on = start > floor and not clause_fields.marks(page, start - 1)
    first = clause_fields.clause(sentence, start)[0] if goes_on else max(start, floor)
    small = Word.preposition | Word.subordinator
    if goes_on and _opens_relative(page, first):
        first = floor
    elif all(page.flags[k] & small for k in range(first, start)):
        first = max(start, floor)  # "Als „…“ bezeichnet"
    return floor if first > floor and clause_fields.wishes(page, floor, first) else first


def _opens_relative(page: Page, at: int) -> bool:
    """Whether a clause that stands here explains a noun before it."""
    relates = page.lows[at] in page.lexicon.relating or page.flags[at] & Word.relative
    return bool(relates) and at > 0 and page.words[at - 1] == ","


def _compares(sentence: Sentence, one: Found) -> bool:
    """Whether the cue ends a clause with "wie": "wie X mitteilte"."""
    page, first = sentence.page, clause_fields.clause(sentence, one.last)[0]
    return one.rule == "verb last" and page.lows[first] in page.lexicon.as_


def _opened(sentence: Sentence, one: Found, ceiling: int) -> bool:
    """Whether "dass" stands behind the comma that ends the cue's clause."""
    page, first = sentence.page, clause_fields.clause(sentence, one.end)[1] + 2
    return first <= ceiling and bool(page.flags[first] & Word.that)


def _after(sentence: Sentence, one: Found, ceiling: int, before: Piece | None) -> Piece | None:
    """Read the clause behind the comma that ends the cue's own."""
    page = sentence.page
    comma = clause_fields.clause(sentence, one.end)[1] + 1
    first = comma + 1
    if comma >= ceiling or page.words[comma] not in PAUSES or first > ceiling:
        return None
    if _compares(sentence, one):
        return None if before else (first, ceiling)
    if page.quoted[first]:
        meant = not page.quoted[ceiling] and page.lows[ceiling - 1] == "zu"
        begins = one.end + 1
        while begins < comma and page.flags[begins] & Word.adverb:
            begins += 1  # "rät dazu, „…“"
        return (first, ceiling) if before or meant or begins == comma else None
    if before:
        goes_on = not page.quoted[before[1]] and clause_fields.wishes(page, first, ceiling)
        return (first, ceiling) if goes_on else None
    if one.cue.takes & Takes.only:
        return None
    opened = page.flags[first] & Word.opener
    turns = page.flags[first] & (Word.subordinator | Word.joiner) and not opened
    says = one.cue.takes & Takes.clause and not turns and not _relates(page, first, ceiling)
    if one.cue.takes == Takes.that:
        ceiling = _before_verb(sentence, first, ceiling)
    return (first, ceiling) if opened or says else None


def _before_verb(sentence: Sentence, first: int, ceiling: int) -> int:
    """End "die Ansicht, dass …, teilt er" where the verb of all goes on."""
    end = clause_fields.clause(sentence, first)[1]
    goes_on = end + 2 <= ceiling and clause_fields.is_verb(sentence.page, end + 2)
    return end if goes_on else ceiling


def _relates(page: Page, first: int, last: int) -> bool:
    """Whether a relative clause begins here: nothing in it is in the subjunctive."""
    if page.lows[first] not in page.lexicon.relating and not page.flags[first] & Word.relative:
        return False
    if last - 1 > first and page.lows[last - 1] == "zu":
        return False  # "warf ihm vor, die Daten zu missbrauchen"
    subject = noun_groups.group(page, first, last)
    verb = subject.last + 1 if subject else last
    plain = verb < last and not page.flags[verb] and not page.capitals[verb]
    if plain and page.lows[verb].endswith(page.lexicon.wishing):
        return False  # "der Pilot trage die Verantwortung"
    return not clause_fields.wishes(page, first, last)


def _object(sentence: Sentence, one: Found) -> Piece | None:
    """Read "forderte einen offenen Umgang damit"."""
    first, last = one.end + 1, clause_fields.clause(sentence, one.last)[1]
    return (
        (first, last)
        if last > first and one.rule in ("subject", "inverted", "same subject")
        else None
    )


def _told(sentence: Sentence, one: Found, ceiling: int) -> list[Piece]:
    """Read "warnte vor Hochwasser", by the verb's small word, and "bezeichnete sie als sicher"."""
    page, first = sentence.page, one.end + 1
    last = min(clause_fields.clause(sentence, one.last)[1], ceiling)
    last -= page.lows[last] == one.cue.particle or bool(page.flags[last] & Word.joiner)
    for at in range(first, last) if one.cue.about else ():
        leads = page.lows[at] in one.cue.about
        if leads and not any(flag & Word.time for flag in page.flags[at + 1 : at + _DATE]):
            return [(first if one.cue.takes & Takes.named else at, last)]
    return []


def _beside(sentence: Sentence, one: Found, floor: int, ceiling: int) -> Iterator[Piece]:
    """Give the quotations in the cue's own clause: “nannte ihn einen „…“”."""
    page = sentence.page
    first, last = clause_fields.clause(sentence, one.last)
    source = one.source
    spoken = one.cue.takes & (Takes.only | Takes.named)
    begins = one.last + 1 if one.last < last and page.quoted[one.last + 1] else None
    if begins and not (source and source.first <= begins <= source.last):
        quote = page.quotes[page.quote[begins]]
        if quote[1] - begins > _WORDY:
            yield quote
    if one.cue.particle and page.lows[last] == one.cue.particle and page.quoted[last - 1]:
        quote = page.quotes[page.quote[last - 1]]
        if titles_of_works.is_name(page, quote) and not page.flags[quote[0] - 1] & Word.determiner:
            yield quote  # "warf der Regierung „Wortbruch“ vor"
    for quote in titles_of_works.quotations(
        page, max(first, floor), min(last, ceiling), words=bool(spoken)
    ):
        if quote[0] != begins and not (source and source.first <= quote[0] <= source.last):
            yield quote


def _around(sentence: Sentence, one: Found, floor: int, ceiling: int) -> Iterator[list[Piece]]:
    """Read what “laut X” belongs to: the rest of its sentence."""
    page = sentence.page
    first, last = one.edge, one.end
    clause = clause_fields.clause(sentence, first)
    if _opens_relative(page, clause[0]) and clause[0] < first:
        floor, ceiling = clause[0], min(ceiling, max(clause[1], last))
    pieces = []
    for at in range(first - 1, floor, -1):
        if page.words[at] in (":", ";") and not page.quoted[at]:
            floor = at + 1
            break
    end = first - 1
    while end >= floor and page.words[end] in PAUSES and not page.quoted[end]:
        end -= 1
    if end - floor >= 1:
        pieces.append((floor, end))
    start = last + 1
    while start <= ceiling and page.words[start] in PAUSES and not page.quoted[start]:
        start += 1
    if start < ceiling and not (pieces and _turns(page, one, end, start)):
        pieces.append((start, ceiling))
    if pieces:
        yield pieces


def _turns(page: Page, one: Found, end: int, start: int) -> bool:
    """Whether something else begins behind "…, so X," at word `start`."""
    goes_on = page.words[start][0].islower()
    goes_on = goes_on and not page.flags[start] & (Word.relative | Word.determiner)
    if page.quoted[end] and goes_on:
        return False  # "„…“, so X, „…“ habe er gesehen"
    paused = start > one.end + 1 and not page.quoted[start]
    return paused or bool(one.cue.takes & Takes.only)
