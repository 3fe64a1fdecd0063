"""`claimdesk check`: what would be drafted from any text file, without a desk."""

from datetime import date

from api.articles.schemas import TextIn
from api.core.problems import Invalid
from api.intake import documents, drafting
from api.intake.schemas import Extracted
from api.text.offsets import Unit


def read(sent: bytes, name: str, language: str, dateline: date | None = None) -> Extracted:
    """Draft the claims of a file's text: a .html, .docx or .md file as such, all else as text."""
    is_known = name.lower().endswith(documents.KINDS)
    document = documents.read(name if is_known else f"{name}.txt", sent)
    text = document.body if document.html is None else document.html
    if text is None or not text.strip():
        raise Invalid(f"There are no words in {name}.")
    kind = "body" if document.html is None else "html"
    when = {"date": dateline.isoformat()} if dateline else None
    new = TextIn.model_validate({kind: text, "language": language, "dateline": when})
    return drafting.extracted(drafting.prepare(new), Unit.code_points)
