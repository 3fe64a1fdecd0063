"""What a language's tables say, ready to be asked word by word.

A table is lines of tab-separated fields; a line with `#` is a remark and says where the words were
taken from. `tables/<language>/` has

- `cues.tsv`: verbs that tell whose words these are; `phrases.tsv`: cues of several words;
  `nouns.tsv`: nouns that do;
- `words.tsv`: small words by what they do; `verbs.tsv`: irregular forms; `grammar.tsv`: endings;
- `people.tsv`, `titles.tsv`, `demonyms.tsv`: what stands for a name or before it;
- `metonyms.tsv`: places that stand for those who rule there;
- `dates.tsv`: words of dates and the shapes in which they stand; `signs.tsv`: patterns of what
  can be wrong in a claim, and of what nobody can check;
- `worth.tsv`: classes of words and what each weighs when it is asked how much a claim matters.

`tables/rules.tsv` has, for all languages, how sure each rule of attribution is.
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
    """One language's words, by their small letters."""

    language: str
    words: dict[str, int]
    cues: dict[str, tuple[Cue, VerbForm]]
    separable: dict[str, list[Cue]]  # verbs that mean this only with their particle
    followed: dict[
        str, list[PhrasalVerb]
    ]  # and those that need what stands right behind: "call on"
    nouns: dict[str, Cue]  # "his claim that …"
    phrases: dict[str, list[tuple[tuple[str, ...], Cue]]]  # by their first word
    telling: frozenset[str]  # the first words of all of these
    adverb: tuple[str, ...]  # endings
    past: tuple[str, ...]
    participle: tuple[str, ...]
    personal: tuple[str, ...]  # pronouns of a person
    neutral: tuple[str, ...]  # pronouns of anything else
    metonyms: dict[str, str]  # "moscow": "Russia"
    turned: tuple[str, ...] = ()  # pronouns behind their verb, within quotation marks too
    syntax: tuple[str, ...] = ()  # whose grammar it is read by: `languages.SYNTAXES`
    capital_nouns: tuple[str, ...] = ()  # not empty: all nouns begin with a capital letter
    listed_verbs: tuple[str, ...] = ()  # not empty: no verb of saying is missing in the tables
    infinitive: tuple[str, ...] = ()  # "to", "zu"
    clitic: tuple[str, ...] = ()  # "’s": is, has, or of
    third: tuple[str, ...] = ()  # endings of a verb behind "she"
    after_third: tuple[str, ...] = ()  # small words behind a verb in -s: "hopes to"
    not_third: tuple[str, ...] = ()  # … that are none
    plural: tuple[str, ...] = ()  # endings of nouns
    weak: tuple[str, ...] = ()  # endings of adjectives behind an article
    not_finite: tuple[str, ...] = ()  # forms of auxiliaries that make no clause
    agent: tuple[str, ...] = ()  # "by" somebody, in a passive
    topic: tuple[str, ...] = ()  # asked "about"
    plural_subjects: tuple[str, ...] = ()  # pronouns with a verb's plain form
    after_verbs: tuple[str, ...] = ()  # small words that follow verbs, not nouns: "claims to"
    opens_content: tuple[str, ...] = ()  # small words with which what is said may begin
    object_openers: tuple[str, ...] = ()  # prepositions that may open an object
    object_prepositions: tuple[str, ...] = ()  # "called for calm"
    content_openers: tuple[str, ...] = ()  # prepositions that may open what is said
    adjunct_openers: tuple[str, ...] = ()  # prepositions behind a quotation: not said any more
    before_label: tuple[str, ...] = ()  # what may be between a verb and a quoted label
    adding_relative: tuple[str, ...] = ()  # "during which"
    say_verbs: tuple[str, ...] = ()  # lemmas that are read in a way of their own
    ask_verbs: tuple[str, ...] = ()
    call_verbs: tuple[str, ...] = ()
    describe_verbs: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()  # words that turn the meaning of those beside them
    denial_endings: tuple[str, ...] = ()
    denial_beginnings: tuple[str, ...] = ()
    ordinal: tuple[str, ...] = ()  # "." where it makes "12." a 12th
    inflected: tuple[str, ...] = ()  # endings of adjectives before a noun
    personal_relative: tuple[str, ...] = ()  # the relative pronoun that is mostly a subject
    relating: tuple[str, ...] = ()  # articles that are relative pronouns too
    wishing: tuple[str, ...] = ()  # endings of verbs in the subjunctive
    account: tuple[str, ...] = ()  # endings of nouns of report: "Polizeiangaben"
    passive: tuple[str, ...] = ()  # auxiliaries by which somebody is said to be something
    own: tuple[str, ...] = ()  # pronouns of whoever writes
    as_: tuple[str, ...] = ()  # "wie" X mitteilte
    labelling: tuple[str, ...] = ()  # als „…“


def name_of(language: str) -> str:
    """Give the language whose tables are read for this one ("de-AT": "de"); English without."""
    name = language[:2].lower()
    return name if name in LANGUAGES else "en"


@cache
def lexicon(language: str) -> Lexicon:
    """Read the tables of a language once; English where there are none."""
    name = name_of(language)
    words: dict[str, int] = {}
    for listing in ("words", "titles", "people", "verbs", "demonyms"):
        for kind, listed in rows(name, listing):
            for word in listed.split():
                words[word] = words.get(word, 0) | getattr(WordClass, kind.replace(" ", "_"))
    cues, followed = _verbs(name), _followed(name)
    nouns, phrases = _nouns(name), _phrases(name)
    endings = {kind: tuple(listed.split()) for kind, listed in rows(name, "grammar")}
    return Lexicon(
        name,
        words,
        cues,
        _separable(name),
        followed,
        nouns,
        phrases,
        frozenset((*cues, *followed, *nouns, *phrases)),
        **endings,
        metonyms={index: meant for index, meant in rows(name, "metonyms")},  # noqa: C416  # rows are lists
    )


class Denials(NamedTuple):
    """What negates, in any of the languages: whole words, and how others begin or end."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]


@cache
def denials() -> Denials:
    """The negations of all languages, in lower case."""
    all_tables = [lexicon(language) for language in sorted(LANGUAGES)]
    return Denials(
        frozenset(word for tables in all_tables for word in tables.denials),
        tuple(start for tables in all_tables for start in tables.denial_beginnings),
        tuple(end for tables in all_tables for end in tables.denial_endings),
    )


def _verbs(language: str) -> dict[str, tuple[Cue, VerbForm]]:
    verbs: dict[str, tuple[Cue, VerbForm]] = {}
    for verb, irregular, takes, means, *about in rows(language, "cues"):
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
    """Give the verbs whose particle stands apart, by their forms without it."""
    cues_by_form: dict[str, list[Cue]] = {}
    for verb, listed, takes, means, *about in rows(language, "cues"):
        particle, _ = _parts(verb)
        for form in listed.split():
            if particle and not form.startswith(particle):
                cues_by_form.setdefault(form, []).append(_cue(verb, takes, means, *about))
    return cues_by_form


def _cue(verb: str, takes: str, means: str, about: str = "") -> Cue:
    particle, plain = _parts(verb)
    return Cue(particle + plain, _takes(takes), means, particle, tuple(about.split()))


def _followed(language: str) -> dict[str, list[PhrasalVerb]]:
    """Give the verbs that are cues by what stands behind them, the longest of a form first."""
    verbs: dict[str, list[PhrasalVerb]] = {}
    for verb, irregular, takes, means, *_ in rows(language, "cues"):
        plain, *behind = verb.split()
        if behind:
            cue = Cue(verb, _takes(takes), means)
            for form, kind in _english(plain, irregular.split()):
                verbs.setdefault(form, []).append(PhrasalVerb(tuple(behind), cue, kind))
    for ways in verbs.values():
        ways.sort(key=lambda way: -len(way.behind))
    return verbs


def _nouns(language: str) -> dict[str, Cue]:
    return {
        word: Cue(word, Complement.that, means)
        for means, words in rows(language, "nouns")
        for word in words.split()
    }


def _parts(verb: str) -> tuple[str, str]:
    """Cut "mit|teilen"."""
    particle, _, plain = verb.rpartition("|")
    return particle, plain


def _phrases(language: str) -> dict[str, list[tuple[tuple[str, ...], Cue]]]:
    phrases: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
    for phrase, means, *takes in rows(language, "phrases"):
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
    """Give the lines of a language's table, cut into their fields."""
    return table(language, f"{name}.tsv")


def table(*path: str) -> Iterator[list[str]]:
    """Give the lines of a table, cut into their fields; remarks left out."""
    text = _TABLES.joinpath(*path).read_text("utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")


def _listed(verb: str, forms: list[str]) -> Iterator[tuple[str, VerbForm]]:
    yield verb, VerbForm.past
    for form in forms:
        yield form, VerbForm.past


def _english(verb: str, irregular: list[str]) -> Iterator[tuple[str, VerbForm]]:
    """Give a verb's forms in print: the irregular ones as listed, the others by spelling."""
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    consonant_y = verb.endswith("y") and verb[-2] not in "aeiou"
    hissing = verb.endswith(("s", "sh", "ch", "x", "z"))
    third = verb + "es" if hissing else verb[:-1] + "ies" if consonant_y else verb + "s"
    participle = [form for form in irregular if form.endswith("ing")] or [stem + "ing"]
    past = [form for form in irregular if not form.endswith("ing")]
    yield verb, VerbForm.plain
    yield third, VerbForm.third
    yield participle[0], VerbForm.participle
    for form in past or [verb[:-1] + "ied" if consonant_y else stem + "ed"]:
        yield form, VerbForm.past
