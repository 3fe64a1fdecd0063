"""`claimdesk import`: a bundle, or claims as JSON Lines, from a file."""

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

MOST_ERRORS = 20  # of a bundle are printed


def read_bundle(file: Path, text_file: Path | None) -> tuple[Bundle, str | None]:
    """Read a bundle and its text: from `text_file`, or from the file that the bundle names.

    A name in the bundle is relative to the bundle. Without any text file, the text is `None`.
    """
    try:
        content = Bundle.model_validate(strict_json.parse_json(file.read_bytes()))
    except ValidationError as error:
        detail = f"{file.name} is not a bundle of Claimdesk's."
        raise validation_errors.as_problem(error.errors()[:MOST_ERRORS], detail=detail) from error
    if text_file is None and content.article.text:
        text_file = file.parent / content.article.text
    if text_file is None:
        return content, None
    try:
        return content, text_file.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise Invalid(f"{text_file.name} is not UTF-8: byte {error.start}.") from error


def import_bundle(
    database: Database, actor: Actor, file: Path, text_file: Path | None
) -> tuple[str, int]:
    """Import all of a bundle or nothing; return the article's id and the number of claims."""
    content, text = read_bundle(file, text_file)
    total = len(content.claims)
    with database.write() as session, progress_bar.show("claims", total) as report:
        article = bundle.take(session, actor, content, text, lambda done, _: report(done))
        return article.id, total


def import_lines(
    database: Database, actor: Actor, file: Path, print_error: Callable[[str], None]
) -> tuple[int, int]:
    """Import JSON Lines; return how many lines are imported now, and how many were refused."""
    imported = refused = 0
    size = file.stat().st_size
    with file.open("rb") as lines, progress_bar.show("bytes", size) as report:
        for results in json_lines.take(database, actor, lines, Unit.code_points):
            problems = [line for line in results if line.problem]
            refused += len(problems)
            imported += len(results) - len(problems)
            for line in problems:
                print_error(f"line {line.line}: {(line.problem or {}).get('detail')}")
            if not lines.closed:
                report(lines.tell())
    return imported, refused
