"""What costs the same on every desk: to start, to say what there is, to draft an article."""

import subprocess
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import process_time

from api.cli.server import find_fixture
from api.text.spans import Part
from tests import ROOT
from tests.benchmarks.load import Caller
from tests.benchmarks.servers import running
from tests.proposing import propose
from tests.server import claimdesk, environment

WORDS = 1000  # of the article that is drafted


def table() -> str:
    """Measure, and say so in three lines."""
    return "\n".join(
        (
            "",
            "what costs the same on every desk",
            f"  claimdesk --help: {_help():.2f} s of CPU (goal ≤ 0.3)",
            f"  start to first answer: {_first_answer():.2f} s of CPU (goal ≤ 1.5)",
            f"  drafting: {_drafted():.0f} articles of {WORDS} words a CPU second (goal ≥ 100)",
        )
    )


def _help() -> float:
    before = getrusage(RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "api", "--help"]
    subprocess.run(
        command,
        env=environment() | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _first_answer() -> float:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/desk.db"
        added = claimdesk(
            "key", "add", "Ada", "--role", "reader", cwd=Path(folder), database_url=url
        )
        with running("claimdesk", url) as server:
            caller = Caller(server, {"Authorization": f"Bearer {added.stdout.strip()}"})
            caller.json("/v1/claims")
            caller.close()
            return server.cpu()


def _drafted() -> float:
    words = Path(find_fixture("digest.md")).read_text().split(" ")
    body = " ".join((words * (WORDS // len(words) + 1))[:WORDS])
    text = {Part.headline: "An article", Part.standfirst: "", Part.body: body}
    propose(text, "en")
    begun, done = process_time(), 0
    while process_time() - begun < 2:
        propose(text, "en")
        done += 1
    return done / (process_time() - begun)


if __name__ == "__main__":
    print(table())
