"""Sentences of a text, paragraph by paragraph, by offsets."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Protocol

_PARAGRAPH = re.compile(r"[^\n]+")
_MARKUP = re.compile(r"[#>*_\-\s]+")
_FULL_STOP = re.compile(  # that nupunkt took for an abbreviation's, or did not see in „…!“
    r"[.!?](?:(?<=[a-z]{4}.)(?=\s+[A-Z“\"])|(?<=\b[a-z]{3}\.)(?=\s+[A-Z“\"])"
    r"|[“»](?=\s+[A-ZÀ-Þ„»])|(?<=[^\W\d_]{3}.)(?=\s+„)|(?<=[a-z]{2}.)(?=\s+(?:[“\"]|'')[A-Z])"
    r"|(?<=[a-z]{2}\.)(?:[”\"]|'')(?=\s+[A-Z])|(?<=[A-Z]{3}\.)(?=\s+(?:[“\"]|'')[A-Z])"
    r"|(?<=[a-z]{2}.)(?:[”\"]|'')(?=\s+(?:[“\"]|'')[A-Z]))"
)
_STOP = re.compile(r"[.!?…](?=\S{0,20}\s)")  # without one inside, a paragraph is one sentence
_WORDS = re.compile(r"\w++\W++\w++\W++\w")  # three: fewer are a fragment
_TITLE_WORDS = 12  # a line without a full stop and with fewer words is a heading
_TOO_LONG = 4000  # characters of one "sentence": a table or rubbish, not an assertion


class _Splitter(Protocol):
    def __call__(self, text: str) -> list[tuple[int, int]]: ...


@cache
def _splitter() -> _Splitter:
    from nupunkt import sent_spans  # noqa: PLC0415  # loads its model, which costs a second

    splitter: _Splitter = sent_spans
    return splitter


def asserts(sentence: str) -> bool:
    """Tell an assertion from a question, a fragment and rubbish."""
    bare = sentence.rstrip("\"”’»)' ")
    return len(sentence) < _TOO_LONG and bare[-1:] != "?" and bool(_WORDS.search(sentence))


def _heading(line: str) -> bool:
    ends = line.rstrip("\"”’»“)'* ")[-1:]
    return line.startswith("#") or (ends not in ".!?…:;" and len(line.split()) < _TITLE_WORDS)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in "*_"):
        end -= 1
    return start, end


def is_heading(text: str, at: int) -> bool:
    """Whether the line that holds this offset is a heading."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return _heading(text[start : end if end >= 0 else len(text)])


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Give the offsets of all that is in a text, cut at the ends of sentences."""
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        marked = _MARKUP.match(text, start, end)
        start = marked.end() if marked else start
        several = _STOP.search(text, start, end)
        for left, right in _splitter()(text[start:end]) if several else ((0, end - start),):
            begin = start + left
            for full in _FULL_STOP.finditer(text, begin, start + right):
                yield from _worded(text, begin, full.end())
                begin = full.end()
            yield from _worded(text, begin, start + right)


def _worded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first, last = _trimmed(text, start, end)
    if first < last:
        yield first, last
