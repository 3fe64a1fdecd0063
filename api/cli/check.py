"""`claimdesk check`: the claims that would be drafted for a text file, without a desk."""

from datetime import date

from api.articles.schemas import TextIn
from api.core.problems import Invalid
from api.intake import documents, drafting
from api.intake.schemas import Extracted
from api.text.offsets import Unit


def extract_claims(
    content: bytes, file_name: str, language: str, dateline: date | None = None
) -> Extracted:
    """Draft the claims of a file: HTML, .docx or Markdown by its ending, else plain text."""
    is_known = file_name.lower().endswith(documents.KINDS)
    document = documents.read(file_name if is_known else f"{file_name}.txt", content)
    text = document.body if document.html is None else document.html
    if text is None or not text.strip():
        raise Invalid(f"There are no words in {file_name}.")
    field = "body" if document.html is None else "html"
    day = {"date": dateline.isoformat()} if dateline else None
    new = TextIn.model_validate({field: text, "language": language, "dateline": day})
    return drafting.extracted(drafting.prepare(new), Unit.code_points)
