"""A negation right beside a row of words: it turns their meaning without touching one of them.

Of the languages that the machine reads: English, German, French.
"""

from api.anchoring.normalization import Folded

_NEGATIONS = frozenset(
    "not no never neither nor cannot nicht nie niemals kein keine keinen keinem keiner keines "
    "weder ne pas jamais ni non aucun aucune".split()
)


def denied(text: Folded, run: tuple[int, int]) -> tuple[int, int]:
    """Give a row of words with the negations that stand right before and behind it."""
    first, last = run
    if _close(text, first - 1) and _negates(text, first - 1):
        first -= 1
    if _close(text, last - 1) and _negates(text, last):
        last += 1
    return first, last


def _negates(text: Folded, at: int) -> bool:
    key = text.keys[at].casefold()
    return key in _NEGATIONS or key.endswith("n't") or key.startswith("n'")


def _close(text: Folded, at: int) -> bool:
    """Whether only blanks stand between this word and the next: no sentence ends there."""
    if not 0 <= at < len(text.keys) - 1 or text.parts[at] is not text.parts[at + 1]:
        return False
    between = text.words[text.parts[at]][text.ends[at] : text.starts[at + 1]]
    return between.isspace() and "\n" not in between
