"""Read what a report shows, as far as its reader can see it."""

import asyncio
from typing import Any

from sqlalchemy import Select
from sqlmodel import col

from api.annotations import service as annotations
from api.annotations.models import Annotation
from api.annotations.schemas import AnnotationOut, CallSheets
from api.articles import service as articles
from api.articles.models import Draft
from api.articles.schemas import ArticleOut, DraftOut
from api.claims.models import Claim
from api.queries.contexts import ReadContext
from api.queries.etags import make_etag
from api.queries.projections import Projection
from api.report import rendering
from api.report.view_model import Material, Report, build
from api.review.schemas import ClaimWhole
from api.signoff import clearance
from api.signoff.models import Correction, Publication
from api.signoff.schemas import Clearance, CorrectionOut, PublicationOut
from api.storage.database import Database
from api.storage.statements import param

_CLAIMS = (
    ClaimWhole.select()
    .where(col(Claim.article_pk) == param("of"))
    .order_by(col(Claim.position), col(Claim.pk))
)
_NOTES = (
    AnnotationOut.select()
    .where(col(Annotation.article_pk) == param("of"))
    .order_by(col(Annotation.pk))
)
_BEFORE = DraftOut.select().where(
    col(Draft.article_pk) == param("of"), col(Draft.number) == param("number")
)
_CORRECTIONS = (
    CorrectionOut.select()
    .where(col(Correction.article_pk) == param("of"))
    .order_by(col(Correction.pk))
)
_PUBLICATIONS = (
    PublicationOut.select()
    .where(col(Publication.article_pk) == param("of"))
    .order_by(col(Publication.pk))
)


async def report(
    context: ReadContext, db: Database, article_id: str, *, markdown: bool
) -> tuple[str, str]:
    """Write the report of an article, as HTML or Markdown; with its tag."""
    position = await articles.ledger_position(context, article_id)
    etag = context.raise_if_unmodified(
        make_etag(context.viewer, 0, position.seq, position.shared_seq, markdown)
    )
    whole = ReadContext(
        context.reader, context.viewer, desk_position=context.desk_position
    )  # what was seen of it is no matter here
    article = ArticleOut.model_validate_json((await articles.read(whole, article_id)).json)
    cleared = await clearance.read_clearance(whole, db, article_id, None)
    calls = await annotations.calls(whole, article_id)
    parameters = {"of": position.pk}
    before = {**parameters, "number": article.draft.number - 1}
    made_of = Material(
        article,
        Clearance.model_validate_json(cleared.json),
        await _rows(whole, ClaimWhole, _CLAIMS, {**parameters, "utf16": False}),
        await _rows(whole, AnnotationOut, _NOTES, parameters),
        CallSheets.model_validate_json(calls.json),
        next(iter(await _rows(whole, DraftOut, _BEFORE, before)), None),
        await _rows(whole, CorrectionOut, _CORRECTIONS, parameters),
        await _rows(whole, PublicationOut, _PUBLICATIONS, parameters),
    )
    view = build(made_of)
    context.restricted.update(claim.id for claim in _restricted(view))
    text = await asyncio.to_thread(rendering.markdown if markdown else rendering.html, view)
    return text, etag


def _restricted(view: Report) -> list[ClaimWhole]:
    return [card.claim for card in [*view.cards, *view.lost] if card.claim.visible_to is not None]


async def _rows(
    context: ReadContext, shape: type[Any], statement: Select[Any], parameters: dict[str, Any]
) -> Any:  # noqa: ANN401  # a list of the shape
    assert issubclass(shape, Projection)
    return [
        shape.model_validate_json(row[2])
        for row in await context.rows(statement, parameters, long=True)
    ]
