"""Who says what in a text: cues, sources and contents put together, in reading order."""

from api.extraction.languages import syntax_of
from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.page import ENDS, ParsedText, SentenceFrame
from api.extraction.speakers.coreference import Coreference
from api.extraction.syntax import subjects
from api.extraction.syntax.attribution import SpeechReport, nest_reports
from api.extraction.syntax.structures import Sentence
from api.extraction.uncued_quotations import UncuedQuotations


def find_reports(page: ParsedText) -> list[SpeechReport]:
    """Find what is said in a text, and by whom."""
    syntax = syntax_of(page)
    sentences = {
        number: sentence_of(page, frame)
        for number, frame in enumerate(page.frames)
        if frame.readable
    }
    reports = [
        report
        for number, sentence in sentences.items()
        for report in syntax.read_reports(sentence, number)
    ]
    reports = UncuedQuotations(page, reports).read()
    reports = syntax.add_uncued(page, sentences, reports)
    nest_reports(reports)
    return reports


def note_topic(people: Coreference, sentence: Sentence) -> None:
    """Remember whom a sentence is about: the next "he" may mean them."""
    page = sentence.page
    about = subjects.find_subject(page, sentence.low, sentence.high + 1)
    if about and not page.flags[about.first] & WordClass.subject:
        people.notice(about)


def sentence_of(page: ParsedText, frame: SentenceFrame) -> Sentence:
    """A frame without its full stop."""
    high = frame.last
    while high > frame.first and page.words[high] in ENDS and not page.quoted[high]:
        high -= 1
    return Sentence(page, frame.first, high)
