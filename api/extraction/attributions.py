"""Who says what in a text: cues, sources and contents put together, in reading order."""

from api.extraction.english import contents, cues
from api.extraction.german import contents as reported
from api.extraction.german import reported_speech
from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.page import ENDS, ParsedText, SentenceFrame
from api.extraction.speakers.coreference import Coreference
from api.extraction.syntax import subjects
from api.extraction.syntax.attribution import SpeechReport, nest_reports
from api.extraction.syntax.structures import CueMatch, Sentence
from api.extraction.uncued_quotations import UncuedQuotations


def find_reports(page: ParsedText) -> list[SpeechReport]:
    """Find the attributions of a page."""
    readable = (number for number, frame in enumerate(page.frames) if frame.readable)
    verb_second = "verb-second" in page.lexicon.order
    if verb_second:
        sentences = {number: sentence_of(page, page.frames[number]) for number in readable}
        reports = [
            report
            for n, sentence in sentences.items()
            for report in reported.read_reports(sentence, n)
        ]
        reports = reported_speech.add_reported_speech(
            page, sentences, UncuedQuotations(page, reports).read()
        )
    else:
        reports = [report for number in readable for report in _read(page, number)]
        reports = UncuedQuotations(page, reports).read()
    nest_reports(reports)
    return reports


def _read(page: ParsedText, number: int) -> list[SpeechReport]:
    sentence = sentence_of(page, page.frames[number])
    matches, reports = cues.find_cues(sentence), list[SpeechReport]()
    floor = sentence.low
    for index, match in enumerate(matches):
        content = contents.contents_of(sentence, matches, index, _floor(reports, match, floor))
        if content:
            cue = match.first, match.last
            reports.append(
                SpeechReport(cue, match.source, content, match.cue.means, match.rule, number)
            )
    return reports


def note_topic(people: Coreference, sentence: Sentence) -> None:
    """Keep in mind whom a sentence is about: the next "he" may mean them."""
    page = sentence.page
    about = subjects.find_subject(page, sentence.low, sentence.high + 1)
    if about and not page.flags[about.first] & WordClass.subject:
        people.notice(about)


def sentence_of(page: ParsedText, frame: SentenceFrame) -> Sentence:
    """Give a frame without its full stop."""
    high = frame.last
    while high > frame.first and page.words[high] in ENDS and not page.quoted[high]:
        high -= 1
    return Sentence(page, frame.first, high)


def _floor(reports: list[SpeechReport], match: CueMatch, low: int) -> int:
    """Where what stands before this cue may begin: behind what an earlier one has taken.

    Not behind what a noun has: "Bell’s claim that it fell was “a farce,” Lee said".
    """
    for earlier in (match for match in reports if match.rule != "noun"):
        last = max(piece[1] for piece in earlier.content)
        if last < match.edge:
            low = max(low, last + 1)
        if earlier.cue and earlier.cue[1] < match.edge:
            low = max(low, earlier.cue[1] + 1)
    return low
