"""Answer the scorers of public data sets: JSON lines in, JSON lines out.

`python -m tests.benchmarks.adapters attribution < docs.jsonl`, and so for `worth`, `anchoring` and
`matching`. Matching answers with shared words alone until it has a room of its own.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from api.anchoring.anchors import Anchors
from api.extraction import attributions
from api.extraction.features import kinds
from api.extraction.features.check_worthiness import WorthScorer
from api.extraction.features.details import DetailFinder
from api.extraction.features.markers import MarkerFinder
from api.extraction.reading import parsed_text
from api.extraction.reading.parsed_text import ParsedText
from api.extraction.syntax import titles_of_works
from api.extraction.syntax.attribution import SpeechReport
from api.text.spans import Part

Line = dict[str, Any]
_WORD = re.compile(r"\w+")
_MOST = 100  # answers a query


def attribution(lines: Iterator[Line]) -> Iterator[Line]:
    """`{"id", "lang", "text"}` → `{"id", "attributions": [{"content", "source", "cue"}]}`."""
    for line in lines:
        read = parsed_text.parse(line["text"], line["lang"])
        found = attributions.find_reports(read)
        if line["lang"] == "de":
            found = [one for said in found for one in _by_sentence(read, said)]
            found = [*found, *_quoted(read, found)]
        else:
            found = [one for one in found if not _told(one, found)]
        answer = [
            {
                "content": [read.offsets(*piece) for piece in said.content],
                "source": [read.offsets(said.source.first, said.source.last)]
                if said.source
                else [],
                "cue": [read.offsets(*said.cue)] if said.cue else [],
            }
            for said in found
        ]
        yield {"id": line["id"], "attributions": answer}


def _told(one: SpeechReport, found: list[SpeechReport]) -> bool:
    """Whether it stands in what another one says: the English data have the outermost only."""
    cue = one.cue
    return cue is not None and any(
        first <= cue[0] and cue[1] <= last
        for other in found
        if other is not one
        for first, last in other.content
    )


def _by_sentence(read: ParsedText, said: SpeechReport) -> Iterator[SpeechReport]:
    """Give the quotations of later sentences each by itself, as the German data hold them."""
    later = [
        piece
        for piece in said.content
        if read.quoted[piece[0]] and read.frame_of(piece[0]) != said.frame
    ]
    yield replace(said, content=[piece for piece in said.content if piece not in later] or later)
    for piece in later if len(later) < len(said.content) else later[1:]:
        yield replace(said, content=[piece])


def _quoted(read: ParsedText, found: list[SpeechReport]) -> Iterator[SpeechReport]:
    """Give the quotations inside what is reported: the German data hold each beside the whole."""
    contents = {piece for said in found for piece in said.content}
    for said in found:
        for first, last in said.content:
            for quote in titles_of_works.quotations(read, first, last):
                if quote not in contents:
                    yield replace(said, content=[quote])


def worth(lines: Iterator[Line]) -> Iterator[Line]:
    """`{"id", "text"}` → `{"id", "score"}`."""
    for line in lines:
        read = parsed_text.parse(line["text"], "en")
        whole = 0, len(read.words) - 1
        shown = MarkerFinder(read).find(whole)
        unsure = kinds.uncheckable(shown)
        found = DetailFinder(read, None).find(whole, shown, ahead=False)
        kind = kinds.kind(unsure, found, speech=False)
        yield {"id": line["id"], "score": WorthScorer(read).of(whole, kind, "article")}


def anchoring(lines: Iterator[Line]) -> Iterator[Line]:
    """`{"id", "old", "new", "start", "end"}` → where its words stand now, or null."""
    for line in lines:
        old, new = (
            {Part.headline: "", Part.standfirst: "", Part.body: line[name]}
            for name in ("old", "new")
        )
        found = Anchors(old, new).find(Part.body, line["start"], line["end"])
        place = found.place
        start, end = (place.start, place.end) if place else (None, None)
        yield {"id": line["id"], "start": start, "end": end, "score": found.score}


def matching(lines: Iterator[Line]) -> Iterator[Line]:
    """Claims, `end_corpus`, then queries → claims ranked by the rare words that they share."""
    corpus: list[tuple[str, set[str]]] = []
    holds: Counter[str] = Counter()
    for line in lines:
        if line["type"] == "claim":
            words = _words(f"{line.get('title', '')} {line['text']}")
            corpus.append((line["id"], words))
            holds.update(words)
        elif line["type"] == "query":
            asked = _words(line["text"])
            scored = [(name, sum(1 / holds[w] for w in asked & words)) for name, words in corpus]
            scored.sort(key=lambda one: -one[1])
            yield {"id": line["id"], "ranked": scored[:_MOST]}


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


ADAPTERS: dict[str, Callable[[Iterator[Line]], Iterator[Line]]] = {
    one.__name__: one for one in (attribution, worth, anchoring, matching)
}


def main() -> None:
    if len(sys.argv) != 2 or sys.argv[1] not in ADAPTERS:
        sys.exit(f"Say which: {', '.join(ADAPTERS)}.")
    lines = (json.loads(line) for line in sys.stdin if line.strip())
    for answer in ADAPTERS[sys.argv[1]](lines):
        print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
