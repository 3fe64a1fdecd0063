"""A desk of so many claims, the same each time: imported as a newsroom would, then judged by SQL.

Fifty claims an article, on words of the bundled sample article; a third quoted or reported from
two hundred speakers, half with a source of five hundred, half with evidence and a verdict.
"""

import json
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from typing import IO, NamedTuple

from sqlalchemy import text

from api import migrations
from api.articles import service as articles
from api.articles.schemas import ArticleIn
from api.auth.access import Actor, Role
from api.cli.server import find_fixture
from api.intake import json_lines
from api.people import keys
from api.people import service as people
from api.people.schemas import KeyIn, PersonIn
from api.sources import service as sources
from api.sources.schemas import SourceIn
from api.speakers import service as speakers
from api.speakers.schemas import SpeakerIn
from api.storage.database import Database
from api.text.offsets import Unit
from api.text.spans import Part

PER_ARTICLE = 50
PEOPLE, SPEAKERS, SOURCES = 20, 200, 500
KINDS = ("event", "quantity", "date", "relationship", "causal", "opinion", None)
RARE, COMMON = "zugzwang", "iran"  # one claim in a thousand has the first, most the second


class Built(NamedTuple):
    """A desk that is there, and a key to it."""

    url: str
    key: str


def build(url: str, claims: int, say: Callable[[str], None] = lambda _: None) -> Built:
    """Fill an empty database; return a checker's key."""
    db = Database(url)
    migrations.upgrade(db)
    chance = random.Random(claims)
    with db.write() as session:
        host = people.somebody(session, "Ada Njeri", Role.editor)
        actor = people.standing_for(host)
        staff = [host.id]
        for n in range(PEOPLE):
            new = PersonIn(name=f"Checker {n}", role=Role.checker)
            staff.append(people.add(session, actor, new).id)
        key = keys.add_key(session, actor, KeyIn(person=staff[1], role=Role.checker))[1]
        named = [
            speakers.add(session, actor, SpeakerIn(name=f"Speaker {n} of Somewhere")).id
            for n in range(SPEAKERS)
        ]
        shelf = [
            sources.add(
                session, actor, SourceIn(title=f"Document {n}", publisher=f"Paper {n % 40}")
            ).id
            for n in range(SOURCES)
        ]
    with tempfile.TemporaryFile() as spooled:
        for line in _claims(db, actor, claims, chance, (staff, named, shelf)):
            spooled.write(line)
        spooled.seek(0)
        begun = process_time()
        _import(db, actor, spooled)
        say(f"  imported, {claims / (process_time() - begun):,.0f} claims/s of CPU")
    judge(db)
    db.close()
    return Built(url, key)


def _import(db: Database, actor: Actor, spooled: IO[bytes]) -> None:
    for some in json_lines.take(db, actor, spooled, Unit.code_points):
        assert all(line.problem is None for line in some), some


def _claims(
    db: Database,
    actor: Actor,
    claims: int,
    chance: random.Random,
    known: tuple[list[str], list[str], list[str]],
) -> Iterator[bytes]:
    """Add the articles, and say their claims as JSON Lines."""
    words = Path(find_fixture("digest.md")).read_text().split()
    numbers = range(claims // PER_ARTICLE)
    for start in range(0, len(numbers), 200):
        with db.write() as session:
            for n in numbers[start : start + 200]:
                sentences = [
                    _sentence(chance, words, n * PER_ARTICLE + i) for i in range(PER_ARTICLE)
                ]
                body = " ".join(sentences)
                new = ArticleIn(headline=f"Article {n}", body=body, desk=f"desk {n % 9}")
                parts = {Part.headline: new.headline, Part.standfirst: "", Part.body: body}
                article = articles.add(session, actor, new, parts)
                yield from _lines(article.id, sentences, chance, known)


def _sentence(chance: random.Random, words: list[str], n: int) -> str:
    some = chance.choices(words, k=chance.randint(8, 24))
    if n % 1000 == 0:
        some.insert(3, RARE)
    return f"{n}: " + " ".join(some) + "."


def _lines(
    article: str,
    sentences: list[str],
    chance: random.Random,
    known: tuple[list[str], list[str], list[str]],
) -> Iterator[bytes]:
    staff, named, shelf = known
    start = 0
    for sentence in sentences:
        claim: dict[str, object] = {
            "article": article,
            "statement": sentence,
            "spans": [{"start": start, "end": start + len(sentence)}],
            "kind": chance.choice(KINDS),
            "worth": chance.randint(0, 1000) / 1000,
            "tags": chance.sample(["numbers", "names", "dates", "law"], chance.randint(0, 2)),
            "external_id": f"c{start}",
        }
        start += len(sentence) + 1
        if chance.random() < 1 / 3:
            voice = chance.choice(("quoted", "reported"))
            said = [{"speaker": chance.choice(named), "role": "minister"}]
            claim["attribution"] = {"voice": voice, "speakers": said, "cue": {"text": "said"}}
        if chance.random() < 1 / 2:
            claim["sources"] = [{"source": chance.choice(shelf), "locator": "page 4"}]
        if chance.random() < 1 / 2:
            claim |= {"assignee": chance.choice(staff), "due": "2026-12-01T10:00:00Z"}
        yield json.dumps(claim).encode() + b"\n"


JUDGED = (
    """
    INSERT INTO evidence (pk, id, version, restricted, created_by_pk, created_at, updated_at,
        claim_pk, source_pk, stance, bears_on, standing, excerpt)
    SELECT pk, 'evidence_' || substr(id, 7), 1, {false}, 2, created_at, created_at,
        pk, 1 + pk % {sources}, CASE WHEN pk % 3 = 0 THEN 'refutes' ELSE 'supports' END,
        'substance', 'primary', 'as the document has it'
    FROM claim WHERE pk % 2 = 0
    """,
    """
    INSERT INTO verdict (pk, id, claim_pk, finding, was, status, rationale, judge_pk, at)
    SELECT pk, 'verdict_' || substr(id, 7), pk, 'substance', 'unverified', {status},
        'The document says so.', 3, created_at
    FROM claim WHERE pk % 2 = 0
    """,
    "INSERT INTO citation (verdict_pk, evidence_pk) SELECT pk, pk FROM verdict",
    """
    UPDATE finding SET status = v.status, rationale = v.rationale, judge_pk = v.judge_pk,
        at = v.at, verdict_pk = v.pk
    FROM verdict v WHERE v.claim_pk = finding.claim_pk AND finding.aspect = 'substance'
    """,
    """
    UPDATE claim SET status = {status}, version = 3 WHERE pk % 2 = 0
    """,
)
# PostgreSQL keeps every version of a counter until the transaction ends: there once, at the end.
COUNTED = (
    "ALTER TABLE claim DISABLE TRIGGER USER",
    "ALTER TABLE claim ENABLE TRIGGER USER",
    "DELETE FROM article_count",
    """
    INSERT INTO article_count (article_pk, state, status, n)
    SELECT article_pk, state, status, count(*) FROM claim GROUP BY 1, 2, 3
    """,
    "DELETE FROM desk_count",
    """
    INSERT INTO desk_count (state, status, kind, anchoring, assignee_pk, n)
    SELECT state, status, coalesce(kind, ''), anchoring, coalesce(assignee_pk, 0), count(*)
    FROM claim GROUP BY 1, 2, 3, 4, 5
    """,
)
STATUS = """CASE pk % 10 WHEN 0 THEN 'verified' WHEN 2 THEN 'verified' WHEN 4 THEN 'disputed'
    WHEN 6 THEN 'needs_context' ELSE 'incorrect' END"""


def judge(db: Database) -> None:
    """Give every other claim evidence and a verdict: straight by SQL, for this is not measured."""
    values = {
        "sources": str(SOURCES),
        "status": STATUS,
        "false": "0" if db.dialect == "sqlite" else "false",
    }
    counted = COUNTED if db.dialect == "postgresql" else ("", "")
    with db.write() as session:
        for statement in filter(None, (counted[0], *JUDGED, *counted[1:])):
            session.connection().execute(text(statement.format(**values)))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
