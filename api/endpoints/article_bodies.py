"""The bodies in which an article or draft can arrive: our JSON, an uploaded file, a ninjs item."""

from collections.abc import Collection
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from api.articles.schemas import ArticleIn, DraftIn
from api.core import strict_json, validation_errors
from api.core.media_types import content_type
from api.core.problems import BadRequest, Invalid, error_at
from api.http.authorization import Filer
from api.intake import documents, ninjs

NINJS = "application/vnd.iptc.ninjs+json"
FORM = "multipart/form-data"
_WORDS = {"body", "html"}  # a file brings them

In = TypeVar("In", bound=BaseModel)

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
    "description": "The file, and the other fields, each as a text.",
}
_ITEM = {
    "type": "object",
    "description": "A ninjs item (1.6, 2.2, 3.1, or Superdesk's dialect).",
}


def body_of(shape: type[BaseModel]) -> dict[str, Any]:
    """Say in the document what a path takes: this shape, a file, or an item."""
    ours = {"$ref": f"#/components/schemas/{shape.__name__}"}
    kinds = {"application/json": ours, FORM: _FILE, NINJS: _ITEM}
    content = {kind: {"schema": schema} for kind, schema in kinds.items()}
    return {"requestBody": {"required": True, "content": content}}


async def incoming(request: Request, _: Filer) -> ArticleIn:
    """Read the article from a JSON body, a form with a file, or a ninjs item."""
    return await _read(request, ArticleIn)


async def incoming_draft(request: Request, _: Filer) -> DraftIn:
    """Read an article's next draft from such a body; other fields of an item are ignored."""
    return await _read(request, DraftIn)


async def _read(request: Request, shape: type[In]) -> In:
    fields = shape.model_fields.keys()
    if content_type(request.headers) == FORM:
        return _shaped(await _form(request, fields - _WORDS), shape)
    sent = strict_json.parse_json(await request.body())
    if is_ninjs(request):
        item = ninjs.article(sent)
        return _shaped({name: item[name] for name in item if name in fields}, shape)
    return _shaped(sent, shape)


def is_ninjs(request: Request) -> bool:
    """Whether a ninjs item was sent: it brings its own id."""
    return content_type(request.headers) == NINJS


def _shaped(fields: object, shape: type[In]) -> In:
    try:
        return shape.model_validate(fields)
    except ValidationError as wrong:
        raise validation_errors.as_problem(wrong.errors(), "body") from wrong


def _unfit(name: str, message: str) -> Invalid:
    return Invalid("The form does not fit.", errors=error_at("body", name, message=message))


async def _form(request: Request, names: Collection[str]) -> dict[str, Any]:
    await request.body()  # kept, to compare it with a request that is repeated
    limits = {"max_files": 1, "max_fields": 50, "max_part_size": 64 * 1024}
    try:
        async with request.form(**limits) as form:
            return await _fields_of(form, names)
    except HTTPException as broken:  # as Starlette refuses what is no form
        raise BadRequest(f"The form cannot be read: {broken.detail}") from broken


async def _fields_of(form: FormData, names: Collection[str]) -> dict[str, Any]:
    """Give the fields that a form says, those of its file among them."""
    fields: dict[str, Any] = {}
    file = form.get("file")
    for name, value in form.multi_items():
        if name == "file" and isinstance(value, UploadFile):
            continue
        if name not in names or isinstance(value, UploadFile) or name in fields:
            raise _unfit(name, f"A form has `file` and, once each: {', '.join(sorted(names))}.")
        if reason := strict_json.why_unstorable(value):
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
