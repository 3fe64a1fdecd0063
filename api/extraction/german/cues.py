"""Cues of a language whose verb is second, and whose they are.

A cue is the verb of a main clause, one at the end of a subordinate clause ("wie X mitteilte"), or a
phrase ("laut X", "X zufolge"); `clause_fields` says where the subject is.
"""

from collections.abc import Sequence

from api.extraction.german import clause_fields, noun_groups, phrase_cues
from api.extraction.lexicon.word_classes import Complement, Cue, WordClass
from api.extraction.reading.parsed_text import ParsedText
from api.extraction.syntax.noun_phrases import Phrase
from api.extraction.syntax.structures import CueMatch, Sentence, match_cues

_FAR = 40  # words between a verb and its particle


def find_cues(sentence: Sentence) -> list[CueMatch]:
    """Find the cues of a sentence outside quotation marks, in their order."""
    return match_cues(sentence, _at)


def _at(sentence: Sentence, at: int, matches: Sequence[CueMatch]) -> CueMatch | None:
    text = sentence.text
    if text.lowered[at] in text.lexicon.cue_phrases and (phrase := phrase_cues.read(sentence, at)):
        return phrase
    if text.lowered[at] in text.lexicon.cue_nouns and (noun := phrase_cues.noun(sentence, at)):
        return noun
    if text.lowered[at] not in text.lexicon.cue_verbs or text.capitalized[at]:
        return None
    cue = _cue(sentence, at)
    match = _verb(sentence, at, cue, matches) if cue else None
    if (
        match
        and match.inverted
        and match.source
        and match.cue.complements & Complement.hearer
        and match.rule == "inverted"
    ):
        whom = noun_groups.group(text, match.source.last + 1, sentence.high)
        match = match._replace(source=whom) if whom else match
    return match


def _cue(sentence: Sentence, at: int) -> Cue | None:
    """Give what the verb means here: with its particle at the end of its clause, or without."""
    text, low = sentence.text, sentence.text.lowered[at]
    for cue in text.lexicon.separable_verbs.get(low, ()):
        for index in range(at + 1, min(sentence.high, at + _FAR) + 1):
            if text.lowered[index] != cue.particle or text.quoted[index]:
                continue
            if (
                index == sentence.high
                or clause_fields.marks(text, index + 1)
                or text.quoted[index + 1]
            ):
                return cue
            if text.classes[index + 1] & WordClass.coordinator:
                return cue
    cue = text.lexicon.cue_verbs[low][0]
    joined = not cue.particle or low.startswith(cue.particle)
    return cue if joined else None


def _verb(sentence: Sentence, at: int, cue: Cue, matches: Sequence[CueMatch]) -> CueMatch | None:
    text, (first, last) = sentence.text, clause_fields.clause(sentence, at)
    if cue.lemma in text.lexicon.call_verbs:
        return _it_reads(sentence, at, cue)
    ends = _is_last(sentence, first, at, last)
    passive = ends and at < last and text.lowered[at + 1] in text.lexicon.passive_auxiliaries
    if ends and not passive:
        return _verb_last(sentence, first, at, cue)
    if at == last and (opening := _as_far(sentence, at)) is not None:
        return _verb_last(sentence, opening, at, cue)
    helper = _helper(sentence, first, at, last)
    if helper is None and first == at == last:
        helper = _far_helper(sentence, at)
        first = first if helper is None else clause_fields.clause(sentence, helper)[0]
    classes = 0 if helper is None else text.classes[helper]
    if passive or (classes & WordClass.be and not classes & WordClass.have):
        return _passive(sentence, first, at, last, cue)
    return _main(sentence, first, at if helper is None else helper, at, cue, matches)


def _is_last(sentence: Sentence, first: int, at: int, last: int) -> bool:
    """Whether the verb ends a clause that a conjunction or a relative pronoun opens."""
    text = sentence.text
    opened = text.classes[first] & (
        WordClass.subordinator | WordClass.complementizer | WordClass.relative
    )
    related = first > sentence.low and text.lowered[first] in text.lexicon.relative_articles
    end = at + 1
    while end <= last and text.classes[end] & WordClass.auxiliary:
        end += 1
    closed = end > last or text.classes[end] & WordClass.coordinator or text.quoted[end]
    return bool((opened or related) and first < at and closed)


def _as_far(sentence: Sentence, at: int) -> int | None:
    """Find the "wie" of "wie X, der …, mitteilte", over a clause between."""
    text = sentence.text
    for index in range(at - 1, max(sentence.low, at - _FAR) - 1, -1):
        if text.quoted[index] or text.lowered[index] not in text.lexicon.as_words:
            continue
        begins = index == sentence.low or text.words[index - 1] == ","
        related = begins and text.classes[at - 1] & WordClass.auxiliary == 0
        source = noun_groups.behind(text, index, at - 1) if related else None
        if source and text.words[source.last + 1] == ",":
            return index
    return None


def _verb_last(sentence: Sentence, first: int, at: int, cue: Cue) -> CueMatch | None:
    """Read "wie X mitteilte" and "der … nannte"."""
    text = sentence.text
    source = noun_groups.behind(text, first, at - 1)
    relating = not text.classes[first] & (WordClass.subordinator | WordClass.complementizer)
    if relating and (
        text.lowered[first] in text.lexicon.subject_relatives
        or source is None
        or not noun_groups.opens(text, source.first)
    ):
        source = phrase_cues.explained(sentence, first)
    led = text.lowered[first] in text.lexicon.as_words
    return CueMatch(first if led else at, at, cue, source, "verb last") if source else None


def _helper(sentence: Sentence, first: int, at: int, last: int) -> int | None:
    """Find the auxiliary whose participle is here: "hat … gesagt"."""
    text = sentence.text
    ends = at == last or text.quoted[at + 1]
    ends = ends or bool(text.classes[at + 1] & (WordClass.auxiliary | WordClass.coordinator))
    if not ends:
        return None
    helpers = (k for k in range(at - 1, first - 1, -1) if not text.quoted[k])
    return next((k for k in helpers if text.classes[k] & WordClass.auxiliary), None)


def _far_helper(sentence: Sentence, at: int) -> int | None:
    """Find the auxiliary of "hat X, der Sprecher der Y, gesagt"."""
    text = sentence.text
    if text.lowered[at].endswith(text.lexicon.past_endings):
        return None
    for index in range(at - 1, max(sentence.low, at - _FAR) - 1, -1):
        if text.quoted[index] or text.classes[index] & clause_fields.VERBAL:
            return index if text.classes[index] & (WordClass.have | WordClass.be) else None
    return None


def _passive(sentence: Sentence, first: int, at: int, last: int, cue: Cue) -> CueMatch | None:
    """Read "wurde von X als „…“ bezeichnet": whoever did it may be left out."""
    text = sentence.text
    if cue.complements & Complement.hearer:
        source = clause_fields.about(sentence, first, last)
        return CueMatch(at, at, cue, source, "passive", inverted=True)
    for by in range(first, last):
        if text.classes[by] & WordClass.agent and not text.quoted[by]:
            source = noun_groups.group(text, by + 1, last)
            if source:
                return CueMatch(at, at, cue, source, "passive")
    return CueMatch(at, at, cue, None, "passive")


def _it_reads(sentence: Sentence, at: int, cue: Cue) -> CueMatch | None:
    """Read "heißt es in dem Bericht", "in dem Bericht heißt es"."""
    text, high = sentence.text, sentence.high
    it = text.lexicon.neuter_pronouns
    after = at < high and text.lowered[at + 1] in it
    if not after and not (at > sentence.low and text.lowered[at - 1] in it):
        return None
    last, first = at + after, clause_fields.clause(sentence, at)[0]
    behind = last + 1
    while behind < high and text.classes[behind] & WordClass.adverb:
        behind += 1  # "heißt es dazu in einer Mitteilung"
    for opening in (first, behind, sentence.low):
        dated = opening < high and text.classes[opening + 1] & WordClass.time
        if opening < high and text.classes[opening] & WordClass.preposition and not dated:
            source = noun_groups.group(text, opening + 1, high)
            if source and (opening > at or source.last < at):
                return CueMatch(at, last, cue, source, "inverted", inverted=opening > at)
    return CueMatch(at, last, cue, None, "inverted")


def _main(
    sentence: Sentence, first: int, verb: int, at: int, cue: Cue, matches: Sequence[CueMatch]
) -> CueMatch | None:
    """Read a main clause with its finite verb at `verb` and the cue itself at `at`."""
    text, low = sentence.text, sentence.low
    start = clause_fields.start(text, first, verb)
    if start >= verb:
        return _verb_first(sentence, first, verb, at, cue, matches)
    field = None
    if noun_groups.opens(text, start) and not _follows(text, start, verb):
        field = noun_groups.group(text, start, verb - 1)
    joined = text.classes[verb - 1] & WordClass.coordinator
    whole = not any(text.classes[k] & clause_fields.VERBAL for k in range(start, verb))
    whole = whole and not (joined and clause_fields.has_verb(text, (start, verb - 1)))
    named = text.quoted[start] and field and text.quotation_at(start)[1] == verb - 1
    if field and whole and (named or not text.quoted[start]):
        return CueMatch(
            min(verb, at), at, cue, Phrase(field.first, verb - 1, field.head), "subject"
        )
    if joined:
        source = matches[-1].source if matches else clause_fields.about(sentence, low, verb - 1)
        return CueMatch(verb, at, cue, source, "same subject") if source else None
    source = noun_groups.behind(text, verb, sentence.high)
    return CueMatch(verb, at, cue, source, "inverted", inverted=True) if source else None


def _follows(text: ParsedText, start: int, verb: int) -> bool:
    """Whether the subject must be after: "bezeichnete er", "Besorgt äußerte sich …"."""
    then = verb + 1 if verb + 1 < len(text.words) else verb
    alone = start == verb - 1 and not text.classes[start] & WordClass.subject_pronoun
    return text.lowered[then] in text.lexicon.personal_pronouns or bool(
        alone
        and text.classes[then] & WordClass.reflexive
        and noun_groups.behind(text, then, min(then + 8, len(text.words) - 1))
    )


def _verb_first(
    sentence: Sentence, first: int, verb: int, at: int, cue: Cue, matches: Sequence[CueMatch]
) -> CueMatch | None:
    """Read "…, sagte X" and "X, der Sprecher der Y, sagte"."""
    text, low = sentence.text, sentence.low
    source = noun_groups.behind(text, verb, sentence.high)
    before = clause_fields.clause(sentence, low)
    joined = verb > low and text.classes[verb - 1] & WordClass.coordinator
    turned = verb < sentence.high and text.classes[verb + 1] & (
        WordClass.contrast | WordClass.negation
    )
    if joined or (turned and verb > low and text.words[verb - 1] == ","):
        subject = matches[-1].source if matches else clause_fields.about(sentence, *before)
        return CueMatch(verb, at, cue, subject, "same subject") if subject else None
    quoted = verb > low and (text.quoted[verb - 1] or _quoted_before(text, first, low))
    opened = noun_groups.opens(text, low) and not text.quoted[low]
    opened = opened and not (
        source and text.lowered[source.first] in text.lexicon.personal_pronouns
    )
    if not quoted and opened and not clause_fields.has_verb(text, before):
        start = clause_fields.start(text, low, verb)
        subject = noun_groups.group(text, start, verb - 1)
        if subject:
            whole = Phrase(subject.first, max(subject.last, verb - 2), subject.head)
            return CueMatch(verb, at, cue, whole, "subject")
    opens = first if quoted else verb
    return CueMatch(opens, at, cue, source, "inverted", inverted=True) if source else None


def _quoted_before(text: ParsedText, first: int, low: int) -> bool:
    """Whether a quotation, and a comma, are before "so sagte X"."""
    return first - 1 > low and text.words[first - 1] == "," and text.quoted[first - 2]
