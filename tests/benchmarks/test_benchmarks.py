"""The benchmarks run on a tiny desk, so that none rots. Nothing is asserted about speed."""

import json
from pathlib import Path

from tests.benchmarks import __main__ as benchmarks

CLAIMS, SECONDS = 1000, 0.1  # on the desk; for each figure


def test_every_contestant_gives_the_same_answers_on_a_tiny_desk(tmp_path: Path) -> None:
    figures_file, plot = tmp_path / "figures.json", tmp_path / "plot.svg"
    benchmarks.main(
        [
            *("--claims", str(CLAIMS), "--seconds", str(SECONDS)),
            *("--out", str(plot), "--json", str(figures_file)),
        ]
    )
    figures = json.loads(figures_file.read_text())
    assert [desk["database"] for desk in figures] == ["sqlite", "postgresql"]
    for desk in figures:
        assert desk["costs"].keys() == {"claimdesk", "floor", "twin"}
        assert desk["costs"]["claimdesk"].keys() == {*benchmarks.READS, "add"}
        assert all(cost["rate"] > 0 for cost in desk["costs"]["claimdesk"].values())
        assert desk["imported"] > 0
    assert plot.read_text().startswith("<svg")
