"""The server does not start with a library that has a known vulnerability."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli.dependency_check import LibraryTooOld, check_versions
from tests import ROOT
from tests.server import environment


def test_a_library_that_is_not_installed_is_passed_over() -> None:
    check_versions({"no-such-library": "1.0"})


def test_the_message_says_what_helps() -> None:
    with pytest.raises(LibraryTooOld, match=r"pip install 'pytest>=999'"):
        check_versions({"pytest": "999"})


def test_an_unsafe_library_stops_the_start_with_one_line(tmp_path: Path) -> None:
    old = tmp_path / "starlette-1.2.9.dist-info"
    old.mkdir()
    (old / "METADATA").write_text("Metadata-Version: 2.1\nName: starlette\nVersion: 1.2.9\n")
    paths = {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    for command in ("serve", "demo"):
        process = subprocess.run(
            [sys.executable, "-m", "api", command, "--port", "0"],
            cwd=tmp_path,
            env=environment(database_url=f"sqlite:///{tmp_path}/x.db") | paths,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert process.returncode == 2
        message = "starlette 1.2.9 has a known vulnerability: pip install 'starlette>=1.3.0'"
        assert process.stderr.strip() == message
