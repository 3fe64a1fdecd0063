"""Quotations without a cue: a speaker is next to them, announced them, or continues."""

from collections.abc import Iterator

from api.extraction.languages import syntax_of
from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import SENTENCE_ENDS, ParsedText, WordRange
from api.extraction.syntax import finite_verbs, noun_phrases, subjects, titles_of_works
from api.extraction.syntax.attribution import SpeechReport
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import Sentence

_CLAUSE = 8  # words from which a quotation is speech without any cue
_WORDY = 4  # words of a quotation that may be speech without a cue
_DASHES = frozenset("—–―-")
_NAME = 8  # words of a name before a colon


class UncuedQuotations:
    """The rest of a page's quotations, once its cues are read."""

    def __init__(self, text: ParsedText, reports: list[SpeechReport]) -> None:
        self.text, self.reports = text, reports
        self._taken = [False] * len(text.words)
        self._wordy: dict[int, list[WordRange]] = {}  # quotations by the number of their sentence
        for first, last in text.quotations:
            if last - first >= _WORDY:
                self._wordy.setdefault(text.frame_of(first), []).append((first, last))
        for report in reports:
            for piece in report.content:
                self._take(piece)

    def read(self) -> list[SpeechReport]:
        """Add what is said in the quotations that are left; give all, in reading order."""
        beside = not self.text.lexicon.listed_verbs
        inside = self.text.lexicon.inverted_pronouns
        for number in range(len(self.text.frames)):
            for quote in self._left(number) if inside else ():
                self._inside(number, quote)
            for quote in self._left(number):
                self._signed(number, quote)
            for quote in self._left(number) if beside else ():
                self._beside(number, quote)
            self._announced(number)
        self._going_on()
        for number in range(len(self.text.frames)):
            for quote in self._left(number) if beside else ():
                self._loose(number, quote)
        return sorted(self.reports, key=lambda report: report.content[0][0])

    def _take(self, piece: WordRange) -> None:
        self._taken[piece[0] : piece[1] + 1] = [True] * (piece[1] + 1 - piece[0])

    def _add(self, report: SpeechReport) -> None:
        self.reports.append(report)
        self._take(report.content[0])

    def _left(self, number: int) -> Iterator[WordRange]:
        """Give the wordy quotations of a sentence that nobody has said yet."""
        for first, last in self._wordy.get(number, ()):
            if not any(self._taken[first : last + 1]):
                yield first, last

    def _inside(self, number: int, quote: WordRange) -> None:
        """Read "« …, a-t-il ajouté, … »": the cue is within the marks, between commas."""
        text, (first, last) = self.text, quote
        for at in range(first + 2, last - 3):
            if text.words[at] != "," or text.lowered[at + 1] in text.lexicon.inverted_pronouns:
                continue
            end = next((k for k in range(at + 2, min(at + 6, last)) if text.words[k] == ","), at)
            who = next(
                (
                    k
                    for k in range(at + 2, end)
                    if text.lowered[k] in text.lexicon.inverted_pronouns
                ),
                None,
            )
            if who and any(text.lowered[k] in text.lexicon.cue_verbs for k in range(at + 1, end)):
                source, pieces = Phrase(who, who, who), [(first, at - 1), (end + 1, last)]
                self._take(quote)
                self.reports.append(
                    SpeechReport((at + 1, end - 1), source, pieces, "said", "inverted", number)
                )
                return

    def _signed(self, number: int, quote: WordRange) -> None:
        """Read "“…” — Jorge Falcon", which ends a paragraph."""
        text, dash, frame = self.text, quote[1] + 1, self.text.frames[number]
        if dash > frame.last and number + 1 < len(text.frames):
            frame = text.frames[number + 1]
        if not frame.first <= dash < frame.last or text.words[dash] not in _DASHES:
            return
        last = frame.last - (text.words[frame.last] in SENTENCE_ENDS)
        name = noun_phrases.right(text, dash, last) if last - dash <= _NAME else None
        if name and name.last == last and text.capitalized[name.first]:
            self._add(SpeechReport((dash, dash), name, [quote], "said", "announced", number))

    def _beside(self, number: int, quote: WordRange) -> None:
        """Read "“…,” he mocked" where no table has the verb: the comma inside makes it a cue."""
        text, last = self.text, quote[1]
        end = text.frames[number].last
        if last + 2 > end or titles_of_works.is_title(text, quote):
            return
        comma = text.words[last + 1] == ","
        if not comma and text.words[last - 1] not in (",", "?", "!", "…", "-", "—"):
            return
        at = last + 1 + comma
        source, cue = noun_phrases.right(text, at - 1, end), -1
        if source and (text.classes[at] & WordClass.subject_pronoun or text.capitalized[at]):
            cue = self._verb_behind(source, end)
        elif text.words[at][0].islower() and not text.classes[at]:
            source, cue = noun_phrases.right(text, at, end), at
        if source and cue >= 0:
            self._add(SpeechReport((cue, cue), source, [quote], "said", "beside", number))

    def _verb_behind(self, source: Phrase, end: int) -> int:
        text, at = self.text, source.last + 1
        while at < end and (
            text.classes[at] & WordClass.adverb or text.is_adverb(at) or text.words[at] == ","
        ):
            at += 1
        not_verbs = (
            WordClass.preposition | WordClass.coordinator | WordClass.relative | WordClass.auxiliary
        )
        not_verbs |= WordClass.determiner | WordClass.possessive | WordClass.subordinator
        verbal = at <= end and text.words[at][0].islower() and not text.classes[at] & not_verbs
        return at if verbal else -1

    def _announced(self, number: int) -> None:
        """Read "Obama: “…”", and "Obama: it will be okay" in a headline."""
        text, frame = self.text, self.text.frames[number]
        for at in range(frame.first + 1, min(frame.first + _NAME + 2, frame.last)):
            if text.words[at] != ":" or text.quoted[at]:
                continue
            name = noun_phrases.right(text, frame.first - 1, at - 1)
            nouns_small = not text.lexicon.capital_nouns  # else "Iran:" may only name the place
            headline = nouns_small and (number == 0 or text.words[frame.last] not in SENTENCE_ENDS)
            named = name is not None and name.last == at - 1
            named = named and not text.classes[frame.first] & WordClass.coordinator
            free = not any(self._taken[at : frame.last + 1])
            if named and free and (text.quoted[at + 1] or headline):
                content = [(at + 1, frame.last)]
                self._add(SpeechReport((at, at), name, content, "said", "announced", number))
            return

    def _going_on(self) -> None:
        """Give whole quotations to the person who spoke just before."""
        by_frame: dict[int, list[SpeechReport]] = {}
        for report in self.reports:
            by_frame.setdefault(report.frame, []).append(report)
        spoke: tuple[int, SpeechReport] | None = None
        for number in range(len(self.text.frames)):
            quoting = [report for report in by_frame.get(number, []) if self._quotes(report)]
            if not quoting:
                for quote in self._left(number):
                    near = [s for s in by_frame.get(number - 1, []) if _speaks(s)]
                    spoke = self._gives(number, quote, spoke, near) or spoke
            spoke = (number, quoting[-1]) if quoting else spoke

    def _gives(
        self,
        number: int,
        quote: WordRange,
        spoke: tuple[int, SpeechReport] | None,
        near: list[SpeechReport],
    ) -> tuple[int, SpeechReport] | None:
        frame = self.text.frames[number]
        if quote[0] != frame.first or titles_of_works.is_title(self.text, quote):
            return None
        if self.text.lexicon.capital_nouns and titles_of_works.is_name(self.text, quote):
            return None
        self._take(quote)
        if near and not (spoke and spoke[0] == number - 1):
            spoke = number - 1, near[-1]
        if frame.first and self.text.words[frame.first - 1] == ":":
            report = SpeechReport(
                None, self._opener(number - 1), [quote], "said", "announced", number
            )
        elif spoke and number - spoke[0] <= 1:
            spoke[1].content.append(quote)
            return number, spoke[1]
        else:
            source = spoke[1].source if spoke and number - spoke[0] <= 2 else None
            report = SpeechReport(None, source, [quote], "said", "goes on", number)
        self.reports.append(report)
        return number, report

    def _opener(self, number: int) -> Phrase | None:
        """Find who speaks in "He said:", where what is said is a paragraph of its own."""
        text, frame = self.text, self.text.frames[number]
        marks = syntax_of(text).find_cues(Sentence(text, frame.first, frame.last))
        spoken = [match.source for match in marks if match.cue.means == "said" and match.source]
        return spoken[-1] if spoken else subjects.find_subject(text, frame.first, frame.last)

    def _loose(self, number: int, quote: WordRange) -> None:
        """Read a quotation that nothing brings: "He gave a blunt answer: “…”", by its sentence."""
        text, low = self.text, self.text.frames[number].first
        before = text.words[quote[0] - 1] if quote[0] else ""
        if (
            quote[1] - quote[0] <= _CLAUSE
            or before == "="
            or titles_of_works.is_written_so(text, quote)
        ):
            return
        source = self._doer(low, quote[0])
        self._add(SpeechReport(None, source, [quote], "said", "loose", number))

    def _doer(self, low: int, high: int) -> Phrase | None:
        """Find whose verb comes next before a quotation; before a colon, whom it names."""
        text = self.text
        if text.words[high - 1] == ":":
            named = noun_phrases.left(text, high - 1, low)
            if named and text.capitalized[named.head]:
                return named
            return subjects.find_subject(text, low, high)
        return finite_verbs.doer(text, high, low) or subjects.find_subject(text, low, high)

    def _quotes(self, report: SpeechReport) -> bool:
        text = self.text
        return any(text.quoted[first] or text.quoted[last] for first, last in report.content)


def _speaks(report: SpeechReport) -> bool:
    return report.means != "thought" and report.source is not None
