"""Reported speech that continues without a cue: sentences in the subjunctive, and quoted labels."""

from collections.abc import Mapping

from api.extraction.german import clause_fields, noun_groups
from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import ParsedText, WordRange
from api.extraction.syntax import titles_of_works
from api.extraction.syntax.attribution import SpeechReport
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import Sentence

_NEAR = 2  # sentences back to the person who may still be speaking
_NAME = 8  # words of a name before a colon
_LABEL, _TERM, _CLAUSE = 1, 4, 8  # words that a quotation must have to be speech


def add_reported_speech(
    text: ParsedText, sentences: Mapping[int, Sentence], reports: list[SpeechReport]
) -> list[SpeechReport]:
    """Add the sentences whose only sign of speech is the subjunctive, and quoted labels."""
    by_frame: dict[int, list[SpeechReport]] = {}
    for report in reports:
        by_frame.setdefault(report.frame, []).append(report)
    spoke: tuple[int, SpeechReport] | None = None
    added = list[SpeechReport]()
    taken = {
        at for report in reports for piece in report.content for at in range(piece[0], piece[1] + 1)
    }
    for number, sentence in sentences.items():
        reports_here = by_frame.get(number, [])
        for report in reports_here:
            if report.rule == "goes on" and report.source is None:
                report.source = _goes_on(sentences, number, spoke)
        if not reports_here and _wishes(sentence):
            reports_here = [_told_on(sentences, number, spoke, added)]
            taken.update(range(sentence.low, sentence.high + 1))
        for quote in titles_of_works.quotations(text, sentence.low, sentence.high):
            if quote[0] not in taken and _speech(text, quote, attributed=bool(reports_here)):
                begins = quote[0] == sentence.low and quote[1] >= sentence.high - 1
                source = None if begins else _speaker(sentence, reports_here, quote)
                source = source or _goes_on(sentences, number, spoke)
                whole = _clause_of(sentence, quote)
                taken.update(range(whole[0], whole[1] + 1))
                added.append(SpeechReport(None, source, [whole], "said", "label", number))
        speaks = [report for report in reports_here if report.means != "thought" and report.source]
        spoke = (number, speaks[-1]) if speaks else spoke
    return sorted([*reports, *added], key=lambda report: report.content[0][0])


def _told_on(
    sentences: Mapping[int, Sentence],
    number: int,
    spoke: tuple[int, SpeechReport] | None,
    added: list[SpeechReport],
) -> SpeechReport:
    """Attribute a sentence in the subjunctive to the last speaker, as part of what they said."""
    text, low, high = sentences[number]
    last = added[-1] if added else None
    if last and last.rule == "subjunctive" and _ends_before(text, last, number):
        last.content.append((low, high))
        return last
    source = _goes_on(sentences, number, spoke)
    added.append(SpeechReport(None, source, [(low, high)], "said", "subjunctive", number))
    return added[-1]


def _ends_before(text: ParsedText, report: SpeechReport, number: int) -> bool:
    """Whether what is said ends right before a sentence, in its paragraph."""
    sentence, before = text.frames[number], text.frames[number - 1]
    return sentence.paragraph == before.paragraph and report.content[-1][0] == before.first


def _speech(text: ParsedText, quote: WordRange, *, attributed: bool) -> bool:
    """Whether a quotation that no cue brings is speech: no name after its noun, no mere term."""
    first, last = quote
    words = last - first - 1
    before = first - 1
    if first == 0 or text.words[before] == "(":
        return words >= _CLAUSE
    named = text.capitalized[before] and not text.classes[before] & WordClass.subject_pronoun
    if named and words < _CLAUSE:
        return False
    if text.words[before] == "," and text.quoted[before - 1] and words < _CLAUSE:
        return attributed
    if attributed:
        return words >= _LABEL
    inner = range(first + 1, last)
    says = any(clause_fields.is_verb(text, at, quoted=True) for at in inner)
    return words >= (_TERM if says else _CLAUSE)


def _clause_of(sentence: Sentence, quote: WordRange) -> WordRange:
    """Take what runs into a quotation along where it is in the subjunctive."""
    first, last = (clause_fields.clause(sentence, quote[side])[side] for side in (0, 1))
    return (first, last) if clause_fields.wishes(sentence.text, first, last) else quote


def _speaker(sentence: Sentence, reports: list[SpeechReport], quote: WordRange) -> Phrase | None:
    """Find whose a quotation is that no cue brings: who spoke before, or the subject."""
    if named := _named_before(sentence, quote):
        return named
    before = [report for report in reports if report.source and report.content[0][0] < quote[0]]
    if before:
        return before[-1].source
    return _by(sentence, quote) or clause_fields.about(
        sentence, _behind_heading(sentence, quote[0]), sentence.high
    )


def _named_before(sentence: Sentence, quote: WordRange) -> Phrase | None:
    """Read "… und der Minister Jens Stoltenberg: „…“"."""
    text, colon = sentence.text, quote[0] - 1
    if colon <= sentence.low or text.words[colon] != ":":
        return None
    for at in range(colon - 1, max(sentence.low, colon - _NAME) - 1, -1):
        if clause_fields.marks(text, at) or text.classes[at] & (
            WordClass.coordinator | WordClass.adverb
        ):
            group = noun_groups.group(text, at + 1, colon - 1)
            return group if group and group.last == colon - 1 else None
    return None


def _behind_heading(sentence: Sentence, at: int) -> int:
    """Begin after "Steuern: Abgaben: "."""
    text, begins = sentence.text, sentence.low
    for colon in range(sentence.low + 1, at - 1):
        if text.words[colon] == ":" and not clause_fields.has_verb(text, (begins, colon)):
            begins = colon + 1
    return begins


def _goes_on(
    sentences: Mapping[int, Sentence], number: int, spoke: tuple[int, SpeechReport] | None
) -> Phrase | None:
    """Give who spoke just before, or whom the sentence before is about."""
    if spoke and number - spoke[0] <= _NEAR:
        return spoke[1].source
    before = sentences.get(number - 1)
    if before is None:
        return None
    return clause_fields.about(before, _behind_heading(before, before.high), before.high)


def _by(sentence: Sentence, quote: WordRange) -> Phrase | None:
    """Read "vom Wetterdienst als „sehr hoch“ eingestuft"."""
    text, first = sentence.text, clause_fields.clause(sentence, quote[0])[0]
    for at in range(quote[0] - 1, first, -1):
        if text.classes[at] & WordClass.agent:
            group = noun_groups.group(text, at + 1, quote[0] - 1)
            as_ = group and text.lowered[group.last + 1] == text.lexicon.label_openers[0]
            return group if as_ else None
    return None


def _wishes(sentence: Sentence) -> bool:
    """Whether the sentence's verb is in the subjunctive: a known form, or one by its ending."""
    text = sentence.text
    words = range(sentence.low, sentence.high + 1)
    wishing = [
        at for at in words if text.classes[at] & WordClass.subjunctive and not text.quoted[at]
    ]
    if any(_in_main_clause(sentence, at) for at in wishing):
        return True
    subject, verb = clause_fields.fields(text, sentence.low, sentence.high)
    if verb is None or text.classes[verb] or text.lowered[verb].endswith(text.lexicon.past_endings):
        return False
    beside = subject is not None and subject.last == verb - 1
    modifies = verb < sentence.high and (  # "das verbindende Tor", "die verbindende „Brücke“"
        text.capitalized[verb + 1] or (text.quoted[verb + 1] and not beside)
    )
    wishes = text.lowered[verb].endswith(text.lexicon.subjunctive_endings) and not text.is_adverb(
        verb
    )
    return wishes and not modifies


def _in_main_clause(sentence: Sentence, at: int) -> bool:
    text = sentence.text
    first = clause_fields.clause(sentence, at)[0]
    beside = range(max(first, at - 1), min(at + 1, sentence.high) + 1)
    own = any(
        text.lowered[near] in text.lexicon.first_person_pronouns for near in beside
    )  # "ich habe"
    return not own and not text.classes[first] & (WordClass.subordinator | WordClass.complementizer)
