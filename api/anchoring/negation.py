"""Negations right before or after some words, which reverse their meaning and leave them the same.

The negations of each language that is read are in its tables (`negations` in `grammar.tsv`).
"""

from api.anchoring.normalization import Folded
from api.extraction.lexicon.tables import negations


def with_negations(text: Folded, run: tuple[int, int]) -> tuple[int, int]:
    """Widen a range of words by the negations that are right before and after it."""
    first, last = run
    if _is_next_to(text, first - 1) and _negates(text, first - 1):
        first -= 1
    if _is_next_to(text, last - 1) and _negates(text, last):
        last += 1
    return first, last


def _negates(text: Folded, at: int) -> bool:
    key, listed = text.keys[at].casefold(), negations()
    return key in listed.words or key.endswith(listed.endings) or key.startswith(listed.beginnings)


def _is_next_to(text: Folded, at: int) -> bool:
    """Whether only spaces are between this word and the next: no sentence ends there."""
    if not 0 <= at < len(text.keys) - 1 or text.parts[at] is not text.parts[at + 1]:
        return False
    between = text.words[text.parts[at]][text.ends[at] : text.starts[at + 1]]
    return between.isspace() and "\n" not in between
