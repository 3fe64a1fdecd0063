"""What is said, in a language whose verb stands second: quotations, clauses and labels."""

from collections.abc import Iterator, Sequence

from api.extraction.german import clause_fields, cues, noun_groups
from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.page import PAUSES, ParsedText, WordRange
from api.extraction.syntax import titles_of_works
from api.extraction.syntax.attribution import SpeechReport
from api.extraction.syntax.structures import CueMatch, Sentence

_DATE = 4  # words of "vom 7. April"
_WORDY = 3  # words of a quotation that is no name right behind a verb


def read_reports(sentence: Sentence, number: int) -> Iterator[SpeechReport]:
    """Give what is said in a sentence, each with its cue."""
    matches, floor, contents_so_far = (
        cues.find_cues(sentence),
        sentence.low,
        list[list[WordRange]](),
    )
    for index, match in enumerate(matches):
        ceiling = _ceiling(sentence, matches, index)
        contents = list(_contents(sentence, matches, match, floor, ceiling))
        for content in contents:
            if content in contents_so_far:
                continue  # "äußerte sich mit den Worten: „…“" has two cues
            contents_so_far.append(content)
            yield SpeechReport(
                (match.first, match.last),
                match.source,
                content,
                match.cue.means,
                match.rule,
                number,
            )
        if contents:
            floor = max(
                floor, match.end + 1, *(c[-1][1] + 1 for c in contents if c[-1][1] < match.end)
            )


def _ceiling(sentence: Sentence, matches: Sequence[CueMatch], index: int) -> int:
    """Where what stands behind a cue must end: before the next one's clause."""
    page, match = sentence.page, matches[index]
    for later in matches[index + 1 :]:
        if later.rule == "phrase" or later.edge <= match.end:
            continue
        first = clause_fields.clause(sentence, later.edge)[0]
        before = max(match.end, (first if later.rule != "same subject" else later.edge) - 1)
        joined = page.flags[before] & WordClass.joiner or later.rule == "same subject"
        if joined or page.lowered[first] == page.lexicon.as_[0]:
            return before - 1 if page.words[before] in PAUSES else before
    return sentence.high


def _contents(
    sentence: Sentence, matches: Sequence[CueMatch], match: CueMatch, floor: int, ceiling: int
) -> Iterator[list[WordRange]]:
    page = sentence.page
    if match.rule == "phrase" and match.cue.complements & Complement.that:
        yield [(match.last + 1, ceiling)]
        return
    if match.rule == "phrase":
        yield from _around(sentence, match, floor, ceiling)
        return
    colon = None if _compares(sentence, match) else _colon(page, match.end + 1, ceiling)
    if colon and _is_anothers(page, matches, colon + 1):
        return
    before = _before(sentence, match, floor)
    if colon:
        yield [(colon + 1, _spoken(page, colon + 1, ceiling))]
        return
    if before and not page.quoted[before[1]] and _opened(sentence, match, ceiling):
        before = None  # "In einem Interview – sagte er, dass …"
    after = _after(sentence, match, ceiling, before)
    if before and after:
        yield [before, after]
    elif before or after:
        yield [piece for piece in (before, after) if piece]
    elif match.cue.complements & Complement.object and (object_range := _object(sentence, match)):
        yield [object_range]
    else:
        for piece in list(_beside(sentence, match, floor, ceiling)) or _told(
            sentence, match, ceiling
        ):
            yield [piece]


def _colon(page: ParsedText, first: int, last: int) -> int | None:
    """Find the colon that brings what is said."""
    for at in range(first, last):
        if page.quoted[at] or page.words[at] == ";":
            return None
        if page.words[at] == ":":
            return at
    return None


def _is_anothers(page: ParsedText, matches: Sequence[CueMatch], first: int) -> bool:
    """Whether what stands behind a colon has a cue of its own: "…: „…“, sagte X"."""
    if not page.quoted[first]:
        led = (
            page.flags[first] & WordClass.adverb
        )  # "…: So sagte X, …"; "Er sagte: Sie sagten" is his
        return bool(led) and any(match.edge == first + 1 for match in matches)
    behind = page.quotes[page.quote[first]][1] + 1
    return any(match.inverted and behind <= match.first <= behind + 1 for match in matches)


def _spoken(page: ParsedText, first: int, last: int) -> int:
    """End a quotation behind a colon with its marks, unless it goes on."""
    if not page.quoted[first]:
        return last
    end = page.quotes[page.quote[first]][1]
    goes_on = end < last and page.words[end + 1][0].islower()
    return last if goes_on and not page.flags[end + 1] & WordClass.joiner else min(end, last)


def _before(sentence: Sentence, match: CueMatch, floor: int) -> WordRange | None:
    """Read “„…“, sagte X”, “Er komme, sagte X” and “…, wie X mitteilte”."""
    page, edge = sentence.page, match.edge
    if match.rule == "verb last":
        if not _compares(sentence, match):
            return None
        edge = clause_fields.clause(sentence, match.last)[0]
    elif not match.inverted or match.edge != match.first:
        return None
    if match.cue.complements & (Complement.only | Complement.named) and any(
        _beside(sentence, match, match.end, sentence.high)
    ):
        return None  # "die Lage bezeichnete er als „…“"
    at = edge - 1
    while at > floor and page.words[at] in PAUSES and not page.quoted[at]:
        at -= 1
    if at < floor or (at == edge - 1 and not page.quoted[at]):
        return None
    if page.quoted[at]:
        return _quotation_start(sentence, page.quotes[page.quote[at]][0], floor), at
    opens = page.flags[floor] & WordClass.subordinator and not page.flags[floor] & WordClass.opener
    return None if opens else (floor, at)


def _quotation_start(sentence: Sentence, start: int, floor: int) -> int:
    """Take the author's words along that run into the quotation before a cue."""
    page = sentence.page
    goes_on = start > floor and not clause_fields.marks(page, start - 1)
    first = clause_fields.clause(sentence, start)[0] if goes_on else max(start, floor)
    small = WordClass.preposition | WordClass.subordinator
    if goes_on and _opens_relative(page, first):
        first = floor
    elif all(page.flags[k] & small for k in range(first, start)):
        first = max(start, floor)  # "Als „…“ bezeichnet"
    return floor if first > floor and clause_fields.wishes(page, floor, first) else first


def _opens_relative(page: ParsedText, at: int) -> bool:
    """Whether a clause that stands here explains a noun before it."""
    relates = page.lowered[at] in page.lexicon.relating or page.flags[at] & WordClass.relative
    return bool(relates) and at > 0 and page.words[at - 1] == ","


def _compares(sentence: Sentence, match: CueMatch) -> bool:
    """Whether the cue ends a clause with "wie": "wie X mitteilte"."""
    page, first = sentence.page, clause_fields.clause(sentence, match.last)[0]
    return match.rule == "verb last" and page.lowered[first] in page.lexicon.as_


def _opened(sentence: Sentence, match: CueMatch, ceiling: int) -> bool:
    """Whether "dass" stands behind the comma that ends the cue's clause."""
    page, first = sentence.page, clause_fields.clause(sentence, match.end)[1] + 2
    return first <= ceiling and bool(page.flags[first] & WordClass.that)


def _after(
    sentence: Sentence, match: CueMatch, ceiling: int, before: WordRange | None
) -> WordRange | None:
    """Read the clause behind the comma that ends the cue's own."""
    page = sentence.page
    comma = clause_fields.clause(sentence, match.end)[1] + 1
    first = comma + 1
    if comma >= ceiling or page.words[comma] not in PAUSES or first > ceiling:
        return None
    if _compares(sentence, match):
        return None if before else (first, ceiling)
    if page.quoted[first]:
        meant = not page.quoted[ceiling] and page.lowered[ceiling - 1] in page.lexicon.infinitive
        begins = match.end + 1
        while begins < comma and page.flags[begins] & WordClass.adverb:
            begins += 1  # "rät dazu, „…“"
        return (first, ceiling) if before or meant or begins == comma else None
    if before:
        goes_on = not page.quoted[before[1]] and clause_fields.wishes(page, first, ceiling)
        return (first, ceiling) if goes_on else None
    if match.cue.complements & Complement.only:
        return None
    opened = page.flags[first] & WordClass.opener
    turns = page.flags[first] & (WordClass.subordinator | WordClass.joiner) and not opened
    says = (
        match.cue.complements & Complement.clause
        and not turns
        and not _relates(page, first, ceiling)
    )
    if match.cue.complements == Complement.that:
        ceiling = _before_verb(sentence, first, ceiling)
    return (first, ceiling) if opened or says else None


def _before_verb(sentence: Sentence, first: int, ceiling: int) -> int:
    """End "die Ansicht, dass …, teilt er" where the verb of all goes on."""
    end = clause_fields.clause(sentence, first)[1]
    goes_on = end + 2 <= ceiling and clause_fields.is_verb(sentence.page, end + 2)
    return end if goes_on else ceiling


def _relates(page: ParsedText, first: int, last: int) -> bool:
    """Whether a relative clause begins here: nothing in it is in the subjunctive."""
    if (
        page.lowered[first] not in page.lexicon.relating
        and not page.flags[first] & WordClass.relative
    ):
        return False
    if last - 1 > first and page.lowered[last - 1] in page.lexicon.infinitive:
        return False  # "warf ihm vor, die Daten zu missbrauchen"
    subject = noun_groups.group(page, first, last)
    verb = subject.last + 1 if subject else last
    plain = verb < last and not page.flags[verb] and not page.capitals[verb]
    if plain and page.lowered[verb].endswith(page.lexicon.wishing):
        return False  # "der Pilot trage die Verantwortung"
    return not clause_fields.wishes(page, first, last)


def _object(sentence: Sentence, match: CueMatch) -> WordRange | None:
    """Read "forderte einen offenen Umgang damit"."""
    first, last = match.end + 1, clause_fields.clause(sentence, match.last)[1]
    return (
        (first, last)
        if last > first and match.rule in ("subject", "inverted", "same subject")
        else None
    )


def _told(sentence: Sentence, match: CueMatch, ceiling: int) -> list[WordRange]:
    """Read "warnte vor Hochwasser", by the verb's small word, and "bezeichnete sie als sicher"."""
    page, first = sentence.page, match.end + 1
    last = min(clause_fields.clause(sentence, match.last)[1], ceiling)
    last -= page.lowered[last] == match.cue.particle or bool(page.flags[last] & WordClass.joiner)
    for at in range(first, last) if match.cue.about else ():
        leads = page.lowered[at] in match.cue.about
        if leads and not any(flag & WordClass.time for flag in page.flags[at + 1 : at + _DATE]):
            return [(first if match.cue.complements & Complement.named else at, last)]
    return []


def _beside(sentence: Sentence, match: CueMatch, floor: int, ceiling: int) -> Iterator[WordRange]:
    """Give the quotations in the cue's own clause: “nannte ihn einen „…“”."""
    page = sentence.page
    first, last = clause_fields.clause(sentence, match.last)
    source = match.source
    spoken = match.cue.complements & (Complement.only | Complement.named)
    begins = match.last + 1 if match.last < last and page.quoted[match.last + 1] else None
    if begins and not (source and source.first <= begins <= source.last):
        quote = page.quotes[page.quote[begins]]
        if quote[1] - begins > _WORDY:
            yield quote
    if match.cue.particle and page.lowered[last] == match.cue.particle and page.quoted[last - 1]:
        quote = page.quotes[page.quote[last - 1]]
        if (
            titles_of_works.is_name(page, quote)
            and not page.flags[quote[0] - 1] & WordClass.determiner
        ):
            yield quote  # "warf der Regierung „Wortbruch“ vor"
    for quote in titles_of_works.quotations(
        page, max(first, floor), min(last, ceiling), words=bool(spoken)
    ):
        if quote[0] != begins and not (source and source.first <= quote[0] <= source.last):
            yield quote


def _around(
    sentence: Sentence, match: CueMatch, floor: int, ceiling: int
) -> Iterator[list[WordRange]]:
    """Read what “laut X” belongs to: the rest of its sentence."""
    page = sentence.page
    first, last = match.edge, match.end
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
    if start < ceiling and not (pieces and _turns(page, match, end, start)):
        pieces.append((start, ceiling))
    if pieces:
        yield pieces


def _turns(page: ParsedText, match: CueMatch, end: int, start: int) -> bool:
    """Whether something else begins behind "…, so X," at word `start`."""
    goes_on = page.words[start][0].islower()
    goes_on = goes_on and not page.flags[start] & (WordClass.relative | WordClass.determiner)
    if page.quoted[end] and goes_on:
        return False  # "„…“, so X, „…“ habe er gesehen"
    paused = start > match.end + 1 and not page.quoted[start]
    return paused or bool(match.cue.complements & Complement.only)
