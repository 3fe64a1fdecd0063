"""`claimdesk check`: what would be drafted from any text file, without a desk."""

from datetime import date

from api.articles.schemas import TextIn
from api.core.problems import Invalid
from api.intake import documents, drafting
from api.intake.schemas import Extracted
from api.text.offsets import Unit


def read(sent: bytes, name: str, language: str, dateline: date | None = None) -> Extracted:
    """Draft the claims of a file's text: a .html, .docx or .md file as such, all else as text."""
    known = name.lower().endswith(documents.KINDS)
    found = documents.read(name if known else f"{name}.txt", sent)
    text = found.body if found.html is None else found.html
    if text is None or not text.strip():
        raise Invalid(f"There are no words in {name}.")
    kind = "body" if found.html is None else "html"
    when = {"date": dateline.isoformat()} if dateline else None
    new = TextIn.model_validate({kind: text, "language": language, "dateline": when})
    return drafting.extracted(drafting.prepare(new), Unit.code_points)
