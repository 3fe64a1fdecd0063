"""What is said: the words before a cue, behind it, or on both sides of it."""

from collections.abc import Sequence

from api.extraction.english import content_after, content_ends
from api.extraction.english.content_after import ContentAfter
from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.page import BREAKS, PAUSES, ParsedText, WordRange
from api.extraction.syntax import titles_of_works
from api.extraction.syntax.structures import CueMatch, Sentence


def contents_of(
    sentence: Sentence, all_: Sequence[CueMatch], index: int, floor: int
) -> list[WordRange]:
    """Give the pieces of what is said at `all_[place]`; none before word `floor`."""
    match = all_[index]
    if match.rule == "named":
        return [_label(sentence, match)]
    if match.rule == "phrase":
        return _around_phrase(sentence, match)
    end = _limit(sentence, all_, index)
    page, before = sentence.page, _before(sentence, match, floor)
    quoted = before is not None and page.quoted[before[1]]
    if match.rule == "noun" or (match.rule == "participle" and not quoted):
        before, quoted = None, False
    after = content_after.content_after_cue(sentence, match, end, before)
    if quoted and not after:
        after = content_after.resumed(page, match.end + 1, end)
    if before and not after and not quoted and not _may_end(sentence, match):
        before = None
    pieces = list[WordRange]()
    if before and (quoted or match.inverted or not after or after.kind == "interrupted"):
        pieces.append(before)
    if after and (not pieces or after.kind in ("quotation", "interrupted")):
        pieces.append(_trimmed(sentence, match, after))
    return sorted(piece for piece in pieces if piece[1] >= piece[0])


def _trimmed(sentence: Sentence, match: CueMatch, after: ContentAfter) -> WordRange:
    first, last = after.piece
    last = content_ends.of_brackets(sentence.page, first, last)
    if match.rule == "noun":
        last = content_ends.of_noun(sentence, match, first, last)
    if after.kind == "quotation":
        last = content_ends.of_quotation(sentence.page, first, last)
    else:
        last = content_ends.of_clause(sentence, match, first, last)
    if after.kind == "object":
        last = content_ends.of_object(sentence.page, first, last)
    return first, last


def _may_end(sentence: Sentence, match: CueMatch) -> bool:
    """Whether a clause may end at this cue: "He won, Trump said on Monday"."""
    return (
        match.inverted
        or bool(match.cue.complements & Complement.whom)
        or sentence.ends_clause(match.end + 1)
    )


def _label(sentence: Sentence, match: CueMatch) -> WordRange:
    page, first = sentence.page, match.last + 1
    first += page.lowered[first] in page.lexicon.as_
    quoted = next(at for at in range(first, sentence.high + 1) if page.quoted[at])
    return first, min(page.quotes[page.quote[quoted]][1], sentence.high)


def _around_phrase(sentence: Sentence, match: CueMatch) -> list[WordRange]:
    """Read what "according to X" belongs to: the rest of its sentence."""
    page, low, high = sentence.page, _behind_semicolon(sentence, match.first), sentence.high
    at = match.end + 1
    at += at <= high and page.words[at] in PAUSES
    led = match.first - low < 3 and not (match.first > low and page.quoted[match.first - 1])
    if match.first == sentence.low or led:
        return [(at, high)] if at < high else []
    end = match.first - 1
    while end > low and page.words[end] in PAUSES:
        end -= 1
    pieces = [(low, end)] if end > low else []
    goes_on = page.words[match.first - 1] in PAUSES and at > match.end + 1 and at + 1 < high
    if goes_on and not page.flags[at] & (
        WordClass.joiner | WordClass.relative | WordClass.subordinator
    ):
        pieces.append((at, high))
    return pieces


def _behind_semicolon(sentence: Sentence, first: int) -> int:
    page = sentence.page
    for at in range(first - 2, sentence.low, -1):
        if page.words[at] == ";" and not page.quoted[at]:
            return at + 1
    return sentence.low


def _limit(sentence: Sentence, all_: Sequence[CueMatch], index: int) -> int:
    """Where what stands behind the cue must end: at the next clause that has its own cue."""
    match = all_[index]
    for later in all_[index + 1 :]:
        if later.edge > match.end + 1 and later.first > match.end:
            end = _end_before(sentence, match, later)
            if end is not None:
                return end
    return sentence.high


def _end_before(sentence: Sentence, match: CueMatch, later: CueMatch) -> int | None:
    page, last, before = sentence.page, match.end, later.edge - 1
    while before > last and page.flags[before] & WordClass.adverb:
        before -= 1
    paused = page.words[before] in PAUSES
    if before <= last or later.rule == "phrase":
        return before - 1 if paused and before - 1 > last else None
    flag = page.flags[before]
    if flag & WordClass.relative and page.words[before - 1] in PAUSES and before - 2 > last:
        return before - 2
    joined = bool(flag & (WordClass.joiner | WordClass.subordinator)) or page.words[before] == ";"
    shared = later.rule in ("same subject", "participle")
    if joined and (shared or later.cue.means not in ("thought", "shown")):
        return _back_over(page, before - 1, last)
    if shared and (paused or page.quoted[before]):
        return _back_over(page, before, last)
    brings = paused and not later.inverted and _brings_quotation(sentence, later)
    return _back_over(page, _clause_before(page, before, last), last) if brings else None


def _back_over(page: ParsedText, end: int, last: int) -> int:
    while end > last and page.words[end] in PAUSES:
        end -= 1
    return end


def _brings_quotation(sentence: Sentence, later: CueMatch) -> bool:
    page, after = sentence.page, later.last + 1
    if later.cue.means != "said" or after > sentence.high:
        return False
    return page.words[after] == ":" or page.before_quotation(after, sentence.high)


def _clause_before(page: ParsedText, before: int, last: int) -> int:
    """Take ", and when asked," back to its comma."""
    back = before
    while back > max(last + 1, before - 14) and page.words[back - 1] not in PAUSES:
        back -= 1
    led = page.flags[back] & (WordClass.joiner | WordClass.subordinator)
    return back if back > last + 2 and led else before


def _before(sentence: Sentence, match: CueMatch, floor: int) -> WordRange | None:
    page, at = sentence.page, match.edge - 1
    if at < floor:
        return None
    if page.quoted[at]:
        return _quotation_before(sentence, match, at, floor)
    if page.words[at] not in PAUSES:
        return None
    end, start = _back_over(page, at, floor - 1), floor
    while start < end and (page.words[start] in (";", *PAUSES) or _joins(sentence, start)):
        start += 1
    return (start, end) if end >= start else None


def _joins(sentence: Sentence, at: int) -> bool:
    return at > sentence.low and bool(sentence.page.flags[at] & WordClass.joiner)


def _quotation_before(sentence: Sentence, match: CueMatch, at: int, floor: int) -> WordRange | None:
    page = sentence.page
    quote = page.quotes[page.quote[at]]
    if titles_of_works.is_title(page, quote) and not match.inverted:
        return None
    start, clause = quote[0], quote[0] - 1
    if clause >= floor:
        word = page.words[clause]
        goes_on = word not in (",", ":", ";", "—", "–", ".", "?", "!")
        if goes_on or (word == "," and match.inverted):
            start = _clause_start(page, start, floor)
    return start, at


def _clause_start(page: ParsedText, start: int, floor: int) -> int:
    """Take the author's words along that run into the quotation."""
    at = start - 1
    while at >= floor and page.words[at] not in BREAKS:
        at -= 1
    at += 1
    while at < start and page.words[at] in PAUSES:
        at += 1
    return at
