"""Types of text columns. The type says whose words a column holds, so that a redaction finds them.

Every column of text has one of these types or is an `EnumColumn`; a test checks that.
"""

from sqlalchemy import Column, String, Table, Text

from api.storage.column_types import JsonColumn


class FreeText(Text):
    """What people write, of any length. A redaction replaces names in it."""


class FreeLine(String):
    """One line that people write. A redaction replaces names in it.

    A pseudonym does not fit a column with a length: there the redaction empties the cell.
    """


class MaskedText(Text):
    """An article's own text or a part of it. A redaction masks names, so that offsets stay."""


class MaskedLine(String):
    """A short part of an article's text; masked like `MaskedText`."""


class Code(String):
    """Text in a fixed form that names nobody: an id, a hash, a language, the name of a rule."""


class GeneratedText(Text):
    """JSON that the API writes, without anybody's words. The ledger erases its own (`forget`)."""


class AccountName(String):
    """A name of the desk's own people, integrations or keys. These are never redacted."""


def free_text_columns(table: Table) -> list[Column[object]]:
    """The columns of a table that hold what people write: text, or JSON with such text in it."""
    return [
        column
        for column in table.columns
        if isinstance(column.type, FreeText | FreeLine)
        or (isinstance(column.type, JsonColumn) and column.type.free_text)
    ]


def masked_columns(table: Table) -> list[Column[object]]:
    """The columns of a table that hold an article's own text."""
    return [column for column in table.columns if isinstance(column.type, MaskedText | MaskedLine)]
