"""Import files on the command line: a bundle, or claims as JSON Lines."""

from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from api.auth.access import Actor
from api.cli import progress_bar
from api.core import strict_json, validation_errors
from api.core.problems import Invalid
from api.intake import bundle, json_lines
from api.intake.bundle import Bundle
from api.storage.database import Database
from api.text.offsets import Unit


def read_bundle(file: Path, text: Path | None) -> tuple[Bundle, str | None]:
    """Read a bundle and its text: given, or in the file that it names beside it."""
    try:
        read = Bundle.model_validate(strict_json.parse_json(file.read_bytes()))
    except ValidationError as wrong:
        detail = f"{file.name} is not a bundle of Claimdesk's."
        raise validation_errors.as_problem(wrong.errors()[:20], detail=detail) from wrong
    beside = file.parent / read.article.text if read.article.text else None
    text_file = text or beside
    if text_file is None:
        return read, None
    try:
        return read, text_file.read_bytes().decode()
    except UnicodeDecodeError as wrong:
        raise Invalid(f"{text_file.name} is not UTF-8: byte {wrong.start}.") from wrong


def take_bundle(db: Database, actor: Actor, file: Path, text: Path | None) -> tuple[str, int]:
    """Import a bundle, all or nothing; return the article's id and its number of claims."""
    read, words = read_bundle(file, text)
    with db.write() as session, progress_bar.bar("claims", len(read.claims)) as moved:
        article = bundle.take(session, actor, read, words, lambda done, _: moved(done))
        return article.id, len(read.claims)


def take_lines(
    db: Database, actor: Actor, file: Path, say: Callable[[str], None]
) -> tuple[int, int]:
    """Import JSON Lines; return how many claims are there now, and how many lines were refused."""
    done = refused = 0
    size = file.stat().st_size
    with file.open("rb") as opened, progress_bar.bar("bytes", size) as moved:
        for results in json_lines.take(db, actor, opened, Unit.code_points):
            wrong = [line for line in results if line.problem]
            refused, done = refused + len(wrong), done + len(results) - len(wrong)
            for line in wrong:
                say(f"line {line.line}: {(line.problem or {}).get('detail')}")
            if not opened.closed:
                moved(opened.tell())
    return done, refused
