"""Propose the claims of a text: every clause that asserts something, and who says it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from api.extraction import attributions, restatement
from api.extraction.attributions import sentence_of
from api.extraction.features import kinds
from api.extraction.features.check_worthiness import WorthScorer
from api.extraction.features.details import Detail, DetailFinder
from api.extraction.features.markers import MarkerFinder
from api.extraction.reading import sentences
from api.extraction.reading.parsed_text import ParsedParts, WordRange
from api.extraction.reading.quotations import CharacterRange
from api.extraction.speakers import voices
from api.extraction.speakers.coreference import Coreference, Mention
from api.extraction.syntax.attribution import SpeechReport
from api.extraction.syntax.clause_splitting import split_clauses as clauses_of
from api.extraction.syntax.structures import Sentence
from api.text.spans import Part

NAME = "claimdesk"  # the value of `drafted_by`
_BACK = 2  # sentences in which "he" is sought


class CandidateAttribution(NamedTuple):
    """Whose claim it is, and how that was read; `means`, `rule` and `confidence` as in `Said`.

    `voice` is article, quoted or reported; it is `mixed` where quotation marks hold some of the
    words only.
    """

    voice: str
    mixed: bool = False
    speakers: tuple[Mention, ...] = ()  # the outermost first
    cue: CharacterRange | None = None
    quotations: tuple[CharacterRange, ...] = ()
    means: str | None = None
    rule: str | None = None
    confidence: float | None = None


class CandidateClaim(NamedTuple):
    """One drafted claim. All offsets count code points of `part`, the end exclusive."""

    part: Part
    spans: tuple[CharacterRange, ...]  # several where the text interrupts it
    statement: str
    attribution: CandidateAttribution
    details: tuple[Detail, ...]
    kind: str
    checkable: bool
    worth: float


def propose_claims(parts: ParsedParts, dateline: date | None = None) -> list[CandidateClaim]:
    """Propose the claims of a parsed text, in reading order; linear in its length.

    "Last October" is read by the dateline.
    """
    coreference: Coreference | None = None
    readings = list[_PartReading]()
    for part, text in parts.items():
        coreference = Coreference(text, coreference)
        readings.append(_PartReading(part, coreference, dateline))
    return [candidate for reading in readings for candidate in reading.candidates()]


class _PartReading:
    """A headline, a standfirst or a body, as it is read."""

    def __init__(self, part: Part, people: Coreference, dateline: date | None) -> None:
        self.part, self.people, self.text = part, people, people.text
        self.details, self.marker_finder = (
            DetailFinder(self.text, dateline),
            MarkerFinder(self.text),
        )
        self.worth = WorthScorer(self.text)

    def candidates(self) -> Iterator[CandidateClaim]:
        text, by_frame = self.text, dict[int, list[SpeechReport]]()
        for report in attributions.find_reports(text):
            for number in report.frames(text):
                by_frame.setdefault(number, []).append(report)
        titled: dict[int, bool] = {}  # by paragraph
        for number, frame in enumerate(text.frames):
            if frame.paragraph not in titled:
                heading = sentences.is_heading(text.characters, text.starts[frame.first])
                titled[frame.paragraph] = self.part is Part.body and heading
            if titled[frame.paragraph] or not frame.readable:
                continue
            sentence, reports = sentence_of(text, frame), by_frame.get(number, [])
            attributions.note_topic(self.people, sentence)
            since = text.frames[max(0, number - _BACK)].first
            for pieces in self._assertions(sentence, reports):
                yield self._draft(sentence, pieces, voices.report_of(text, pieces, reports), since)

    def _assertions(
        self, sentence: Sentence, reports: Sequence[SpeechReport]
    ) -> Iterator[list[WordRange]]:
        """Give the clauses of a sentence that assert something; none of a question."""
        text, last = self.text.characters, min(sentence.high + 1, len(self.text.words) - 1)
        if not sentences.asserts(text[slice(*self.text.offsets(sentence.low, last))]):
            return
        for pieces in voices.join_clauses(self.text, clauses_of(sentence), reports):
            words = (text[slice(*self.text.offsets(*piece))] for piece in pieces)
            if sentences.asserts(" ".join(words)):
                yield pieces

    def _draft(
        self, sentence: Sentence, pieces: list[WordRange], report: SpeechReport | None, since: int
    ) -> CandidateClaim:
        text = self.text
        whole = pieces[0][0], pieces[-1][1]
        attribution = self._attribution(pieces, report)
        markers = self.marker_finder.find(whole)
        unsure = kinds.uncheckable(markers)
        ahead = unsure == "prediction"
        details = [
            detail for piece in pieces for detail in self.details.find(piece, markers, ahead=ahead)
        ]
        kind = kinds.kind(unsure, details, speech=attribution.voice == "quoted")
        return CandidateClaim(
            part=self.part,
            spans=tuple(text.offsets(*piece) for piece in pieces),
            statement=restatement.restate_claim(sentence, pieces, self.people, since, details),
            attribution=attribution,
            details=tuple(details),
            kind=kind,
            checkable=kind not in kinds.UNCHECKABLE,
            worth=round(self.worth.of(whole, kind, attribution.voice), 2),
        )

    def _attribution(
        self, pieces: list[WordRange], report: SpeechReport | None
    ) -> CandidateAttribution:
        if report is None:
            return CandidateAttribution("article")
        quoted = tuple(voices.quotations(self.text, pieces, report))
        levels = [outer.source for outer in report.chain() if outer.source]
        return CandidateAttribution(
            voice="quoted" if quoted else "reported",
            mixed=bool(quoted) and voices.mixed(self.text, report),
            speakers=tuple(
                mention
                for level, source in enumerate(levels, 1)
                for mention in self.people.mentions(source, level)
            ),
            cue=self.text.offsets(*report.cue) if report.cue else None,
            quotations=quoted,
            means=report.means,
            rule=report.rule,
            confidence=report.confidence,
        )
