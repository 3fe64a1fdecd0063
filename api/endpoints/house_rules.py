"""The house rules of the desk."""

from fastapi import Request
from starlette.responses import Response

from api.house_rules import service
from api.house_rules.schemas import RulesIn, RulesOut
from api.http.authorization import Editor, Reader
from api.http.dependencies import IfMatch, Reading, Writing, database, room, writes
from api.http.responses import kept, show
from api.queries.documents import told

router = room("review")


@router.get("/rules", response_model=RulesOut)
def read_rules(request: Request, look: Reading, actor: Reader) -> Response:
    """Read the house rules: what a verdict, a signature and a clearance need here."""
    with database(request).read() as session:
        found = service.shown(session)
    return show(request, look, told(actor, found.model_dump_json(), found.version))


@router.put("/rules", response_model=RulesOut)
@writes
def set_rules(new: RulesIn, session: Writing, actor: Editor, expected: IfMatch) -> Response:
    """Set the house rules, by a preset or each by itself. Takes an editor.

    Nothing is reopened: clearance says which findings no longer satisfy them.
    """
    found = service.put(session, actor, expected, new)
    return kept(session, told(actor, found.model_dump_json(), found.version))
