"""The command line: serve · demo · check · import · key · migrate · audit · backup.

Rooms are imported where they are used: `--help` should not wait for them.
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
    help="Every claim of an article: held, evidenced, judged and accounted for.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
key = typer.Typer(help="Keys by which people and integrations come in.", no_args_is_help=True)
audit = typer.Typer(help="The ledger.", no_args_is_help=True)
app.add_typer(key, name="key")
app.add_typer(audit, name="audit")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
Host = Annotated[str | None, typer.Option(help="The address to listen on.")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")]


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 1,
) -> None:
    """Bring the tables up to date and serve the desk."""
    with _desk() as (settings, db):
        from api.cli import server

        db.close()
        server.serve(host or settings.host, settings.port if port is None else port, workers)


@app.command()
def demo(port: Port = None) -> None:
    """Open a throw-away desk with the sample article, for this machine only."""
    from api.cli import server

    with _one_line():
        server.demo(8000 if port is None else port, exact=port is not None, say=typer.echo)


@app.command()
def check(
    file: Annotated[str, typer.Argument(help="A text or HTML file; - reads standard input.")],
    language: Annotated[str, typer.Option(help="Its language.")] = "en",
    dateline: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day by which “last October” is read."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the drafted claims of a text, without a server."""
    from api.cli import check as checking
    from api.cli import claim_table

    with _one_line():
        sent = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        extracted = checking.read(sent, file, language, dateline.date() if dateline else None)
        if as_json:
            typer.echo(extracted.model_dump_json(indent=2))
        else:
            claim_table.show(extracted)


@app.command("import")
def take(
    file: Annotated[
        Path, typer.Argument(help="A bundle (.json), or claims as JSON Lines (.jsonl).")
    ],
    text: Annotated[
        Path | None, typer.Option(help="The article's text, if the bundle has none.")
    ] = None,
    person: Annotated[
        str, typer.Option("--person", help="Who imports; made an editor if new.")
    ] = "Importer",
    as_json: AsJson = False,
) -> None:
    """Import a checked article with its sources, evidence and findings, or many claims."""
    from api.cli import import_files

    with _desk() as (_, db):
        with db.write() as session:
            actor = _person(session, person)
        if file.suffix in (".jsonl", ".ndjson"):
            done, refused = import_files.take_lines(db, actor, file, _err)
            _say(
                as_json, {"imported": done, "refused": refused}, f"{done} claims, {refused} refused"
            )
            raise typer.Exit(1 if refused else 0)
        article, claims = import_files.take_bundle(db, actor, file, text)
        _say(as_json, {"article": article, "claims": claims}, f"{article}: {claims} claims")


@key.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="A person's or an integration's name.")],
    role: Annotated[str, typer.Option(help="reader, reporter, checker, editor or admin.")],
    integration: Annotated[
        bool, typer.Option("--integration", help="A program's key: it acts for people.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a key, and the person or integration if new. It is shown this once."""
    with _desk() as (_, db):
        from api.auth.access import Role

        if role not in set(Role):
            raise typer.BadParameter(f"role is one of {', '.join(Role)}")
        with db.write() as session:
            new_key = _add_key(session, name, Role(role), integration=integration)
        _say(as_json, new_key, new_key["key"] or "")


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    with _desk() as (settings, _):
        typer.echo(f"{settings.database_url.split('://')[0]}: up to date")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to; it must not be there yet.")],
    as_json: AsJson = False,
) -> None:
    """Copy the desk while it works: on SQLite a desk itself, on PostgreSQL for pg_restore."""
    with _desk() as (_, db):
        from api.cli import progress_bar
        from api.storage import backup as copying

        with progress_bar.bar("bytes", copying.size(db)) as moved:
            seq, newest = copying.take(db, file, moved)
        result = {"file": str(file), "seq": seq, "hash": newest}
        _say(as_json, result, f"{file}: {seq} lines; newest {seq}:{newest}")


@audit.command()
def verify(
    checkpoint: Annotated[
        str | None,
        typer.Option(help="SEQ:HASH, kept elsewhere: proves that nothing was cut off since."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Walk the whole ledger: every line follows the one before, none was changed or emptied."""
    with _desk() as (_, db):
        from api.cli import progress_bar
        from api.ledger import hash_chain

        try:
            known_line = _checkpoint(checkpoint) if checkpoint else (0, hash_chain.START)
            with db.read() as session, progress_bar.bar("lines") as moved:
                seq, newest = hash_chain.verify(session, known_line, moved)
        except hash_chain.BrokenChain as broken:
            _say(as_json, {"ok": False, "problem": str(broken)}, f"BROKEN: {broken}")
            raise typer.Exit(1) from broken
        result = {"ok": True, "seq": seq, "hash": newest.hex()}
        _say(as_json, result, f"{seq} lines, unbroken; newest {seq}:{newest.hex()}")


@contextmanager
def _one_line() -> Iterator[None]:
    """Say what is wrong in one line, not in a traceback."""
    from api.cli.dependency_check import LibraryTooOld
    from api.core.problems import Problem
    from api.core.settings import BadSetting
    from api.storage.engines import SqliteTooOld

    try:
        yield
    except (BadSetting, SqliteTooOld, LibraryTooOld) as wrong:
        _err(str(wrong))
        raise typer.Exit(2) from wrong
    except (Problem, OSError) as wrong:
        _err(str(wrong))
        for line in getattr(wrong, "extra", {}).get("errors", []):
            _err(f"  {'.'.join(map(str, line['where']))}: {line['message']}")
        for need in getattr(wrong, "extra", {}).get("rules", []):
            _err(f"  {need['rule']}: needs {need['needs']}; has {need['has']}")
        raise typer.Exit(1) from wrong


@contextmanager
def _desk() -> Iterator[tuple["Settings", "Database"]]:
    """Open the database that the environment names, migrated."""
    with _one_line():
        from api import migrations
        from api.core import settings
        from api.storage.database import Database

        loaded = settings.load_settings()
        db = Database(loaded.database_url)
        migrations.upgrade(db)
        try:
            yield loaded, db
        finally:
            db.close()


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
    except ValueError as wrong:
        raise typer.BadParameter("a checkpoint is SEQ:HASH, as audit verify prints it") from wrong


def _err(line: str) -> None:
    typer.echo(line, err=True)


def _say(as_json: bool, data: object, line: str) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False) if as_json else line)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
