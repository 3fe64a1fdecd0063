"""`claimdesk check`: what would be drafted from any text file, without a desk."""

from datetime import date

from api.articles.schemas import TextIn
from api.intake import drafting
from api.intake.schemas import Extracted
from api.problems import Invalid
from api.strict import unkeepable
from api.text.units import Unit


def read(sent: bytes, name: str, language: str, dateline: date | None = None) -> Extracted:
    """Draft the claims of a file's text; `.html` and `.htm` are read as HTML."""
    try:
        text = sent.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Invalid(f"{name} is not UTF-8: byte {wrong.start}.") from wrong
    if not text.strip():
        raise Invalid(f"There are no words in {name}.")
    if reason := unkeepable(text):
        raise Invalid(reason)
    kind = "html" if name.lower().endswith((".html", ".htm")) else "body"
    when = {"date": dateline.isoformat()} if dateline else None
    new = TextIn.model_validate({kind: text, "language": language, "dateline": when})
    return drafting.extracted(drafting.prepare(new), Unit.code_points)
