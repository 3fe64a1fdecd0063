"""The tutorial twin: the same tables and answers, as the FastAPI and SQLModel tutorials teach.

A sync session a request, table models with relationships, `response_model`. It has no keys, no
limits, no ledger; its answers are those of Claimdesk (parsed, they are equal).
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlalchemy import JSON, LargeBinary, Text, text
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, Session, SQLModel, col, func, select

from api.claims.filters import Counts
from api.claims.schemas import ClaimOut
from api.core.ids import new_id
from api.queries.pagination import Page
from api.review.schemas import ClaimWhole
from api.storage.engines import open_engine

LOADED = {"lazy": "selectin"}


class Table(SQLModel, registry=registry()):
    """The twin's own tables: their names are Claimdesk's."""


class Person(Table, table=True):
    pk: int | None = Field(default=None, primary_key=True)
    id: str
    name: str


class Article(Table, table=True):
    pk: int | None = Field(default=None, primary_key=True)
    id: str
    draft_pk: int


class Draft(Table, table=True):
    pk: int | None = Field(default=None, primary_key=True)
    article_pk: int
    body: str


class Speaker(Table, table=True):
    pk: int | None = Field(default=None, primary_key=True)
    id: str
    name: str
    kind: str | None
    restricted: bool = False


class Source(Table, table=True):
    pk: int | None = Field(default=None, primary_key=True)
    id: str
    title: str | None
    url: str | None
    publisher: str | None
    published: str | None
    kind: str
    retracted: bool
    restricted: bool = False


class Span(Table, table=True):
    __tablename__ = "claim_span"
    pk: int | None = Field(default=None, primary_key=True)
    claim_pk: int = Field(foreign_key="claim.pk")
    attribution_pk: int | None = None
    role: str = "words"
    part: str = "body"
    start: int
    end: int
    start16: int
    end16: int
    exact: str
    prefix: str = ""
    suffix: str = ""


class Attribution(Table, table=True):
    pk: int | None = Field(default=None, primary_key=True)
    claim_pk: int = Field(foreign_key="claim.pk")
    speaker_pk: int = Field(foreign_key="speaker.pk")
    role: str | None = None
    level: int = 1
    speaker: Speaker = Relationship(sa_relationship_kwargs=LOADED)


class ClaimSource(Table, table=True):
    __tablename__ = "claim_source"
    pk: int | None = Field(default=None, primary_key=True)
    claim_pk: int = Field(foreign_key="claim.pk")
    source_pk: int = Field(foreign_key="source.pk")
    locator: str | None = None
    note: str | None = None
    source: Source = Relationship(sa_relationship_kwargs=LOADED)


class Tag(Table, table=True):
    __tablename__ = "claim_tag"
    claim_pk: int = Field(primary_key=True, foreign_key="claim.pk")
    tag: str = Field(primary_key=True)


class Citation(Table, table=True):
    verdict_pk: int = Field(primary_key=True, foreign_key="verdict.pk")
    evidence_pk: int = Field(primary_key=True, foreign_key="evidence.pk")
    evidence: "Evidence" = Relationship(sa_relationship_kwargs=LOADED)


class Verdict(Table, table=True):
    pk: int | None = Field(default=None, primary_key=True)
    citations: list[Citation] = Relationship(sa_relationship_kwargs=LOADED)


class Finding(Table, table=True):
    pk: int | None = Field(default=None, primary_key=True)
    claim_pk: int = Field(foreign_key="claim.pk")
    aspect: str
    status: str = "unverified"
    rationale: str | None = None
    judge_pk: int | None = Field(default=None, foreign_key="person.pk")
    at: datetime | None = None
    verdict_pk: int | None = Field(default=None, foreign_key="verdict.pk")
    judge: Person | None = Relationship(sa_relationship_kwargs=LOADED)
    verdict: Verdict | None = Relationship(sa_relationship_kwargs=LOADED)


class Evidence(Table, table=True):
    pk: int | None = Field(default=None, primary_key=True)
    id: str
    version: int
    created_by_pk: int | None = Field(foreign_key="person.pk")
    created_at: datetime
    updated_at: datetime
    claim_pk: int = Field(foreign_key="claim.pk")
    source_pk: int = Field(foreign_key="source.pk")
    stance: str
    bears_on: str
    standing: str
    excerpt: str | None
    locator: str | None
    note: str | None
    accessed_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_because: str | None
    source: Source = Relationship(sa_relationship_kwargs=LOADED)
    created_by: Person | None = Relationship(sa_relationship_kwargs=LOADED)


def _person(column: str) -> Any:
    return Relationship(sa_relationship_kwargs=LOADED | {"foreign_keys": f"Claim.{column}"})


class Claim(Table, table=True):
    pk: int | None = Field(default=None, primary_key=True)
    id: str
    version: int = 1
    restricted: bool = False
    created_by_pk: int | None = Field(default=None, foreign_key="person.pk")
    created_at: datetime
    updated_at: datetime
    article_pk: int = Field(foreign_key="article.pk")
    position: int
    statement: str = Field(sa_type=Text)
    state: str = "kept"
    kind: str | None = None
    checkable: bool = True
    checkable_said: bool | None = None
    worth: float | None = None
    voice: str = "article"
    cue: str | None = None
    asks: list[str] = Field(sa_type=JSON)
    status: str = "unverified"
    anchoring: str = "exact"
    lost_in: int | None = None
    change: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    risk: str = "normal"
    reopened: str | None = None
    unconfirmed: bool = False
    dropped_because: str | None = None
    assignee_pk: int | None = Field(default=None, foreign_key="person.pk")
    due: datetime | None = None
    external_id: str | None = None
    drafted_by: str | None = None
    kept_by_pk: int | None = Field(default=None, foreign_key="person.pk")
    article: Article = Relationship(sa_relationship_kwargs=LOADED)
    created_by: Person | None = _person("created_by_pk")
    assignee: Person | None = _person("assignee_pk")
    kept_by: Person | None = _person("kept_by_pk")
    spans: list[Span] = Relationship(sa_relationship_kwargs=LOADED)
    attributions: list[Attribution] = Relationship(sa_relationship_kwargs=LOADED)
    sources: list[ClaimSource] = Relationship(sa_relationship_kwargs=LOADED)
    tags: list[Tag] = Relationship(sa_relationship_kwargs=LOADED)
    findings: list[Finding] = Relationship(sa_relationship_kwargs=LOADED)
    evidence: list[Evidence] = Relationship(sa_relationship_kwargs=LOADED)


class Event(Table, table=True):
    seq: int | None = Field(default=None, primary_key=True)
    at: str
    person: str | None = None
    action: str
    subject: str
    article: str | None = None
    claim: str | None = None
    change: str
    salt: bytes = Field(default=b"", sa_type=LargeBinary)
    leaf: bytes = Field(default=b"", sa_type=LargeBinary)
    hash: bytes = Field(default=b"", sa_type=LargeBinary)


engine = open_engine(os.environ["CLAIMDESK_DATABASE_URL"])  # with the same pragmas as ours
app = FastAPI()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


def listed(claim: Claim) -> dict[str, Any]:
    """What an object says of itself, as the response model takes it."""
    spans = sorted(claim.spans, key=lambda span: span.pk or 0)
    said = sorted(claim.attributions, key=lambda one: (one.level, one.pk or 0))

    def of(role: str, attribution: int | None = None) -> list[Span]:
        return [s for s in spans if s.role == role and s.attribution_pk == attribution]

    cue = {"text": claim.cue, "span": next(iter(of("cue")), None)} if claim.cue else None
    found = {one.aspect: one for one in claim.findings}
    stances = [one.stance for one in claim.evidence if one.withdrawn_at is None]
    row = {name: getattr(claim, name) for name in type(claim).model_fields}
    return row | {
        "article": claim.article.id,
        "unit": "code_points",
        "spans": of("words"),
        "attribution": {
            "voice": claim.voice,
            "speakers": [
                {
                    "speaker": one.speaker,
                    "role": one.role,
                    "level": one.level,
                    "span": next(iter(of("speaker", one.pk)), None),
                }
                for one in said
            ],
            "cue": cue,
            "quotations": of("quotation"),
        },
        "speaker": max(said, key=lambda one: (one.level, -(one.pk or 0))).speaker if said else None,
        "sources": claim.sources,
        "findings": {name: found.get(name) for name in ("substance", "attribution")},
        "counts": {name: stances.count(name) for name in ("supports", "refutes", "context")},
        "tags": sorted(tag.tag for tag in claim.tags),
        "assignee": claim.assignee,
        "kept_by": claim.kept_by,
        "created_by": claim.created_by,
        "visible_to": None,
    }


def whole(claim: Claim) -> dict[str, Any]:
    newest = {one.verdict_pk for one in claim.findings}
    findings = {}
    for name in ("substance", "attribution"):
        one = next((one for one in claim.findings if one.aspect == name), None)
        cited = one.verdict.citations if one and one.verdict else []
        findings[name] = one and {
            "status": one.status,
            "rationale": one.rationale,
            "judge": one.judge,
            "at": one.at,
            "evidence": [citation.evidence.id for citation in cited],
        }
    cited_by_newest = {
        citation.evidence_pk
        for one in claim.findings
        if one.verdict and one.verdict_pk in newest
        for citation in one.verdict.citations
    }
    evidence = [
        {name: getattr(one, name) for name in type(one).model_fields}
        | {
            "claim": claim.id,
            "source": one.source,
            "created_by": one.created_by,
            "cited": one.pk in cited_by_newest,
            "visible_to": None,
            "restricted": False,
        }
        for one in claim.evidence
        if one.withdrawn_at is None
    ]
    return listed(claim) | {"findings": findings, "evidence": evidence}


@app.get("/v1/claims", response_model=Page[ClaimOut])
def list_claims(
    session: SessionDep,
    status: Annotated[list[str], Query()] = [],  # noqa: B006  # as the tutorial does
    q: str | None = None,
    limit: Annotated[int, Query(le=200)] = 50,
    offset: int = 0,
) -> Any:
    statement = select(Claim).where(Claim.state != "dropped")
    if status:
        statement = statement.where(col(Claim.status).in_(status))
    if q:
        if engine.dialect.name == "sqlite":
            matching = "SELECT rowid FROM claim_search WHERE claim_search MATCH :q"
        else:
            matching = "SELECT rowid FROM claim_search WHERE words @@ plainto_tsquery('simple', :q)"
        order = f"{matching} ORDER BY rowid LIMIT {limit}"
        keys = [row[0] for row in session.connection().execute(text(order), {"q": q})]
        statement = statement.where(col(Claim.pk).in_(keys))
    claims = session.exec(statement.order_by(col(Claim.pk)).offset(offset).limit(limit)).all()
    return {"items": [listed(claim) for claim in claims], "next": None}


@app.get("/v1/claims/{claim_id}", response_model=ClaimWhole)
def read_claim(claim_id: str, session: SessionDep) -> Any:
    claim = session.exec(select(Claim).where(Claim.id == claim_id)).first()
    if claim is None:
        raise HTTPException(status_code=404, detail="Claim not found")
    return whole(claim)


@app.get("/v1/articles/{article_id}/counts", response_model=Counts)
def count_claims(article_id: str, session: SessionDep) -> Any:
    article = session.exec(select(Article).where(Article.id == article_id)).first()
    if article is None:
        raise HTTPException(status_code=404, detail="Article not found")
    n = func.count(col(Claim.pk))
    mine = (Claim.article_pk == article.pk) & (Claim.state != "dropped")
    counted = select(Claim.status, n).where(mine).group_by(Claim.status).order_by(n.desc())
    lines = [{"value": status, "n": count} for status, count in session.exec(counted)]
    return {"by": "status", "counts": lines}


class SpanCreate(SQLModel):
    start: int
    end: int


class SpeakerCreate(SQLModel):
    speaker: str
    role: str | None = None


class AttributionCreate(SQLModel):
    voice: str = "article"
    speakers: list[SpeakerCreate] = []


class SourceCreate(SQLModel):
    source: str
    locator: str | None = None


class ClaimCreate(SQLModel):
    article: str
    statement: str
    spans: list[SpanCreate]
    attribution: AttributionCreate = AttributionCreate()
    sources: list[SourceCreate] = []
    kind: str | None = None
    worth: float | None = None
    tags: list[str] = []


WORDS = ":words" if engine.dialect.name == "sqlite" else "to_tsvector('simple', :words)"


@app.post("/v1/claims", response_model=ClaimWhole, status_code=201)
def add_claim(new: ClaimCreate, session: SessionDep) -> Any:
    article = session.exec(select(Article).where(Article.id == new.article)).first()
    if article is None:
        raise HTTPException(status_code=404, detail="Article not found")
    body = session.get_one(Draft, article.draft_pk).body
    now = datetime.now(UTC)
    asks = ["substance"] if new.attribution.voice == "article" else ["substance", "attribution"]
    claim = Claim(
        id=new_id("claim", now, 1),
        created_at=now,
        updated_at=now,
        article_pk=article.pk or 0,
        position=new.spans[0].start,
        statement=new.statement,
        kind=new.kind,
        worth=new.worth,
        voice=new.attribution.voice,
        asks=asks,
    )
    session.add(claim)
    session.commit()
    session.refresh(claim)
    pk, words = claim.pk or 0, [new.statement, *new.tags]
    for span in new.spans:
        exact = body[span.start : span.end]
        words.append(exact)
        row = Span(claim_pk=pk, start=span.start, end=span.end, start16=0, end16=0, exact=exact)
        row.start16, row.end16 = span.start, span.end
        session.add(row)
    for said in new.attribution.speakers:
        speaker = session.exec(select(Speaker).where(Speaker.id == said.speaker)).one()
        words.append(speaker.name)
        session.add(Attribution(claim_pk=pk, speaker_pk=speaker.pk or 0, role=said.role))
    for drawn in new.sources:
        source = session.exec(select(Source).where(Source.id == drawn.source)).one()
        session.add(ClaimSource(claim_pk=pk, source_pk=source.pk or 0, locator=drawn.locator))
    session.add_all(Tag(claim_pk=pk, tag=tag) for tag in new.tags)
    session.add_all(Finding(claim_pk=pk, aspect=aspect) for aspect in asks)
    indexed = text(f"INSERT INTO claim_search (rowid, words) VALUES (:pk, {WORDS})")
    session.connection().execute(indexed, {"pk": pk, "words": " ".join(words).lower()})
    session.add(
        Event(
            at=now.isoformat(),
            action="claim.added",
            subject=claim.id,
            article=article.id,
            claim=claim.id,
            change=new.model_dump_json(),
        )
    )
    session.commit()
    session.refresh(claim)
    return whole(claim)
