"""How much it matters to check a clause: its features, counted and weighted by a table."""

from functools import cache
from itertools import chain
from math import exp, sqrt

from api.extraction.lexicon.tables import lexicon, name_of, rows
from api.extraction.reading.parsed_text import ParsedText, WordRange

_KEPT = 50_000  # words of a language; names and numbers are without end


class WorthScorer:
    """What the words of a page show, read once; asked clause by clause."""

    def __init__(self, text: ParsedText) -> None:
        classes = _shown(text.lexicon.language)
        self.text, self._weigh = text, classes.weights.get
        self._shown = [classes[word] for word in text.words]

    def of(self, piece: WordRange, kind: str, voice: str) -> float:
        """Weigh words first … last: 0 to 1, as likely as a checker would pick the clause."""
        first, last = piece
        counts = dict[str, int]()
        for name in chain.from_iterable(self._shown[first : last + 1]):
            counts[name] = counts.get(name, 0) + 1
        if self.text.capitalized[first] and len(self.text.words[first]) > 1:
            counts["name"] -= 1  # any word is capital where a sentence begins
        # The root, since a second figure adds less than the first, and length alone is not worth.
        weigh = self._weigh
        total = weigh("always", 0.0) + weigh(f"kind {kind}", 0.0) + weigh(f"voice {voice}", 0.0)
        for name, times in counts.items():
            total += weigh(name, 0.0) * sqrt(times)
        return 1 / (1 + exp(-total))


class _ClassesOfWords(dict[str, tuple[str, ...]]):
    """The classes of a language's words, and what they show by their form, as they are met."""

    def __init__(self, language: str) -> None:
        """Read the language's table: a word's classes, and what each class weighs."""
        super().__init__()
        self.weights, self._past = dict[str, float](), lexicon(language).past_endings
        self._classes = dict[str, tuple[str, ...]]()
        for weight, name, *listed in rows(name_of(language), "check_worthiness"):
            words = listed[0].split() if listed else []
            if name in ("kind", "voice"):
                self.weights |= {f"{name} {word}": float(weight) for word in words}
                continue
            self.weights[name] = float(weight)
            for word in words:
                self._classes[word] = (*self._classes.get(word, ()), name)

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _KEPT:
            self.clear()
        classes, low = self._classes, word.lower()
        if low[-1] == "%":
            listed = classes.get("%", ())
        elif "-" in low:  # "two-thirds"
            listed = tuple(name for part in low.split("-") for name in classes.get(part, ()))
        else:
            listed = classes.get(low, ())
        shape = _shape(word, self._past)
        self[word] = word_classes = (*listed, shape) if shape else listed
        return word_classes


def _shape(word: str, past: tuple[str, ...]) -> str | None:
    if word[0].isdigit():
        return "digits"
    if word[0].isupper():
        return "name" if len(word) > 1 else None
    if word == "?":
        return "question"
    return "past" if len(word) > 4 and word.endswith(past) else None


_shown = cache(_ClassesOfWords)
