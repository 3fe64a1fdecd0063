"""Names are found in every column that people write in, and replaced."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Column, Table, update
from sqlmodel import SQLModel

from api.claims.text_change import WordsChange
from api.erasure.text_redaction import Names
from api.storage.column_types import JsonColumn
from api.storage.text_columns import free_text_columns
from tests.desk import Desk
from tests.erasure.remains import all_rows, redact

SHORT_NAME = "Zoë Blom"  # fits the shortest column


def _tables() -> Iterator[tuple[Table, list[Column[Any]]]]:
    for table in SQLModel.metadata.sorted_tables:
        if columns := free_text_columns(table):
            yield table, columns


def _write_everything(desk: Desk) -> None:
    """Make a row in every table that people write in."""
    admin = desk.admin
    article = admin.article("Ada left in 12 days. So it was.")
    path = f"/articles/{article['id']}"
    claim = admin.claim(
        article, "Ada left in 12 days", tags=["x"], sources=[{"source": {"title": "A log"}}],
        attribution={"voice": "reported", "speakers": [{"name": "Ada"}]},
    )  # fmt: skip
    admin.judge(claim, "verified", admin.evidence(claim), why="It is there.")
    admin.judge(claim, "not_checkable", finding="attribution")
    question = {"kind": "question", "body": "Sure?", "addressee": {"name": "Ada"}}
    annotation = admin.post(f"/claims/{claim['id']}/annotations", question)
    admin.post(f"/annotations/{annotation['id']}/answers", {"body": "Yes."})
    for exception in (
        {"rule": "four_eyes"},
        {"blocker": "uncovered"},
        {"blocker": "question_open"},
    ):
        admin.post(f"{path}/waivers", {**exception, "reason": "Breaking news."})
    etag = {"If-Match": admin.get(path).etag}
    admin.post(f"{path}/signature", {"note": "Read."}, headers=etag)
    admin.post(f"{path}/publish", {"sha256": "0" * 64}, headers=etag)
    admin.post(f"{path}/corrections", {"kind": "update", "notice": "It was 13 days."})


def _value(column: Column[Any]) -> object:
    if not isinstance(column.type, JsonColumn):
        return SHORT_NAME
    if column.type.value_type is WordsChange:
        return WordsChange(
            draft=1, before=[SHORT_NAME], after=[SHORT_NAME], statement=SHORT_NAME, score=1,
            why="", places=[],
        )  # fmt: skip
    return [SHORT_NAME]


def test_a_name_is_redacted_in_every_column_that_people_write_in(desk: Desk) -> None:
    _write_everything(desk)
    with desk.db.write() as session:
        for table, columns in _tables():
            filled = update(table).values({column: _value(column) for column in columns})
            assert session.connection().execute(filled).rowcount > 0, table.name
    speaker = desk.reporter.speaker(SHORT_NAME)
    redacted = redact(desk, f"/speakers/{speaker['id']}")
    assert SHORT_NAME.casefold() not in all_rows(desk).casefold()
    assert set(redacted["rows"]) == {table.name for table, _ in _tables()}


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Ann Lee left.", "X left."),
        ("ANN\n  lee’s log", "X’s log"),
        ("Joann Lee, Ann Leeds", "Joann Lee, Ann Leeds"),
        ("Ann, Lee", "Ann, Lee"),
    ],
)
def test_a_name_is_replaced_as_whole_words_in_any_case(text: str, redacted: str) -> None:
    assert Names(["Ann Lee"]).replace(text, "X") == redacted


def test_the_longest_name_is_replaced_first() -> None:
    assert Names(["Ann", "Ann Lee"]).replace("Ann Lee and Ann", "X") == "X and X"


def test_a_name_of_one_or_two_characters_is_not_looked_for() -> None:
    assert Names(["Bo", " "]).replace("Bo left.", "X") == "Bo left."
    assert Names(["Bo"]).mask("Bo left.") == "Bo left."


def test_a_bar_is_as_long_as_the_name() -> None:
    assert Names(["Ann Lee"]).mask("Ann\nLee left.") == "███████ left."


def test_names_are_replaced_in_lists_and_models_but_not_in_enums() -> None:
    change = WordsChange.model_validate(
        {"draft": 1, "before": ["the body"], "after": [], "statement": "a body", "score": 1,
         "why": "", "places": [{"part": "body", "start": 0, "end": 8}]}
    )  # fmt: skip
    after = Names(["body"]).replace(change, "X")
    assert (after.before, after.statement, after.places) == (["the X"], "a X", change.places)
