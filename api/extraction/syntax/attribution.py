"""The record of an attribution: who says what, by which words, and how sure that is."""

from dataclasses import dataclass
from functools import cache

from api.extraction.lexicon.tables import table
from api.extraction.reading.page import Page, Piece
from api.extraction.syntax.noun_phrases import Phrase


@dataclass(slots=True)
class Said:
    """One attribution, by words. `frame` is the number of the sentence that has its cue.

    `means` is said, denied, asked, will, shown or thought; `parent` is whoever says that it was
    said: "A reported that B said".
    """

    cue: Piece | None
    source: Phrase | None
    content: list[Piece]
    means: str
    rule: str
    frame: int
    parent: "Said | None" = None

    @property
    def confidence(self) -> float:
        """How often its rule is right, 0 to 1; the table says where that was counted."""
        return _sure()[self.rule]

    def chain(self) -> list["Said"]:
        """Give it behind all who say that it was said, the outermost first."""
        return [*(self.parent.chain() if self.parent else ()), self]

    def says(self, other: "Said") -> bool:
        """Whether the other attribution stands in what this one says."""
        cue = other.cue
        return (
            other is not self
            and other.source != self.source
            and cue is not None
            and any(first <= cue[0] and cue[1] <= last for first, last in self.content)
        )

    def frames(self, page: Page) -> set[int]:
        """Give the numbers of the sentences that have its cue or some of its content."""
        return {self.frame, *(page.frame_of(first) for first, _ in self.content)}

    @property
    def length(self) -> int:
        """How many words are said."""
        return sum(last - first + 1 for first, last in self.content)


def nest(found: list[Said]) -> None:
    """Find the parent of each, among those of its sentence: the shortest that says it."""
    by_frame: dict[int, list[Said]] = {}
    for one in found:
        by_frame.setdefault(one.frame, []).append(one)
    for beside in by_frame.values():
        for one in beside:
            above = [other for other in beside if other.length > one.length and other.says(one)]
            one.parent = min(above, key=lambda other: other.length, default=None)


@cache
def _sure() -> dict[str, float]:
    return {rule: float(sure) for rule, sure, _ in table("rules.tsv")}
