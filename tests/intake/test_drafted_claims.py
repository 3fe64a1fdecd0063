"""What a drafted claim says of itself: dates by the dateline, details, levels, its statement."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.extraction.candidates import CandidateClaim
from api.extraction.features import dates
from api.extraction.reading import parsed_text
from api.text.spans import Part
from tests.desk import Desk
from tests.proposing import propose

TUESDAY = date(2025, 7, 1)


def drafted(
    body: str, language: str = "en", dateline: date | None = TUESDAY
) -> list[CandidateClaim]:
    return propose({Part.headline: "", Part.standfirst: "", Part.body: body}, language, dateline)


def dated(text: str, language: str, dateline: date | None, *, ahead: bool) -> list[str | None]:
    read = parsed_text.parse(text, language)
    last = len(read.words) - 1
    found = dates.find(read, dates.openings(read), last, dateline, ahead=ahead)
    return [one.means for one in found]


@pytest.mark.parametrize(
    ("language", "text", "means"),
    [
        ("en", "wiped out last October", ["2024-10"]),
        ("en", "signed in June", ["2025-06"]),
        ("en", "signed in December", ["2024-12"]),
        ("en", "began on June 13, then on July 2", ["2025-06-13", "2024-07-02"]),
        ("en", "on May 3, 2019, or 4 May 2020", ["2019-05-03", "2020-05-04"]),
        ("en", "on February 30, 2019", [None]),
        ("en", "on Monday and Tuesday", ["2025-06-30", "2025-07-01"]),
        ("en", "last Tuesday", ["2025-06-24"]),
        ("en", "yesterday, today and tomorrow", ["2025-06-30", "2025-07-01", "2025-07-02"]),
        ("en", "last week, last month, last year", ["2025-W26", "2025-06", "2024"]),
        ("en", "two years ago, three weeks ago", ["2023", "2025-W24"]),
        ("en", "in 1953 the 2018 men may march", ["1953"]),
        ("de", "am 13. Oktober 2024 und im vergangenen Mai", ["2024-10-13", "2025-05"]),
        ("de", "gestern, vor zwei Jahren, am Montag", ["2025-06-30", "2023", "2025-06-30"]),
        ("fr", "le 13 octobre 2024, lundi dernier", ["2024-10-13", "2025-06-30"]),
        ("fr", "il y a deux ans, en octobre dernier", ["2023", "2024-10"]),
    ],
)  # fmt: skip
def test_reads_dates_by_the_dateline(language: str, text: str, means: list[str | None]) -> None:
    assert dated(text, language, TUESDAY, ahead=False) == means


def test_a_bare_date_of_what_is_to_come_lies_ahead() -> None:
    text = "on July 2, on Friday, in June"
    assert dated(text, "en", TUESDAY, ahead=True) == ["2025-07-02", "2025-07-04", "2026-06"]


def test_without_a_dateline_only_whole_dates_mean_something() -> None:
    assert dated("last October, in 2019", "en", None, ahead=False) == [None, "2019"]


@given(st.dates(), st.sampled_from(["Monday", "May", "last May", "next Monday", "two weeks ago"]))
def test_every_dateline_can_be_read_by(dateline: date, said: str) -> None:
    drafted(f"It fell on {said}, they all said.", dateline=dateline)


@pytest.mark.parametrize(
    ("sentence", "details"),
    [
        ("It was over in 12 days.", [("quantity", "12 days")]),
        ("More than 200 of them were hurt.", [("quantity", "More than 200")]),
        ("About two-thirds of them ran.", [("quantity", "About two-thirds")]),
        ("Twenty-four percent knew it.", [("quantity", "Twenty-four percent knew")]),
        ("The COVID-19 vote began at 9:30.", [("quantity", "9:30")]),
        ("It paid $2.3 million in 2019.", [("quantity", "$2.3 million"), ("date", "2019")]),
        ("It was the longest bridge there.", [("superlative", "the longest")]),
        ("It fell because it was old.", [("causal", "because")]),
        ("It spent the interest on it.", []),
    ],
)
def test_finds_what_can_be_wrong(sentence: str, details: list[tuple[str, str]]) -> None:
    (only,) = drafted(sentence)
    assert [(one.what, sentence[one.start : one.end]) for one in only.details] == details


@pytest.mark.parametrize(
    ("body", "statement"),
    [
        ("The plane came down last October.", "The plane came down in October 2024"),
        ("The plane came down in October.", "The plane came down in October 2024"),
        ("Yesterday it came down.", "On June 30, 2025 it came down"),
        ("“It came down yesterday,” Bell said.", "“It came down yesterday,” Bell said"),
        ("Since last year’s crash it was shut.", "Since last year’s crash it was shut"),
        ("Ada Bell spoke. She sold the bridge.", "Ada Bell sold the bridge"),
        ("Ada Bell met Carl Dent. She sold the bridge.", "She sold the bridge"),
        ("The firm sold bridges and paid no tax.", "The firm paid no tax"),
        ("The firm said it sold it and paid no tax.", "The firm said it sold it"),
        ("The bridge, officials said, will not reopen.", "The bridge will not reopen"),
    ],
)
def test_a_statement_stands_alone_where_that_is_sure(body: str, statement: str) -> None:
    assert statement in [one.statement for one in drafted(body)]


def test_a_german_noun_is_nobody_whom_a_pronoun_means() -> None:
    said = [one.statement for one in drafted("Lee warnte vor Hochwasser. Er kam zu spät.", "de")]
    assert said[-1] == "Er kam zu spät"


def test_what_interrupts_a_claim_is_not_in_its_spans() -> None:
    body = "The raids, which had struck 20 sites, ended on Monday."
    first, second = drafted(body)
    assert [body[slice(*span)] for span in first.spans] == ["The raids", "ended on Monday"]
    assert [body[slice(*span)] for span in second.spans] == ["The raids, which had struck 20 sites"]


def test_who_says_that_somebody_said_it_is_the_outermost() -> None:
    (only,) = drafted("On Monday Interfax reported that Sergei Lavrov said the talks had failed.")
    assert [(by.name, by.level) for by in only.attribution.speakers] == [
        ("Interfax", 1),
        ("Sergei Lavrov", 2),
    ]


@pytest.mark.parametrize(
    ("sentence", "mixed", "means", "rule"),
    [
        ("“It is safe,” said Ada Bell.", False, "said", "inverted"),
        ("Ada Bell denied that it was “safe”.", True, "denied", "subject"),
        ("It is “safe”, according to Ada Bell.", True, "said", "phrase"),
    ],
)
def test_says_how_it_was_read(sentence: str, mixed: bool, means: str, rule: str) -> None:  # noqa: FBT001  # a row of the table above
    said = drafted(sentence)[0].attribution
    assert (said.mixed, said.means, said.rule) == (mixed, means, rule)
    assert said.confidence is not None
    assert 0.5 < said.confidence < 1


def test_the_desk_keeps_what_was_drafted(desk: Desk) -> None:
    body = "On Monday Interfax reported that Sergei Lavrov said the talks had failed last October."
    desk.reporter.article(body=body, dateline={"date": "2025-07-01"}, draft_claims=True)
    claim = desk.reader.items("/claims?state=drafted")[-1]
    assert claim["statement"].endswith("had failed in October 2024")
    assert [by["level"] for by in claim["attribution"]["speakers"]] == [1, 2]


@pytest.mark.parametrize(
    "rubbish",
    [
        " according to ".join(f"Minister Bob Smi{end}" for end in "abcdefghijklmnop")
        + ", it cost 12 dollars, said Ann Lee.",
        "Minister " + f"A{'bcdefgh' * 40} " * 8 + "said it cost 12 dollars.",
        "Bob Smith came. He paid 12, " + "which cost him 12, " * 207 + "he said.",
        "Bob said " + ", ".join(f"“it cost {n} dollars”" for n in range(150)) + ", he added.",
    ],
)
def test_what_is_more_than_a_claim_may_be_is_left_out(desk: Desk, rubbish: str) -> None:
    body = f"{rubbish} The war lasted 12 days."
    article = desk.reporter.article(body=body, draft_claims=True)
    found = desk.reader.items(f"/articles/{article['id']}/claims")
    assert "The war lasted 12 days" in [one["statement"] for one in found]
    desk.reporter.post("/extract", {"body": body}, 200)
