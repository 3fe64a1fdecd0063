"""A text in, drafted claims out: every clause that asserts something, and who says it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from api.extraction import attributions, restatement
from api.extraction.attributions import sentence_of
from api.extraction.features import kinds
from api.extraction.features.check_worthiness import Worth
from api.extraction.features.details import Detail, Details
from api.extraction.features.markers import Signs
from api.extraction.reading import page, sentences
from api.extraction.reading.page import Piece
from api.extraction.reading.quotations import Stretch
from api.extraction.speakers import voices
from api.extraction.speakers.coreference import Mention, People
from api.extraction.syntax.attribution import Said
from api.extraction.syntax.clause_splitting import find as clauses_of
from api.extraction.syntax.structures import Sentence
from api.text.spans import DraftText, Part

NAME = "claimdesk"  # stands in `drafted_by`
_BACK = 2  # sentences in which "he" is sought


class Attribution(NamedTuple):
    """Whose claim it is, and how that was read; `means`, `rule` and `confidence` as in `Said`.

    `voice` is article, quoted or reported; it is `mixed` where quotation marks hold some of the
    words only.
    """

    voice: str
    mixed: bool = False
    speakers: tuple[Mention, ...] = ()  # the outermost first
    cue: Stretch | None = None
    quotations: tuple[Stretch, ...] = ()
    means: str | None = None
    rule: str | None = None
    confidence: float | None = None


class Draft(NamedTuple):
    """One drafted claim. All offsets count code points of `part`, the end exclusive."""

    part: Part
    spans: tuple[Stretch, ...]  # several where the text interrupts it
    statement: str
    attribution: Attribution
    details: tuple[Detail, ...]
    kind: str
    checkable: bool
    worth: float


def draft(words: DraftText, language: str = "en", dateline: date | None = None) -> list[Draft]:
    """Draft the claims of a text, in reading order; linear in its length.

    "Last October" is read by the dateline.
    """
    known: People | None = None
    parts = list[_Part]()
    for part in Part:
        if words[part]:
            known = People(page.read(words[part], language), known)
            parts.append(_Part(part, known, dateline))
    return [found for part in parts for found in part.drafts()]


class _Part:
    """A headline, a standfirst or a body, as it is read."""

    def __init__(self, part: Part, people: People, dateline: date | None) -> None:
        self.part, self.people, self.page = part, people, people.page
        self.details, self.signs = Details(self.page, dateline), Signs(self.page)
        self.worth = Worth(self.page)

    def drafts(self) -> Iterator[Draft]:
        read, by_frame = self.page, dict[int, list[Said]]()
        for said in attributions.find(read):
            for number in said.frames(read):
                by_frame.setdefault(number, []).append(said)
        titled: dict[int, bool] = {}  # by paragraph
        for number, frame in enumerate(read.frames):
            if frame.paragraph not in titled:
                heading = sentences.is_heading(read.text, read.starts[frame.first])
                titled[frame.paragraph] = self.part is Part.body and heading
            if titled[frame.paragraph] or not frame.readable:
                continue
            sentence, here = sentence_of(read, frame), by_frame.get(number, [])
            attributions.notice(self.people, sentence)
            since = read.frames[max(0, number - _BACK)].first
            for pieces in self._assertions(sentence, here):
                yield self._draft(sentence, pieces, voices.whose(read, pieces, here), since)

    def _assertions(self, sentence: Sentence, here: Sequence[Said]) -> Iterator[list[Piece]]:
        """Give the clauses of a sentence that assert something; none of a question."""
        text, last = self.page.text, min(sentence.high + 1, len(self.page.words) - 1)
        if not sentences.asserts(text[slice(*self.page.stretch(sentence.low, last))]):
            return
        for pieces in voices.joined(self.page, clauses_of(sentence), here):
            words = (text[slice(*self.page.stretch(*piece))] for piece in pieces)
            if sentences.asserts(" ".join(words)):
                yield pieces

    def _draft(
        self, sentence: Sentence, pieces: list[Piece], said: Said | None, since: int
    ) -> Draft:
        read = self.page
        whole = pieces[0][0], pieces[-1][1]
        attribution = self._attribution(pieces, said)
        signs = self.signs.find(whole)
        unsure = kinds.uncheckable(signs)
        ahead = unsure == "prediction"
        found = [one for piece in pieces for one in self.details.find(piece, signs, ahead=ahead)]
        kind = kinds.kind(unsure, found, speech=attribution.voice == "quoted")
        return Draft(
            part=self.part,
            spans=tuple(read.stretch(*piece) for piece in pieces),
            statement=restatement.restate(sentence, pieces, self.people, since, found),
            attribution=attribution,
            details=tuple(found),
            kind=kind,
            checkable=kind not in kinds.UNCHECKABLE,
            worth=round(self.worth.of(whole, kind, attribution.voice), 2),
        )

    def _attribution(self, pieces: list[Piece], said: Said | None) -> Attribution:
        if said is None:
            return Attribution("article")
        quoted = tuple(voices.quotations(self.page, pieces, said))
        levels = [one.source for one in said.chain() if one.source]
        return Attribution(
            voice="quoted" if quoted else "reported",
            mixed=bool(quoted) and voices.mixed(self.page, said),
            speakers=tuple(
                mention
                for level, source in enumerate(levels, 1)
                for mention in self.people.mentions(source, level)
            ),
            cue=self.page.stretch(*said.cue) if said.cue else None,
            quotations=quoted,
            means=said.means,
            rule=said.rule,
            confidence=said.confidence,
        )
