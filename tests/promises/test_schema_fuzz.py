"""The published contract against the server: what the document promises, the answers keep.

Needs `pip install -e '.[fuzz]'`. To see the figures:
`pytest -m slow tests/promises/test_schema_fuzz.py -s`.
"""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import running

EACH = 20  # examples of each phase an operation: more than 5,000 in all
CONFIG = """
# a change must name the version that it changes, and what it names must be there
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 401, 403, 404, 409, 412, 415, 422, 428, 429, "5xx"]
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 409, 412, 415, 422, 428, 429]
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("schemathesis") is None,
        reason="schemathesis is not installed: pip install -e '.[fuzz]'",
    ),
]


def test_keeps_its_word(home: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    url, keys = home
    command = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    assert command is not None
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG)
    settings = {"database_url": url, "rate_limit": "0"}
    with running("serve", cwd=tmp_path, **settings) as address:
        done = subprocess.run(
            [
                command, "--config-file", str(config), "run", f"{address}/openapi.json",
                "--checks", "all", "--max-examples", str(EACH),
                "--phases", "examples,coverage,fuzzing", "--continue-on-failure",
                "--header", f"Authorization: Bearer {keys['admin']}",
                "--exclude-operation-id", "import_claims",  # it cannot write JSON Lines
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
    sys.stdout.write(done.stdout[-6000:])
    assert done.returncode == 0, done.stdout[-6000:]
