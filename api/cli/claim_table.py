"""Drafted claims on a terminal: the text with each claim numbered and coloured, then a table."""

from collections import defaultdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.claims.models import Voice
from api.intake.schemas import DraftedClaim, Extracted

COLOURS = {Voice.article: "green", Voice.reported: "yellow", Voice.quoted: "magenta"}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_WORTHY = 0.5  # from here on a claim's worth stands out


def show(extracted: Extracted) -> None:
    """Print both, as wide as the terminal."""
    console = Console()
    console.print(marked(extracted))
    console.print()
    console.print(legend())
    console.print()
    console.print(table(extracted))
    console.print(f"{len(extracted.claims)} drafted claims", style="dim")


def marked(extracted: Extracted) -> Text:
    """Mark the text: a raised number before each claim, its colour whose words they are.

    What in it can be wrong (dates, quantities, superlatives …) is underlined.
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
    pieces = text.divide(starts)
    whole = Text()
    for start, piece in zip([None, *starts], pieces, strict=False):
        if start is not None:
            raised = "’".join(str(number) for number in numbers[start]).translate(_RAISED)
            whole.append(raised, style="bold cyan")
        whole.append_text(piece)
    return whole


def legend() -> Text:
    """Say what the colours mean."""
    words = {
        Voice.article: "the article's own",
        Voice.reported: "reported",
        Voice.quoted: "quoted",
    }
    named = [Text(f"■ {words[voice]}", style=colour) for voice, colour in COLOURS.items()]
    return Text("   ").join([*named, Text("underlined", style="underline"), Text("can be wrong")])


def table(extracted: Extracted) -> Table:
    """Put the claims in a table: what is claimed, by whom, of what kind, and how it weighs."""
    claim_table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    claim_table.add_column("#", justify="right", style="bold cyan")
    claim_table.add_column("claim", ratio=3)
    claim_table.add_column("whose", ratio=1)
    claim_table.add_column("kind")
    claim_table.add_column("worth", justify="right")
    for number, claim in enumerate(extracted.claims, 1):
        worth = Text(f"{claim.worth:.2f}", style="bold" if claim.worth >= _WORTHY else "dim")
        speaker = Text(whose(claim), style=COLOURS[claim.attribution.voice])
        kind = Text(claim.kind, style="" if claim.checkable else "dim")
        claim_table.add_row(str(number), Text(claim.statement), speaker, kind, worth)
    return claim_table


def whose(claim: DraftedClaim) -> str:
    """Name who says it: "Interfax › Lavrov"; "A, B" for a joint statement."""
    levels: defaultdict[int, list[str]] = defaultdict(list)
    for speaker in claim.attribution.speakers:
        levels[speaker.level].append(speaker.name or f"“{speaker.span.exact}”")
    return " › ".join(", ".join(named) for _, named in sorted(levels.items()))
