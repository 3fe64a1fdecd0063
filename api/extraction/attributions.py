"""Who says what in a text: cues, sources and contents put together, in reading order."""

from api.extraction.languages import syntax_of
from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import SENTENCE_ENDS, ParsedText, SentenceFrame
from api.extraction.speakers.coreference import Coreference
from api.extraction.syntax import subjects
from api.extraction.syntax.attribution import SpeechReport, nest_reports
from api.extraction.syntax.structures import Sentence
from api.extraction.uncued_quotations import UncuedQuotations


def find_reports(text: ParsedText) -> list[SpeechReport]:
    """Find the attributions of a text: what is said, and by whom."""
    syntax = syntax_of(text)
    sentences = {
        number: sentence_of(text, frame)
        for number, frame in enumerate(text.frames)
        if frame.readable
    }
    reports = [
        report
        for number, sentence in sentences.items()
        for report in syntax.read_reports(sentence, number)
    ]
    reports = UncuedQuotations(text, reports).read()
    reports = syntax.add_uncued(text, sentences, reports)
    nest_reports(reports)
    return reports


def note_topic(people: Coreference, sentence: Sentence) -> None:
    """Remember the subject of a sentence: the next "he" may mean them."""
    text = sentence.text
    about = subjects.find_subject(text, sentence.low, sentence.high + 1)
    if about and not text.classes[about.first] & WordClass.subject_pronoun:
        people.notice(about)


def sentence_of(text: ParsedText, frame: SentenceFrame) -> Sentence:
    """A frame without its full stop."""
    high = frame.last
    while high > frame.first and text.words[high] in SENTENCE_ENDS and not text.quoted[high]:
        high -= 1
    return Sentence(text, frame.first, high)
