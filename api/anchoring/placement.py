"""From words back to offsets: the place of a run, with the marks around it that the span had."""

from api.anchoring.normalization import Folded
from api.anchoring.outcomes import Place
from api.anchoring.run_search import Run


def place_run(old: Folded, new: Folded, origin: Place, run: Run, target: Run) -> Place:
    """Give the place of words as offsets, with the marks around them that the span had."""
    part = new.parts[target[0]]
    text = new.words[part]
    start, end = new.starts[target[0]], new.ends[target[1] - 1]
    begins, closes = old.starts[run[0]], old.ends[run[1] - 1]
    whole = old.words[origin.part]
    if origin.start > begins and old.keys[run[0]] == new.keys[target[0]]:  # inside a word
        start = min(start + origin.start - begins, end - 1)
    if origin.end < closes and old.keys[run[1] - 1] == new.keys[target[1] - 1]:
        end = max(end + origin.end - closes, start + 1)
    before, after = whole[origin.start : begins], whole[closes : origin.end]
    start -= _shared(before[::-1], text[max(0, start - len(before)) : start][::-1])
    end += _shared(after, text[end : end + len(after)])
    return Place(part, start, end)


def widen(text: Folded, target: Place, run: Run) -> Place:
    """Widen a place to all of these words."""
    start, end = text.starts[run[0]], text.ends[run[1] - 1]
    return Place(target.part, min(target.start, start), max(target.end, end))


def _shared(marks: str, text: str) -> int:
    """Count how much of a text's beginning are the marks and spaces that a span had there."""
    if text.startswith(marks):
        return len(marks)
    n = 0
    while n < min(len(marks), len(text)) and not (text[n].isalnum() or text[n].isspace()):
        n += 1
    return n
