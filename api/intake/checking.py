"""`claimdesk check`: the drafted claims of any text file, as a table."""

from api.articles.schemas import TextIn
from api.intake import drafting
from api.intake.schemas import Extracted
from api.problems import Invalid
from api.strict import unkeepable
from api.text.units import Unit


def read(sent: bytes, name: str, language: str) -> Extracted:
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
    new = TextIn.model_validate({kind: text, "language": language})
    return drafting.extracted(drafting.prepare(new), Unit.code_points)


def show(found: Extracted) -> None:
    """Print the table, as wide as the terminal."""
    from rich.console import Console  # noqa: PLC0415  # only the table needs it
    from rich.table import Table  # noqa: PLC0415  # as above
    from rich.text import Text  # noqa: PLC0415  # as above

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right", style="dim")
    table.add_column("where", justify="right", style="dim")
    table.add_column("claim", ratio=1)
    table.add_column("speaker")
    table.add_column("kind")
    table.add_column("worth", justify="right")
    for number, claim in enumerate(found.claims, 1):
        speaker = ", ".join(said.name or said.span.exact for said in claim.speakers)
        table.add_row(
            str(number),
            f"{claim.span.start}–{claim.span.end}",
            Text(claim.statement),
            Text(speaker, style="magenta" if claim.voice == "quoted" else ""),
            claim.kind,
            f"{claim.worth:.2f}",
        )
    console = Console()
    console.print(table)
    console.print(f"{len(found.claims)} drafted claims", style="dim")
