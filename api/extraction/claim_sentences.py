"""Find the sentences of a text that could be wrong: they have a number, a name or a quotation."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from api.extraction.reading import sentences
from api.extraction.reading.parsed_text import ParsedParts, ParsedText, SentenceFrame
from api.text.spans import Part


class ClaimSentences(BaseModel):
    """How many sentences a text has, and where those are that claim something.

    Ranges count code points of their part, the end exclusive.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    n: int
    claiming: list[tuple[Part, int, int]]


def find_claim_sentences(parts: ParsedParts) -> ClaimSentences:
    """Look through a text's sentences; a heading of the body is none, the headline is one."""
    n, claiming = 0, list[tuple[Part, int, int]]()
    for part, text in parts.items():
        for frame in _sentences(text, part):
            n += 1
            if _claims(text, frame):
                claiming.append((part, *text.offsets(frame.first, frame.last)))
    return ClaimSentences(n=n, claiming=claiming)


def _sentences(text: ParsedText, part: Part) -> Iterator[SentenceFrame]:
    for frame in text.frames:
        heading = sentences.is_heading(text.characters, text.starts[frame.first])
        if not (heading and part is Part.body):
            yield frame


def _claims(text: ParsedText, frame: SentenceFrame) -> bool:
    """Whether it has a number, a name or a quotation.

    Where all nouns have capitals, a capital letter does not show a name.
    """
    names = not text.lexicon.capital_nouns
    for at in range(frame.first, frame.last + 1):
        if text.words[at][0].isdigit() or text.quoted[at]:
            return True
        named = text.capitalized[at] and len(text.words[at]) > 1 and not text.classes[at]
        if names and at > frame.first and named:
            return True
    return False
