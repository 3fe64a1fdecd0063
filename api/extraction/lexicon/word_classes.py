"""Classes of words, forms of verbs, and cues."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class _WordClasses:
    """What a word can be in a sentence; one word can be several things. Rows of the tables.

    Plain integers on an instance, since each word is tested many times: `&` of an enum costs ten
    times as much, and an attribute of a class is found more slowly than one of an instance.
    """

    determiner: int = 1 << 0
    possessive: int = 1 << 1
    subject_pronoun: int = 1 << 2
    object_pronoun: int = 1 << 3
    reflexive: int = 1 << 4
    relative: int = 1 << 5
    auxiliary: int = 1 << 6
    be: int = 1 << 7
    negation: int = 1 << 8
    adverb: int = 1 << 9
    preposition: int = 1 << 10
    genitive: int = 1 << 11
    subordinator: int = 1 << 12
    coordinator: int = 1 << 13
    additive: int = 1 << 14
    contrast: int = 1 << 15
    time: int = 1 << 16
    before_time: int = 1 << 17
    name_particle: int = 1 << 18
    complementizer: int = 1 << 19
    quantifier: int = 1 << 20
    participle_opener: int = 1 << 21
    false_participle: int = 1 << 22
    title: int = 1 << 23
    person: int = 1 << 24
    organization: int = 1 << 25
    people: int = 1 << 26
    publication: int = 1 << 27
    anonymous: int = 1 << 28
    irregular_verb: int = 1 << 29
    demonym: int = 1 << 30
    cue_canceller: int = 1 << 31
    oblique: int = 1 << 32
    subjunctive: int = 1 << 33
    have: int = 1 << 34
    agent: int = 1 << 35
    conditional: int = 1 << 36
    indefinite: int = 1 << 37
    definite: int = 1 << 38
    that: int = 1 << 39
    comitative: int = 1 << 40
    locative: int = 1 << 41
    ago: int = 1 << 42
    manner: int = 1 << 43


WordClass = _WordClasses()


class VerbForm(Enum):
    """The form of a verb."""

    plain = auto()
    third_person = auto()
    past = auto()
    participle = auto()


@dataclass(frozen=True, slots=True)
class _Complements:
    """What may follow a cue; see the head of `cue_verbs.tsv`. Quotation marks may follow all."""

    clause: int = 1 << 0
    that: int = 1 << 1
    infinitive: int = 1 << 2
    object: int = 1 << 3
    label: int = 1 << 4
    hearer: int = 1 << 5
    quotation: int = 1 << 6
    noun: int = 1 << 7
    behind: int = 1 << 8


Complement = _Complements()


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb or a phrase that attributes words or thoughts to somebody.

    `means` is said, denied, asked, will, shown or thought.
    """

    lemma: str
    complements: int  # of `Complement`
    means: str
    particle: str = ""  # at the end of the clause: "teilte … mit"
    about: tuple[str, ...] = ()  # prepositions that introduce the content: "warnte vor Hochwasser"


class PhrasalVerb(NamedTuple):
    """A cue that is a verb and the small words right after it: "called on", "lashed out at"."""

    particles: tuple[str, ...]
    cue: Cue
    form: VerbForm
