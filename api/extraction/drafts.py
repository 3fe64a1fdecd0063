"""A text in, drafted claims out: every sentence that asserts something, and who says it."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.extraction import attribution, kinds, quotations, sentences
from api.extraction.attribution import Mention, Names
from api.text.spans import Part, Words

NAME = "claimdesk"  # stands in `drafted_by`


@dataclass(frozen=True, slots=True)
class Draft:
    """One drafted claim. All offsets count code points of `part`, the end exclusive."""

    part: Part
    start: int
    end: int
    statement: str
    voice: str  # article, quoted or reported
    speaker: Mention | None
    cue: tuple[int, int] | None
    quotations: tuple[tuple[int, int], ...]
    kind: str
    checkable: bool
    worth: float


def draft(words: Words, language: str = "en") -> list[Draft]:
    """Draft the claims of a text, in reading order; linear in its length."""
    names = Names.of("\n".join(words[part] for part in Part))
    return [found for part in Part for found in _part(part, words[part], language, names)]


def _part(part: Part, text: str, language: str, names: Names) -> Iterator[Draft]:
    quoted = quotations.find(text)
    at = 0
    before: Mention | None = None
    for start, end in sentences.find(text, whole=part is not Part.body):
        while at < len(quoted) and quoted[at][1] <= start:
            at += 1
        inside = quotations.within(quoted, at, start, end)
        said = attribution.find(text, start, end, inside, names, before, language)
        before = said.topic or before
        if not sentences.asserts(text[start:end]):
            continue
        kind = kinds.kind(text[start:end], speech=said.voice == "quoted")
        yield Draft(
            part=part,
            start=start,
            end=end,
            statement=" ".join(text[start:end].split()),
            voice=said.voice,
            speaker=said.speaker,
            cue=said.cue,
            quotations=tuple(inside) if said.voice == "quoted" else (),
            kind=kind,
            checkable=kind not in kinds.UNCHECKABLE,
            worth=kinds.worth(text[start:end], kind, said.voice),
        )
