"""An article as it arrives: JSON of ours, a file in a form, or a ninjs item."""

from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from api import strict
from api.articles.schemas import ArticleIn
from api.auth.deps import Filer
from api.intake import documents, ninjs
from api.problems import BadRequest, Invalid, at

NINJS = "application/vnd.iptc.ninjs+json"
FORM = "multipart/form-data"
_FIELDS = frozenset(ArticleIn.model_fields) - {"body", "html"}

_FILE = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "The words: a .txt, .md, .html or .docx file.",
        },
        "headline": {
            "type": "string",
            "description": "The headline; the document's own title, if it is left out.",
        },
    },
    "additionalProperties": {"type": "string"},
    "description": "The file, and the article's other fields, each as a text.",
}
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/ArticleIn"}},
            FORM: {"schema": _FILE},
            NINJS: {
                "schema": {
                    "type": "object",
                    "description": "A ninjs item (1.6, 2.2, 3.1, or Superdesk's dialect).",
                }
            },
        },
    }
}


async def incoming(request: Request, _: Filer) -> ArticleIn:
    """Read the article out of whatever was sent."""
    if _kind(request) == FORM:
        return _article(await _form(request))
    sent = strict.parse(await request.body())
    return _article(ninjs.article(sent) if is_ninjs(request) else sent)


def is_ninjs(request: Request) -> bool:
    """Whether a ninjs item was sent: it brings its own id."""
    return _kind(request) == NINJS


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


def _article(said: object) -> ArticleIn:
    try:
        return ArticleIn.model_validate(said)
    except ValidationError as wrong:
        errors = [{**error, "loc": ("body", *error["loc"])} for error in wrong.errors()]
        raise RequestValidationError(errors) from wrong


def _unfit(name: str, message: str) -> Invalid:
    return Invalid("The form does not fit.", errors=at("body", name, message=message))


async def _form(request: Request) -> dict[str, Any]:
    await request.body()  # kept, for whoever looks whether it is the same request again
    limits = {"max_files": 1, "max_fields": 50, "max_part_size": 64 * 1024}
    try:
        async with request.form(**limits) as form:
            return await _fields_of(form)
    except HTTPException as broken:  # as Starlette refuses what is no form
        raise BadRequest(f"The form cannot be read: {broken.detail}") from broken


async def _fields_of(form: FormData) -> dict[str, Any]:
    """Give the article's fields that a form says, those of its file among them."""
    fields: dict[str, Any] = {}
    file = form.get("file")
    for name, value in form.multi_items():
        if name == "file" and isinstance(value, UploadFile):
            continue
        if name not in _FIELDS or isinstance(value, UploadFile) or name in fields:
            raise _unfit(name, f"A form has `file` and, once each: {', '.join(sorted(_FIELDS))}.")
        if reason := strict.unkeepable(value):
            raise _unfit(name, reason)
        fields[name] = value
    if not isinstance(file, UploadFile):
        raise _unfit("file", "Send one: .txt, .md, .html or .docx.")
    sent, named = await file.read(), file.filename or ""
    read = await run_in_threadpool(documents.read, named, sent)
    if isinstance(fields.get("dateline"), str):
        fields["dateline"] = {"date": fields["dateline"]}
    words = {"body": read.body} if read.html is None else {"html": read.html}
    headline = {"headline": read.headline[:1000]} if read.headline else {}
    return {**headline, **words, **fields}
