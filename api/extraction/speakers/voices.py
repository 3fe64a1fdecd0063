"""Whose claim a clause is: the article's own, or that of the speaker who says most of it."""

from collections.abc import Iterable, Iterator, Sequence

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import ParsedText, WordRange
from api.extraction.reading.quotations import CharacterRange
from api.extraction.syntax import clause_splitting, titles_of_works
from api.extraction.syntax.attribution import SpeechReport

_MOST = 0.5  # of a clause's words: more of them said by somebody make it theirs
_OPENING = 2  # words between a cue and the next one in what it says: "that"
_ASIDE = 8  # words of ", officials said on Monday,"


def report_of(
    text: ParsedText, pieces: Sequence[WordRange], reports: Iterable[SpeechReport]
) -> SpeechReport | None:
    """Find who says most of a clause: by a cue in it, or around it."""
    asserted = [report for report in reports if _asserts(text, report)]
    if not asserted:
        return None
    inside = [report for report in asserted if report.cue and _within(report.cue, pieces)]
    if inside or _explains(text, pieces):
        spoken = [report for report in inside if report.means != "thought"]
        return _innermost(next(iter(spoken or inside), None), inside)
    length = sum(last - first + 1 for first, last in pieces)
    shares = ((_shared(report.content, pieces), report) for report in asserted)
    return next((report for shared, report in shares if shared > _MOST * length), None)


def join_clauses(
    text: ParsedText, clauses: Iterable[list[WordRange]], reports: Iterable[SpeechReport]
) -> list[list[WordRange]]:
    """Make one claim of "The bridge, officials said, will not reopen", the aside left out.

    And of "As officials said, it will not reopen", whose first clause only tells who says so;
    none of "…, says the institute" alone.
    """
    reports = list(reports)
    if not reports:
        return list(clauses)
    asides = [gap for report in reports for gap in _gaps(text, report)]
    joined: list[list[WordRange]] = []
    for pieces in clauses:
        last = joined[-1][-1] if joined else None
        if any(_is_who(piece, reports) for piece in pieces if len(pieces) == 1):
            continue
        if last and len(joined[-1]) == 1 and _only_tells(text, last, reports):
            joined[-1] = [(last[0], pieces[0][1]), *pieces[1:]]
            continue
        gap = last and next((gap for gap in asides if _parts(gap, last, pieces[0])), None)
        if last and gap:
            joined[-1][-1:] = [(last[0], gap[0] - 1), (gap[1] + 1, pieces[0][1]), *pieces[1:]]
        else:
            joined.append(pieces)
    return joined


def quotations(
    text: ParsedText, pieces: Iterable[WordRange], report: SpeechReport
) -> Iterator[CharacterRange]:
    """Give what is inside quotation marks in a clause; titles of works left out.

    What is all that somebody says is no title: "warf ihr „Wortbruch“ vor".
    """
    for piece in pieces:
        start, end = text.offsets(*piece)
        at = text.first_quoted(*piece)
        while at is not None:
            quote = text.quotation_at(at)
            left, right = text.quoted_ranges[text.quotation_of[at]]
            spoken = quote in report.content or not titles_of_works.is_title(text, quote)
            if spoken and max(left, start) < min(right, end):
                yield max(left, start), min(right, end)
            at = text.first_quoted(quote[1] + 1, piece[1])


def mixed(text: ParsedText, report: SpeechReport) -> bool:
    """Whether the author's own words are among those of the speaker."""
    own = (bare for piece in report.content for bare in text.unquoted_ranges(*piece))
    return any(word[0].isalnum() for first, last in own for word in text.words[first : last + 1])


def _asserts(text: ParsedText, report: SpeechReport) -> bool:
    """Whether it is said; that somebody means to do it, or does not say it, is the article's."""
    cue = range(report.cue[0], report.cue[1]) if report.cue and report.means != "thought" else ()
    if any(text.classes[at] & WordClass.negation for at in cue):
        return False
    spoken = report.means in ("said", "will", "asked")
    return spoken or text.lowered[report.content[0][0]] not in text.lexicon.infinitive_markers


def _innermost(report: SpeechReport | None, inside: Iterable[SpeechReport]) -> SpeechReport | None:
    """Go on to B in "A reported that B said …", where that is all that A reports."""
    if report is None:
        return None
    for inner in inside:
        if inner.means == "thought":
            continue
        beside = min(piece[0] for piece in (inner.cue, inner.source) if piece)
        first, last = report.content[0][0], report.content[-1][1]
        if inner.parent is report and beside - first < _OPENING and inner.content[-1][1] == last:
            return inner
    return report


def _within(cue: WordRange, pieces: Iterable[WordRange]) -> bool:
    return any(first <= cue[0] <= last for first, last in pieces)


def _shared(content: Iterable[WordRange], pieces: Iterable[WordRange]) -> int:
    """Count the words that are both said and the clause's."""
    return sum(
        max(0, min(last, end) - max(first, start) + 1)
        for start, end in pieces
        for first, last in content
    )


def _explains(text: ParsedText, pieces: Iterable[WordRange]) -> bool:
    """Whether a clause explains a noun, outside quotation marks: the author's own words."""
    quoted = any(text.first_quoted(*piece) is not None for piece in pieces)
    return not quoted and any(clause_splitting.explains(text, piece) for piece in pieces)


def _is_who(piece: WordRange, reports: Iterable[SpeechReport]) -> bool:
    """Whether a clause is nothing but a cue and the start of its source: "says the institute"."""
    for report in reports:
        if (
            report.cue
            and report.source
            and report.cue[0] == piece[0]
            and report.source.first > piece[0]
        ):
            return piece[1] <= max(report.cue[1], report.source.last)
    return False


def _only_tells(text: ParsedText, piece: WordRange, reports: Iterable[SpeechReport]) -> bool:
    """Whether a clause has a cue and nothing of what is said: "As officials said"."""
    if not text.classes[piece[0]] & WordClass.subordinator:
        return False
    cue_reports = (report for report in reports if report.cue and _within(report.cue, [piece]))
    return any(not _shared(report.content, [piece]) for report in cue_reports)


def _gaps(text: ParsedText, report: SpeechReport) -> Iterator[WordRange]:
    """Give the words of source and cue between two pieces of a sentence that they interrupt."""
    for before, after in zip(report.content, report.content[1:], strict=False):
        begins = after[0] + text.quoted[after[0]]
        goes_on = begins <= after[1] and text.words[begins][0].islower()
        near = after[0] - before[1] <= _ASIDE
        if near and goes_on and report.cue and before[1] < report.cue[0] < after[0]:
            yield before[1] + 1, after[0] - 1


def _parts(gap: WordRange, before: WordRange, after: WordRange) -> bool:
    return before[0] < gap[0] and gap[0] <= before[1] + 1 and after[0] - 2 <= gap[1] <= after[0]
