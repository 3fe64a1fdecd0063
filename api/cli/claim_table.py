"""Drafted claims on a terminal: the text with numbered, coloured claims, and a table."""

from collections import defaultdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.claims.models import Voice
from api.intake.schemas import DraftedClaim, Extracted

COLOURS = {Voice.article: "green", Voice.reported: "yellow", Voice.quoted: "magenta"}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_WORTHY = 0.5  # a worth from here on is bold


def print_claims(extracted: Extracted) -> None:
    """Print text, legend and table, as wide as the terminal."""
    console = Console()
    console.print(mark_claims(extracted))
    console.print()
    console.print(make_legend())
    console.print()
    console.print(make_table(extracted))
    console.print(f"{len(extracted.claims)} drafted claims", style="dim")


def mark_claims(extracted: Extracted) -> Text:
    """Mark the claims in the text: a superscript number before each, and a colour by its voice.

    Details that can be wrong (dates, quantities, superlatives …) are underlined.
    """
    text = Text(extracted.body, style="dim")
    numbers: defaultdict[int, list[int]] = defaultdict(list)
    for number, claim in enumerate(extracted.claims, 1):
        numbers[claim.spans[0].start].append(number)
        for span in claim.spans:
            text.stylize(f"not dim {COLOURS[claim.attribution.voice]}", span.start, span.end)
        for detail in claim.details:
            text.stylize("underline", detail.span.start, detail.span.end)
    starts = sorted(numbers)
    numbered = Text()
    for start, piece in zip([None, *starts], text.divide(starts), strict=False):
        if start is not None:
            label = "’".join(str(number) for number in numbers[start]).translate(_SUPERSCRIPTS)
            numbered.append(label, style="bold cyan")
        numbered.append_text(piece)
    return numbered


def make_legend() -> Text:
    """Explain the colours."""
    words = {
        Voice.article: "the article's own",
        Voice.reported: "reported",
        Voice.quoted: "quoted",
    }
    voices = [Text(f"■ {words[voice]}", style=colour) for voice, colour in COLOURS.items()]
    return Text("   ").join([*voices, Text("underlined", style="underline"), Text("can be wrong")])


def make_table(extracted: Extracted) -> Table:
    """Put the claims in a table: statement, speakers, kind and worth."""
    rows = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    rows.add_column("#", justify="right", style="bold cyan")
    rows.add_column("claim", ratio=3)
    rows.add_column("whose", ratio=1)
    rows.add_column("kind")
    rows.add_column("worth", justify="right")
    for number, claim in enumerate(extracted.claims, 1):
        worth = Text(f"{claim.worth:.2f}", style="bold" if claim.worth >= _WORTHY else "dim")
        speaker = Text(speaker_names(claim), style=COLOURS[claim.attribution.voice])
        kind = Text(claim.kind, style="" if claim.checkable else "dim")
        rows.add_row(str(number), Text(claim.statement), speaker, kind, worth)
    return rows


def speaker_names(claim: DraftedClaim) -> str:
    """The speakers, from the outermost: "Interfax › Lavrov"; "A, B" for a joint statement."""
    levels: defaultdict[int, list[str]] = defaultdict(list)
    for speaker in claim.attribution.speakers:
        levels[speaker.level].append(speaker.name or f"“{speaker.span.exact}”")
    return " › ".join(", ".join(names) for _, names in sorted(levels.items()))
