"""What the machine drafts: the clauses of a text, who says them, and what they are."""

import itertools
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.extraction import attributions
from api.extraction.candidates import CandidateClaim
from api.extraction.reading import parsed_text
from api.extraction.syntax import clause_splitting
from api.text.spans import Part
from tests.desk import BODY
from tests.proposing import propose

lively = st.text(st.sampled_from("aA \n.?!“”„«»\"'’🙂é,;:—0said Putin that he"), max_size=200)
MEGABYTES = 2_000_000
MARKS = ', . ; : ! ? — – - ( ) “ ” „ “ « » " “It is safe,” „sicher“ \n\n 12 8. La. Bell'.split(" ")
SOUP = {
    "en": "a the one of in with into by that which who to on said says called calling claim "
    "chants position put it went lashed out at warned offering and but or as when if not was is "
    "has saying ago days few Monday Russian Foreign Ministry President described report worded ’s",
    "de": "der die das den ein eine nach laut zufolge Angaben sagte teilte mit warf vor sei habe "
    "werde trage dass wie so als wurde wird bezeichnet von Polizei und ich zu er es sich am nicht "
    "heißt Wenn weil was Demnach unter Berufung auf Januar",
    "fr": "le un que a -t-il a-t-elle dit déclaré selon ministre et mais il est pas lancé estime",
}


def words(body: str) -> dict[Part, str]:
    return {Part.headline: "", Part.standfirst: "", Part.body: body}


def said(text: str, language: str = "en") -> list[tuple[str | None, str | None, list[str]]]:
    """Who, by which cue, says what: as the attributions have it."""
    read = parsed_text.parse(text, language)

    def cut(first: int, last: int) -> str:
        start, end = read.offsets(first, last)
        return text[start:end]

    return [
        (
            cut(one.source.first, one.source.last) if one.source else None,
            cut(*one.cue) if one.cue else None,
            [cut(*piece) for piece in one.content],
        )
        for one in attributions.find_reports(read)
    ]


def clauses(text: str) -> list[str]:
    read = parsed_text.parse(text, "en")
    found = clause_splitting.split_clauses(attributions.sentence_of(read, read.frames[0]))
    return [" … ".join(text[slice(*read.offsets(*piece))] for piece in pieces) for pieces in found]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("Bell said the bridge was safe.", "Bell", "said", ["the bridge was safe"]),
        ("“It is safe,” Bell said.", "Bell", "said", ["“It is safe,”"]),
        ("“It is safe,” said Bell, the mayor.", "Bell, the mayor", "said", ["“It is safe,”"]),
        ("“Is it safe?” Bell asked.", "Bell", "asked", ["“Is it safe?”"]),
        ("''It is safe,'' Bell said.", "Bell", "said", ["''It is safe,''"]),
        ("Bell said: “It is safe.”", "Bell", "said", ["“It is safe.”"]),
        ("Bell: “It is safe.”", "Bell", ":", ["“It is safe.”"]),
        (
            "“It is safe,” Bell said. “I cross it daily.”",
            "Bell", "said", ["“It is safe,”", "“I cross it daily.”"],
        ),
        (
            "The bridge, officials said, will not reopen.",
            "officials", "said", ["The bridge", "will not reopen"],
        ),
        (
            "The bridge is safe, according to a report by the city.",
            "a report by the city", "according to", ["The bridge is safe"],
        ),
        (
            "According to Reuters, the bridge is safe.",
            "Reuters", "According to", ["the bridge is safe"],
        ),
        (
            "Ada Bell, a former mayor, told reporters on Monday that it was safe.",
            "Ada Bell, a former mayor", "told", ["that it was safe"],
        ),
        ("Experts say it is safe.", "Experts", "say", ["it is safe"]),
        ("Bell has denied that it fell.", "Bell", "has denied", ["that it fell"]),
        ("Asked whether it fell, Bell left.", None, "Asked", ["whether it fell"]),
        (
            "It was described as a “national shame” by Bell.",
            "Bell", "was described", ["a “national shame”"],
        ),
        ("“It is safe,” Bell quacked.", "Bell", "quacked", ["“It is safe,”"]),
        (
            "The ministry released a statement saying it was safe.",
            "The ministry", "saying", ["it was safe"],
        ),
        ("The mayor called on the city to pay.", "The mayor", "called on", ["the city to pay"]),
        ("As Bell put it, “it is safe.”", "Bell", "put it", ["“it is safe.”"]),
        ("As Bell stated a few days ago, it is safe.", "Bell", "stated", ["it is safe"]),
        ("Critics, with Bell calling it a “farce.”", "Bell", "calling", ["it a “farce.”"]),
        ("Bell took to Twitter to call it “a farce.”", "Bell", "call", ["it “a farce.”"]),
        (
            "Ada Bell, of Flint, Mich., said it was safe.",
            "Ada Bell, of Flint, Mich.", "said", ["it was safe"],
        ),
        ("Bell, who in 2010 said it was safe, left.", "Bell, who", "said", ["it was safe"]),
        ("He said on “Morning Edition” that it was safe.", "He", "said", ["that it was safe"]),
    ],
)  # fmt: skip
def test_who_says_what(text: str, source: str | None, cue: str, content: list[str]) -> None:
    assert said(text)[0] == (source, cue, content)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Bell called the plan “a farce” and left the room.", ["the plan “a farce”"]),
        ("Bell called it “a farce,” because it was late.", ["it “a farce,”"]),
        ("Bell said it was “a farce,” a swipe at the mayor.", ["it was “a farce,”"]),
        ("Bell said it was “a farce” — a word she likes.", ["it was “a farce”"]),
        ("Bell said that it – an old plan – was “a farce” then.",
         ["that it – an old plan – was “a farce” then"]),
        ("Bell, who called it “a farce,” later left the room.", ["it “a farce,”"]),
        ("Bell praised the plan, which was new.", ["the plan"]),
        ("Some (as Bell, who called it “a farce” then) left.", ["it “a farce” then"]),
        ("“It is safe,” Bell said on a walk in May, “but old.”", ["“It is safe,”", "“but old.”"]),
        ("Bell said it was “a farce.” Many others left the hall then.", ["it was “a farce.”"]),
    ],
)  # fmt: skip
def test_where_what_is_said_ends(text: str, content: list[str]) -> None:
    assert said(text)[0][2] == content


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("Bell’s claim on Monday that it fell is old.", "Bell", "claim on Monday", "that it fell"),
        ("The city’s position is that it is safe.", "The city", "position is", "that it is safe"),
        ("Crowds broke into chants of “Close it”.", "Crowds", "chants of", "“Close it”"),
        ("A claim by Ada Bell that it fell was new.", "Ada Bell", "claim by Ada Bell", "that it"),
        ("There were rumours that it fell.", None, "rumours", "that it fell"),
    ],
)  # fmt: skip
def test_nouns_tell_it_too(text: str, source: str | None, cue: str, content: str) -> None:
    (found,) = said(text)
    assert found[:2] == (source, cue)
    assert found[2][0].startswith(content)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The claim that it had been safe is false.", [(None, "that it had been safe")]),
        ("His claim that it is safe has angered them.", [("His", "that it is safe")]),
        ("Despite Bell’s claim that it was safe, they left.", [("Bell", "that it was safe")]),
        (
            "Bell’s claim that it fell was “a farce,” Ada Lee said.",
            [("Ada Lee", "Bell’s claim that it fell was “a farce,”"), ("Bell", "that it fell")],
        ),
    ],
)  # fmt: skip
def test_what_a_noun_tells_ends_before_the_verb_of_all(
    text: str, found: list[tuple[str | None, str]]
) -> None:
    assert [(source, *content) for source, _, content in said(text)] == found


def test_who_says_of_a_claim_that_it_is_false_is_the_speaker() -> None:
    drafts = propose(words("Bell’s claim that it fell was “a farce,” Ada Lee said."))
    assert [one.words for one in drafts[0].attribution.speakers] == ["Ada Lee"]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("He said:\n\n“The bridge is safe and new.”", "He"),
        ("“It is safe and will be so for years.” — Ada Bell", "Ada Bell"),
        ("Crowds waved signs about “the bridge that will never be ours again” there.", "Crowds"),
    ],
)
def test_a_quotation_without_a_verb_of_saying_has_a_speaker(text: str, source: str) -> None:
    assert [one[0] for one in said(text)] == [source]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "Die Polizei sagte: „Die Brücke ist sicher.“",
            "Die Polizei", "sagte", ["„Die Brücke ist sicher.“"],
        ),
        (
            "Die Brücke sei sicher, sagte der Sprecher der Stadt.",
            "der Sprecher der Stadt", "sagte", ["Die Brücke sei sicher"],
        ),
        (
            "Bell teilte mit, dass die Brücke gesperrt sei.",
            "Bell", "teilte", ["dass die Brücke gesperrt sei"],
        ),
        (
            "Wie die Polizei mitteilte, ist sie gesperrt.",
            "die Polizei", "Wie die Polizei mitteilte", ["ist sie gesperrt"],
        ),
        (
            "Dem Bericht zufolge ist die Brücke sicher.",
            "Dem Bericht", "zufolge", ["ist die Brücke sicher"],
        ),
        ("„Sie ist sicher“, so Bell.", "Bell", "so", ["„Sie ist sicher“"]),
        (
            "In dem Bericht heißt es: „Sie ist sicher.“",
            "dem Bericht", "heißt es", ["„Sie ist sicher.“"],
        ),
        ("Die Brücke wurde von Bell als „sicher“ bezeichnet.", "Bell", "bezeichnet", ["„sicher“"]),
        (
            "Der kleinen Zeitung sagte Bell: „Sie ist sicher.“",
            "Bell", "sagte", ["„Sie ist sicher.“"],
        ),
        (
            "„Sie ist sicher“, zitiert die Zeitung den Bürgermeister.",
            "den Bürgermeister", "zitiert", ["„Sie ist sicher“"],
        ),
        (
            "Nach offiziellen Angaben ist die Brücke sicher.",
            "offiziellen Angaben", "Nach", ["ist die Brücke sicher"],
        ),
        ("„BBC News“ berichtet, sie sei sicher.", "„BBC News“", "berichtet", ["sie sei sicher"]),
        ("Sie sagen, der Pilot trage die Schuld.", "Sie", "sagen", ["der Pilot trage die Schuld"]),
        (
            "Bell warf der Stadt vor, sie zu vergessen.",
            "Bell", "warf", ["sie zu vergessen"],
        ),
        (
            "Die Stadt kündigte an, sie am 8. Januar zu öffnen.",
            "Die Stadt", "kündigte", ["sie am 8. Januar zu öffnen"],
        ),
        (
            "Die Marke, die Bell im Amt (1998 bis 2002) genannt hatte: „Es gelingt uns allen.“",
            "Bell", "genannt", ["„Es gelingt uns allen.“"],
        ),
        (
            "Gestern hatte der Investor, Larry Bell, zugesagt, sie nicht allein zu lassen.",
            "der Investor, Larry Bell", "hatte der Investor, Larry Bell, zugesagt",
            ["sie nicht allein zu lassen"],
        ),
        (
            "Er brach ab: „Sie ist sicher“, sagte Bell.",
            "Bell", "sagte", ["„Sie ist sicher“"],
        ),
        (
            "Die Sätze der Regierung, im Amt zu bleiben, nannte er einen „Akt der Willkür“.",
            "er", "nannte", ["„Akt der Willkür“"],
        ),
        (
            "Auf der Seite heißt es zur Begründung: „Sie ist sicher.“",
            "der Seite", "heißt es", ["„Sie ist sicher.“"],
        ),
        (
            "Im Gespräch – das war lang – sagte er, dass sie sicher sei.",
            "er", "sagte", ["dass sie sicher sei"],
        ),
        (
            "Ein „großer Sieg“, so urteilte Bell über die Wahl.",
            "Bell", "so urteilte", ["Ein „großer Sieg“"],
        ),
        (
            "Bekannt ist ein Bericht der Stadt, wonach sie sicher sei.",
            "ein Bericht der Stadt, wonach", "wonach", ["sie sicher sei"],
        ),
        (
            "Viele sind der gegenteiligen Auffassung, dass sie sicher ist.",
            "Viele", "Auffassung", ["dass sie sicher ist"],
        ),
        (
            "Die Ansicht des Ministers, dass sie sicher ist, teilt er nicht.",
            "des Ministers", "Ansicht", ["dass sie sicher ist"],
        ),
        (
            "Das Amt rät dazu, „Reisen in das Land zu verschieben“.",
            "Das Amt", "rät", ["„Reisen in das Land zu verschieben“"],
        ),
        (
            "Es erschien ein Kommentar, der sie als „Irrtum“ bezeichnet.",
            "ein Kommentar, der", "bezeichnet", ["„Irrtum“"],
        ),
        (
            "Wie der Sender berichtet, gab es ein Wort: „Ja.“",
            "der Sender", "Wie der Sender berichtet", ["gab es ein Wort: „Ja.“"],
        ),
        (
            "Die An- und Abreise sei sicher, sagte Bell.",
            "Bell", "sagte", ["Die An- und Abreise sei sicher"],
        ),
        (
            "Es freuten sich alle, auch der Minister Jens Bell: „Das ist für uns gut so.“",
            "der Minister Jens Bell", None, ["„Das ist für uns gut so.“"],
        ),
        (
            "Steuern: Die Partei will Reiche („ab einem Lohn von 250.000 Euro für alle“) belasten.",
            "Die Partei", None, ["„ab einem Lohn von 250.000 Euro für alle“"],
        ),
        (
            "„Wir haben alles für „Bell und Partner“ getan“, sagte Lee.",
            "Lee", "sagte", ["„Wir haben alles für „Bell und Partner“ getan“"],
        ),
        ("Bell warf der Regierung „Wortbruch“ vor.", "Bell", "warf", ["„Wortbruch“"]),
        ("Bell warnte am Montag vor Hochwasser.", "Bell", "warnte", ["vor Hochwasser"]),
        ("Bell wies auf die Gefahr im Süden hin.", "Bell", "wies", ["auf die Gefahr im Süden"]),
        (
            "Der Minister bezeichnete die Brücke als sicher.",
            "Der Minister", "bezeichnete", ["die Brücke als sicher"],
        ),
    ],
)  # fmt: skip
def test_who_says_what_in_german(
    text: str, source: str, cue: str | None, content: list[str]
) -> None:
    assert said(text, "de")[0] == (source, cue, content)


def test_a_colon_in_german_speech_does_not_end_it() -> None:
    assert ("Er", "sagte", ["Sie sagten, es sei gut"]) in said(
        "Er sagte: Sie sagten, es sei gut.", "de"
    )


def test_a_german_word_that_only_ends_like_the_subjunctive_is_none() -> None:
    assert said("So benutzen viele Bürger heute noch vorzugsweise den Zug.", "de") == []


def test_names_in_brackets_are_no_german_speech() -> None:
    body = "Die Gewerkschaft (kurz: „Bell Bau und Lee Bau für Berlin und Brandenburg“) schwieg."
    assert said(body, "de") == []


def test_what_goes_on_in_german_is_told_once() -> None:
    body = "„Es ist nicht zu fassen, was geschah“, sagte Bell. „Die Leute hier haben Angst.“"
    quotes = ["„Es ist nicht zu fassen, was geschah“", "„Die Leute hier haben Angst.“"]
    assert said(body, "de") == [("Bell", "sagte", quotes)]


def test_the_german_subjunctive_carries_a_speaker_on() -> None:
    body = "Bell sagte, die Brücke sei sicher. Sie werde am Montag geöffnet. Man habe sie geprüft."
    assert said(body, "de")[1] == (
        "Bell", None, ["Sie werde am Montag geöffnet", "Man habe sie geprüft"],
    )  # fmt: skip
    voices = [(one.attribution.voice, one.attribution.rule) for one in propose(words(body), "de")]
    assert voices[-2:] == [("reported", "subjunctive")] * 2


def test_whoever_is_called_something_in_german_is_no_speaker() -> None:
    found = said("Lee äußerte Bedenken an den Plänen und warf ihr „großen Wortbruch“ vor.", "de")
    assert found == [("Lee", "warf", ["„großen Wortbruch“"])]
    found = said("Die Zeitung, die als „Blatt der Reichen“ bezeichnet wird, schwieg.", "de")
    assert found == [(None, "bezeichnet", ["„Blatt der Reichen“"])]


def test_titles_in_german_quotation_marks_are_no_speech() -> None:
    assert (
        said("Er las das Buch „Die Früchte des Zorns“ und das Lied „Nun ruhen alle“.", "de") == []
    )


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "Le ministre a déclaré que le pont était sûr.",
            "Le ministre", "a déclaré", ["que le pont était sûr"],
        ),
        ("« Le pont est sûr », a déclaré Bell.", "Bell", "a déclaré", ["« Le pont est sûr »"]),
        (
            "« Le pont, a-t-il ajouté, rouvrira. »",
            "-t-il", "a-t-il ajouté", ["« Le pont", "rouvrira. »"],
        ),
        ("D'après la ville, le pont est sûr.", "la ville", "D'après", ["le pont est sûr"]),
        ("Le pont est fermé, selon Paul Bell.", "Paul Bell", "selon", ["Le pont est fermé"]),
        ("« C'est fini », a-t-elle lancé.", "-t-elle", "a-t-elle lancé", ["« C'est fini »"]),
        ("« C'est fini », a martelé Bell.", "Bell", "a martelé", ["« C'est fini »"]),
    ],
)  # fmt: skip
def test_who_says_what_in_french(text: str, source: str, cue: str, content: list[str]) -> None:
    assert said(text, "fr")[0] == (source, cue, content)


def test_two_that_are_said_are_two() -> None:
    text = "Bell said the bridge was safe and added that it was new."
    assert said(text) == [
        ("Bell", "said", ["the bridge was safe"]),
        ("Bell", "added", ["that it was new"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The report was long.",
        "Her claim of victory came early.",
        "They called off the strike.",
        "He listens to “Morning Edition” daily.",
        "A think tank opened there.",
    ],
)
def test_nobody_says_it(text: str) -> None:
    assert said(text) == []
    assert propose(words(text))[0].attribution.voice == "article"


@pytest.mark.parametrize(
    ("body", "voice", "speaker", "cue"),
    [
        ("“It is over now,” Putin said.", "quoted", "Putin", "said"),
        ("Dmitry Bell spoke. Bell said it was over.", "reported", "Dmitry Bell", "said"),
        ("Ada Lee spoke of it. She said it was over.", "reported", "Ada Lee", "said"),
        ("It is over, according to Reuters.", "reported", "Reuters", "according to"),
        ("Prime Minister Ada Lee denied the report.", "reported", "Ada Lee", "denied"),
        ("In the end Moscow said it was over.", "reported", "Russia", "said"),
        ("Officials said it was over.", "reported", None, "said"),
        ("The war lasted 12 days.", "article", None, None),
        ("«Es ist jetzt vorbei», Lavrov said.", "quoted", "Lavrov", "said"),
        ("„Es ist jetzt vorbei“, Lavrov said.", "quoted", "Lavrov", "said"),
        ("Dmitry Bell declared “What a Super Tuesday!”", "quoted", "Dmitry Bell", "declared"),
        ("Dmitry Bell told “Fox & Friends” it was over.", "reported", "Dmitry Bell", "told"),
    ],
)  # fmt: skip
def test_whom_the_text_means(body: str, voice: str, speaker: str | None, cue: str | None) -> None:
    last = propose(words(body))[-1].attribution
    assert last.voice == voice
    assert next((one.name for one in last.speakers), None) == speaker
    assert (body[slice(*last.cue)] if last.cue else None) == cue


@pytest.mark.parametrize(
    "body",
    [
        "In May Bell did not object to the raids in Syria.",
        "Ada Bell ended the war, the first in Europe since then.",
    ],
)
def test_what_nobody_says_is_the_articles(body: str) -> None:
    assert {one.attribution.voice for one in propose(words(body))} == {"article"}


def test_the_words_that_tell_who_says_it_are_no_claim() -> None:
    body = "Prices fell again in May, but wages had grown since then, says Ada Bell."
    statements = [one.statement for one in propose(words(body))]
    assert statements == ["Prices fell again in May", "wages had grown since then"]


def test_an_institution_has_its_whole_name() -> None:
    (only,) = propose(words("In May the Russian Foreign Ministry said it was over."))
    assert [one.name for one in only.attribution.speakers] == ["Russian Foreign Ministry"]


def test_what_a_speaker_wants_is_said_by_whoever_says_so() -> None:
    (only,) = propose(words("As Ada Bell stated, Iran wants to sell the bridge."))
    assert [one.name for one in only.attribution.speakers] == ["Ada Bell"]


def test_a_joint_statement_has_two_speakers() -> None:
    (only,) = propose(words("Ann Bell and Ada Lee both hailed a “real step” in it."))
    assert [one.name for one in only.attribution.speakers] == ["Ann Bell", "Ada Lee"]


def test_a_name_in_the_headline_is_known_from_the_body() -> None:
    text = words("Later Ada Lee left.") | {Part.headline: "Lee says the bridge is safe"}
    assert propose(text)[0].attribution.speakers[0].words == "Lee"


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("It rained all day.", ["It rained all day"]),
        (
            "It severed ties in 1953, did so again in 1967, and restored them later.",
            ["It severed ties in 1953", "did so again in 1967", "restored them later"],
        ),
        (
            "He condemned the raids, which had struck three plants.",
            ["He condemned the raids", "the raids, which had struck three plants"],
        ),
        (
            "Moscow, which signed the accord, does not want it.",
            ["Moscow … does not want it", "Moscow, which signed the accord"],
        ),
        (
            "Beyond offering the city support, Bell did nothing.",
            ["Beyond offering the city support", "Bell did nothing"],
        ),
        (
            "It worked after a raid during which a plane was shot down.",
            ["It worked after a raid", "a plane was shot down"],
        ),
        (
            "Bell issued a note deploring the raid and warning that it would cost lives.",
            ["Bell issued a note deploring the raid", "warning that it would cost lives"],
        ),
        (
            "Bell declined to sell the bridge, a gesture that the city liked.",
            ["Bell declined to sell the bridge", "a gesture that the city liked"],
        ),
        (
            "It sold the jets to Iran, which seeks to renew its fleet.",
            ["It sold the jets to Iran", "Iran, which seeks to renew its fleet"],
        ),
        (
            "It was such that Russia and Israel were able to talk.",
            ["It was such that Russia and Israel were able to talk"],
        ),
        (
            "Bell met its leader, Ali Lee, several times in May.",
            ["Bell met its leader, Ali Lee, several times in May"],
        ),
    ],
)
def test_a_compound_sentence_makes_several_claims(sentence: str, found: list[str]) -> None:
    assert clauses(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The army lost 300 tanks there.", "quantity"),
        ("The treaty was signed in 2015.", "date"),
        ("Prices fell because demand fell.", "causal"),
        ("The talks will fail next week.", "prediction"),
        ("This was presumably the worst idea.", "opinion"),
        ("Moscow is a close ally of Tehran.", "relationship"),
        ("The plane landed in Tehran.", "event"),
    ],
)
def test_names_the_kind(sentence: str, kind: str) -> None:
    (only,) = propose(words(sentence))
    assert only.kind == kind
    assert only.checkable is (kind not in ("opinion", "prediction"))


def test_leaves_out_questions_headings_and_fragments() -> None:
    body = "## The partners\n\nWhy so little? So. A closer look at it all\n\nIt rained all day."
    assert [one.statement for one in propose(words(body))] == ["It rained all day"]


def test_a_numbered_worth_beats_a_plain_one() -> None:
    plain, number = propose(words("He went home early. He stole 4 million dollars."))
    assert number.worth > plain.worth


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@given(lively)
def test_every_span_is_the_texts_own(language: str, body: str) -> None:
    found = propose(words(body), language, date(2025, 7, 1))
    for one in found:
        assert 0 <= one.worth <= 1
        for start, end in _marked(one):
            assert 0 <= start < end <= len(body)


@pytest.mark.parametrize("language", SOUP)
@given(st.data())
def test_a_soup_of_the_words_that_it_knows_is_read(language: str, data: st.DataObject) -> None:
    known = st.lists(st.sampled_from([*SOUP[language].split(), *MARKS]), max_size=60)
    body = " ".join(data.draw(known))
    for one in propose(words(body), language, date(2025, 7, 1)):
        assert all(0 <= start < end <= len(body) for start, end in _marked(one))


@pytest.mark.parametrize(
    "body",
    [
        "laut “ sagte",
        "sie sagt – die",
        "sagt \n Polizei sagte sich",
        "wie werde (\n\n„ Bell ) eine",
    ],
)
def test_what_ends_in_the_middle_is_read_to_its_end(body: str) -> None:
    for end in range(len(body)):
        propose(words(body[: end + 1]), "de")


def _marked(one: CandidateClaim) -> list[tuple[int, int]]:
    said = one.attribution
    mentions = [(by.start, by.end) for by in said.speakers]
    details = [(found.start, found.end) for found in one.details]
    cue = [said.cue] if said.cue else []
    return [*one.spans, *said.quotations, *mentions, *cue, *details]


@pytest.mark.parametrize(
    "piece",
    ["“", '"', "“a” ", "A ", "a", "said X. ", "the man said that he ", ", said he", "(", "a\n",
     "Ann Bell and ", ", which said ", "he won; ", "according to ", "“He said it was. ", "''",
     "den ", "der von dem ", "Er sagte, die „", "a claim ", "with a claim of “x” ", "to say “a” ",
     "— ", "said “a” — ", "which, a man ", "Mich., ", "  ", "two-", "der „a “", "der (a ",
     "der Bericht, wonach ", "„Abc“,\n", ".", "1.1.", "er warf „Ja“ vor "],
)  # fmt: skip
def test_two_megabytes_of_rubbish_end(piece: str) -> None:
    begun = time.process_time()
    language = "de" if "„" in piece or piece[:3] in ("den", "der") else "en"
    propose(words(piece * (MEGABYTES // len(piece))), language)
    assert time.process_time() - begun < 60, "it ends: how fast it is, the benchmark tells"


def test_the_desks_own_sample_is_drafted() -> None:
    voices = [one.attribution.voice for one in propose(words(BODY))]
    assert voices == ["article", "article", "quoted", "article"]
    starts = [one.spans[0][0] for one in propose(words(BODY))]
    assert all(one < two for one, two in itertools.pairwise(starts))
