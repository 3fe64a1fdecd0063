"""Annotations of claims and articles: notes, questions, proposed changes, contact attempts."""

from typing import Annotated

from fastapi import Request
from starlette.responses import Response

from api.annotations import service
from api.annotations.schemas import (
    AnnotationFilter,
    AnnotationIn,
    AnnotationOut,
    AnswerIn,
    CallSheets,
    CloseIn,
    Kinds,
)
from api.annotations.service import CannotClose, NoSuchAnnotation
from api.articles.service import NoSuchArticle
from api.claims.service import NoSuchClaim
from api.core.problems import problem_responses
from api.http.authorization import Reporter
from api.http.dependencies import (
    IdempotentWrite,
    IfMatch,
    ReadContextDep,
    in_transaction,
    versioned_router,
)
from api.http.path_parameters import AnnotationPath, ArticlePath, ClaimPath
from api.http.query_parameters import from_query
from api.http.responses import created, ok, stored
from api.queries.pagination import Page

router = versioned_router("annotations")


@router.get(
    "/claims/{claim_id}/annotations",
    response_model=Page[AnnotationOut],
    responses=problem_responses(NoSuchClaim),
)
async def list_annotations_of_claim(
    request: Request,
    claim_id: ClaimPath,
    filters: Annotated[Kinds, from_query(Kinds)],
    context: ReadContextDep,
) -> Response:
    """List what was noted beside a claim, oldest first; `in_reply_to` makes the threads."""
    return ok(request, context, await service.list_of_claim(context, claim_id, filters))


@router.post(
    "/claims/{claim_id}/annotations",
    status_code=201,
    response_model=AnnotationOut,
    responses=problem_responses(NoSuchClaim),
)
@in_transaction
def annotate_claim(
    claim_id: ClaimPath, new: AnnotationIn, session: IdempotentWrite, actor: Reporter
) -> Response:
    """Note something beside a claim: it changes no version but its own."""
    annotation = service.beside_claim(session, actor, claim_id, new)
    document = service.reload(session, actor, annotation)
    return created(session, document, f"/v1/annotations/{annotation.id}")


@router.get(
    "/articles/{article_id}/annotations",
    response_model=Page[AnnotationOut],
    responses=problem_responses(NoSuchArticle),
)
async def list_annotations_of_article(
    request: Request,
    article_id: ArticlePath,
    filters: Annotated[Kinds, from_query(Kinds)],
    context: ReadContextDep,
) -> Response:
    """List what was noted beside an article and all its claims, oldest first."""
    return ok(request, context, await service.list_of_article(context, article_id, filters))


@router.post(
    "/articles/{article_id}/annotations",
    status_code=201,
    response_model=AnnotationOut,
    responses=problem_responses(NoSuchArticle),
)
@in_transaction
def annotate_article(
    article_id: ArticlePath, new: AnnotationIn, session: IdempotentWrite, actor: Reporter
) -> Response:
    """Note something beside an article as a whole."""
    annotation = service.beside_article(session, actor, article_id, new)
    document = service.reload(session, actor, annotation)
    return created(session, document, f"/v1/annotations/{annotation.id}")


@router.get(
    "/articles/{article_id}/calls",
    response_model=CallSheets,
    responses=problem_responses(NoSuchArticle),
)
async def read_calls(
    request: Request, article_id: ArticlePath, context: ReadContextDep
) -> Response:
    """Read an article's call sheets: its open questions, grouped by the person who is asked."""
    return ok(request, context, await service.calls(context, article_id))


@router.get("/annotations", response_model=Page[AnnotationOut])
async def list_annotations(
    request: Request,
    filters: Annotated[AnnotationFilter, from_query(AnnotationFilter)],
    context: ReadContextDep,
) -> Response:
    """List annotations of the whole desk: what is open, who is asked, and when it is due."""
    return ok(request, context, await service.list_of_desk(context, filters))


@router.get(
    "/annotations/{annotation_id}",
    response_model=AnnotationOut,
    responses=problem_responses(NoSuchAnnotation),
)
async def read_annotation(
    request: Request, annotation_id: AnnotationPath, context: ReadContextDep
) -> Response:
    """Read one annotation with its answers."""
    return ok(request, context, await service.read(context, annotation_id))


@router.post(
    "/annotations/{annotation_id}/answers",
    status_code=201,
    response_model=AnnotationOut,
    responses=problem_responses(NoSuchAnnotation),
)
@in_transaction
def answer_annotation(
    annotation_id: AnnotationPath, new: AnswerIn, session: IdempotentWrite, actor: Reporter
) -> Response:
    """Answer it. This does not close a question: the person who asked does, or a checker."""
    annotation = service.answer(session, actor, annotation_id, new.body)
    document = service.reload(session, actor, annotation)
    return created(session, document, f"/v1/annotations/{annotation.id}")


@router.post(
    "/annotations/{annotation_id}/close",
    response_model=AnnotationOut,
    responses=problem_responses(NoSuchAnnotation, CannotClose),
)
@in_transaction
def close_annotation(
    annotation_id: AnnotationPath,
    end: CloseIn,
    session: IdempotentWrite,
    actor: Reporter,
    expected: IfMatch,
) -> Response:
    """Close a question (the person who asked, or a checker) or a proposed change (an editor)."""
    annotation = service.close(session, actor, annotation_id, expected, end.outcome)
    return stored(session, service.reload(session, actor, annotation))
