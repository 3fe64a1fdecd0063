"""Two drafts of an article side by side."""

from api.anchoring.text_diff import differences
from api.articles import service as articles
from api.intake.schemas import DraftChange, DraftDiff, Shift
from api.storage.database import Read
from api.text.offsets import PartOffsets, Unit
from api.text.spans import Part


def compare(session: Read, article_id: str, numbers: tuple[str, str], unit: Unit) -> DraftDiff:
    """Say what differs between two drafts of an article, in this unit."""
    article = articles.get(session, article_id)
    first, second = (articles.draft_named(session, article, number) for number in numbers)
    texts = first.words, second.words
    offsets = [PartOffsets(text) for text in texts]

    def shift(side: int, part: Part, stretch: tuple[int, int]) -> Shift:
        text = texts[side][part][slice(*stretch)]
        start, end = offsets[side].in_unit(unit, part, *stretch)
        return Shift(start=start, end=end, text=text)

    return DraftDiff(
        first=first.number,
        second=second.number,
        unit=unit,
        changes=[
            DraftChange(
                part=difference.part,
                before=shift(0, difference.part, difference.before),
                after=shift(1, difference.part, difference.after),
            )
            for difference in differences(*texts)
        ],
    )
