"""Take somebody's identity out of everything stored.

The row keeps its id, and a pseudonym for all its names. What else names it is in `texts.py`; lines
of the ledger that do forget before and after.
"""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update
from sqlmodel import col

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
from api.speakers import service as speakers
from api.speakers.models import Speaker, SpeakerName
from api.storage import idempotency
from api.storage.database import Write


def redact_speaker(
    session: Write, actor: Actor, speaker_id: str, expected: ExpectedVersion, how: RedactIn
) -> Redacted:
    """Call a speaker, and all who were merged with them, by the pseudonym alone."""
    speaker = speakers.get(session, actor, speaker_id)
    expected.check(speaker.version)
    same = col(Speaker.meant_pk) == speaker.meant_pk
    group = session.scalars(select(Speaker).where(same)).all()
    names = [name for member in group for name in (member.name, *member.aliases, member.wikidata)]
    pks = [member.key for member in group]
    for member in group:
        member.name, member.aliases, member.roles, member.wikidata, member.note = (
            how.pseudonym,
            [],
            [],
            None,
            None,
        )
        session.touch(member)
        session.before_commit(search_documents.speakers, member.key)
        session.before_commit(search_documents.claims_of_speakers, member.key)
    session.execute(delete(SpeakerName).where(col(SpeakerName.speaker_pk).in_(pks)))
    theirs = col(Attribution.speaker_pk).in_(pks)
    touched = Touched(set(session.scalars(select(col(Attribution.claim_pk)).where(theirs))))
    with_role = theirs & col(Attribution.role).is_not(None)
    changed = session.scalars(select(col(Attribution.claim_pk)).where(with_role))
    touched.changed |= {("claim", pk) for pk in changed}
    session.execute(update(Attribution).where(with_role).values(role=None))
    return _finish(session, actor, [member.id for member in group], names, how, touched)


def redact_source(
    session: Write, actor: Actor, source_id: str, expected: ExpectedVersion, how: RedactIn
) -> Redacted:
    """Call a source by the pseudonym alone. Its title is looked for in texts if `names` says so."""
    source = sources.get(session, actor, source_id)
    expected.check(source.version)
    names = [source.author, source.url, source.external_id]
    source.title = how.pseudonym
    source.url = source.publisher = source.author = source.published = source.note = None
    source.external_id = None
    session.touch(source)
    session.before_commit(search_documents.sources, source.key)
    touched = Touched()
    for table in (ClaimSource, Evidence):
        drawn = select(col(table.claim_pk)).where(col(table.source_pk) == source.pk)
        touched.claims |= set(session.scalars(drawn))
    return _finish(session, actor, [source.id], names, how, touched)


def _finish(
    session: Write,
    actor: Actor,
    subjects: Sequence[str],
    names: Sequence[str | None],
    how: RedactIn,
    touched: Touched,
) -> Redacted:
    session.flush()
    sought = Names(name for name in (*names, *how.names) if name)
    rewrite(session, sought, how.pseudonym, touched)
    session.expire_all()
    ids = touched.count(session)
    holds = or_(col(Event.subject).in_(subjects), sought.within(col(Event.change), as_json=True))
    forgotten = ledger.forget(session, holds)
    idempotency.forget(session, {*subjects, *ids}, sought.spellings)
    kind, after = subjects[0].partition("_")[0], {"pseudonym": how.pseudonym, "reason": how.reason}
    for subject in subjects:
        ledger.record(session, actor, f"{kind}.redacted", subject, before={}, after={**after})
    for subject in dict.fromkeys([*forgotten, *ids]):
        ledger.record(session, actor, ledger.PURGED, subject, after={"reason": how.reason})
    for kind, pk in sorted(touched.changed):
        if kind in full_text.KINDS:
            session.before_commit(getattr(search_documents, f"{kind}s"), pk)
    session.before_commit(_settled, 0)
    return Redacted(
        subject=subjects[0],
        pseudonym=how.pseudonym,
        rows=dict(sorted(touched.rows.items())),
        lines=len(forgotten),
        left_the_house=_published(session, touched),
    )


def _settled(session: Write, _: Sequence[int]) -> None:
    full_text.purge_deleted(session)


def _published(session: Write, touched: Touched) -> list[str]:
    """The published articles that held the identity."""
    claims, articles = (
        {pk for name, pk in touched.changed if name == kind} for kind in ("claim", "article")
    )
    holding = select(col(Claim.article_pk)).where(col(Claim.pk).in_(touched.claims | claims))
    held = col(Article.pk).in_(articles) | col(Article.pk).in_(holding)
    out = select(col(Article.id)).where(col(Article.stage) == Stage.published, held)
    return list(session.scalars(out.order_by(col(Article.pk))))
