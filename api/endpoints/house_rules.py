"""The house rules of the desk."""

from fastapi import Request
from starlette.responses import Response

from api.house_rules import service
from api.house_rules.schemas import RulesIn, RulesOut
from api.http.authorization import Editor, Reader
from api.http.dependencies import (
    IfMatch,
    ReadContextDep,
    WriteSession,
    get_database,
    in_transaction,
    versioned_router,
)
from api.http.responses import ok, stored
from api.queries.documents import document_from_json

router = versioned_router("review")


@router.get("/rules", response_model=RulesOut)
def read_rules(request: Request, context: ReadContextDep, actor: Reader) -> Response:
    """Read the house rules: what a verdict, a signature and a clearance need here."""
    with get_database(request).read() as session:
        rules = service.read_rules(session)
    return ok(request, context, document_from_json(actor, rules.model_dump_json(), rules.version))


@router.put("/rules", response_model=RulesOut)
@in_transaction
def set_rules(new: RulesIn, session: WriteSession, actor: Editor, expected: IfMatch) -> Response:
    """Set the house rules, by a preset or each by itself. Takes an editor.

    Nothing is reopened: clearance says which findings no longer satisfy them.
    """
    rules = service.put(session, actor, expected, new)
    return stored(session, document_from_json(actor, rules.model_dump_json(), rules.version))
