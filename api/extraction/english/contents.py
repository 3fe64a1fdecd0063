"""What is said: the words before a cue, behind it, or on both sides of it."""

from collections.abc import Sequence

from api.extraction.english import content_after, content_ends
from api.extraction.english.content_after import After
from api.extraction.lexicon.word_classes import Takes, Word
from api.extraction.reading.page import BREAKS, PAUSES, Page, Piece
from api.extraction.syntax import titles_of_works
from api.extraction.syntax.structures import Found, Sentence


def of(sentence: Sentence, all_: Sequence[Found], place: int, floor: int) -> list[Piece]:
    """Give the pieces of what is said at `all_[place]`; none before word `floor`."""
    one = all_[place]
    if one.rule == "named":
        return [_label(sentence, one)]
    if one.rule == "phrase":
        return _around_phrase(sentence, one)
    end = _limit(sentence, all_, place)
    page, before = sentence.page, _before(sentence, one, floor)
    quoted = before is not None and page.quoted[before[1]]
    if one.rule == "noun" or (one.rule == "participle" and not quoted):
        before, quoted = None, False
    after = content_after.find(sentence, one, end, before)
    if quoted and not after:
        after = content_after.resumed(page, one.end + 1, end)
    if before and not after and not quoted and not _may_end(sentence, one):
        before = None
    pieces = list[Piece]()
    if before and (quoted or one.inverted or not after or after.kind == "interrupted"):
        pieces.append(before)
    if after and (not pieces or after.kind in ("quotation", "interrupted")):
        pieces.append(_trimmed(sentence, one, after))
    return sorted(piece for piece in pieces if piece[1] >= piece[0])


def _trimmed(sentence: Sentence, one: Found, after: After) -> Piece:
    first, last = after.piece
    last = content_ends.of_brackets(sentence.page, first, last)
    if one.rule == "noun":
        last = content_ends.of_noun(sentence, one, first, last)
    if after.kind == "quotation":
        last = content_ends.of_quotation(sentence.page, first, last)
    else:
        last = content_ends.of_clause(sentence, one, first, last)
    if after.kind == "object":
        last = content_ends.of_object(sentence.page, first, last)
    return first, last


def _may_end(sentence: Sentence, one: Found) -> bool:
    """Whether a clause may end at this cue: "He won, Trump said on Monday"."""
    return one.inverted or bool(one.cue.takes & Takes.whom) or sentence.ends_clause(one.end + 1)


def _label(sentence: Sentence, one: Found) -> Piece:
    page, first = sentence.page, one.last + 1
    first += page.lows[first] == "as"
    quoted = next(at for at in range(first, sentence.high + 1) if page.quoted[at])
    return first, min(page.quotes[page.quote[quoted]][1], sentence.high)


def _around_phrase(sentence: Sentence, one: Found) -> list[Piece]:
    """Read what "according to X" belongs to: the rest of its sentence."""
    page, low, high = sentence.page, _behind_semicolon(sentence, one.first), sentence.high
    at = one.end + 1
    at += at <= high and page.words[at] in PAUSES
    led = one.first - low < 3 and not (one.first > low and page.quoted[one.first - 1])
    if one.first == sentence.low or led:
        return [(at, high)] if at < high else []
    end = one.first - 1
    while end > low and page.words[end] in PAUSES:
        end -= 1
    pieces = [(low, end)] if end > low else []
    goes_on = page.words[one.first - 1] in PAUSES and at > one.end + 1 and at + 1 < high
    if goes_on and not page.flags[at] & (Word.joiner | Word.relative | Word.subordinator):
        pieces.append((at, high))
    return pieces


def _behind_semicolon(sentence: Sentence, first: int) -> int:
    page = sentence.page
    for at in range(first - 2, sentence.low, -1):
        if page.words[at] == ";" and not page.quoted[at]:
            return at + 1
    return sentence.low


def _limit(sentence: Sentence, all_: Sequence[Found], place: int) -> int:
    """Where what stands behind the cue must end: at the next clause that has its own cue."""
    one = all_[place]
    for other in all_[place + 1 :]:
        if other.edge > one.end + 1 and other.first > one.end:
            end = _end_before(sentence, one, other)
            if end is not None:
                return end
    return sentence.high


def _end_before(sentence: Sentence, one: Found, other: Found) -> int | None:
    page, last, before = sentence.page, one.end, other.edge - 1
    while before > last and page.flags[before] & Word.adverb:
        before -= 1
    paused = page.words[before] in PAUSES
    if before <= last or other.rule == "phrase":
        return before - 1 if paused and before - 1 > last else None
    flag = page.flags[before]
    if flag & Word.relative and page.words[before - 1] in PAUSES and before - 2 > last:
        return before - 2
    joined = bool(flag & (Word.joiner | Word.subordinator)) or page.words[before] == ";"
    shared = other.rule in ("same subject", "participle")
    if joined and (shared or other.cue.means not in ("thought", "shown")):
        return _back_over(page, before - 1, last)
    if shared and (paused or page.quoted[before]):
        return _back_over(page, before, last)
    brings = paused and not other.inverted and _brings_quotation(sentence, other)
    return _back_over(page, _clause_before(page, before, last), last) if brings else None


def _back_over(page: Page, end: int, last: int) -> int:
    while end > last and page.words[end] in PAUSES:
        end -= 1
    return end


def _brings_quotation(sentence: Sentence, other: Found) -> bool:
    page, after = sentence.page, other.last + 1
    if other.cue.means != "said" or after > sentence.high:
        return False
    return page.words[after] == ":" or page.before_quotation(after, sentence.high)


def _clause_before(page: Page, before: int, last: int) -> int:
    """Take ", and when asked," back to its comma."""
    back = before
    while back > max(last + 1, before - 14) and page.words[back - 1] not in PAUSES:
        back -= 1
    led = page.flags[back] & (Word.joiner | Word.subordinator)
    return back if back > last + 2 and led else before


def _before(sentence: Sentence, one: Found, floor: int) -> Piece | None:
    page, at = sentence.page, one.edge - 1
    if at < floor:
        return None
    if page.quoted[at]:
        return _quotation_before(sentence, one, at, floor)
    if page.words[at] not in PAUSES:
        return None
    end, start = _back_over(page, at, floor - 1), floor
    while start < end and (page.words[start] in (";", *PAUSES) or _joins(sentence, start)):
        start += 1
    return (start, end) if end >= start else None


def _joins(sentence: Sentence, at: int) -> bool:
    return at > sentence.low and bool(sentence.page.flags[at] & Word.joiner)


def _quotation_before(sentence: Sentence, one: Found, at: int, floor: int) -> Piece | None:
    page = sentence.page
    quote = page.quotes[page.quote[at]]
    if titles_of_works.is_title(page, quote) and not one.inverted:
        return None
    start, clause = quote[0], quote[0] - 1
    if clause >= floor:
        word = page.words[clause]
        goes_on = word not in (",", ":", ";", "—", "–", ".", "?", "!")
        if goes_on or (word == "," and one.inverted):
            start = _clause_start(page, start, floor)
    return start, at


def _clause_start(page: Page, start: int, floor: int) -> int:
    """Take the author's words along that run into the quotation."""
    at = start - 1
    while at >= floor and page.words[at] not in BREAKS:
        at -= 1
    at += 1
    while at < start and page.words[at] in PAUSES:
        at += 1
    return at
