"""What one viewer can see of a clearance.

A viewer who cannot see something open learns that there is something, but not what: a piece is
never cleared because its viewer cannot see something.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import SQLModel

from api.core.rule_names import BlockerCode
from api.queries.visibility import Viewer, viewer_values, visible
from api.signoff.assessment import Assessment
from api.signoff.schemas import BlockerOut, Clearance
from api.storage.database import Read


def clearance_json_for(
    session: Read, viewer: Viewer, assessment: Assessment, sha256: str | None
) -> str:
    """The clearance as this viewer may see it; for another text than the newest it is refused."""
    is_other_text = sha256 is not None and sha256 != assessment.whole.draft.sha256
    hidden = _hidden_from(session, viewer, assessment)
    if not hidden and not is_other_text:
        return assessment.json
    clearance = _without_hidden(assessment.whole, hidden) if hidden else assessment.whole
    if is_other_text:
        message = "This is not the newest draft: send it, or ask for the text that runs."
        blockers = [_blocker(BlockerCode.unknown_text, message), *clearance.blockers]
        clearance = clearance.model_copy(update={"cleared": False, "blockers": blockers})
    return clearance.model_dump_json()


def _hidden_from(session: Read, viewer: Viewer, assessment: Assessment) -> frozenset[str]:
    """What of it this viewer cannot see."""
    if viewer.sees_all or not assessment.hidden:
        return frozenset()
    visible_ids = set[str]()
    for kind in ("claim", "annotation"):
        rows = SQLModel.metadata.tables[kind]
        restricted_ids = select(rows.c.id).where(
            rows.c.article_pk == assessment.piece.pk, rows.c.restricted
        )
        visible_ids |= set(
            session.execute(restricted_ids.where(visible(rows)), viewer_values(viewer)).scalars()
        )
    return assessment.hidden - visible_ids


def _without_hidden(whole: Clearance, hidden: frozenset[str]) -> Clearance:
    """Leave out what names something hidden; one `restricted` blocker takes its place."""

    def clean(all_blockers: Sequence[BlockerOut]) -> list[BlockerOut]:
        visible_blockers = [
            item
            for item in all_blockers
            if item.claim not in hidden and item.annotation not in hidden
        ]
        if len(visible_blockers) < len(all_blockers):
            message = "Something is open that only some can see: ask an editor."
            visible_blockers.append(_blocker(BlockerCode.restricted, message))
        return [
            item.model_copy(
                update={"changed": [part for part in item.changed if part.claim not in hidden]}
            )
            for item in visible_blockers
        ]

    waivers = [item for item in whole.waivers if item.claim not in hidden]
    blockers, warnings = clean(whole.blockers), clean(whole.warnings)
    changes = {"blockers": blockers, "warnings": warnings, "waivers": waivers, "counts": {}}
    return whole.model_copy(update=changes)


def _blocker(code: BlockerCode, message: str) -> BlockerOut:
    """A blocker that names no claim."""
    return BlockerOut(code=code, claim=None, message=message, span=None)
