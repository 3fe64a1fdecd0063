from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.articles import service as articles
from api.articles.schemas import (
    ArticleFilter,
    ArticleIn,
    ArticleOut,
    ArticlePatch,
    ArticleRef,
    TextIn,
)
from api.articles.service import ArticleTaken, NoSuchArticle
from api.auth.deps import Filer, Reader, Reporter
from api.claims.entries import UnitQuery
from api.claims.placing import Places
from api.doors import (
    ArticlePath,
    IfMatch,
    Posting,
    Reading,
    Writing,
    added,
    database,
    kept,
    room,
    show,
    writes,
)
from api.intake import drafting, lines
from api.intake.drafting import Prepared
from api.intake.incoming import body_of, incoming
from api.intake.lines import ImportRefused
from api.intake.schemas import ArticleAdded, Extracted, ImportedLine
from api.paging import Page
from api.parameters import asked
from api.problems import Invalid, TooLarge, UnsupportedMediaType, refusals
from api.reading import fresh

router = room("articles")
of_claims = room("claims")

JSON_LINES = ("application/jsonl", "application/x-ndjson")


Incoming = Annotated[ArticleIn, Depends(incoming)]


def _prepared(new: Incoming) -> Prepared:
    return drafting.prepare(new)


@router.post(
    "/articles",
    status_code=201,
    response_model=ArticleAdded,
    responses=refusals(ArticleTaken, Invalid),
    openapi_extra=body_of(ArticleIn),
)
@writes
def add_article(
    new: Incoming,
    prepared: Annotated[Prepared, Depends(_prepared)],  # before the transaction is opened
    session: Posting,
    actor: Filer,
) -> Response:
    """Send an article: its words become draft 1, and its claims are drafted at once, offline.

    As JSON; as a form with a `file` (.txt, .md, .html or .docx, 20 MiB at most) and the other
    fields; or as a ninjs item.

    Of a very long text, the first 50,000 words are read and the first 500 claims drafted.
    """
    article = articles.add(session, actor, new, prepared.words, prepared.sentences)
    drafting.keep(session, actor, Places(article), prepared.drafts)
    made = fresh(session, actor, ArticleAdded, article.pk)
    return added(session, made, f"/v1/articles/{article.id}")


@router.get("/articles", response_model=Page[ArticleRef])
async def list_articles(
    request: Request, wanted: Annotated[ArticleFilter, asked(ArticleFilter)], look: Reading
) -> Response:
    """List articles without their words, oldest first unless you say otherwise."""
    return show(request, look, await articles.listed(look, wanted))


@router.get(
    "/articles/{article_id}",
    response_model=ArticleOut,
    responses=refusals(NoSuchArticle),
)
async def read_article(request: Request, article_id: ArticlePath, look: Reading) -> Response:
    """Read an article with its newest words."""
    return show(request, look, await articles.read(look, article_id))


@router.patch(
    "/articles/{article_id}",
    response_model=ArticleOut,
    responses=refusals(NoSuchArticle, ArticleTaken),
)
@writes
def edit_article(
    article_id: ArticlePath,
    changes: ArticlePatch,
    session: Writing,
    actor: Filer,
    expected: IfMatch,
) -> Response:
    """Change what is said about an article. Its words change by a new draft only."""
    return kept(session, articles.edit(session, actor, article_id, expected, changes))


@router.post("/extract", response_model=Extracted, responses=refusals(Invalid))
def extract_claims(
    new: TextIn, unit: Annotated[UnitQuery, asked(UnitQuery)], _: Reader
) -> Response:
    """Draft the claims of a text without storing anything.

    By rules and tables of words, in English, German and French: no model, the same answer each
    time. `rule` says how a speaker was found and `confidence` how often that rule is right (0 to
    1, counted on news that readers have marked). At what readers mark as quoted it is right in 91
    of 100 in English and 85 in German (F1), with the right speaker in 86 and 72. It misses claims
    inside a noun ("the 12-day war"); a statement is reworded only where nobody else can be meant.

    Of a very long text, the first 50,000 words are read and the first 500 claims drafted.
    """
    found = drafting.extracted(drafting.prepare(new), unit.unit)
    return Response(found.model_dump_json(), media_type="application/json")


@of_claims.post(
    "/claims/import",
    response_class=Response,
    responses={
        200: {
            "description": "One line for each line sent: its claim's id, or why it was refused.",
            "content": {
                kind: {"schema": {"$ref": "#/components/schemas/ImportedLine"}}
                for kind in JSON_LINES
            },
        },
        **refusals(ImportRefused, TooLarge, UnsupportedMediaType),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "A claim a line, as `POST /v1/claims` takes it; 64 KiB a line at most.",
            "content": {
                kind: {"schema": {"$ref": "#/components/schemas/ClaimIn"}} for kind in JSON_LINES
            },
        }
    },
)
async def import_claims(
    request: Request,
    actor: Reporter,
    unit: Annotated[UnitQuery, asked(UnitQuery)],
    atomic: Annotated[bool, Query(description="All lines or none; up to 10,000 lines.")] = False,  # noqa: FBT002  # a query parameter is named by its callers
) -> Response:
    """Import claims as JSON Lines, 500 lines a transaction.

    A line whose `external_id` is in its article already answers with the claim that is there: so
    the same import can be sent again after it was cut off.
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() not in JSON_LINES:
        raise UnsupportedMediaType(f"Send JSON Lines as {' or '.join(JSON_LINES)}.")
    spooled = await lines.spool(request.stream())
    db = database(request)
    if atomic:
        done = await run_in_threadpool(lines.take_all, db, actor, spooled, unit.unit)
        return Response("".join(_said(iter([done]))), media_type=JSON_LINES[0])
    answers = _said(lines.take(db, actor, spooled, unit.unit))
    return StreamingResponse(answers, media_type=JSON_LINES[0])


def _said(done: Iterator[list[ImportedLine]]) -> Iterator[str]:
    """Say what became of the lines, all of a transaction at once: each piece costs a thread."""
    for lines_ in done:
        yield "".join(line.model_dump_json(exclude_none=True) + "\n" for line in lines_)
