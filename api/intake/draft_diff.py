"""Two drafts of an article side by side."""

from api.anchoring.text_diff import differences
from api.articles import service as articles
from api.intake.schemas import DraftChange, DraftDiff, Shift
from api.storage.database import Read
from api.text.offsets import OffsetConverter, Unit
from api.text.spans import Part


def compare(session: Read, article_id: str, numbers: tuple[str, str], unit: Unit) -> DraftDiff:
    """Say what differs between two drafts of an article, in this unit."""
    article = articles.get(session, article_id)
    first, second = (articles.draft_named(session, article, number) for number in numbers)
    rulers = [
        {part: OffsetConverter(draft.words[part]) for part in Part} for draft in (first, second)
    ]
    texts = first.words, second.words

    def shift(side: int, part: Part, stretch: tuple[int, int]) -> Shift:
        start, end = stretch
        text = texts[side][part][start:end]
        if unit is Unit.utf16:
            start, end = rulers[side][part].to_utf16(start), rulers[side][part].to_utf16(end)
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
