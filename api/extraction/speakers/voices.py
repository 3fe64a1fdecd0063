"""Whose claim a clause is: the article's own, or somebody's who says most of it."""

from collections.abc import Iterable, Iterator, Sequence

from api.extraction.lexicon.word_classes import Word
from api.extraction.reading.page import Page, Piece
from api.extraction.reading.quotations import Stretch
from api.extraction.syntax import clause_splitting, titles_of_works
from api.extraction.syntax.attribution import Said

_MOST = 0.5  # of a clause's words: more of them said by somebody make it theirs
_OPENING = 2  # words between a cue and the next one in what it says: "that"
_ASIDE = 8  # words of ", officials said on Monday,"


def whose(page: Page, pieces: Sequence[Piece], found: Iterable[Said]) -> Said | None:
    """Find who says most of a clause: by a cue in it, or around it."""
    asserted = [said for said in found if _asserts(page, said)]
    if not asserted:
        return None
    inside = [said for said in asserted if said.cue and _within(said.cue, pieces)]
    if inside or _explains(page, pieces):
        spoken = [said for said in inside if said.means != "thought"]
        return _innermost(next(iter(spoken or inside), None), inside)
    length = sum(last - first + 1 for first, last in pieces)
    shares = ((_shared(said.content, pieces), said) for said in asserted)
    return next((said for shared, said in shares if shared > _MOST * length), None)


def joined(page: Page, clauses: Iterable[list[Piece]], found: Iterable[Said]) -> list[list[Piece]]:
    """Make one claim of "The bridge, officials said, will not reopen", the aside left out.

    And of "As officials said, it will not reopen", whose first clause only tells who says so;
    none of "…, says the institute" alone.
    """
    found = list(found)
    if not found:
        return list(clauses)
    asides = [gap for said in found for gap in _gaps(page, said)]
    made: list[list[Piece]] = []
    for pieces in clauses:
        last = made[-1][-1] if made else None
        if any(_is_who(piece, found) for piece in pieces if len(pieces) == 1):
            continue
        if last and len(made[-1]) == 1 and _only_tells(page, last, found):
            made[-1] = [(last[0], pieces[0][1]), *pieces[1:]]
            continue
        gap = last and next((gap for gap in asides if _parts(gap, last, pieces[0])), None)
        if last and gap:
            made[-1][-1:] = [(last[0], gap[0] - 1), (gap[1] + 1, pieces[0][1]), *pieces[1:]]
        else:
            made.append(pieces)
    return made


def quotations(page: Page, pieces: Iterable[Piece], said: Said) -> Iterator[Stretch]:
    """Give what stands inside quotation marks in a clause; titles of works left out.

    What is all that somebody says is no title: "warf ihr „Wortbruch“ vor".
    """
    for piece in pieces:
        start, end = page.stretch(*piece)
        at = page.first_quoted(*piece)
        while at is not None:
            quote = page.quotes[page.quote[at]]
            left, right = page.inner[page.quote[at]]
            spoken = quote in said.content or not titles_of_works.is_title(page, quote)
            if spoken and max(left, start) < min(right, end):
                yield max(left, start), min(right, end)
            at = page.first_quoted(quote[1] + 1, piece[1])


def mixed(page: Page, said: Said) -> bool:
    """Whether the author's own words stand among those of the speaker."""
    own = (bare for piece in said.content for bare in page.unquoted(*piece))
    return any(word[0].isalnum() for first, last in own for word in page.words[first : last + 1])


def _asserts(page: Page, said: Said) -> bool:
    """Whether it is said; that somebody means to do it, or does not say it, is the article's."""
    cue = range(said.cue[0], said.cue[1]) if said.cue and said.means != "thought" else ()
    if any(page.flags[at] & Word.negation for at in cue):
        return False
    spoken = said.means in ("said", "will", "asked")
    return spoken or page.lows[said.content[0][0]] != "to"


def _innermost(said: Said | None, inside: Iterable[Said]) -> Said | None:
    """Go on to B in "A reported that B said …", where that is all that A reports."""
    if said is None:
        return None
    for other in inside:
        if other.means == "thought":
            continue
        beside = min(piece[0] for piece in (other.cue, other.source) if piece)
        first, last = said.content[0][0], said.content[-1][1]
        if other.parent is said and beside - first < _OPENING and other.content[-1][1] == last:
            return other
    return said


def _within(cue: Piece, pieces: Iterable[Piece]) -> bool:
    return any(first <= cue[0] <= last for first, last in pieces)


def _shared(content: Iterable[Piece], pieces: Iterable[Piece]) -> int:
    """Count the words that are both said and the clause's."""
    return sum(
        max(0, min(last, end) - max(first, start) + 1)
        for start, end in pieces
        for first, last in content
    )


def _explains(page: Page, pieces: Iterable[Piece]) -> bool:
    """Whether a clause explains a noun, outside quotation marks: the author's own words."""
    quoted = any(page.first_quoted(*piece) is not None for piece in pieces)
    return not quoted and any(clause_splitting.explains(page, piece) for piece in pieces)


def _is_who(piece: Piece, found: Iterable[Said]) -> bool:
    """Whether a clause is nothing but a cue and the start of its source: "says the institute"."""
    for said in found:
        if said.cue and said.source and said.cue[0] == piece[0] and said.source.first > piece[0]:
            return piece[1] <= max(said.cue[1], said.source.last)
    return False


def _only_tells(page: Page, piece: Piece, found: Iterable[Said]) -> bool:
    """Whether a clause has a cue and nothing of what is said: "As officials said"."""
    if not page.flags[piece[0]] & Word.subordinator:
        return False
    told = (said for said in found if said.cue and _within(said.cue, [piece]))
    return any(not _shared(said.content, [piece]) for said in told)


def _gaps(page: Page, said: Said) -> Iterator[Piece]:
    """Give the words of source and cue between two pieces of a sentence that they interrupt."""
    for before, after in zip(said.content, said.content[1:], strict=False):
        begins = after[0] + page.quoted[after[0]]
        goes_on = begins <= after[1] and page.words[begins][0].islower()
        near = after[0] - before[1] <= _ASIDE
        if near and goes_on and said.cue and before[1] < said.cue[0] < after[0]:
            yield before[1] + 1, after[0] - 1


def _parts(gap: Piece, before: Piece, after: Piece) -> bool:
    return before[0] < gap[0] and gap[0] <= before[1] + 1 and after[0] - 2 <= gap[1] <= after[0]
