"""Add, answer, edit and close annotations."""

from datetime import UTC, datetime

from sqlmodel import col, func, select

from api.annotations.models import Annotation, AnnotationKind, Answer, Outcome
from api.annotations.open_kinds import OPEN_KINDS
from api.annotations.schemas import (
    AnnotationFilter,
    AnnotationIn,
    AnnotationOut,
    Call,
    CallSheets,
    Kinds,
    OutsiderIn,
)
from api.articles import service as articles
from api.articles.models import Article
from api.auth.access import Actor, Permission
from api.claims import service as claims
from api.claims.models import Claim
from api.core.preconditions import ExpectedVersion
from api.core.problems import Conflict, Forbidden, Invalid, NotFound, error_at
from api.ledger import service as ledger
from api.people import service as people
from api.queries.contexts import ReadContext
from api.queries.documents import Document, read_document, reload_document
from api.queries.ledger_positions import desk_position
from api.queries.lists import ListQuery
from api.queries.pagination import PageResult
from api.queries.resources import Resource
from api.storage.database import Read, Write
from api.storage.statements import param


class NoSuchAnnotation(NotFound):
    """No annotation that you can see has this id."""


class CannotClose(Conflict):
    """It is closed already, or ends in another way; `allowed` lists the outcomes."""


ANNOTATIONS = Resource(Annotation, NoSuchAnnotation)
get = ANNOTATIONS.get


async def read(context: ReadContext, annotation_id: str) -> Document:
    return await read_document(context, AnnotationOut, annotation_id, NoSuchAnnotation)


_OF_CLAIM = ListQuery(AnnotationOut, Kinds, of=col(Annotation.claim_pk))
_OF_ARTICLE = ListQuery(AnnotationOut, Kinds, of=col(Annotation.article_pk))
_OF_DESK = ListQuery(AnnotationOut, AnnotationFilter)


async def list_of_claim(context: ReadContext, claim_id: str, filters: Kinds) -> PageResult:
    """List what is noted about a claim."""
    position = await claims.ledger_position(context, claim_id)
    return await _OF_CLAIM.read(context, f"annotations of {claim_id}", filters, position)


async def list_of_article(context: ReadContext, article_id: str, filters: Kinds) -> PageResult:
    """List what is noted about an article and its claims."""
    position = await articles.ledger_position(context, article_id)
    return await _OF_ARTICLE.read(context, f"annotations of {article_id}", filters, position)


async def list_of_desk(context: ReadContext, filters: AnnotationFilter) -> PageResult:
    """List annotations of the whole desk."""
    position = await desk_position(context)
    return await _OF_DESK.read(context, "annotations of the desk", filters, position)


_CALLS = AnnotationOut.select().where(
    col(Annotation.article_pk) == param("of"),
    col(Annotation.kind) == AnnotationKind.question,
    col(Annotation.open),
)


async def calls(context: ReadContext, article_id: str) -> Document:
    """Group the open questions of an article by the person who is to answer."""
    position = await articles.ledger_position(context, article_id)
    tag = context.raise_if_unmodified(position.etag(context.viewer))
    rows = await context.rows(_CALLS.order_by(col(Annotation.pk)), {"of": position.pk})
    sheets: dict[str, Call] = {}
    for _, _, json in rows:
        question = AnnotationOut.model_validate_json(json)
        who = question.addressee.model_dump_json() if question.addressee else ""
        sheet = sheets.setdefault(
            who, Call(addressee=question.addressee, due=question.due, questions=[])
        )
        sheet.questions.append(question)
        sheet.due = min(filter(None, (sheet.due, question.due)), default=None)
    late = datetime.max.replace(tzinfo=UTC)
    in_order = sorted(sheets.values(), key=lambda sheet: sheet.due or late)
    return Document(CallSheets(calls=in_order).model_dump_json(), tag)


def beside_claim(session: Write, actor: Actor, claim_id: str, new: AnnotationIn) -> Annotation:
    claim = claims.get(session, actor, claim_id)
    return _add(session, actor, session.get_one(Article, claim.article_pk), claim, new)


def beside_article(session: Write, actor: Actor, article_id: str, new: AnnotationIn) -> Annotation:
    return _add(session, actor, articles.get(session, article_id), None, new)


def _add(
    session: Write, actor: Actor, article: Article, claim: Claim | None, new: AnnotationIn
) -> Annotation:
    before = _replied_to(session, actor, article, claim, new.in_reply_to)
    outsider = new.addressee if isinstance(new.addressee, OutsiderIn) else None
    person = None
    if isinstance(new.addressee, str):
        person = people.PEOPLE.named(session, actor, new.addressee, "body", "addressee")
    annotation = Annotation(
        id=session.new_id("annotation"),
        article_pk=article.key,
        claim_pk=claim.pk if claim else None,
        in_reply_to_pk=before.pk if before else None,
        addressee_pk=person.pk if person else None,
        addressee_name=outsider.name if outsider else None,
        addressee_contact=outsider.contact if outsider else None,
        open=new.kind in OPEN_KINDS,
        created_by_pk=actor.person_pk or None,
        created_at=session.now,
        updated_at=session.now,
        **new.model_dump(include={"kind", "body", "proposed", "due"}),
    )
    session.add(annotation)
    session.flush()
    if new.visible_to is not None:
        people.restrict(session, actor, annotation, new.visible_to)
    ledger.record(
        session,
        actor,
        "annotation.added",
        annotation.id,
        ledger.scope_of(session, annotation),
        after=new.model_dump(mode="json", exclude_none=True),
    )
    return annotation


def _replied_to(
    session: Read, actor: Actor, article: Article, claim: Claim | None, annotation_id: str | None
) -> Annotation | None:
    if annotation_id is None:
        return None
    annotation = ANNOTATIONS.find(session, actor, annotation_id)
    beside = (article.key, claim.pk if claim else None)
    if annotation is None or (annotation.article_pk, annotation.claim_pk) != beside:
        raise Invalid(
            "There is no such annotation here to reply to.",
            errors=error_at(
                "body", "in_reply_to", message="Name one of the same claim or article."
            ),
        )
    return annotation


def answer(session: Write, actor: Actor, annotation_id: str, body: str) -> Annotation:
    """Add an answer; the question stays open until its author or a checker closes it."""
    annotation = get(session, actor, annotation_id)
    new_answer = Answer(
        id=session.new_id("answer"),
        annotation_pk=annotation.key,
        body=body,
        author_pk=actor.person_pk or None,
        at=session.now,
    )
    session.add(new_answer)
    session.touch(annotation)
    after = {"answer": new_answer.id, "body": body}
    scope = ledger.scope_of(session, annotation)
    ledger.record(session, actor, "annotation.answered", annotation.id, scope, after={**after})
    return annotation


def close(
    session: Write, actor: Actor, annotation_id: str, expected: ExpectedVersion, outcome: Outcome
) -> Annotation:
    """Close a question or a change, in a way that its kind knows."""
    annotation = get(session, actor, annotation_id)
    expected.check(annotation.version, star=False)
    kind = OPEN_KINDS.get(annotation.kind)
    allowed = kind.outcomes if kind else ()
    if not annotation.open or outcome not in allowed:
        state = f"A {annotation.kind} ends as: {', '.join(allowed) or 'nothing; it is never open'}."
        detail = state if annotation.open or not allowed else "It is closed already."
        raise CannotClose(detail, allowed=[*allowed] if annotation.open else [])
    _may_close(session, actor, annotation, outcome)
    columns = {
        "open": False,
        "outcome": outcome,
        "closed_by_pk": actor.person_pk or None,
        "closed_at": session.now,
    }
    scope = ledger.scope_of(session, annotation)
    ledger.change(session, actor, "annotation.closed", annotation, columns, scope)
    return annotation


def _may_close(session: Read, actor: Actor, annotation: Annotation, outcome: Outcome) -> None:
    if outcome is Outcome.answered:
        condition = Answer.annotation_pk == annotation.key
        if not session.exec(select(func.count()).select_from(Answer).where(condition)).one():
            raise CannotClose("Nobody has answered yet: answer it, or close it otherwise.")
    if outcome in (Outcome.accepted, Outcome.declined):
        actor.needs(Permission.edit, "accept or decline a change")
    elif annotation.created_by_pk != actor.person_pk and not actor.may(Permission.check):
        raise Forbidden("Only the person who asked, or a checker, can close this.")


def reload(session: Write, viewer: Actor, annotation: Annotation) -> Document:
    return reload_document(session, viewer, AnnotationOut, annotation.key)
