"""Decide by form and neighbours whether a verb is a cue, and whose."""

from collections.abc import Sequence

from api.extraction.english import participle_cues
from api.extraction.lexicon.word_classes import Complement, Cue, VerbForm, WordClass
from api.extraction.reading.parsed_text import PAUSES, POSSESSIVE_MARKS, ParsedText
from api.extraction.syntax import finite_verbs, noun_phrases, subjects, titles_of_works
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import CueMatch, Sentence

_NOUNS_BEFORE = WordClass.determiner | WordClass.possessive | WordClass.preposition


def read(sentence: Sentence, at: int, matches: Sequence[CueMatch]) -> CueMatch | None:
    """Read the verb at word `at`; `found` are the cues before it."""
    text = sentence.text
    for way in text.lexicon.phrasal_verbs.get(text.lowered[at], ()):
        last = at + len(way.particles)
        follows = tuple(text.lowered[at + 1 : last + 1]) == way.particles and last < sentence.high
        if follows and (match := _read(sentence, at, way.cue, way.form, matches)):
            return match._replace(last=last)
    verb = text.lexicon.cue_verbs.get(text.lowered[at])
    return verb and _read(sentence, at, *verb, matches)


def _read(
    sentence: Sentence, at: int, cue: Cue, form: VerbForm, matches: Sequence[CueMatch]
) -> CueMatch | None:
    if form is VerbForm.plain and at > sentence.low and _is_infinitive(sentence.text, at):
        return None if matches else participle_cues.infinitive(sentence, at, cue)
    if _is_noun(sentence, at, cue, form):
        return None
    if form is VerbForm.participle:
        return participle_cues.read(sentence, at, cue, matches)
    if form is VerbForm.plain:
        return _plain(sentence, at, cue)
    if form is VerbForm.past:
        passive = _asked(sentence, at, cue) or _named(sentence, at, cue)
        if passive or _is_passive(sentence, at):
            return passive
    return _finite(sentence, at, cue, form) or _same_subject(sentence, at, cue, form, matches)


def _is_noun(sentence: Sentence, at: int, cue: Cue, form: VerbForm) -> bool:
    """Whether "the report", "a claim of", "called off" is here."""
    text = sentence.text
    if at < sentence.high:
        after = text.classes[at + 1]
        if after & WordClass.cue_canceller or (
            after & WordClass.genitive and cue.complements & Complement.noun
        ):
            return True
    if at == sentence.low:
        return False
    before, word = text.classes[at - 1], text.words[at - 1]
    if (
        form is not VerbForm.participle
        and before & _NOUNS_BEFORE
        and not before & WordClass.quantifier
    ):
        return True
    return word in POSSESSIVE_MARKS and form in (VerbForm.plain, VerbForm.third_person)


def _finite(sentence: Sentence, at: int, cue: Cue, form: VerbForm) -> CueMatch | None:
    """Read "X said" and "…, said X"."""
    text, low = sentence.text, sentence.low
    before = noun_phrases.left(text, at, low)
    first = at
    while first > low and text.classes[first - 1] & WordClass.auxiliary:
        first -= 1  # "…, a déclaré"
    quoted = first > low and text.quoted[first - 1]
    quoted = quoted and not titles_of_works.is_title(text, text.quotation_at(first - 1))
    paused = first == low or quoted or text.words[first - 1] in PAUSES
    turns = first == at or bool(text.lexicon.inverted_pronouns)  # "has said Smith" is not English
    if paused and turns and (quoted or not cue.complements & Complement.hearer):
        behind = noun_phrases.right(text, at, sentence.high)
        if behind and _inverts(sentence, at, before, behind, quoted=quoted):
            return CueMatch(first, at, cue, behind, "inverted", inverted=True)
    if before is None or (_is_naming(sentence, at, cue, before) and not paused):
        return None
    if (
        form is VerbForm.third_person
        and cue.complements & Complement.noun
        and not _is_verb(sentence, at, before)
    ):
        return None
    turned = text.lowered[before.first] in text.lexicon.inverted_pronouns and before.first > low
    if turned and text.classes[before.first - 1] & WordClass.auxiliary:
        return CueMatch(
            before.first - 1, at, cue, before, "inverted", inverted=True
        )  # "a-t-elle dit"
    return CueMatch(finite_verbs.with_helpers(text, at, before), at, cue, before, "subject")


def _inverts(
    sentence: Sentence, at: int, before: Phrase | None, behind: Phrase, *, quoted: bool
) -> bool:
    if quoted or at == sentence.low:
        return True
    if not sentence.ends_clause(behind.last + 1):
        return False
    apposed = before and (before.last < at - 1 or before.last > before.head)
    return not apposed or behind.last >= sentence.high


def _is_infinitive(text: ParsedText, at: int) -> bool:
    """Whether "to" is before the word."""
    return text.lowered[at - 1] in text.lexicon.infinitive_markers


def _is_naming(sentence: Sentence, at: int, cue: Cue, before: Phrase) -> bool:
    """Whether it only names: "a culture called “The HP Way”"."""
    text = sentence.text
    if (
        cue.lemma not in text.lexicon.call_verbs
        or at == sentence.high
        or not text.classes[before.first] & WordClass.indefinite
    ):
        return False
    return text.capitalized[at + 1] or text.quoted[at + 1]


def _is_verb(sentence: Sentence, at: int, source: Phrase) -> bool:
    """Whether "plans", "claims" is as a verb here."""
    text = sentence.text
    if source.first > sentence.low and text.quoted[source.first - 1]:
        return True
    plural = (
        text.lowered[source.head].endswith(text.lexicon.plural_endings)
        and not text.capitalized[source.head]
    )
    if plural or at == sentence.high:
        return False
    return text.words[at + 1] == ":" or _may_say(text, at + 1, source)


def _may_say(text: ParsedText, after: int, source: Phrase) -> bool:
    """Whether what follows a verb in -s, or whose it is, makes it no noun."""
    classes, low = text.classes[after], text.lowered[after]
    ends = text.words[after] in (".", ";", *PAUSES)
    goes_on = (
        classes & (WordClass.auxiliary | WordClass.preposition | WordClass.coordinator)
        and low not in text.lexicon.after_verbs
    )
    if ends or goes_on:
        return False
    somebody = (
        WordClass.subject_pronoun | WordClass.person | WordClass.organization | WordClass.relative
    )
    named = text.capitalized[source.head] or text.classes[source.head] & somebody
    return (
        bool(named or classes & WordClass.complementizer) or low in text.lexicon.content_particles
    )


def _same_subject(
    sentence: Sentence, at: int, cue: Cue, form: VerbForm, matches: Sequence[CueMatch]
) -> CueMatch | None:
    """Read "… and added": the subject is at the verb before."""
    text, low, before = sentence.text, sentence.low, at - 1
    while before > low and text.classes[before] & WordClass.adverb:
        before -= 1
    if before < low:
        return None
    led = (
        text.classes[before] & (WordClass.coordinator | WordClass.relative)
        or text.words[before] in PAUSES
    )
    moved = before < at - 1 or text.is_adverb(before)
    that = at < sentence.high and text.classes[at + 1] & WordClass.that
    verbal = not cue.complements & Complement.noun or form is VerbForm.past or bool(that)
    if matches and matches[-1].source and (led or moved) and verbal:
        return CueMatch(at, at, cue, matches[-1].source, "same subject")
    if text.classes[before] & WordClass.additive and form is VerbForm.past:
        source = subjects.find_subject(text, low, at)
        return source and CueMatch(at, at, cue, source, "same subject")
    return None


def _plain(sentence: Sentence, at: int, cue: Cue) -> CueMatch | None:
    """Read "experts say", "would not say", and "…, say experts"; not "to say"."""
    text, low, before = sentence.text, sentence.low, at - 1
    if before < low or text.lowered[before] in text.lexicon.infinitive_markers:
        return None
    paused = text.words[before] == "," or text.quoted[before]
    behind = noun_phrases.right(text, at, sentence.high) if paused else None
    if behind and (
        sentence.ends_clause(behind.last + 1) or text.classes[behind.last + 1] & WordClass.relative
    ):
        return CueMatch(at, at, cue, behind, "inverted", inverted=True)
    source = noun_phrases.left(text, at, low)
    if source is None or not _agrees(sentence, at, cue, source):
        return None
    return CueMatch(finite_verbs.with_helpers(text, at, source), at, cue, source, "subject")


def _agrees(sentence: Sentence, at: int, cue: Cue, source: Phrase) -> bool:
    """Whether a verb's plain form goes with this subject."""
    text, head, helps = sentence.text, source.head, WordClass.auxiliary | WordClass.negation
    before = text.classes[at - 1]
    if before & helps or (before & WordClass.adverb and text.classes[at - 2] & helps):
        return True
    low = text.lowered[head]
    many = text.classes[head] & WordClass.people or low in text.lexicon.plain_form_subjects
    plural = bool(many) or (
        low.endswith(text.lexicon.plural_endings) and not text.capitalized[head]
    )
    if not cue.complements & Complement.noun:
        return plural or (cue.means == "said" and source.last > source.first)
    that = at < sentence.high and text.classes[at + 1] & WordClass.that
    if text.classes[head] & (WordClass.subject_pronoun | WordClass.people) or that:
        return plural
    led = source.first > sentence.low and text.words[source.first - 1] in (",", "”", '"')
    return plural and led


def _is_passive(sentence: Sentence, at: int) -> bool:
    text = sentence.text
    for before in range(at - 1, max(sentence.low, at - 4) - 1, -1):
        if text.classes[before] & WordClass.be:
            return True
        if not (text.classes[before] & finite_verbs.HELPS or text.is_adverb(before)):
            return False
    return False


def _asked(sentence: Sentence, at: int, cue: Cue) -> CueMatch | None:
    """Read "asked (by reporters) whether …", which often leaves open who asked."""
    text, low, high = sentence.text, sentence.low, sentence.high
    if cue.lemma not in text.lexicon.ask_verbs:
        return None
    under = at == low or text.classes[at - 1] & WordClass.subordinator
    if not (under or _is_passive(sentence, at)):
        return None
    source = (
        noun_phrases.right(text, at + 1, high)
        if text.lowered[min(at + 1, high)] in text.lexicon.agent_prepositions
        else None
    )
    then = (source.last if source else at) + 1
    asks = then <= high and (
        text.classes[then] & WordClass.complementizer
        or text.lowered[then] in text.lexicon.topic_prepositions
    )
    if not asks and not text.is_before_quotation(then, high):
        return None
    first = finite_verbs.with_helpers(text, at, Phrase(low, low - 1, low))
    return CueMatch(first, at, cue, source, "asked", inverted=source is not None)


def _named(sentence: Sentence, at: int, cue: Cue) -> CueMatch | None:
    """Read "(was) described as “a witch hunt” by Democrats"."""
    text, high = sentence.text, sentence.high
    if not cue.complements & Complement.label and cue.lemma not in text.lexicon.describe_verbs:
        return None
    start = at + 1
    while start <= min(high, at + 3) and text.lowered[start] in text.lexicon.words_before_label:
        start += 1
    if start > high or not text.quoted[start]:
        return None
    active = not _is_passive(sentence, at) and noun_phrases.left(text, at, sentence.low)
    if active and text.lowered[at + 1] not in text.lexicon.as_words:
        return None
    last = text.quotation_at(start)[1]
    by = last + 1 < high and text.lowered[last + 1] in text.lexicon.agent_prepositions
    source = noun_phrases.right(text, last + 1, high) if by else active or None
    first = finite_verbs.with_helpers(
        text, at, Phrase(sentence.low, sentence.low - 1, sentence.low)
    )
    return CueMatch(first, at, cue, source, "named")
