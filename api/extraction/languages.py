"""How each language is read: its tables have its words, and name the syntax of its sentences.

A language is a folder in `tables/`. One whose sentences are built like another's names that one's
syntax in its `grammar.tsv`: French is read by the rules of English.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.extraction.english import cues as english_cues
from api.extraction.english.reports import read_reports as read_english_reports
from api.extraction.german import cues as german_cues
from api.extraction.german.contents import read_reports as read_german_reports
from api.extraction.german.reported_speech import add_reported_speech
from api.extraction.reading.parsed_text import ParsedText
from api.extraction.syntax.attribution import SpeechReport
from api.extraction.syntax.structures import CueMatch, Sentence

Reports = list[SpeechReport]
Sentences = Mapping[int, Sentence]  # by the number of their frame


@dataclass(frozen=True)
class Syntax:
    """The readers of one kind of sentence: cues, reports, and what goes on without a cue."""

    find_cues: Callable[[Sentence], list[CueMatch]]
    read_reports: Callable[[Sentence, int], Iterable[SpeechReport]]
    add_uncued: Callable[[ParsedText, Sentences, Reports], Reports]


def _adds_nothing(_: ParsedText, __: Sentences, reports: Reports) -> Reports:
    return reports


SYNTAXES = MappingProxyType(
    {
        "english": Syntax(english_cues.find_cues, read_english_reports, _adds_nothing),
        "german": Syntax(german_cues.find_cues, read_german_reports, add_reported_speech),
    }
)


def syntax_of(text: ParsedText) -> Syntax:
    """The syntax by which a text is read."""
    (name,) = text.lexicon.syntax
    return SYNTAXES[name]
