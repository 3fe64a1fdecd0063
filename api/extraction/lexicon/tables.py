"""The tables of a language, read into memory.

A table has lines of tab-separated fields; a line with `#` is a comment that says where the words
come from. `tables/<language>/` has

- `cue_verbs.tsv`, `cue_phrases.tsv`, `cue_nouns.tsv`: what attributes words to somebody;
- `words.tsv`: function words by their class; `irregular_verbs.tsv`: irregular forms;
  `grammar.tsv`: endings, and words with a role in one construction;
- `people.tsv`, `titles.tsv`, `demonyms.tsv`: what refers to people or precedes their names;
- `metonyms.tsv`: places that are named for their governments;
- `dates.tsv`: words and patterns of dates; `markers.tsv`: patterns of what can be wrong in a claim,
  and of what cannot be checked;
- `check_worthiness.tsv`: classes of words, and how much each adds to a claim's worth.

`tables/rules.tsv` has the confidence of each rule of attribution, for all languages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from api.extraction.lexicon.word_classes import Complement, Cue, PhrasalVerb, VerbForm, WordClass

_TABLES = files("api.extraction").joinpath("tables")
LANGUAGES = frozenset(folder.name for folder in _TABLES.iterdir() if folder.is_dir())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words, in lower case."""

    language: str
    words: dict[str, int]
    cue_verbs: dict[str, tuple[Cue, VerbForm]]
    separable_verbs: dict[str, list[Cue]]  # verbs that are cues only with their particle
    phrasal_verbs: dict[
        str, list[PhrasalVerb]
    ]  # verbs that are cues with the next words: "call on"
    cue_nouns: dict[str, Cue]  # "his claim that …"
    cue_phrases: dict[str, list[tuple[tuple[str, ...], Cue]]]  # by their first word
    cue_words: frozenset[str]  # the first words of all of these
    adverb_endings: tuple[str, ...]  # endings
    past_endings: tuple[str, ...]
    participle_endings: tuple[str, ...]
    personal_pronouns: tuple[str, ...]  # pronouns of a person
    neuter_pronouns: tuple[str, ...]  # pronouns of anything else
    metonyms: dict[str, str]  # "moscow": "Russia"
    inverted_pronouns: tuple[str, ...] = ()  # pronouns after their verb, within quotation marks too
    syntax: tuple[str, ...] = ()  # whose grammar it is read by: `languages.SYNTAXES`
    capital_nouns: tuple[str, ...] = ()  # not empty: all nouns begin with a capital letter
    listed_verbs: tuple[str, ...] = ()  # not empty: no verb of saying is missing in the tables
    infinitive_markers: tuple[str, ...] = ()  # "to", "zu"
    clitics: tuple[str, ...] = ()  # "’s": is, has, or of
    third_person_endings: tuple[str, ...] = ()  # endings of a verb after "she"
    after_third_person: tuple[str, ...] = ()  # small words after a verb in -s: "hopes to"
    not_third_person: tuple[str, ...] = ()  # endings that look like those and are not
    plural_endings: tuple[str, ...] = ()  # endings of nouns
    weak_adjective_endings: tuple[str, ...] = ()  # endings of adjectives after an article
    nonfinite_auxiliaries: tuple[str, ...] = ()  # forms of auxiliaries that make no clause
    agent_prepositions: tuple[str, ...] = ()  # "by" somebody, in a passive
    topic_prepositions: tuple[str, ...] = ()  # asked "about"
    plain_form_subjects: tuple[str, ...] = ()  # pronouns with a verb's plain form
    after_verbs: tuple[str, ...] = ()  # small words that follow verbs, not nouns: "claims to"
    content_particles: tuple[str, ...] = ()  # small words with which the content may begin
    object_openers: tuple[str, ...] = ()  # prepositions that may open an object
    object_prepositions: tuple[str, ...] = ()  # "called for calm"
    content_subordinators: tuple[str, ...] = ()  # prepositions that may open the content
    adjunct_openers: tuple[str, ...] = ()  # prepositions after a quotation that end the content
    words_before_label: tuple[str, ...] = ()  # what may be between a verb and a quoted label
    prepositional_relatives: tuple[str, ...] = ()  # "during which"
    say_verbs: tuple[str, ...] = ()  # lemmas with their own constructions
    ask_verbs: tuple[str, ...] = ()
    call_verbs: tuple[str, ...] = ()
    describe_verbs: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()  # words that negate their neighbours
    negation_endings: tuple[str, ...] = ()
    negation_beginnings: tuple[str, ...] = ()
    ordinal_marks: tuple[str, ...] = ()  # "." where it makes "12." a 12th
    adjective_endings: tuple[str, ...] = ()  # endings of adjectives before a noun
    subject_relatives: tuple[str, ...] = ()  # the relative pronoun that is mostly a subject
    relative_articles: tuple[str, ...] = ()  # articles that are relative pronouns too
    subjunctive_endings: tuple[str, ...] = ()  # endings of verbs in the subjunctive
    report_nouns: tuple[str, ...] = ()  # endings of nouns of report: "Polizeiangaben"
    passive_auxiliaries: tuple[str, ...] = ()  # auxiliaries of the reported passive
    first_person_pronouns: tuple[str, ...] = ()  # pronouns of the writer
    as_words: tuple[str, ...] = ()  # "wie" X mitteilte
    label_openers: tuple[str, ...] = ()  # als „…“


def name_of(language: str) -> str:
    """The language whose tables are used for this one ("de-AT": "de"), or else English."""
    name = language[:2].lower()
    return name if name in LANGUAGES else "en"


@cache
def lexicon(language: str) -> Lexicon:
    """The tables of a language, read once; English if there are none."""
    name = name_of(language)
    words: dict[str, int] = {}
    for listing in ("words", "titles", "people", "irregular_verbs", "demonyms"):
        for kind, listed in rows(name, listing):
            for word in listed.split():
                words[word] = words.get(word, 0) | getattr(WordClass, kind.replace(" ", "_"))
    cues, phrasal_verbs = _verbs(name), _phrasal_verbs(name)
    nouns, phrases = _nouns(name), _phrases(name)
    endings = {kind: tuple(listed.split()) for kind, listed in rows(name, "grammar")}
    return Lexicon(
        name,
        words,
        cues,
        _separable(name),
        phrasal_verbs,
        nouns,
        phrases,
        frozenset((*cues, *phrasal_verbs, *nouns, *phrases)),
        **endings,
        metonyms={index: meant for index, meant in rows(name, "metonyms")},  # noqa: C416  # rows are lists
    )


class Negations(NamedTuple):
    """What negates, in any of the languages: whole words, and how others begin or end."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]


@cache
def negations() -> Negations:
    """The negations of all languages, in lower case."""
    all_tables = [lexicon(language) for language in sorted(LANGUAGES)]
    return Negations(
        frozenset(word for tables in all_tables for word in tables.negations),
        tuple(start for tables in all_tables for start in tables.negation_beginnings),
        tuple(end for tables in all_tables for end in tables.negation_endings),
    )


def _verbs(language: str) -> dict[str, tuple[Cue, VerbForm]]:
    verbs: dict[str, tuple[Cue, VerbForm]] = {}
    for verb, irregular, takes, means, *about in rows(language, "cue_verbs"):
        particle, plain = _parts(verb)
        if " " in plain:
            continue
        cue = _cue(verb, takes, means, *about)
        forms = _english if language == "en" else _listed
        for form, kind in forms(cue.lemma, irregular.split()):
            if particle and not form.startswith(particle):
                verbs.setdefault(particle + form, (cue, kind))
            else:
                verbs[form] = verbs.get(form, (cue, kind))
    for form, cues in _separable(language).items():
        verbs.setdefault(form, (cues[0], VerbForm.past))
    return verbs


def _separable(language: str) -> dict[str, list[Cue]]:
    """Separable verbs, by their forms without the particle."""
    cues_by_form: dict[str, list[Cue]] = {}
    for verb, listed, takes, means, *about in rows(language, "cue_verbs"):
        particle, _ = _parts(verb)
        for form in listed.split():
            if particle and not form.startswith(particle):
                cues_by_form.setdefault(form, []).append(_cue(verb, takes, means, *about))
    return cues_by_form


def _cue(verb: str, takes: str, means: str, about: str = "") -> Cue:
    particle, plain = _parts(verb)
    return Cue(particle + plain, _takes(takes), means, particle, tuple(about.split()))


def _phrasal_verbs(language: str) -> dict[str, list[PhrasalVerb]]:
    """Phrasal verbs by their first word; of one form the longest comes first."""
    verbs: dict[str, list[PhrasalVerb]] = {}
    for verb, irregular, takes, means, *_ in rows(language, "cue_verbs"):
        plain, *particles = verb.split()
        if particles:
            cue = Cue(verb, _takes(takes), means)
            for form, kind in _english(plain, irregular.split()):
                verbs.setdefault(form, []).append(PhrasalVerb(tuple(particles), cue, kind))
    for ways in verbs.values():
        ways.sort(key=lambda way: -len(way.particles))
    return verbs


def _nouns(language: str) -> dict[str, Cue]:
    return {
        word: Cue(word, Complement.that, means)
        for means, words in rows(language, "cue_nouns")
        for word in words.split()
    }


def _parts(verb: str) -> tuple[str, str]:
    """Split "mit|teilen"."""
    particle, _, plain = verb.rpartition("|")
    return particle, plain


def _phrases(language: str) -> dict[str, list[tuple[tuple[str, ...], Cue]]]:
    phrases: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
    for phrase, means, *takes in rows(language, "cue_phrases"):
        words = tuple(phrase.split())
        cue = Cue(phrase, _takes(" ".join(takes)), means)
        phrases.setdefault(words[0], []).append((words, cue))
    return phrases


def _takes(listed: str) -> int:
    flags = 0
    for name in listed.split():
        flags |= getattr(Complement, name)
    return flags


def rows(language: str, name: str) -> Iterator[list[str]]:
    """The lines of a language's table, split into fields."""
    return table(language, f"{name}.tsv")


def table(*path: str) -> Iterator[list[str]]:
    """The lines of a table, split into fields, without comments."""
    text = _TABLES.joinpath(*path).read_text("utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")


def _listed(verb: str, forms: list[str]) -> Iterator[tuple[str, VerbForm]]:
    yield verb, VerbForm.past
    for form in forms:
        yield form, VerbForm.past


def _english(verb: str, irregular: list[str]) -> Iterator[tuple[str, VerbForm]]:
    """The forms of a verb: irregular ones as listed, the others by the rules of spelling."""
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    consonant_y = verb.endswith("y") and verb[-2] not in "aeiou"
    hissing = verb.endswith(("s", "sh", "ch", "x", "z"))
    third = verb + "es" if hissing else verb[:-1] + "ies" if consonant_y else verb + "s"
    participle = [form for form in irregular if form.endswith("ing")] or [stem + "ing"]
    past = [form for form in irregular if not form.endswith("ing")]
    yield verb, VerbForm.plain
    yield third, VerbForm.third_person
    yield participle[0], VerbForm.participle
    for form in past or [verb[:-1] + "ied" if consonant_y else stem + "ed"]:
        yield form, VerbForm.past
