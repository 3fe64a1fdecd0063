"""Propose the claims of a text without storing anything."""

from typing import Annotated

from starlette.responses import Response

from api.articles.schemas import (
    TextIn,
)
from api.claims.relation_inputs import UnitQuery
from api.core.problems import Invalid, problem_responses
from api.http.authorization import Reader
from api.http.dependencies import versioned_router
from api.http.query_parameters import from_query
from api.intake import drafting
from api.intake.schemas import Extracted

router = versioned_router("articles")


@router.post("/extract", response_model=Extracted, responses=problem_responses(Invalid))
def extract_claims(
    new: TextIn, unit: Annotated[UnitQuery, from_query(UnitQuery)], _: Reader
) -> Response:
    """Draft the claims of a text without storing anything.

    By rules and tables of words, in English, German and French: no model, the same answer each
    time. `rule` says how a speaker was found and `confidence` how often that rule is right (0 to
    1, counted on news that readers have marked). At what readers mark as quoted it is right in 91
    of 100 in English and 85 in German (F1), with the right speaker in 86 and 72. It misses claims
    inside a noun ("the 12-day war"); a statement is reworded only where nobody else can be meant.

    Of a very long text, the first 50,000 words are read and the first 500 claims drafted.
    """
    extracted = drafting.extracted(drafting.prepare(new), unit.unit)
    return Response(extracted.model_dump_json(), media_type="application/json")
