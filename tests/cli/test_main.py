"""The commands of `claimdesk`, as its users type them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests import ROOT
from tests.server import claimdesk

FIXTURES = ROOT / "fixtures"


def test_the_commands_of_a_first_hour(home: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    url, _ = home

    def run(*arguments: str, code: int = 0) -> Any:
        result = claimdesk(*arguments, "--json", cwd=tmp_path, database_url=url)
        assert result.returncode == code, result.stdout + result.stderr
        return json.loads(result.stdout)

    added = run("key", "add", "Ada Njeri", "--role", "editor")
    assert added["key"].startswith("claimdesk_")
    assert added["person"].startswith("person_")
    again = run("key", "add", "Ada Njeri", "--role", "editor")
    assert again["person"] == added["person"]
    too_much = ("key", "add", "Ada Njeri", "--role", "admin")
    refused = claimdesk(*too_much, cwd=tmp_path, database_url=url)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "role editor" in refused.stderr
    assert run("key", "add", "Bot", "--role", "reader", "--integration")["integration"] == "Bot"
    imported = run("import", str(FIXTURES / "digest.json"))
    assert imported["claims"] == 77
    lines = tmp_path / "more.jsonl"
    claim = {"article": imported["article"], "statement": "x", "spans": [{"start": 0, "end": 5}]}
    lines.write_text(json.dumps(claim) + "\n{}\n")
    assert run("import", str(lines), code=1) == {"imported": 1, "refused": 1}
    verified = run("audit", "verify")
    assert verified["ok"] is True
    checkpoint = f"{verified['seq']}:{verified['hash']}"
    assert run("audit", "verify", "--checkpoint", checkpoint)["seq"] == verified["seq"]
    wrong_checkpoint = f"{verified['seq']}:{'0' * 64}"
    assert run("audit", "verify", "--checkpoint", wrong_checkpoint, code=1)["ok"] is False


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "message"),
    [
        (("check", "nowhere.txt"), {}, 1, "nowhere.txt"),
        (("migrate",), {"database_url": "mysql://x"}, 2, "CLAIMDESK_DATABASE_URL"),
        (("serve", "--port", "x"), {}, 2, "port"),
        (("serve",), {"port": "99999"}, 2, "CLAIMDESK_PORT"),
        (("serve",), {"databse_url": "x"}, 2, "CLAIMDESK_DATABSE_URL is not a setting"),
        (("key", "add", "Ada", "--role", "king"), {}, 2, "reader"),
        (("import", "nowhere.json"), {}, 1, "nowhere.json"),
        (("audit", "verify", "--checkpoint", "x"), {}, 2, "SEQ:HASH"),
    ],
)
def test_an_error_is_a_line_and_an_exit_code(
    tmp_path: Path,
    arguments: tuple[str, ...],
    settings: dict[str, str],
    code: int,
    message: str,
) -> None:
    result = claimdesk(*arguments, cwd=tmp_path, **settings)
    assert result.returncode == code, result.stderr
    assert message in result.stderr
    assert "Traceback" not in result.stderr
