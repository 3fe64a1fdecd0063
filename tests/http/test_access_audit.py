"""The log of who has read something restricted."""

import json
import logging

import pytest

from tests.desk import Desk


@pytest.fixture(autouse=True)
def _log_reads(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "claimdesk")


def test_a_read_of_something_restricted_is_logged_with_the_reader(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    checker_id = desk.checker.get("/me")["person"]["id"]
    secret = desk.checker.source(title="canary", visible_to=[checker_id])
    open_to_all = desk.checker.source(note='"visible_to":["x"],"restricted":true')
    claim = desk.checker.claim(desk.checker.article(), sources=[{"source": secret["id"]}])
    desk.checker.get(f"/sources/{secret['id']}")
    desk.checker.get(f"/sources/{open_to_all['id']}")
    desk.checker.get("/sources")
    desk.reader.get("/sources")
    desk.checker.get(f"/claims/{claim['id']}")
    desk.reader.get(f"/claims/{claim['id']}")
    reads = [json.loads(r.getMessage()) for r in caplog.records if r.name == "claimdesk.reads"]
    assert [(line["by"], line["read"]) for line in reads] == [([checker_id], [secret["id"]])] * 3
    assert "canary" not in caplog.text


def test_a_read_of_what_belongs_to_something_restricted_is_logged(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    claim = desk.checker.claim(desk.checker.article(), visible_to=[])
    path, query = f"/claims/{claim['id']}", f"claim={claim['id']}"
    note = desk.checker.post(f"{path}/annotations", {"body": "x"})["id"]
    evidence = desk.checker.evidence(claim)["id"]
    for part in ("history", "verdicts", "evidence", "annotations"):
        caplog.clear()
        desk.checker.get(f"{path}/{part}")
        assert claim["id"] in _read_ids(caplog), part
    for address in (f"/annotations?{query}", f"/annotations/{note}", f"/evidence/{evidence}"):
        caplog.clear()
        desk.checker.get(address)
        assert {note, evidence} & set(_read_ids(caplog)), address
    caplog.clear()
    desk.checker.get("/events")
    assert {note, evidence, claim["id"]} <= set(_read_ids(caplog))


def _read_ids(caplog: pytest.LogCaptureFixture) -> list[str]:
    (line,) = (r.getMessage() for r in caplog.records if r.name == "claimdesk.reads")
    ids: list[str] = json.loads(line)["read"]
    return ids
