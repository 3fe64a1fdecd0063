"""Which sentences of a text say something that could be wrong: a number, a name, a quotation."""

from collections.abc import Iterator
from typing import NamedTuple

from api.extraction.reading import page, sentences
from api.extraction.reading.page import ParsedText, SentenceFrame
from api.text.spans import DraftText, Part


class Sentences(NamedTuple):
    """How many sentences a text has, and where those stand that claim something.

    Stretches count code points of their part, the end exclusive.
    """

    n: int
    claiming: list[tuple[Part, int, int]]


def sentence_spans(words: DraftText, language: str) -> Sentences:
    """Read a text's sentences; a heading of the body is none, the headline is one."""
    n, claiming = 0, list[tuple[Part, int, int]]()
    for part in Part:
        read = page.parse(words[part], language)
        for frame in _sentences(read, part):
            n += 1
            if _claims(read, frame):
                claiming.append((part, *read.stretch(frame.first, frame.last)))
    return Sentences(n, claiming)


def _sentences(read: ParsedText, part: Part) -> Iterator[SentenceFrame]:
    for frame in read.frames:
        heading = sentences.is_heading(read.text, read.starts[frame.first])
        if not (heading and part is Part.body):
            yield frame


def _claims(read: ParsedText, frame: SentenceFrame) -> bool:
    """Whether it has a number, a name or a quotation.

    Where nouns are written with capitals, a capital tells no name.
    """
    names = not read.lexicon.order
    for at in range(frame.first, frame.last + 1):
        if read.words[at][0].isdigit() or read.quoted[at]:
            return True
        named = read.capitals[at] and len(read.words[at]) > 1 and not read.flags[at]
        if names and at > frame.first and named:
            return True
    return False
