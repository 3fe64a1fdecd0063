"""The command line: serve, demo, check, import, key, migrate, audit, backup.

Packages are imported where they are used, so that `--help` does not wait for them.
Exit codes: 0 done; 1 refused, or the ledger is broken; 2 a wrong setting or argument.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.auth.access import Actor, Role
    from api.core.settings import Settings
    from api.storage.database import Database, Write

app = typer.Typer(
    help="Every claim of an article, with its evidence, its verdict, and who changed what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
key = typer.Typer(
    help="Keys with which people and integrations authenticate.", no_args_is_help=True
)
audit = typer.Typer(help="The ledger.", no_args_is_help=True)
app.add_typer(key, name="key")
app.add_typer(audit, name="audit")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Host = Annotated[str | None, typer.Option(help="The address to listen on.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")
]


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="How many processes serve requests.")
    ] = 1,
) -> None:
    """Bring the tables up to date, and serve the desk."""
    with _open_desk() as (settings, database):
        from api.cli import server

        database.close()
        server.serve(host or settings.host, settings.port if port is None else port, workers)


@app.command()
def demo(port: Port = None) -> None:
    """Serve a temporary desk with a sample article, to this machine only."""
    from api.cli import server

    with _errors_as_lines():
        server.demo(8000 if port is None else port, exact=port is not None, print_line=typer.echo)


@app.command()
def check(
    file: Annotated[str, typer.Argument(help="A text or HTML file; - is the standard input.")],
    language: Annotated[str, typer.Option(help="Its language.")] = "en",
    dateline: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The date of writing, to resolve “last October”."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the claims that would be drafted for a text; no desk is needed."""
    from api.cli import claim_table
    from api.cli.check import extract_claims

    with _errors_as_lines():
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        extracted = extract_claims(content, file, language, dateline.date() if dateline else None)
        if as_json:
            typer.echo(extracted.model_dump_json(indent=2))
        else:
            claim_table.print_claims(extracted)


@app.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(help="A bundle (.json), or claims as JSON Lines (.jsonl).")
    ],
    text: Annotated[
        Path | None, typer.Option(help="A file with the article's text, if the bundle has none.")
    ] = None,
    person: Annotated[
        str, typer.Option("--person", help="Who imports; a new person becomes an editor.")
    ] = "Importer",
    as_json: AsJson = False,
) -> None:
    """Import a checked article with its sources, evidence and findings; or many claims."""
    from api.cli import import_files

    with _open_desk() as (_, database):
        with database.write() as session:
            actor = _person(session, person)
        if file.suffix in (".jsonl", ".ndjson"):
            imported, refused = import_files.import_lines(database, actor, file, _print_error)
            result = {"imported": imported, "refused": refused}
            _print(as_json, result, f"{imported} claims, {refused} refused")
            raise typer.Exit(1 if refused else 0)
        article, claims = import_files.import_bundle(database, actor, file, text)
        _print(as_json, {"article": article, "claims": claims}, f"{article}: {claims} claims")


@key.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="The name of a person or an integration.")],
    role: Annotated[str, typer.Option(help="reader, reporter, checker, editor or admin.")],
    integration: Annotated[
        bool, typer.Option("--integration", help="Make a key for a program that acts for people.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a key, and the person or integration if there is none. The key is shown only now."""
    with _open_desk() as (_, database):
        from api.auth.access import Role

        if role not in set(Role):
            raise typer.BadParameter(f"role is one of {', '.join(Role)}")
        with database.write() as session:
            new_key = _add_key(session, name, Role(role), integration=integration)
        _print(as_json, new_key, new_key["key"] or "")


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    with _open_desk() as (settings, _):
        typer.echo(f"{settings.database_url.split('://')[0]}: up to date")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    as_json: AsJson = False,
) -> None:
    """Back up the desk while it is in use: a SQLite file, or a PostgreSQL dump for pg_restore."""
    with _open_desk() as (_, database):
        from api.cli import progress_bar
        from api.storage import backup as backups

        with progress_bar.show("bytes", backups.size(database)) as report:
            seq, newest = backups.take(database, file, report)
        result = {"file": str(file), "seq": seq, "hash": newest}
        _print(as_json, result, f"{file}: {seq} lines; newest {seq}:{newest}")


@audit.command()
def verify(
    checkpoint: Annotated[
        str | None,
        typer.Option(
            help="SEQ:HASH of a line, kept elsewhere: proves that no line since then was cut off."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verify the whole ledger: each line follows from the one before, and none was changed."""
    with _open_desk() as (_, database):
        from api.cli import progress_bar
        from api.ledger import hash_chain

        try:
            trusted_line = _checkpoint(checkpoint) if checkpoint else (0, hash_chain.START)
            with database.read() as session, progress_bar.show("lines") as report:
                seq, newest = hash_chain.verify(session, trusted_line, report)
        except hash_chain.BrokenChain as broken:
            _print(as_json, {"ok": False, "problem": str(broken)}, f"BROKEN: {broken}")
            raise typer.Exit(1) from broken
        result = {"ok": True, "seq": seq, "hash": newest.hex()}
        _print(as_json, result, f"{seq} lines, unbroken; newest {seq}:{newest.hex()}")


@contextmanager
def _errors_as_lines() -> Iterator[None]:
    """Print an error as one line on standard error, not as a traceback; then exit."""
    from api.cli.dependency_check import LibraryTooOld
    from api.core.problems import Problem
    from api.core.settings import BadSetting
    from api.storage.engines import SqliteTooOld

    try:
        yield
    except (BadSetting, SqliteTooOld, LibraryTooOld) as error:
        _print_error(str(error))
        raise typer.Exit(2) from error
    except (Problem, OSError) as error:
        _print_error(str(error))
        for line in getattr(error, "extra", {}).get("errors", []):
            _print_error(f"  {'.'.join(map(str, line['where']))}: {line['message']}")
        for need in getattr(error, "extra", {}).get("rules", []):
            _print_error(f"  {need['rule']}: needs {need['needs']}; has {need['has']}")
        raise typer.Exit(1) from error


@contextmanager
def _open_desk() -> Iterator[tuple["Settings", "Database"]]:
    """Open the database of the settings, with its tables up to date."""
    with _errors_as_lines():
        from api import migrations
        from api.core import settings
        from api.storage.database import Database

        loaded = settings.load_settings()
        database = Database(loaded.database_url)
        migrations.upgrade(database)
        try:
            yield loaded, database
        finally:
            database.close()


def _person(session: "Write", name: str) -> "Actor":
    from api.auth.access import Role
    from api.people import service as people

    return people.standing_for(people.somebody(session, name, Role.editor))


def _add_key(
    session: "Write", name: str, role: "Role", *, integration: bool
) -> dict[str, str | None]:
    from api.auth.access import Actor, Role
    from api.people import keys
    from api.people import service as people
    from api.people.schemas import KeyIn

    if integration:
        key, secret = keys.add_key(session, Actor(None), KeyIn(integration=name, role=role))
        return {"key": secret, "id": key.id, "person": None, "integration": name, "role": role}
    person = people.somebody(session, name, role)
    if list(Role).index(role) > list(Role).index(person.role):
        raise typer.BadParameter(f"{name} has the role {person.role}: a key cannot do more")
    key, secret = keys.add_key(session, Actor(None), KeyIn(person=person.id, role=role))
    return {"key": secret, "id": key.id, "person": person.id, "integration": None, "role": role}


def _checkpoint(text: str) -> tuple[int, bytes]:
    seq, _, newest = text.partition(":")
    try:
        return int(seq), bytes.fromhex(newest)
    except ValueError as error:
        raise typer.BadParameter("a checkpoint is SEQ:HASH, as audit verify prints it") from error


def _print_error(line: str) -> None:
    typer.echo(line, err=True)


def _print(as_json: bool, data: object, line: str) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False) if as_json else line)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
