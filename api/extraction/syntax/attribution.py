"""The record of an attribution: who says what, by which words, and how sure that is."""

from dataclasses import dataclass
from functools import cache

from api.extraction.lexicon.tables import table
from api.extraction.reading.parsed_text import ParsedText, WordRange
from api.extraction.syntax.noun_phrases import Phrase


@dataclass(slots=True)
class SpeechReport:
    """One attribution, by words. `frame` is the number of the sentence that has its cue.

    `means` is said, denied, asked, will, shown or thought; `parent` is the attribution that
    contains it: "A reported that B said".
    """

    cue: WordRange | None
    source: Phrase | None
    content: list[WordRange]
    means: str
    rule: str
    frame: int
    parent: "SpeechReport | None" = None

    @property
    def confidence(self) -> float:
        """How often its rule is right, 0 to 1; the table says where that was counted."""
        return _sure()[self.rule]

    def chain(self) -> list["SpeechReport"]:
        """Give it after all who say that it was said, the outermost first."""
        return [*(self.parent.chain() if self.parent else ()), self]

    def says(self, inner: "SpeechReport") -> bool:
        """Whether the other attribution is in what this one says."""
        cue = inner.cue
        return (
            inner is not self
            and inner.source != self.source
            and cue is not None
            and any(first <= cue[0] and cue[1] <= last for first, last in self.content)
        )

    def frames(self, text: ParsedText) -> set[int]:
        """Give the numbers of the sentences that have its cue or some of its content."""
        return {self.frame, *(text.frame_of(first) for first, _ in self.content)}

    @property
    def length(self) -> int:
        """How many words are said."""
        return sum(last - first + 1 for first, last in self.content)


def nest_reports(reports: list[SpeechReport]) -> None:
    """Find the parent of each, among those of its sentence: the shortest that says it."""
    by_frame: dict[int, list[SpeechReport]] = {}
    for report in reports:
        by_frame.setdefault(report.frame, []).append(report)
    for beside in by_frame.values():
        for report in beside:
            above = [
                outer for outer in beside if outer.length > report.length and outer.says(report)
            ]
            report.parent = min(above, key=lambda outer: outer.length, default=None)


@cache
def _sure() -> dict[str, float]:
    return {rule: float(sure) for rule, sure, _ in table("rules.tsv")}
