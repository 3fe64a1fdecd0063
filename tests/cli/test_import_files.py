"""`claimdesk import`: a bundle is imported whole or not at all."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from api.auth.access import Role
from api.cli import import_files
from api.core.problems import Problem
from api.intake import bundle
from api.people import service as people
from tests import ROOT
from tests.desk import Desk

FIXTURES = ROOT / "fixtures"


def import_bundle(desk: Desk, name: str, text: str | None) -> str:
    content, text_in_file = import_files.read_bundle(FIXTURES / name, None)
    with desk.db.write() as session:
        actor = people.standing_for(people.somebody(session, "Importer", Role.editor))
        return bundle.take(session, actor, content, text or text_in_file).id


def test_the_same_bundle_again_adds_nothing(desk: Desk) -> None:
    article = import_bundle(desk, "digest.json", None)
    lines = desk.ledger()
    assert import_bundle(desk, "digest.json", None) == article
    assert desk.ledger() == lines
    assert len(desk.reader.items("/claims", limit=200)) == 77


def test_claims_are_anchored_in_their_own_text_and_no_other(desk: Desk) -> None:
    content = json.loads((FIXTURES / "original.json").read_text())
    assert len(content["claims"]) == 80
    assert "body" not in content["article"]
    spans = [span for claim in content["claims"] for span in claim["spans"]]
    assert all(set(span) == {"part", "start", "end"} for span in spans)
    lines = desk.ledger()
    for text in (None, "Another text."):
        with pytest.raises(Problem) as problem:
            import_bundle(desk, "original.json", text)
        assert "text" in problem.value.detail
    assert desk.ledger() == lines
    text_file = FIXTURES.parent.parent / "shared" / "sample" / "original.txt"
    if text_file.exists():  # it may not be redistributed
        import_bundle(desk, "original.json", text_file.read_text())
        assert len(desk.reader.items("/claims", limit=200)) == 80


def test_offsets_alone_are_enough_for_a_span(desk: Desk, tmp_path: Path) -> None:
    text = "One day. Two days."
    document: Any = {
        "claimdesk": 1,
        "article": {
            "key": "a", "headline": "h", "sha256": sha256(text.encode()).hexdigest(),
        },
        "claims": [
            {"key": "c", "statement": "s", "spans": [{"part": "body", "start": 9, "end": 17}]}
        ],
    }  # fmt: skip
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(document))
    import_bundle(desk, str(file), text)
    (claim,) = desk.reader.items("/claims")
    assert claim["spans"][0]["exact"] == "Two days"


def test_a_finding_that_the_rules_do_not_allow_refuses_the_whole_bundle(
    desk: Desk, tmp_path: Path
) -> None:
    document = json.loads((FIXTURES / "digest.json").read_text())
    document["article"]["text"] = str(FIXTURES / "digest.md")
    document["claims"][5]["findings"]["substance"] = {"status": "verified"}
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(document))
    with pytest.raises(Problem):
        import_bundle(desk, str(file), None)
    assert desk.reader.items("/articles") == []
