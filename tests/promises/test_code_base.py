"""Promises about the house itself: its rooms, its size, its README."""

import re
import tomllib

from api.core.settings import Settings
from tests import ROOT
from tests.desk import Desk

FORGETS = "update(_LINES).where(unpurged).values(change=None, salt=None)"  # a purge records it
ROOMS = [path for path in sorted((ROOT / "api").rglob("*.py")) if "versions" not in path.parts]


def test_no_file_is_longer_than_a_person_reads() -> None:
    assert {path.name: n for path in ROOMS if (n := len(path.read_text().splitlines())) > 300} == {}


def test_only_one_file_reads_the_environment() -> None:
    reading = [path.name for path in ROOMS if re.search(r"os\.(environ|getenv)", path.read_text())]
    assert reading == ["settings.py"]


def test_no_code_path_changes_or_removes_an_event() -> None:
    for path in ROOMS:
        assert not re.search(
            r"(update|delete)\((Event|_LINES|SQLModel.metadata.tables\[.event)",
            path.read_text().replace(FORGETS, ""),
        ), path


def test_every_suppression_gives_its_reason() -> None:
    bare = [
        (path.name, line)
        for path in [*ROOMS, *(ROOT / "tests").rglob("*.py")]
        for line in path.read_text().splitlines()
        if re.search(r"# (noqa:|type: ignore)", line) and "re.search" not in line
        if not re.search(r"# (noqa: [A-Z0-9, ]+|type: ignore\[[a-z-]+\])  # \w", line)
    ]
    assert bare == []


def test_the_readme_names_every_setting() -> None:
    readme = (ROOT / "README.md").read_text()
    for name in Settings.model_fields:
        assert f"CLAIMDESK_{name.upper()}" in readme, name


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text()
    for command in (
        "demo",
        "serve",
        "check",
        "import",
        "key add",
        "migrate",
        "audit verify",
        "backup",
    ):
        assert f"claimdesk {command}" in readme, command


def test_the_readmes_links_of_a_first_hour_exist(desk: Desk) -> None:
    readme = (ROOT / "README.md").read_text()
    templates = [re.sub(r"\{\w+\}", "[^/]+", path) for path in desk.app.openapi()["paths"]]
    for path in re.findall(r"\$DESK(/v1[\w/$-]*)", readme):
        assert any(re.fullmatch(template, path) for template in templates), path


def test_only_agreed_things_stand_at_the_top() -> None:
    agreed = {"README.md", "pyproject.toml", "LICENSE", "api", "fixtures", "tests"}
    visible = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert visible - {"build", "dist"} <= agreed | {p.name for p in ROOT.glob("*.egg-info")}


def test_floors_stand_above_the_known_bad_versions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert any(one.startswith("pysqlite3>=0.6.1") for one in project["dependencies"])
    assert set(project["optional-dependencies"]) >= {"postgres", "test"}
