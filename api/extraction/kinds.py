"""What kind of claim a sentence makes, and how much checking it matters."""

import re

from api.extraction.tables import BASE_WORTH, DATE, KINDS, WORTH, WORTH_OF_KIND, WORTH_OF_SPEECH

UNCHECKABLE = frozenset({"opinion", "prediction"})

_KINDS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in KINDS.items()}
_DATE = re.compile(DATE)
_WORTH = [(re.compile(pattern), weight) for pattern, weight in WORTH]


def kind(sentence: str, *, speech: bool) -> str:
    """Name the kind; words in quotation marks make it a quotation, whatever else it is."""
    if speech:
        return "quotation"
    found = next((name for name, sign in _KINDS.items() if sign.search(sentence)), "event")
    if found == "quantity" and not re.search(r"\d", _DATE.sub("", sentence)):
        return "date"
    return found


def worth(sentence: str, kind: str, voice: str) -> float:
    """Add up what the sentence shows; 0 to 1, two decimals."""
    score = BASE_WORTH + sum(weight for sign, weight in _WORTH if sign.search(sentence))
    score += WORTH_OF_KIND.get(kind, 0) + (WORTH_OF_SPEECH if voice != "article" else 0)
    return round(min(1.0, max(0.0, score)), 2)
