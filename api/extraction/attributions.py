"""Who says what in a text: cues, sources and contents put together, in reading order."""

from api.extraction.english import contents, cues
from api.extraction.german import contents as reported
from api.extraction.german import reported_speech
from api.extraction.lexicon.word_classes import Word
from api.extraction.reading.page import ENDS, Frame, Page
from api.extraction.speakers.coreference import People
from api.extraction.syntax import subjects
from api.extraction.syntax.attribution import Said, nest
from api.extraction.syntax.structures import Found, Sentence
from api.extraction.uncued_quotations import Speech


def find(page: Page) -> list[Said]:
    """Find the attributions of a page."""
    readable = (number for number, frame in enumerate(page.frames) if frame.readable)
    verb_second = "verb-second" in page.lexicon.order
    if verb_second:
        sentences = {number: sentence_of(page, page.frames[number]) for number in readable}
        found = [said for n, sentence in sentences.items() for said in reported.read(sentence, n)]
        found = reported_speech.read(page, sentences, Speech(page, found).read())
    else:
        found = [said for number in readable for said in _read(page, number)]
        found = Speech(page, found).read()
    nest(found)
    return found


def _read(page: Page, number: int) -> list[Said]:
    sentence = sentence_of(page, page.frames[number])
    marks, said = cues.find(sentence), list[Said]()
    floor = sentence.low
    for place, one in enumerate(marks):
        content = contents.of(sentence, marks, place, _floor(said, one, floor))
        if content:
            cue = one.first, one.last
            said.append(Said(cue, one.source, content, one.cue.means, one.rule, number))
    return said


def notice(people: People, sentence: Sentence) -> None:
    """Keep in mind whom a sentence is about: the next "he" may mean them."""
    page = sentence.page
    about = subjects.find(page, sentence.low, sentence.high + 1)
    if about and not page.flags[about.first] & Word.subject:
        people.notice(about)


def sentence_of(page: Page, frame: Frame) -> Sentence:
    """Give a frame without its full stop."""
    high = frame.last
    while high > frame.first and page.words[high] in ENDS and not page.quoted[high]:
        high -= 1
    return Sentence(page, frame.first, high)


def _floor(said: list[Said], one: Found, low: int) -> int:
    """Where what stands before this cue may begin: behind what an earlier one has taken.

    Not behind what a noun has: "Bell’s claim that it fell was “a farce,” Lee said".
    """
    for earlier in (one for one in said if one.rule != "noun"):
        last = max(piece[1] for piece in earlier.content)
        if last < one.edge:
            low = max(low, last + 1)
        if earlier.cue and earlier.cue[1] < one.edge:
            low = max(low, earlier.cue[1] + 1)
    return low
