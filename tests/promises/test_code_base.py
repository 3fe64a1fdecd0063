"""Promises about the code base itself: its size, its names, its docstrings, its README."""

import ast
import re
import statistics
import tomllib
from collections import Counter
from collections.abc import Iterator

from api.core.settings import Settings
from tests import ROOT
from tests.desk import Desk

PURGE = "update(_LINES).where(unpurged).values(change=None, salt=None)"  # a purge records it
FILES = [path for path in sorted((ROOT / "api").rglob("*.py")) if "versions" not in path.parts]
TREES = {path.relative_to(ROOT): ast.parse(path.read_text()) for path in FILES}
NESTING = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.AsyncFor, ast.AsyncWith, ast.Match)
VAGUE = set(
    "one found said told made given asked wanted known more here there of some other mine was now "
    "place seen kept shown".split()
)  # as names of variables, parameters and functions


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path}: {node.name}", node


def depth(node: ast.AST) -> int:
    """How many blocks are inside each other; an `elif` is as deep as its `if`."""
    deepest = 0
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST):
                continue
            is_elif = isinstance(node, ast.If) and field == "orelse" and isinstance(child, ast.If)
            own = isinstance(child, NESTING) and not is_elif
            deepest = max(deepest, depth(child) + own)
    return deepest


def assigned_names() -> Iterator[str]:
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            elif isinstance(node, ast.arg):
                yield node.arg
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name


def test_no_file_has_more_than_300_lines() -> None:
    assert {path.name: n for path in FILES if (n := len(path.read_text().splitlines())) > 300} == {}


def test_half_of_the_files_have_at_most_80_lines() -> None:
    assert statistics.median(len(path.read_text().splitlines()) for path in FILES) <= 80


def test_no_function_has_more_than_40_lines() -> None:
    lengths = {name: (node.end_lineno or 0) - node.lineno + 1 for name, node in functions()}
    assert {name: length for name, length in lengths.items() if length > 40} == {}


def test_no_function_is_nested_more_than_three_deep() -> None:
    deep = {name: n for name, node in functions() if (n := depth(node)) > 3}
    assert deep == {}


def test_no_type_name_is_used_twice() -> None:
    names = Counter(
        node.name
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, n in names.items() if n > 1] == []


def test_names_say_what_they_hold() -> None:
    names = list(assigned_names())
    assert sum(name.strip("_") in VAGUE for name in names) / len(names) <= 0.01


def test_every_module_has_a_docstring() -> None:
    assert [str(path) for path, tree in TREES.items() if not ast.get_docstring(tree)] == []


def test_the_top_of_the_package_can_be_read_at_a_glance() -> None:
    entries = [path for path in (ROOT / "api").iterdir() if path.name != "__pycache__"]
    assert len(entries) <= 34


def test_the_page_on_the_code_names_every_package() -> None:
    page = (ROOT / "api" / "README.md").read_text()
    packages = [path.name for path in (ROOT / "api").iterdir() if (path / "__init__.py").exists()]
    assert [name for name in packages if not re.search(rf"\b{name}\b", page)] == []


def test_the_page_on_the_code_names_only_files_that_exist() -> None:
    page = (ROOT / "api" / "README.md").read_text()
    named = re.findall(r"`((?:[a-z_]+/)+(?:[a-z_]+\.py)?)`", page)
    assert [name for name in named if not (ROOT / "api" / name).exists()] == []


def test_only_one_file_reads_the_environment() -> None:
    reading = [path.name for path in FILES if re.search(r"os\.(environ|getenv)", path.read_text())]
    assert reading == ["settings.py"]


def test_no_code_path_changes_or_removes_a_line_of_the_ledger() -> None:
    for path in FILES:
        assert not re.search(
            r"(update|delete)\((Event|_LINES|SQLModel.metadata.tables\[.event)",
            path.read_text().replace(PURGE, ""),
        ), path


def test_every_suppression_gives_its_reason() -> None:
    bare = [
        (path.name, line)
        for path in [*FILES, *(ROOT / "tests").rglob("*.py")]
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


def test_the_paths_of_the_readmes_first_hour_exist(desk: Desk) -> None:
    readme = (ROOT / "README.md").read_text()
    templates = [re.sub(r"\{\w+\}", "[^/]+", path) for path in desk.app.openapi()["paths"]]
    for path in re.findall(r"\$DESK(/v1[\w/$-]*)", readme):
        assert any(re.fullmatch(template, path) for template in templates), path


def test_only_agreed_things_are_at_the_top() -> None:
    agreed = {"README.md", "pyproject.toml", "LICENSE", "api", "fixtures", "tests"}
    visible = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert visible - {"build", "dist"} <= agreed | {p.name for p in ROOT.glob("*.egg-info")}


def test_the_oldest_versions_allowed_are_newer_than_the_unsafe_ones() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert any(line.startswith("pysqlite3>=0.6.1") for line in project["dependencies"])
    assert set(project["optional-dependencies"]) >= {"postgres", "test"}
