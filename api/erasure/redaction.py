"""Redact a source or a speaker: remove an identity from everything stored.

The row keeps its id, and gets a pseudonym instead of all its names. `text_redaction` replaces the
names everywhere else; ledger lines that hold them forget what was before and after.
"""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update
from sqlmodel import SQLModel, col

from api.articles.models import Article, Stage
from api.auth.access import Actor
from api.claims.models import Attribution, Claim, ClaimSource
from api.core.preconditions import ExpectedVersion
from api.erasure.schemas import Redacted, RedactIn
from api.erasure.text_redaction import Names, Touched, rewrite
from api.evidence.models import Evidence
from api.ledger import service as ledger
from api.ledger.models import Event
from api.search import full_text, search_documents
from api.sources import service as sources
from api.sources.models import Source
from api.speakers import service as speakers
from api.speakers.models import Speaker, SpeakerName
from api.storage import idempotency
from api.storage.column_types import JsonColumn
from api.storage.database import Write
from api.storage.text_columns import free_text_columns


def redact_speaker(
    session: Write, actor: Actor, speaker_id: str, expected: ExpectedVersion, order: RedactIn
) -> Redacted:
    """Name a speaker, and all speakers merged with it, by the pseudonym alone."""
    speaker = speakers.get(session, actor, speaker_id)
    expected.check(speaker.version)
    merged = select(Speaker).where(col(Speaker.meant_pk) == speaker.meant_pk)
    group = session.scalars(merged).all()
    names = [name for row in group for name in (row.name, *row.aliases, row.wikidata)]
    keys = [row.key for row in group]
    for row in group:
        _empty(row)
        row.name, row.wikidata = order.pseudonym, None
        session.touch(row)
        _index_again(session, "speaker", row.key)
    session.execute(delete(SpeakerName).where(col(SpeakerName.speaker_pk).in_(keys)))
    touched = Touched()
    _remove_roles(session, keys, touched)
    return _finish(session, actor, [row.id for row in group], names, order, touched)


def _remove_roles(session: Write, speaker_keys: list[int], touched: Touched) -> None:
    """Remove what claims call these speakers; note the claims that name them."""
    attributed = col(Attribution.speaker_pk).in_(speaker_keys)
    with_role = attributed & col(Attribution.role).is_not(None)
    touched.claims |= set(session.scalars(select(col(Attribution.claim_pk)).where(attributed)))
    claims = session.scalars(select(col(Attribution.claim_pk)).where(with_role))
    touched.changed |= {("claim", key) for key in claims}
    session.execute(update(Attribution).where(with_role).values(role=None))


def redact_source(
    session: Write, actor: Actor, source_id: str, expected: ExpectedVersion, order: RedactIn
) -> Redacted:
    """Name a source by the pseudonym alone. Texts may keep its title, unless `names` has it."""
    source = sources.get(session, actor, source_id)
    expected.check(source.version)
    names = [source.author, source.url, source.external_id]
    _empty(source)
    source.title, source.external_id = order.pseudonym, None
    session.touch(source)
    _index_again(session, "source", source.key)
    touched = Touched()
    for table in (ClaimSource, Evidence):
        claims = select(col(table.claim_pk)).where(col(table.source_pk) == source.key)
        touched.claims |= set(session.scalars(claims))
    return _finish(session, actor, [source.id], names, order, touched)


def _empty(row: Source | Speaker) -> None:
    """Empty every column that people write in."""
    for column in free_text_columns(SQLModel.metadata.tables[str(row.__tablename__)]):
        setattr(row, column.name, [] if isinstance(column.type, JsonColumn) else None)


def _finish(
    session: Write,
    actor: Actor,
    subjects: Sequence[str],
    names: Sequence[str | None],
    order: RedactIn,
    touched: Touched,
) -> Redacted:
    """Redact every text that has one of the names, and record it in the ledger."""
    session.flush()
    redacted = Names(name for name in (*names, *order.names) if name)
    rewrite(session, redacted, order.pseudonym, touched)
    session.expire_all()
    changed_ids = touched.raise_versions(session)
    in_line = redacted.may_be_in(col(Event.change), as_json=True)
    forgotten = ledger.forget(session, or_(col(Event.subject).in_(subjects), in_line))
    idempotency.forget(session, {*subjects, *changed_ids}, redacted.spellings)
    action = f"{subjects[0].partition('_')[0]}.redacted"
    after = {"pseudonym": order.pseudonym, "reason": order.reason}
    for subject in subjects:
        ledger.record(session, actor, action, subject, before={}, after={**after})
    for subject in dict.fromkeys([*forgotten, *changed_ids]):
        ledger.record(session, actor, ledger.PURGED, subject, after={"reason": order.reason})
    for kind, key in sorted(touched.changed):
        _index_again(session, kind, key)
    session.before_commit(_purge_index, 0)
    return Redacted(
        subject=subjects[0],
        pseudonym=order.pseudonym,
        rows=touched.rows_by_table(),
        lines=len(forgotten),
        left_the_house=_published(session, touched),
    )


def _index_again(session: Write, kind: str, key: int) -> None:
    if kind in search_documents.INDEX_BY_KIND:
        session.before_commit(search_documents.INDEX_BY_KIND[kind], key)
    if kind == "speaker":
        session.before_commit(search_documents.index_claims_of_speakers, key)


def _purge_index(session: Write, _: Sequence[int]) -> None:
    full_text.purge_deleted(session)


def _published(session: Write, touched: Touched) -> list[str]:
    """The ids of the published articles that held the identity."""
    claims, articles = (
        {pk for name, pk in touched.changed if name == kind} for kind in ("claim", "article")
    )
    of_claims = select(col(Claim.article_pk)).where(col(Claim.pk).in_(touched.claims | claims))
    held = col(Article.pk).in_(articles) | col(Article.pk).in_(of_claims)
    published = select(col(Article.id)).where(col(Article.stage) == Stage.published, held)
    return list(session.scalars(published.order_by(col(Article.pk))))
