"""A text's words, each with where it stands, what it may be, and in which quotation it stands."""

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
    r"\s*+("  # spaces are stepped over at once: else each asks for all that follows
    r"[^\W\d_]++(?![\w.'’-])|[,;:()“”\"?!]|\.(?!\.)"  # most are letters alone, or a mark
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
MOST = 50_000  # words of a text that are read: what is longer is no article
LONGEST = 600  # words of a sentence that is read
PAUSES = frozenset((",", "—", "–", "--"))
BREAKS = frozenset((";", ":", "-", *PAUSES)) - {","}
ENDS = frozenset(".!?…")
OWNING = frozenset(("’", "'", "’s", "'s"))
_ORDINAL = 2  # digits of a number whose full stop makes it "12th"
_INNER = frozenset("’'")  # marks of a quotation inside another
_NEAR = 5  # words behind a quotation's "?" among which a cue makes it one sentence


class SentenceFrame(NamedTuple):
    """Words first … last (inclusive) that are read together: a sentence, quotations kept whole."""

    first: int
    last: int
    paragraph: int

    @property
    def readable(self) -> bool:
        """Whether it is as long as sentences are: what is longer is a list, or rubbish."""
        return self.last - self.first < LONGEST


@dataclass(slots=True)
class ParsedText:
    """A text, read once. Lists have an entry a word."""

    text: str
    small: str  # the text in small letters, of the same length
    lexicon: Lexicon
    words: list[str]
    lowered: list[str]  # in small letters
    starts: list[int]
    ends: list[int]
    flags: list[int]  # of `Word`
    capitals: list[bool]  # whether the word begins as names do
    quoted: list[bool]  # whether it stands in a quotation: `quote` says so, and is asked too often
    quote: list[int]  # which quotation the word or its mark belongs to, or -1
    quotes: list[tuple[int, int]]  # first and last word of each quotation, marks included
    inner: list[CharacterRange]  # the offsets of what stands between those marks
    frames: list[SentenceFrame] = field(default_factory=list)
    verbs: list[int] = field(default_factory=list)  # finite ones, once somebody has asked for them

    def adverbial(self, at: int) -> bool:
        """Whether the word is an adverb, by its ending too."""
        low = self.lowered[at]
        return low.endswith(self.lexicon.adverb) and len(low) > 4 and self.words[at][0].islower()

    def at(self, offset: int) -> int:
        """Give the word that begins at this offset, or the next one."""
        return bisect_left(self.starts, offset)

    def frame_of(self, at: int) -> int:
        """Give the number of the sentence that has this word."""
        return bisect_right(self.frames, (at, MOST)) - 1

    def first_quoted(self, first: int, last: int) -> int | None:
        """Give the first of words first … last that stands in a quotation."""
        if first > last or self.quote[first] >= 0:
            return first if first <= last else None
        index = bisect_left(self.quotes, (first, 0))
        begins = self.quotes[index][0] if index < len(self.quotes) else last + 1
        return begins if begins <= last else None

    def unquoted(self, first: int, last: int) -> Iterator[WordRange]:
        """Give the pieces of words first … last that stand in no quotation."""
        while first <= last:
            quoted = self.first_quoted(first, last)
            if quoted is None:
                yield first, last
                return
            if quoted > first:
                yield first, quoted - 1
            first = self.quotes[self.quote[quoted]][1] + 1

    def before_quotation(self, at: int, last: int) -> bool:
        """Whether a quotation begins here, or behind a comma that stands here."""
        if at > last:
            return False
        return self.quoted[at] or (self.words[at] == "," and at < last and self.quoted[at + 1])

    def stretch(self, first: int, last: int) -> CharacterRange:
        """Give the offsets of words first … last."""
        return self.starts[first], self.ends[last]


ParsedParts = Mapping[Part, ParsedText]


def parse_parts(words: DraftText, language: str) -> ParsedParts:
    """Parse each part of a draft that has words: once, for all who read it."""
    return {part: parse(words[part], language) for part in Part if words[part]}


def parse(text: str, language: str) -> ParsedText:
    """Cut a text into words, quotations and frames."""
    tables = lexicon(language)
    matches = list(islice(_WORD.finditer(text, 0, len(text.rstrip())), MOST))
    if len(matches) == MOST:
        text = text[: matches[-1].end()]
    words = [match[1] for match in matches]
    starts = [match.start(1) for match in matches]
    lows = list(map(str.lower, words))
    flags = list(map(tables.words.get, lows, repeat(0)))
    ends = [match.end() for match in matches]
    capitals = [word[0].isupper() for word in words]
    quote, quotes, inner = _quotes(quotations.find_quotations(text), starts)
    page = ParsedText(
        text=text,
        small=_small(text),
        lexicon=tables,
        words=words,
        lowered=lows,
        starts=starts,
        ends=ends,
        flags=flags,
        capitals=capitals,
        quoted=[number >= 0 for number in quote],
        quote=quote,
        quotes=quotes,
        inner=inner,
    )
    page.frames = _frames(page)
    return page


def _small(text: str) -> str:
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in text)


def _quotes(
    marked: list[Quotation], starts: list[int]
) -> tuple[list[int], list[tuple[int, int]], list[CharacterRange]]:
    quote, quotes, inner = [-1] * len(starts), list[tuple[int, int]](), list[CharacterRange]()
    for quotation in marked:
        first, last = bisect_left(starts, quotation.first), bisect_left(starts, quotation.last) - 1
        if last > first:
            quote[first : last + 1] = [len(quotes)] * (last + 1 - first)
            quotes.append((first, last))
            inner.append((quotation.start, quotation.end))
    return quote, quotes, inner


def _frames(page: ParsedText) -> list[SentenceFrame]:
    frames: list[SentenceFrame] = []
    paragraph, paragraph_end, at = -1, -1, 0
    for start, end in sentences.spans(page.text):
        begins = start >= paragraph_end
        if begins:
            line_end = page.text.find("\n", start)
            paragraph, paragraph_end = paragraph + 1, line_end if line_end >= 0 else len(page.text)
        first, at = at, bisect_left(page.starts, end, at)
        if at == first:
            continue
        if frames and not begins and _goes_on(page, frames[-1].last, first):
            first = frames.pop().first
        frames.append(SentenceFrame(first, at - 1, paragraph))
    return frames


def _goes_on(page: ParsedText, last: int, first: int) -> bool:
    """Whether what ends at `last` goes on: in its quotation, behind "?" or an abbreviation."""
    if page.quoted[last] and page.quote[last] == page.quote[first]:
        return True
    if page.words[first][0].islower() or page.words[first][0] in ",;)":
        return True
    if page.lexicon.ordinal and page.words[last] == "." and page.words[last - 1].isdigit():
        return len(page.words[last - 1]) <= _ORDINAL  # "am 12. Oktober"
    if len(page.words[last]) > 1 and page.words[last].endswith("."):
        return page.lowered[last][:-1] in page.lexicon.words  # "Sen."
    within = last - 1 - (page.words[last - 1] in _INNER)
    return page.quoted[last] and page.words[within] in "?!," and _cue_near(page, first)


def _cue_near(page: ParsedText, first: int) -> bool:
    """Whether the words behind a quotation tell who said it: "he asked", "said X on Monday"."""
    for at in range(first, min(first + _NEAR, len(page.words))):
        if page.words[at] in ".,:;":
            return False
        if page.lowered[at] in page.lexicon.cues and not page.quoted[at]:
            return at == first or _ends_there(page, at)
    return False


def _ends_there(page: ParsedText, cue: int) -> bool:
    """Whether nothing more is said behind a cue: "“Why?” Mills writes back, “You look cute.”"."""
    for at in range(cue + 1, min(cue + _NEAR, len(page.words) - 2)):
        if page.words[at] == ",":
            return not (page.quoted[at + 1] and page.capitals[at + 2])
        if page.quoted[at] or page.words[at] in ":.;":
            return page.words[at] in ".;"
    return True
