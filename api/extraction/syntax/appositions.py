"""What follows a name between commas: "Amy Pope, a deputy adviser,"."""

from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import SENTENCE_ENDS, ParsedText

_OPENS = WordClass.determiner | WordClass.possessive
_STOPS = frozenset((";", ":", "—", "–", "--")) | SENTENCE_ENDS
_LONGEST = 52  # words


def end(text: ParsedText, last: int, high: int) -> int:
    """Take ", a deputy adviser" along: give its last word, or `last` where there is none."""
    words, at = text.words, last + 1
    if at < high and words[at] == "(":
        return next((k for k in range(at, min(at + 8, high + 1)) if words[k] == ")"), last)
    if at + 1 > high or words[at] != "," or text.quoted[at + 1]:
        return last
    at += 1
    if (
        text.classes[at] & WordClass.relative
        and text.lowered[min(at + 1, high)] in text.lexicon.cue_verbs
    ):
        return last  # "said Beck, who said": two sayings
    if text.classes[at] & (
        _OPENS | WordClass.title | WordClass.person | WordClass.people | WordClass.relative
    ):
        return _reach_apposition(text, at, high)
    index = at
    while index <= high and (text.capitalized[index] or words[index][0].isdigit()):
        index += 1
    if index == at or index > high or words[index] != ",":
        return last
    return end(text, index - 1, high)  # "Karen Janes, 67, of Exeter"


def _reach_apposition(text: ParsedText, at: int, high: int) -> int:
    start = at
    while at <= min(high, start + _LONGEST) and not text.quoted[at]:
        word = text.words[at]
        if word in _STOPS or (word == "," and not _more(text, at + 1, high)):
            break
        at += 1
    return at - 1


def _more(text: ParsedText, at: int, high: int) -> bool:
    """Whether an apposition goes on after a comma: "of Exeter, N.H., and an ally"."""
    if at > high or text.quoted[at] or text.lowered[at].endswith(text.lexicon.participle_endings):
        return False
    ends = (
        WordClass.subject_pronoun
        | WordClass.subordinator
        | WordClass.preposition
        | WordClass.auxiliary
        | WordClass.contrast
    )
    if text.classes[at] & (ends | WordClass.relative | WordClass.adverb):
        return False
    return text.lowered[at] not in text.lexicon.cue_verbs
