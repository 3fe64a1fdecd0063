"""A text in, drafted claims out: every clause that asserts something, and who says it."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.extraction import attributions, kinds, page, propositions, sentences
from api.extraction.attributions import sentence_of
from api.extraction.clauses import Sentence
from api.extraction.contents import is_title
from api.extraction.page import Page, Piece
from api.extraction.people import Mention, People
from api.extraction.quotations import Stretch
from api.extraction.speech import Said
from api.extraction.worth import worth
from api.text.spans import Part, Words

NAME = "claimdesk"  # stands in `drafted_by`
_MOST = 0.5  # of a clause's words: more of them said by somebody make it theirs


@dataclass(frozen=True, slots=True)
class Draft:
    """One drafted claim. All offsets count code points of `part`, the end exclusive."""

    part: Part
    start: int
    end: int
    statement: str
    voice: str  # article, quoted or reported
    speakers: tuple[Mention, ...]
    cue: Stretch | None
    quotations: tuple[Stretch, ...]
    kind: str
    checkable: bool
    worth: float


def draft(words: Words, language: str = "en") -> list[Draft]:
    """Draft the claims of a text, in reading order; linear in its length."""
    known: People | None = None
    parts = list[tuple[Part, People]]()
    for part in Part:
        if words[part]:
            known = People(page.read(words[part], language), known)
            parts.append((part, known))
    return [found for part, people in parts for found in _part(part, people)]


def _part(part: Part, people: People) -> Iterator[Draft]:
    read, by_frame = people.page, dict[int, list[Said]]()
    for said in attributions.find(read):
        by_frame.setdefault(said.frame, []).append(said)
    carried: Said | None = None  # whoever spoke last, where nothing else came between
    titled: dict[int, bool] = {}  # by paragraph
    for number, frame in enumerate(read.frames):
        if frame.paragraph not in titled:
            heading = sentences.is_heading(read.text, read.starts[frame.first])
            titled[frame.paragraph] = part is Part.body and heading
        if titled[frame.paragraph] or not frame.readable:
            carried = None
            continue
        sentence, here = sentence_of(read, frame), by_frame.get(number, [])
        attributions.notice(people, sentence)
        for piece in _assertions(read, sentence):
            whose = _whose(read, piece, _asserted(read, here))
            goes_on = whose is None and not here and any(_quotations(read, piece))
            yield _draft(part, piece, carried if goes_on else whose, people)
        quoting = any(_quotations(read, (frame.first, frame.last)))
        carried = here[-1] if here else carried if quoting else None


def _asserted(page: Page, found: list[Said]) -> list[Said]:
    """Leave out what somebody only means to do: that they do is the article's claim."""
    return [
        said
        for said in found
        if said.means in ("said", "will", "asked") or page.lows[said.content[0][0]] != "to"
    ]


def _assertions(page: Page, sentence: Sentence) -> Iterator[Piece]:
    """Give the clauses of a sentence that assert something; none of a question."""
    first, last = sentence.low, min(sentence.high + 1, len(page.words) - 1)
    start, end = page.stretch(first, last)
    if not sentences.asserts(page.text[start:end]):
        return
    for piece in propositions.find(sentence):
        start, end = page.stretch(*piece)
        if sentences.asserts(page.text[start:end]):
            yield piece


def _whose(page: Page, piece: Piece, found: list[Said]) -> Said | None:
    """Find who says most of a clause: by a cue in it, or around it."""
    inside = [said for said in found if said.cue and piece[0] <= said.cue[0] <= piece[1]]
    if inside or _is_aside(page, piece):
        spoken = (said for said in inside if said.means != "thought")
        return next(spoken, inside[0] if inside else None)
    length = piece[1] - piece[0] + 1
    for said in found:
        shared = sum(
            max(0, min(last, piece[1]) - max(first, piece[0]) + 1) for first, last in said.content
        )
        if shared > _MOST * length:
            return said
    return None


def _is_aside(page: Page, piece: Piece) -> bool:
    """Whether a clause explains a noun, outside quotation marks: the author's own words."""
    quoted = any(page.quoting(at) for at in range(piece[0], piece[1] + 1))
    return not quoted and propositions.explains(page, piece)


def _draft(part: Part, piece: Piece, said: Said | None, people: People) -> Draft:
    page = people.page
    start, end = page.stretch(*piece)
    quoted = tuple(_quotations(page, piece)) if said else ()
    voice = "article" if said is None else "quoted" if quoted else "reported"
    sentence = page.text[start:end]
    language = page.lexicon.language
    kind = kinds.kind(sentence, language, speech=voice == "quoted")
    return Draft(
        part=part,
        start=start,
        end=end,
        statement=" ".join(sentence.split()),
        voice=voice,
        speakers=tuple(people.mentions(said.source)) if said and said.source else (),
        cue=page.stretch(*said.cue) if said and said.cue else None,
        quotations=quoted,
        kind=kind,
        checkable=kind not in kinds.UNCHECKABLE,
        worth=round(worth(page, piece, kind, voice), 2),
    )


def _quotations(page: Page, piece: Piece) -> Iterator[Stretch]:
    """Give what stands inside quotation marks in a clause; titles of works left out."""
    start, end = page.stretch(*piece)
    at = piece[0]
    while at <= piece[1]:
        if page.quoting(at):
            quote = page.quotes[page.quote[at]]
            left, right = page.inner[page.quote[at]]
            if not is_title(page, quote) and max(left, start) < min(right, end):
                yield max(left, start), min(right, end)
            at = quote[1]
        at += 1
