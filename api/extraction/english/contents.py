"""The content of a cue: the words before it, after it, or on both sides."""

from collections.abc import Sequence

from api.extraction.english import content_after, content_ends
from api.extraction.english.content_after import ContentAfter
from api.extraction.lexicon.word_classes import Complement, WordClass
from api.extraction.reading.parsed_text import BREAKS, PAUSES, ParsedText, WordRange
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
    text, before = sentence.text, _before(sentence, match, floor)
    quoted = before is not None and text.quoted[before[1]]
    if match.rule == "noun" or (match.rule == "participle" and not quoted):
        before, quoted = None, False
    after = content_after.content_after_cue(sentence, match, end, before)
    if quoted and not after:
        after = content_after.resumed(text, match.end + 1, end)
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
    last = content_ends.of_brackets(sentence.text, first, last)
    if match.rule == "noun":
        last = content_ends.of_noun(sentence, match, first, last)
    if after.kind == "quotation":
        last = content_ends.of_quotation(sentence.text, first, last)
    else:
        last = content_ends.of_clause(sentence, match, first, last)
    if after.kind == "object":
        last = content_ends.of_object(sentence.text, first, last)
    return first, last


def _may_end(sentence: Sentence, match: CueMatch) -> bool:
    """Whether a clause may end at this cue: "He won, Trump said on Monday"."""
    return (
        match.inverted
        or bool(match.cue.complements & Complement.hearer)
        or sentence.ends_clause(match.end + 1)
    )


def _label(sentence: Sentence, match: CueMatch) -> WordRange:
    text, first = sentence.text, match.last + 1
    first += text.lowered[first] in text.lexicon.as_words
    quoted = next(at for at in range(first, sentence.high + 1) if text.quoted[at])
    return first, min(text.quotation_at(quoted)[1], sentence.high)


def _around_phrase(sentence: Sentence, match: CueMatch) -> list[WordRange]:
    """Read what "according to X" belongs to: the rest of its sentence."""
    text, low, high = sentence.text, _behind_semicolon(sentence, match.first), sentence.high
    at = match.end + 1
    at += at <= high and text.words[at] in PAUSES
    led = match.first - low < 3 and not (match.first > low and text.quoted[match.first - 1])
    if match.first == sentence.low or led:
        return [(at, high)] if at < high else []
    end = match.first - 1
    while end > low and text.words[end] in PAUSES:
        end -= 1
    pieces = [(low, end)] if end > low else []
    goes_on = text.words[match.first - 1] in PAUSES and at > match.end + 1 and at + 1 < high
    if goes_on and not text.classes[at] & (
        WordClass.coordinator | WordClass.relative | WordClass.subordinator
    ):
        pieces.append((at, high))
    return pieces


def _behind_semicolon(sentence: Sentence, first: int) -> int:
    text = sentence.text
    for at in range(first - 2, sentence.low, -1):
        if text.words[at] == ";" and not text.quoted[at]:
            return at + 1
    return sentence.low


def _limit(sentence: Sentence, all_: Sequence[CueMatch], index: int) -> int:
    """Where what is after the cue must end: at the next clause that has its own cue."""
    match = all_[index]
    for later in all_[index + 1 :]:
        if later.edge > match.end + 1 and later.first > match.end:
            end = _end_before(sentence, match, later)
            if end is not None:
                return end
    return sentence.high


def _end_before(sentence: Sentence, match: CueMatch, later: CueMatch) -> int | None:
    text, last, before = sentence.text, match.end, later.edge - 1
    while before > last and text.classes[before] & WordClass.adverb:
        before -= 1
    paused = text.words[before] in PAUSES
    if before <= last or later.rule == "phrase":
        return before - 1 if paused and before - 1 > last else None
    classes = text.classes[before]
    if classes & WordClass.relative and text.words[before - 1] in PAUSES and before - 2 > last:
        return before - 2
    joined = (
        bool(classes & (WordClass.coordinator | WordClass.subordinator))
        or text.words[before] == ";"
    )
    shared = later.rule in ("same subject", "participle")
    if joined and (shared or later.cue.means not in ("thought", "shown")):
        return _back_over(text, before - 1, last)
    if shared and (paused or text.quoted[before]):
        return _back_over(text, before, last)
    brings = paused and not later.inverted and _brings_quotation(sentence, later)
    return _back_over(text, _clause_before(text, before, last), last) if brings else None


def _back_over(text: ParsedText, end: int, last: int) -> int:
    while end > last and text.words[end] in PAUSES:
        end -= 1
    return end


def _brings_quotation(sentence: Sentence, later: CueMatch) -> bool:
    text, after = sentence.text, later.last + 1
    if later.cue.means != "said" or after > sentence.high:
        return False
    return text.words[after] == ":" or text.is_before_quotation(after, sentence.high)


def _clause_before(text: ParsedText, before: int, last: int) -> int:
    """Take ", and when asked," back to its comma."""
    back = before
    while back > max(last + 1, before - 14) and text.words[back - 1] not in PAUSES:
        back -= 1
    led = text.classes[back] & (WordClass.coordinator | WordClass.subordinator)
    return back if back > last + 2 and led else before


def _before(sentence: Sentence, match: CueMatch, floor: int) -> WordRange | None:
    text, at = sentence.text, match.edge - 1
    if at < floor:
        return None
    if text.quoted[at]:
        return _quotation_before(sentence, match, at, floor)
    if text.words[at] not in PAUSES:
        return None
    end, start = _back_over(text, at, floor - 1), floor
    while start < end and (text.words[start] in (";", *PAUSES) or _joins(sentence, start)):
        start += 1
    return (start, end) if end >= start else None


def _joins(sentence: Sentence, at: int) -> bool:
    return at > sentence.low and bool(sentence.text.classes[at] & WordClass.coordinator)


def _quotation_before(sentence: Sentence, match: CueMatch, at: int, floor: int) -> WordRange | None:
    text = sentence.text
    quote = text.quotation_at(at)
    if titles_of_works.is_title(text, quote) and not match.inverted:
        return None
    start, clause = quote[0], quote[0] - 1
    if clause >= floor:
        word = text.words[clause]
        goes_on = word not in (",", ":", ";", "—", "–", ".", "?", "!")
        if goes_on or (word == "," and match.inverted):
            start = _clause_start(text, start, floor)
    return start, at


def _clause_start(text: ParsedText, start: int, floor: int) -> int:
    """Take the author's words along that run into the quotation."""
    at = start - 1
    while at >= floor and text.words[at] not in BREAKS:
        at -= 1
    at += 1
    while at < start and text.words[at] in PAUSES:
        at += 1
    return at
