"""Every column of text says whose words it holds."""

from sqlalchemy import JSON, Column, String, TypeDecorator
from sqlmodel import SQLModel

import api.migrations.tables  # noqa: F401  # brings every table
from api.storage.column_types import EnumColumn, JsonColumn
from api.storage.text_columns import (
    AccountName,
    Code,
    FreeLine,
    FreeText,
    GeneratedText,
    MaskedLine,
    MaskedText,
    free_text_columns,
    masked_columns,
)

MARKED = (
    AccountName, MaskedLine, MaskedText, Code, EnumColumn, FreeLine, FreeText, GeneratedText,
)  # fmt: skip


def _says_whose_words(column: Column[object]) -> bool:
    plain = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(plain, String):
        return isinstance(column.type, MARKED)
    return isinstance(column.type, JsonColumn) or not isinstance(plain, JSON)


def test_every_column_that_can_hold_text_says_whose_words() -> None:
    columns = [column for table in SQLModel.metadata.sorted_tables for column in table.columns]
    assert [str(column) for column in columns if not _says_whose_words(column)] == []


def test_what_people_write_about_an_article_is_free_text() -> None:
    tables = SQLModel.metadata.tables
    assert [column.name for column in free_text_columns(tables["article"])] == [
        "byline", "outlet", "url", "desk",
    ]  # fmt: skip
    assert "aliases" in [column.name for column in free_text_columns(tables["speaker"])]


def test_an_articles_own_text_is_no_free_text() -> None:
    drafts = SQLModel.metadata.tables["draft"]
    assert [column.name for column in masked_columns(drafts)] == [
        "headline", "standfirst", "body",
    ]  # fmt: skip
    assert [column.name for column in free_text_columns(drafts)] == ["note"]
