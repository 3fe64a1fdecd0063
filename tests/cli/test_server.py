"""`claimdesk demo` with the sample article, and `claimdesk serve`."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests import ROOT
from tests.desk import Json
from tests.server import running

FIXTURES = ROOT / "fixtures"
HELD_BACK = {
    "d06",
    "d19",
    "d21",
    "d31",
    "d36",
    "d69",
    "d73",
    "d75",
}  # by the rules


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running demo."""
    with running("demo", cwd=tmp_path_factory.mktemp("demo")) as server_address:
        yield server_address


@pytest.fixture(scope="module")
def claims(address: str) -> list[Json]:
    (article,) = httpx2.get(f"{address}/v1/articles").json()["items"]
    page = httpx2.get(f"{address}/v1/articles/{article['id']}/claims?limit=200").json()
    assert page["next"] is None
    items: list[Json] = page["items"]
    return items


def test_the_demo_has_77_claims_in_reading_order_with_exact_spans(
    address: str, claims: list[Json]
) -> None:
    draft = httpx2.get(f"{address}/v1/articles/{claims[0]['article']}").json()["draft"]
    assert draft["body"] == (FIXTURES / "digest.md").read_text()
    assert len(claims) == 77
    starts = [claim["spans"][0]["start"] for claim in claims]
    assert starts == sorted(starts)
    for claim in claims:
        for span in claim["spans"]:
            assert draft[span["part"]][span["start"] : span["end"]] == span["exact"]


def test_statuses_are_those_of_the_sample_unless_the_rules_hold_them_back(
    address: str, claims: list[Json]
) -> None:
    digest = json.loads((FIXTURES / "digest.json").read_text())["claims"]
    ranks = [
        "incorrect", "disputed", "unverified", "checking", "unverifiable", "needs_context",
        "verified", "not_checkable",
    ]  # fmt: skip
    expected = {
        claim["key"]: min(
            (finding["status"] for finding in claim["findings"].values()), key=ranks.index
        )
        for claim in digest
    }
    assert {claim["external_id"]: claim["status"] for claim in claims} == expected
    checking = {claim["external_id"] for claim in claims if claim["status"] == "checking"}
    assert checking == HELD_BACK
    counts = httpx2.get(f"{address}/v1/claims/counts?by=status").json()["counts"]
    assert {count["value"]: count["n"] for count in counts} == Counter(expected.values())
    for claim in claims:
        if claim["external_id"] in HELD_BACK:
            notes = httpx2.get(f"{address}/v1/claims/{claim['id']}/annotations").json()["items"]
            assert any("house rules" in note["body"] for note in notes)


def test_every_final_finding_cites_what_its_rule_asks_for(address: str, claims: list[Json]) -> None:
    stances: dict[str, set[str]] = {
        "verified": {"supports"}, "incorrect": {"refutes"}, "disputed": {"supports", "refutes"},
    }  # fmt: skip
    judged = 0
    for claim in claims:
        detail = httpx2.get(f"{address}/v1/claims/{claim['id']}").json()
        evidence = {row["id"]: row for row in detail["evidence"]}
        for finding in filter(None, detail["findings"].values()):
            cited = {evidence[id_]["stance"] for id_ in finding["evidence"]}
            assert stances.get(finding["status"], set()) <= cited
            judged += bool(cited)
    assert judged > 55


def test_the_demo_is_open_to_its_own_machine_only(address: str) -> None:
    names = {"evil.example": 421, "127.0.0.1.evil.example": 421, "10.0.0.1": 401}
    for host, status in names.items():
        reply = httpx2.get(f"{address}/v1/claims", headers={"Host": host})
        assert reply.status_code == status, host
    form = {"Content-Type": "text/plain"}
    reply = httpx2.post(f"{address}/v1/speakers", content=b'{"name":"x"}', headers=form)
    assert reply.status_code == 415


def test_two_demos_take_two_ports_and_leave_no_files(tmp_path: Path) -> None:
    with running("demo", cwd=tmp_path) as first, running("demo", cwd=tmp_path) as second:
        assert first != second
    assert list(tmp_path.iterdir()) == []


def test_serve_answers_a_key(home: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    url, keys = home
    with running("serve", cwd=tmp_path, database_url=url) as address:
        assert httpx2.get(f"{address}/v1/me").status_code == 401
        headers = {"Authorization": f"Bearer {keys['reader']}"}
        assert httpx2.get(f"{address}/v1/me", headers=headers).json()["role"] == "reader"
