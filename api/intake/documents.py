"""The text of an uploaded file: plain text, Markdown, HTML or a Word document.

A Word document is a ZIP of XML: how large it would be unpacked is looked at before it is.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from api.core.problems import Invalid, UnsupportedMediaType, error_at
from api.core.strict_json import why_unstorable
from api.text.html_text import title_of

UNPACKED = 64 * 1024 * 1024  # bytes that a document may be, unpacked
PARTS = 2000  # files within it
KINDS = (".txt", ".md", ".html", ".htm", ".docx")
_TITLES = ("Title", "Heading 1")


class ReadDocument(NamedTuple):
    """A file's words: its body as text or as HTML, and a headline, if it names one."""

    headline: str | None
    body: str | None = None
    html: str | None = None


def read(name: str, sent: bytes) -> ReadDocument:
    """Read a file's words by its name's ending; refuse what is none of these, or cannot be read."""
    kind = next((end for end in KINDS if name.lower().endswith(end)), None)
    if kind is None:
        raise UnsupportedMediaType(f"{name[:80]} is none of: {', '.join(KINDS)}.")
    if kind == ".docx":
        return _docx(sent)
    text = _decoded(sent)
    if kind in (".html", ".htm"):
        return ReadDocument(title_of(text), html=text)
    return _markdown(text) if kind == ".md" else ReadDocument(None, text)


def _decoded(sent: bytes) -> str:
    try:
        text = sent.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise _unreadable(f"It is not UTF-8: byte {wrong.start}.") from wrong
    if reason := why_unstorable(text):
        raise _unreadable(reason)
    return text


def _markdown(text: str) -> ReadDocument:
    """Keep Markdown as it is; a first heading is the headline, and not in the body."""
    first, _, rest = text.lstrip().partition("\n")
    if first.startswith("# ") and rest.strip():
        return ReadDocument(first.removeprefix("# ").strip(), rest.lstrip("\n"))
    return ReadDocument(None, text)


def _docx(sent: bytes) -> ReadDocument:
    try:
        with ZipFile(BytesIO(sent)) as packed:
            parts = packed.infolist()
        if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
            raise _unreadable(f"Unpacked it is larger than {UNPACKED} bytes.")
        blocks = list(_blocks(sent))
    except (BadZipFile, KeyError, ValueError, SyntaxError, OSError, NotImplementedError) as no:
        raise _unreadable("It is no Word document (.docx) that can be read.") from no
    titles = [text for text, style in blocks if style in _TITLES]
    first = blocks[0] if blocks else ("", "")
    headline = first[0] if titles and first[0] == titles[0] else None
    words = [text for text, _ in (blocks[1:] if headline else blocks)]
    text = "\n\n".join(words)
    if reason := why_unstorable(text):
        raise _unreadable(reason)
    return ReadDocument(headline, text)


def _blocks(sent: bytes) -> Iterator[tuple[str, str]]:
    """Give the paragraphs and the tables' cells, each with its style, in reading order."""
    from docx import Document  # noqa: PLC0415  # a tenth of a second at every start, for few
    from docx.table import Table  # noqa: PLC0415  # as above
    from docx.text.paragraph import Paragraph  # noqa: PLC0415  # as above

    for block in Document(BytesIO(sent)).iter_inner_content():
        if isinstance(block, Paragraph):
            if block.text.strip():
                yield block.text.strip(), (block.style.name or "") if block.style else ""
        elif isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
                yield " · ".join(cell for cell in cells if cell), ""


def _unreadable(message: str) -> Invalid:
    return Invalid("The file cannot be read.", errors=error_at("body", "file", message=message))
