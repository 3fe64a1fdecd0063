"""Resolve dates by the dateline: "last October", "on June 13", "two years ago"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from api.extraction.lexicon.tables import name_of, rows
from api.extraction.lexicon.word_classes import WordClass
from api.extraction.reading.parsed_text import ParsedText

_NUMBERS = {"number": range(1, 32), "year": range(1500, 2101)}  # of a day, and as a year
_SPANS = ("days", "week", "months", "years")


class DateExpression(NamedTuple):
    """A date in the text, words first … last.

    `means` is ISO 8601, as exact as the text is ("2024", "2024-10", "2025-W26", "2025-06-13");
    none if that is not sure.
    """

    first: int
    last: int
    means: str | None


@dataclass(frozen=True, slots=True)
class _Calendar:
    """A language's `dates.tsv`: a word's classes and its place in each, and the shapes."""

    names: frozenset[str]  # of all classes
    classes: dict[str, dict[str, int]]
    shapes: dict[str, list[tuple[str, ...]]]  # by their first word or class, the longest first
    written: list[tuple[str, str]]  # a day, a month, a year: the preposition, and the date
    months: list[str]
    opens: frozenset[str]  # small words with which a date may begin, figures aside


def openings(text: ParsedText) -> list[int]:
    """Give the words with which a date may begin."""
    listed = _calendar(text.lexicon.language).opens
    opens = {low for low in set(text.lowered) if low in listed or low[0].isdigit()}
    return [at for at, low in enumerate(text.lowered) if low in opens]


def find(
    text: ParsedText, openings: Iterable[int], end: int, dateline: date | None, *, ahead: bool
) -> Iterator[DateExpression]:
    """Find the dates that begin with one of these words and end by word `end`.

    A bare month or weekday is the last one before the dateline, or the next one where the words
    look `ahead`.
    """
    calendar, behind = _calendar(text.lexicon.language), 0
    for at in openings:
        for shape in _begun(text, at, calendar) if at >= behind else ():
            last = at + len(shape) - 1
            values = _values(text, at, shape, calendar) if last <= end else None
            if values is not None and not _is_bare(text, at, shape):
                yield DateExpression(at, last, _meant(values, dateline, ahead=ahead))
                behind = last + 1
                break


def write(means: str, language: str) -> tuple[str, str] | None:
    """Write a date as its language does: the preposition, and the date; none for a week."""
    calendar, parts = _calendar(name_of(language)), means.split("-")
    if any(not part.isdigit() for part in parts):
        return None
    preposition, written = calendar.written[3 - len(parts)]
    year, month, day = (*map(int, parts), 1, 1)[:3]
    return preposition, written.format(year=year, month=calendar.months[month - 1], day=day)


def _begun(text: ParsedText, at: int, calendar: _Calendar) -> Iterator[tuple[str, ...]]:
    """Give the shapes that may begin at this word, by what it stands for and the next one."""
    then = _names(text, at + 1, calendar) if at + 1 < len(text.words) else ()
    for name in _names(text, at, calendar):
        for shape in calendar.shapes.get(name, ()):
            if len(shape) == 1 or shape[1] in then:
                yield shape


def _names(text: ParsedText, at: int, calendar: _Calendar) -> tuple[str, ...]:
    """Give all that a word may stand for in a shape: its classes, and itself."""
    low = text.lowered[at]
    classes = calendar.classes.get(text.words[at]) or calendar.classes.get(low, {})
    return (*classes, *_NUMBERS, low) if _is_number(low) else (*classes, low)


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) <= 4


def _values(
    text: ParsedText, at: int, shape: tuple[str, ...], calendar: _Calendar
) -> dict[str, int] | None:
    """Give what each class of a shape stands for here; none where the shape does not fit."""
    values: dict[str, int] = {}
    for index, name in enumerate(shape, at):
        low = text.lowered[index]
        if name in _NUMBERS:
            value = int(low) if _is_number(low) and int(low) in _NUMBERS[name] else None
        elif name in calendar.names:
            value = calendar.classes.get(text.words[index], calendar.classes.get(low, {})).get(name)
        elif low == name:
            continue
        else:
            return None
        if value is None:
            return None
        values[name] = value
    return values


def _is_bare(text: ParsedText, at: int, shape: tuple[str, ...]) -> bool:
    """Whether a lone number or month may be something else: it has no preposition."""
    leads = WordClass.preposition | WordClass.before_time | WordClass.genitive
    return shape in (("year",), ("month",)) and not (at and text.classes[at - 1] & leads)


def _meant(values: dict[str, int], dateline: date | None, *, ahead: bool) -> str | None:
    if "year" in values:
        return _written(values["year"], values.get("month"), values.get("number"))
    if dateline is None:
        return None
    near = {"yesterday": -1, "today": 0, "tomorrow": 1}
    for name in near.keys() & values:
        return (dateline + timedelta(days=near[name])).isoformat()
    steps = {"before": -1, "same": 0, "after": 1}
    step = next((steps[name] for name in steps if name in values), None)
    if "month" in values:
        year = _year_of(values["month"], values.get("number"), dateline, step, ahead=ahead)
        return _written(year, values["month"], values.get("number"))
    if "weekday" in values:
        return _day_of(values["weekday"], dateline, step, ahead=ahead).isoformat()
    span = next((name for name in _SPANS if name in values), None)
    moved = -values["count"] if "count" in values else step
    return None if span is None or moved is None else _moved(span, moved, dateline)


def _written(year: int, month: int | None, day: int | None) -> str | None:
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join((str(year), *(f"{part:02}" for part in (month, day) if part)))


def _year_of(month: int, day: int | None, near: date, step: int | None, *, ahead: bool) -> int:
    if step == 0:
        return near.year
    this, month_and_day = (near.month, near.day if day else 0), (month, day or 0)
    if step == 1 or (step is None and ahead):
        later = month_and_day > this or (step is None and month_and_day == this)
        return near.year if later else near.year + 1
    earlier = month_and_day < this or (step is None and month_and_day == this)
    return near.year if earlier else near.year - 1


def _day_of(weekday: int, near: date, step: int | None, *, ahead: bool) -> date:
    back = (near.isoweekday() - weekday) % 7
    if step == 1 or (step is None and ahead):
        return near + timedelta(days=(weekday - near.isoweekday()) % 7 or (7 if step else 0))
    if step == 0:
        return near + timedelta(days=weekday - near.isoweekday())
    return near - timedelta(days=back or (7 if step else 0))


def _moved(span: str, steps: int, near: date) -> str | None:
    """Count days, weeks, months or years from the dateline."""
    if span == "years":
        return str(near.year + steps)
    if span == "months":
        months = near.year * 12 + near.month - 1 + steps
        return f"{months // 12}-{months % 12 + 1:02}"
    if span == "days":
        return (near + timedelta(days=steps)).isoformat()
    year, week, _ = (near + timedelta(weeks=steps)).isocalendar()
    return f"{year}-W{week:02}"


@cache
def _calendar(language: str) -> _Calendar:
    classes = dict[str, dict[str, int]]()
    shapes = dict[str, list[tuple[str, ...]]]()
    written, months = list[tuple[str, str]](), list[str]()
    for name, *listed in rows(language, "dates"):
        words = listed[0].split()
        if name == "shape":
            shapes.setdefault(words[0], []).append(tuple(words))
        elif name == "written":
            written.append((listed[0], listed[1]))
        else:
            months = months or words  # the first row of all
            for value, word in enumerate(words, 1):
                classes.setdefault(word, {})[name] = value
    for begun in shapes.values():
        begun.sort(key=len, reverse=True)
    names = frozenset(
        (*_NUMBERS, *(name for names_of_word in classes.values() for name in names_of_word))
    )
    opens = frozenset(word.lower() for word in (*classes, *shapes))
    return _Calendar(names, classes, shapes, written, months, opens)
