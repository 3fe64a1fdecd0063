"""`claimdesk check` prints the claims that would be drafted."""

import json
from pathlib import Path

import pytest

from tests.server import claimdesk


@pytest.mark.parametrize("suffix", ["txt", "html"])
def test_drafted_claims_are_printed_as_text_or_json(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"piece.{suffix}"
    text = "It was over in 12 days. “They agreed to stop,” Putin said."
    file.write_text(f"<p>{text}</p>" if suffix == "html" else text)
    result = claimdesk("check", str(file), cwd=tmp_path)
    assert result.returncode == 0
    assert "Putin" in result.stdout
    assert "¹It was over in 12 days. ²“They agreed" in result.stdout
    assert "2 drafted claims" in result.stdout
    json_result = claimdesk("check", str(file), "--json", cwd=tmp_path)
    spans = [claim["spans"][0] for claim in json.loads(json_result.stdout)["claims"]]
    assert [text[span["start"] : span["end"]] for span in spans] == [
        span["exact"] for span in spans
    ]
    assert list(tmp_path.iterdir()) == [file]
