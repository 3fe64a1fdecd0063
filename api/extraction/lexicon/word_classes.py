"""What a word may do in a sentence, how a verb stands, and what a cue is."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class _WordClasses:
    """What a word may do in a sentence; one word may do several things. Rows of the tables.

    Plain numbers of an instance: each word is asked many times; an enum's `&` costs ten times
    theirs, and what a class has is found more slowly than what an instance has.
    """

    determiner: int = 1 << 0
    possessive: int = 1 << 1
    subject: int = 1 << 2
    object: int = 1 << 3
    reflexive: int = 1 << 4
    relative: int = 1 << 5
    auxiliary: int = 1 << 6
    be: int = 1 << 7
    negation: int = 1 << 8
    adverb: int = 1 << 9
    preposition: int = 1 << 10
    of: int = 1 << 11
    subordinator: int = 1 << 12
    joiner: int = 1 << 13
    link: int = 1 << 14
    contrast: int = 1 << 15
    time: int = 1 << 16
    before_time: int = 1 << 17
    name_link: int = 1 << 18
    opener: int = 1 << 19
    quantity: int = 1 << 20
    leads_participle: int = 1 << 21
    no_participle: int = 1 << 22
    title: int = 1 << 23
    person: int = 1 << 24
    group: int = 1 << 25
    many: int = 1 << 26
    paper: int = 1 << 27
    unnamed: int = 1 << 28
    verb: int = 1 << 29
    demonym: int = 1 << 30
    unsays: int = 1 << 31
    oblique: int = 1 << 32
    subjunctive: int = 1 << 33
    have: int = 1 << 34
    by: int = 1 << 35
    condition: int = 1 << 36
    indefinite: int = 1 << 37
    definite: int = 1 << 38
    that: int = 1 << 39
    company: int = 1 << 40
    venue: int = 1 << 41
    ago: int = 1 << 42
    manner: int = 1 << 43


WordClass = _WordClasses()


class VerbForm(Enum):
    """How a verb stands."""

    plain = auto()
    third = auto()
    past = auto()
    participle = auto()


@dataclass(frozen=True, slots=True)
class _Complements:
    """What may follow a cue; see the head of `cues.tsv`. Quotation marks may follow all."""

    clause: int = 1 << 0
    that: int = 1 << 1
    to: int = 1 << 2
    object: int = 1 << 3
    named: int = 1 << 4
    whom: int = 1 << 5
    only: int = 1 << 6
    noun: int = 1 << 7
    behind: int = 1 << 8


Complement = _Complements()


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb or a phrase that tells whose words or thoughts these are.

    `means` is said, denied, asked, will, shown or thought.
    """

    lemma: str
    complements: int  # of `Takes`
    means: str
    particle: str = ""  # that stands at the clause's end: "teilte … mit"
    about: tuple[str, ...] = ()  # small words that lead to what is told: "warnte vor Hochwasser"


class PhrasalVerb(NamedTuple):
    """A cue that is a verb and the small words right behind it: "called on", "lashed out at"."""

    behind: tuple[str, ...]
    cue: Cue
    form: VerbForm
