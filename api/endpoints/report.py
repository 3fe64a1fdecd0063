"""The report on an article, as HTML or Markdown."""

from typing import Annotated

from fastapi import Header, Request
from starlette.responses import Response

from api.articles.service import NoSuchArticle
from api.core.problems import problem_responses
from api.http.dependencies import ReadContextDep, get_database, versioned_router
from api.http.path_parameters import ArticlePath
from api.report import rendering, service

router = versioned_router("sign-off")

MARKDOWN = "text/markdown"


@router.get(
    "/articles/{article_id}/report",
    response_class=Response,
    responses={
        200: {
            "description": "The report.",
            "content": {
                "text/html": {"schema": {"type": "string"}},
                MARKDOWN: {"schema": {"type": "string"}},
            },
        },
        **problem_responses(NoSuchArticle),
    },
)
async def read_report(
    request: Request,
    article_id: ArticlePath,
    context: ReadContextDep,
    accept: Annotated[
        str, Header(description="`text/html`, or `text/markdown`.", max_length=500)
    ] = "text/html",
) -> Response:
    """Read the report of a piece: one page, for reading and for print.

    The article with every claim underlined and numbered by its status, and after it each claim
    with its speaker, sources, evidence, findings and notes; signatures, exceptions, what is open,
    what changed since the draft before. It needs no script and nothing from another host. With
    `Accept: text/markdown` it is Markdown.
    """
    plain = _wants_markdown(accept)
    text, tag = await service.report(context, get_database(request), article_id, markdown=plain)
    headers = {
        "ETag": tag,
        "Vary": "Authorization, Claimdesk-Person, Accept",
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": rendering.policy(),
    }
    kind = MARKDOWN if plain else "text/html"
    return Response(text, 200, headers, f"{kind}; charset=utf-8")


def _wants_markdown(accept: str) -> bool:
    kinds = [part.split(";")[0].strip() for part in accept.split(",")]
    return MARKDOWN in kinds and "text/html" not in kinds
