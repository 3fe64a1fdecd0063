"""Import claims as JSON Lines: spooled to disk, then some hundred lines in each transaction."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO

from pydantic import ValidationError

from api.articles import service as articles
from api.auth.access import Actor
from api.claims import creation, external_ids, relations
from api.claims.inputs import ClaimIn
from api.claims.span_lookup import SpanLookup
from api.core import strict_json, validation_errors
from api.core.problems import Conflict, Problem, TooLarge, error_at, problem_json
from api.intake.schemas import ImportedLine
from api.sources.schemas import SourceIn
from api.storage.database import Database, Write
from api.text.offsets import Unit

LONGEST_LINE = 64 * 1024
LINES_A_TRANSACTION = 500
MOST_ATOMIC = 10_000
IN_MEMORY = 1 << 20


class ImportRefused(Conflict):
    """With `atomic=true` no line was kept, because some could not be; `errors` lists them."""


async def spool(chunks: AsyncIterator[bytes]) -> IO[bytes]:
    """Write what arrives to disk, so that a slow sender holds no transaction."""
    spooled = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # its reader closes it
    try:
        unfinished = 0
        async for chunk in chunks:
            unfinished = _measure(chunk, unfinished)
            spooled.write(chunk)
    except BaseException:
        spooled.close()
        raise
    spooled.seek(0)
    return spooled


def _measure(chunk: bytes, unfinished: int) -> int:
    """Refuse a line that is too long; return how much of one the chunk leaves unfinished."""
    *ended, last = chunk.split(b"\n")
    if ended:
        first, *others = (len(part) for part in ended)
        lengths = [first + unfinished, *others, len(last)]
    else:
        lengths = [unfinished + len(last)]
    if max(lengths) > LONGEST_LINE:
        raise TooLarge(f"A line is longer than {LONGEST_LINE} bytes.")
    return lengths[-1]


def take(
    db: Database, actor: Actor, spooled: IO[bytes], unit: Unit
) -> Iterator[list[ImportedLine]]:
    """Import some hundred lines a time; what was answered for is committed."""
    with spooled:
        lines = enumerate(spooled, 1)
        while numbered := list(islice(lines, LINES_A_TRANSACTION)):
            batch = [(number, _read(line)) for number, line in numbered if line.strip()]
            with db.write() as session:
                done = _batch(session, actor, batch, unit)
            yield done


def take_all(db: Database, actor: Actor, spooled: IO[bytes], unit: Unit) -> list[ImportedLine]:
    """Import every line or, if one is refused, none."""
    with spooled, db.write() as session:
        numbered = list(islice(enumerate(spooled, 1), MOST_ATOMIC + 1))
        if len(numbered) > MOST_ATOMIC:
            raise TooLarge(f"An atomic import has at most {MOST_ATOMIC} lines.")
        batch = [(number, _read(line)) for number, line in numbered if line.strip()]
        done = _batch(session, actor, batch, unit)
        refused = [line for line in done if line.problem]
        if refused:
            raise ImportRefused(
                f"{len(refused)} of {len(done)} lines were refused; nothing was kept.",
                errors=[
                    fault
                    for line in refused[:100]
                    for fault in error_at("body", line.line, message=_why(line))
                ],
            )
        return done


def _why(line: ImportedLine) -> str:
    return str((line.problem or {}).get("detail"))


Batch = list[tuple[int, ClaimIn | Problem]]


def _batch(session: Write, actor: Actor, batch: Batch, unit: Unit) -> list[ImportedLine]:
    claims = [new for _, new in batch if isinstance(new, ClaimIn)]
    relations.prefetch(session, actor, claims)
    places = _places(session, claims)
    done = []
    for number, new in batch:
        try:
            if isinstance(new, Problem):
                raise new
            done.append(ImportedLine(line=number, id=_one(session, actor, new, unit, places)))
        except Problem as refused:
            done.append(ImportedLine(line=number, problem={**problem_json(refused)}))
    return done


def _places(session: Write, claims: list[ClaimIn]) -> dict[str, SpanLookup | Problem]:
    """Read each article's words once, and which of the claims it has already."""
    places: dict[str, SpanLookup | Problem] = {}
    named: dict[str, list[str]] = defaultdict(list)
    for new in claims:
        if new.external_id is not None:
            named[new.article].append(new.external_id)
    for article in {new.article: None for new in claims}:
        try:
            places[article] = lookup = SpanLookup(articles.text_of(session, article))
        except Problem as none:
            places[article] = none
        else:
            external_ids.prefetch(session, lookup.article.pk, named[article])
    return places


def _one(
    session: Write, actor: Actor, new: ClaimIn, unit: Unit, places: dict[str, SpanLookup | Problem]
) -> str:
    """Add a line's claim, or find what an earlier run of the same import has added."""
    where = places[new.article]
    if isinstance(where, Problem):
        raise where
    claim_id = external_ids.find(session, where.article.pk, new.external_id)
    if claim_id is not None:
        return claim_id
    describes = any(isinstance(drawn.source, SourceIn) for drawn in new.sources)
    with session.savepoint() if describes else nullcontext():  # else nothing is written if refused
        return creation.add(session, actor, new, unit, lookup=where).id


def _read(line: bytes) -> ClaimIn | Problem:
    try:
        return ClaimIn.model_validate(strict_json.parse_json(line))
    except Problem as wrong:
        return wrong
    except ValidationError as wrong:
        return validation_errors.as_problem(wrong.errors(), "body", detail="The line does not fit.")
