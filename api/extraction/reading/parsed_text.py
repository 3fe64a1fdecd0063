"""A text parsed into words, quotations and sentences, each with its offsets.

Words are numbered from 0; a range of words includes its last one. Offsets count code points of the
text, the end exclusive.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, repeat
from typing import NamedTuple

from api.extraction.lexicon.tables import Lexicon, lexicon
from api.extraction.reading import quotations, sentences
from api.extraction.reading.quotations import CharacterRange, Quotation
from api.text.spans import DraftText, Part

WordRange = tuple[int, int]  # words first … last, inclusive

_WORD = re.compile(
    r"\s*+("  # possessive: a failed match never tries fewer spaces
    r"[^\W\d_]++(?![\w.'’-])|[,;:()“”\"?!]|\.(?!\.)"  # the common cases first
    r"|''|``"
    r"|[A-Za-z]\.(?:[A-Za-z]\.)+|\b[A-Z]\.(?= [A-Z])"  # U.S., Laurence H. Tribe
    r"|\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Rev|Jr|Sr|St|Prof|Hon|Inc|Corp|Co|Messrs)\."
    r"|\d+(?:-[^\W\d_]+)+|[A-Za-z][A-Za-z0-9-]+\.(?:com|org|net|gov|edu|info)\b"
    r"|\d+(?:[.,:]\d+)*%?"
    r"|\b(?:[dlnsjmtcDLNSJMTC]|[Qq]u)['’](?=[^\W\d_]{2})|(?<=\w)(?:-t)?-(?:ils?|elles?)\b|-t-on\b"
    r"|[^\W\d_]+(?:-[^\W_]+)*(?=n['’]t\b)|n['’]t\b"
    r"|[^\W_]+(?:[-&](?!(?:t-)?(?:ils?|elles?)\b|t-on\b)[^\W_]+)*"
    r"|['’](?:s|re|ve|d|ll|m)\b|\.{2,}|--|[^\w\s]|_)"
)
MAX_WORDS = 50_000  # of a text; an article is shorter, and the rest is not read
MAX_SENTENCE_WORDS = 600
PAUSES = frozenset((",", "—", "–", "--"))
BREAKS = frozenset((";", ":", "-", *PAUSES)) - {","}
SENTENCE_ENDS = frozenset(".!?…")
POSSESSIVE_MARKS = frozenset(("’", "'", "’s", "'s"))
_ORDINAL_DIGITS = 2  # a number with more digits and a full stop is not an ordinal
_INNER_MARKS = frozenset("’'")  # of a quotation inside another one
_CUE_DISTANCE = 5  # words after a quotation's "?" among which a cue continues the sentence


class SentenceFrame(NamedTuple):
    """The words of a sentence, first … last; a quotation of several sentences is not cut."""

    first: int
    last: int
    paragraph: int

    @property
    def readable(self) -> bool:
        """Whether it is as long as sentences are: anything longer is a list, or rubbish."""
        return self.last - self.first < MAX_SENTENCE_WORDS


@dataclass(slots=True)
class ParsedText:
    """A text, parsed once. Lists from `words` to `quotation_of` have one entry per word."""

    characters: str  # the text itself
    lowered_characters: str  # in lower case, of the same length
    lexicon: Lexicon
    words: list[str]
    lowered: list[str]  # the words in lower case
    starts: list[int]
    ends: list[int]
    classes: list[int]  # sets of `WordClass`
    capitalized: list[bool]
    quoted: list[bool]  # whether it is in a quotation: `quotation_of[at] >= 0`, which is slower
    quotation_of: list[int]  # the number of the quotation that has the word or mark, or -1
    quotations: list[WordRange]  # including the quotation marks
    quoted_ranges: list[CharacterRange]  # the same quotations without their marks
    frames: list[SentenceFrame] = field(default_factory=list)
    finite_verbs: list[int] = field(default_factory=list)  # filled when they are first needed

    def is_adverb(self, at: int) -> bool:
        """Whether the word has the ending of an adverb."""
        low = self.lowered[at]
        return (
            low.endswith(self.lexicon.adverb_endings)
            and len(low) > 4
            and self.words[at][0].islower()
        )

    def word_at(self, offset: int) -> int:
        """Return the word that begins at this offset, or the next one."""
        return bisect_left(self.starts, offset)

    def frame_of(self, at: int) -> int:
        """Return the number of the sentence that has this word."""
        return bisect_right(self.frames, (at, MAX_WORDS)) - 1

    def quotation_at(self, at: int) -> WordRange:
        """Return the words of the quotation that this word is in."""
        return self.quotations[self.quotation_of[at]]

    def first_quoted(self, first: int, last: int) -> int | None:
        """Return the first of words first … last that is in a quotation."""
        if first > last or self.quotation_of[first] >= 0:
            return first if first <= last else None
        index = bisect_left(self.quotations, (first, 0))
        begins = self.quotations[index][0] if index < len(self.quotations) else last + 1
        return begins if begins <= last else None

    def unquoted_ranges(self, first: int, last: int) -> Iterator[WordRange]:
        """Yield the ranges of words first … last that are in no quotation."""
        while first <= last:
            quoted = self.first_quoted(first, last)
            if quoted is None:
                yield first, last
                return
            if quoted > first:
                yield first, quoted - 1
            first = self.quotation_at(quoted)[1] + 1

    def is_before_quotation(self, at: int, last: int) -> bool:
        """Whether a quotation begins at this word, or after the comma that this word is."""
        if at > last:
            return False
        return self.quoted[at] or (self.words[at] == "," and at < last and self.quoted[at + 1])

    def offsets(self, first: int, last: int) -> CharacterRange:
        """Return the offsets of words first … last."""
        return self.starts[first], self.ends[last]


ParsedParts = Mapping[Part, ParsedText]


def parse_parts(draft: DraftText, language: str) -> ParsedParts:
    """Parse each part of a draft that is not empty. One result serves all readers."""
    return {part: parse(draft[part], language) for part in Part if draft[part]}


def parse(characters: str, language: str) -> ParsedText:
    """Split a text into words, quotations and sentences; at most `MAX_WORDS` words."""
    tables = lexicon(language)
    matches = list(islice(_WORD.finditer(characters, 0, len(characters.rstrip())), MAX_WORDS))
    if len(matches) == MAX_WORDS:
        characters = characters[: matches[-1].end()]
    words = [match[1] for match in matches]
    starts = [match.start(1) for match in matches]
    lowered = list(map(str.lower, words))
    quotation_of, ranges, quoted_ranges = _number_quotations(
        quotations.find_quotations(characters), starts
    )
    text = ParsedText(
        characters=characters,
        lowered_characters=_lower(characters),
        lexicon=tables,
        words=words,
        lowered=lowered,
        starts=starts,
        ends=[match.end() for match in matches],
        classes=list(map(tables.words.get, lowered, repeat(0))),
        capitalized=[word[0].isupper() for word in words],
        quoted=[number >= 0 for number in quotation_of],
        quotation_of=quotation_of,
        quotations=ranges,
        quoted_ranges=quoted_ranges,
    )
    text.frames = _build_frames(text)
    return text


def _lower(characters: str) -> str:
    """Lower the case, but not of letters whose lower case has another length ("İ")."""
    lowered = characters.lower()
    if len(lowered) == len(characters):
        return lowered
    return "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in characters)


def _number_quotations(
    marked: list[Quotation], starts: list[int]
) -> tuple[list[int], list[WordRange], list[CharacterRange]]:
    """Return each word's quotation, each quotation's words, and its offsets without the marks."""
    quotation_of, ranges, inside = [-1] * len(starts), list[WordRange](), list[CharacterRange]()
    for quotation in marked:
        first, last = bisect_left(starts, quotation.first), bisect_left(starts, quotation.last) - 1
        if last > first:
            quotation_of[first : last + 1] = [len(ranges)] * (last + 1 - first)
            ranges.append((first, last))
            inside.append((quotation.start, quotation.end))
    return quotation_of, ranges, inside


def _build_frames(text: ParsedText) -> list[SentenceFrame]:
    frames: list[SentenceFrame] = []
    paragraph, paragraph_end, at = -1, -1, 0
    for start, end in sentences.spans(text.characters):
        new_paragraph = start >= paragraph_end
        if new_paragraph:
            line_end = text.characters.find("\n", start)
            paragraph += 1
            paragraph_end = line_end if line_end >= 0 else len(text.characters)
        first, at = at, bisect_left(text.starts, end, at)
        if at == first:
            continue
        if frames and not new_paragraph and _continues(text, frames[-1].last, first):
            first = frames.pop().first
        frames.append(SentenceFrame(first, at - 1, paragraph))
    return frames


def _continues(text: ParsedText, last: int, first: int) -> bool:
    """Whether the sentence that seems to end at word `last` continues at word `first`.

    It does inside a quotation, after an abbreviation, and after a quoted "?" before a cue.
    """
    if text.quoted[last] and text.quotation_of[last] == text.quotation_of[first]:
        return True
    if text.words[first][0].islower() or text.words[first][0] in ",;)":
        return True
    if text.lexicon.ordinal_marks and text.words[last] == "." and text.words[last - 1].isdigit():
        return len(text.words[last - 1]) <= _ORDINAL_DIGITS  # "am 12. Oktober"
    if len(text.words[last]) > 1 and text.words[last].endswith("."):
        return text.lowered[last][:-1] in text.lexicon.words  # "Sen."
    within = last - 1 - (text.words[last - 1] in _INNER_MARKS)
    return text.quoted[last] and text.words[within] in "?!," and _has_cue_near(text, first)


def _has_cue_near(text: ParsedText, first: int) -> bool:
    """Whether a cue follows a quotation: "he asked", "said X on Monday"."""
    for at in range(first, min(first + _CUE_DISTANCE, len(text.words))):
        if text.words[at] in ".,:;":
            return False
        if text.lowered[at] in text.lexicon.cue_verbs and not text.quoted[at]:
            return at == first or _closes_report(text, at)
    return False


def _closes_report(text: ParsedText, cue: int) -> bool:
    """Whether no other quotation follows: "“Why?” Mills writes back, “You look cute.”" has one."""
    for at in range(cue + 1, min(cue + _CUE_DISTANCE, len(text.words) - 2)):
        if text.words[at] == ",":
            return not (text.quoted[at + 1] and text.capitalized[at + 2])
        if text.quoted[at] or text.words[at] in ":.;":
            return text.words[at] in ".;"
    return True
