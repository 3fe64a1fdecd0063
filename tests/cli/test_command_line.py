"""The command line, as its users type it, and the sample article."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.auth.access import Role
from api.cli import import_files
from api.core.problems import Problem
from api.intake import bundle
from api.people import service as people
from api.storage.database import Database
from tests import ROOT
from tests.desk import Desk, Json
from tests.server import claimdesk, environment, running

FIXTURES = ROOT / "fixtures"
HELD_BACK = {"d06", "d19", "d21", "d31", "d36", "d69", "d73", "d75"}  # of nine; c32 is not digested


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running demo."""
    with running("demo", cwd=tmp_path_factory.mktemp("demo")) as found:
        yield found


@pytest.fixture(scope="module")
def claims(address: str) -> list[Json]:
    (article,) = httpx2.get(f"{address}/v1/articles").json()["items"]
    page = httpx2.get(f"{address}/v1/articles/{article['id']}/claims?limit=200").json()
    assert page["next"] is None
    found: list[Json] = page["items"]
    return found


class TestDemo:
    def test_holds_77_claims_in_reading_order_on_the_drafts_own_characters(
        self, address: str, claims: list[Json]
    ) -> None:
        draft = httpx2.get(f"{address}/v1/articles/{claims[0]['article']}").json()["draft"]
        assert draft["body"] == (FIXTURES / "digest.md").read_text()
        assert len(claims) == 77
        starts = [claim["spans"][0]["start"] for claim in claims]
        assert starts == sorted(starts)
        for claim in claims:
            for span in claim["spans"]:
                assert draft[span["part"]][span["start"] : span["end"]] == span["exact"]

    def test_statuses_are_the_samples_own_but_for_those_that_the_rules_hold_back(
        self, address: str, claims: list[Json]
    ) -> None:
        told = json.loads((FIXTURES / "digest.json").read_text())["claims"]
        ranks = [
            "incorrect", "disputed", "unverified", "checking", "unverifiable", "needs_context",
            "verified", "not_checkable",
        ]  # fmt: skip
        expected = {
            claim["key"]: min(
                (finding["status"] for finding in claim["findings"].values()), key=ranks.index
            )
            for claim in told
        }
        assert {claim["external_id"]: claim["status"] for claim in claims} == expected
        checking = {claim["external_id"] for claim in claims if claim["status"] == "checking"}
        assert checking == HELD_BACK
        counts = httpx2.get(f"{address}/v1/claims/counts?by=status").json()["counts"]
        assert {one["value"]: one["n"] for one in counts} == Counter(expected.values())
        for claim in claims:
            if claim["external_id"] in HELD_BACK:
                notes = httpx2.get(f"{address}/v1/claims/{claim['id']}/annotations").json()["items"]
                assert any("house rules" in note["body"] for note in notes)

    def test_every_final_finding_cites_what_its_rule_asks_for(
        self, address: str, claims: list[Json]
    ) -> None:
        stances: dict[str, set[str]] = {
            "verified": {"supports"}, "incorrect": {"refutes"}, "disputed": {"supports", "refutes"},
        }  # fmt: skip
        judged = 0
        for claim in claims:
            whole = httpx2.get(f"{address}/v1/claims/{claim['id']}").json()
            evidence = {one["id"]: one for one in whole["evidence"]}
            for finding in filter(None, whole["findings"].values()):
                cited = {evidence[one]["stance"] for one in finding["evidence"]}
                assert stances.get(finding["status"], set()) <= cited
                judged += bool(cited)
        assert judged > 55

    def test_is_open_to_its_own_machine_only(self, address: str) -> None:
        names = {"evil.example": 421, "127.0.0.1.evil.example": 421, "10.0.0.1": 401}
        for host, status in names.items():
            reply = httpx2.get(f"{address}/v1/claims", headers={"Host": host})
            assert reply.status_code == status, host
        form = {"Content-Type": "text/plain"}
        reply = httpx2.post(f"{address}/v1/speakers", content=b'{"name":"x"}', headers=form)
        assert reply.status_code == 415

    def test_says_what_is_here(self, tmp_path: Path) -> None:
        with running("demo", cwd=tmp_path) as one, running("demo", cwd=tmp_path) as two:
            assert one != two
        assert list(tmp_path.iterdir()) == []


class TestImport:
    def take(self, desk: Desk, name: str, text: str | None) -> str:
        read, beside = import_files.read_bundle(FIXTURES / name, None)
        with desk.db.write() as session:
            actor = people.standing_for(people.somebody(session, "Importer", Role.editor))
            return bundle.take(session, actor, read, text or beside).id

    def test_the_digest_again_makes_no_doubles(self, desk: Desk) -> None:
        article = self.take(desk, "digest.json", None)
        lines = desk.ledger()
        assert self.take(desk, "digest.json", None) == article
        assert desk.ledger() == lines
        assert len(desk.reader.items("/claims", limit=200)) == 77

    def test_the_originals_claims_are_anchored_in_its_text_and_no_other(self, desk: Desk) -> None:
        told = json.loads((FIXTURES / "original.json").read_text())
        assert len(told["claims"]) == 80
        assert "body" not in told["article"]
        spans = [span for claim in told["claims"] for span in claim["spans"]]
        assert all(set(span) == {"part", "start", "end"} for span in spans)
        lines = desk.ledger()
        for text in (None, "Another text."):
            with pytest.raises(Problem) as refused:
                self.take(desk, "original.json", text)
            assert "text" in refused.value.detail
        assert desk.ledger() == lines
        original = FIXTURES.parent.parent / "shared" / "sample" / "original.txt"
        if original.exists():  # it may not be redistributed
            self.take(desk, "original.json", original.read_text())
            assert len(desk.reader.items("/claims", limit=200)) == 80

    def test_offsets_alone_find_their_words(self, desk: Desk, tmp_path: Path) -> None:
        text = "One day. Two days."
        told: Any = {
            "claimdesk": 1,
            "article": {
                "key": "a", "headline": "h", "sha256": sha256(text.encode()).hexdigest(),
            },
            "claims": [
                {"key": "c", "statement": "s", "spans": [{"part": "body", "start": 9, "end": 17}]}
            ],
        }  # fmt: skip
        file = tmp_path / "bundle.json"
        file.write_text(json.dumps(told))
        self.take(desk, str(file), text)
        (claim,) = desk.reader.items("/claims")
        assert claim["spans"][0]["exact"] == "Two days"

    def test_a_finding_that_the_rules_do_not_allow_refuses_the_whole(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        told = json.loads((FIXTURES / "digest.json").read_text())
        told["article"]["text"] = str(FIXTURES / "digest.md")
        told["claims"][5]["findings"]["substance"] = {"status": "verified"}
        file = tmp_path / "bundle.json"
        file.write_text(json.dumps(told))
        with pytest.raises(Problem):
            self.take(desk, str(file), None)
        assert desk.reader.items("/articles") == []


class TestCommands:
    def test_a_first_hour(self, home: tuple[str, dict[str, str]], tmp_path: Path) -> None:
        url, _ = home

        def run(*arguments: str, code: int = 0) -> Any:
            done = claimdesk(*arguments, "--json", cwd=tmp_path, database_url=url)
            assert done.returncode == code, done.stdout + done.stderr
            return json.loads(done.stdout)

        made = run("key", "add", "Ada Njeri", "--role", "editor")
        assert made["key"].startswith("claimdesk_")
        assert made["person"].startswith("person_")
        again = run("key", "add", "Ada Njeri", "--role", "editor")
        assert again["person"] == made["person"]
        more = ("key", "add", "Ada Njeri", "--role", "admin")
        refused = claimdesk(*more, cwd=tmp_path, database_url=url)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "role editor" in refused.stderr
        assert run("key", "add", "Bot", "--role", "reader", "--integration")["integration"] == "Bot"
        taken = run("import", str(FIXTURES / "digest.json"))
        assert taken["claims"] == 77
        lines = tmp_path / "more.jsonl"
        claim = {"article": taken["article"], "statement": "x", "spans": [{"start": 0, "end": 5}]}
        lines.write_text(json.dumps(claim) + "\n{}\n")
        assert run("import", str(lines), code=1) == {"imported": 1, "refused": 1}
        told = run("audit", "verify")
        assert told["ok"] is True
        checkpoint = f"{told['seq']}:{told['hash']}"
        assert run("audit", "verify", "--checkpoint", checkpoint)["seq"] == told["seq"]
        wrong = f"{told['seq']}:{'0' * 64}"
        assert run("audit", "verify", "--checkpoint", wrong, code=1)["ok"] is False

    @pytest.mark.parametrize("suffix", ["txt", "html"])
    def test_check_prints_the_drafted_claims(self, tmp_path: Path, suffix: str) -> None:
        file = tmp_path / f"piece.{suffix}"
        text = "It was over in 12 days. “They agreed to stop,” Putin said."
        file.write_text(f"<p>{text}</p>" if suffix == "html" else text)
        done = claimdesk("check", str(file), cwd=tmp_path)
        assert done.returncode == 0
        assert "Putin" in done.stdout
        assert "¹It was over in 12 days. ²“They agreed" in done.stdout
        assert "2 drafted claims" in done.stdout
        as_json = claimdesk("check", str(file), "--json", cwd=tmp_path)
        spans = [claim["spans"][0] for claim in json.loads(as_json.stdout)["claims"]]
        assert [text[span["start"] : span["end"]] for span in spans] == [
            span["exact"] for span in spans
        ]
        assert list(tmp_path.iterdir()) == [file]

    @pytest.mark.parametrize(
        ("arguments", "settings", "code", "says"),
        [
            (("check", "nowhere.txt"), {}, 1, "nowhere.txt"),
            (("migrate",), {"database_url": "mysql://x"}, 2, "CLAIMDESK_DATABASE_URL"),
            (("serve", "--port", "x"), {}, 2, "port"),
            (("serve",), {"port": "99999"}, 2, "CLAIMDESK_PORT"),
            (("serve",), {"databse_url": "x"}, 2, "CLAIMDESK_DATABSE_URL is no setting"),
            (("key", "add", "Ada", "--role", "king"), {}, 2, "reader"),
            (("import", "nowhere.json"), {}, 1, "nowhere.json"),
            (("audit", "verify", "--checkpoint", "x"), {}, 2, "SEQ:HASH"),
        ],
    )
    def test_what_makes_no_sense_is_said_in_a_line(
        self,
        tmp_path: Path,
        arguments: tuple[str, ...],
        settings: dict[str, str],
        code: int,
        says: str,
    ) -> None:
        done = claimdesk(*arguments, cwd=tmp_path, **settings)
        assert done.returncode == code, done.stderr
        assert says in done.stderr
        assert "Traceback" not in done.stderr

    def test_serves_what_the_key_opens(
        self, home: tuple[str, dict[str, str]], tmp_path: Path
    ) -> None:
        url, keys = home
        with running("serve", cwd=tmp_path, database_url=url) as address:
            assert httpx2.get(f"{address}/v1/me").status_code == 401
            headers = {"Authorization": f"Bearer {keys['reader']}"}
            assert httpx2.get(f"{address}/v1/me", headers=headers).json()["role"] == "reader"


def test_an_old_sqlite_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.storage.engines.OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(Exception, match=r"99\.0\.0 is needed"):
        Database("sqlite:///nowhere.db")


def test_a_library_with_a_known_hole_stops_the_start_with_one_line(tmp_path: Path) -> None:
    old = tmp_path / "starlette-1.2.9.dist-info"
    old.mkdir()
    (old / "METADATA").write_text("Metadata-Version: 2.1\nName: starlette\nVersion: 1.2.9\n")
    ours = str(ROOT)
    paths = {"PYTHONPATH": os.pathsep.join([str(tmp_path), ours])}
    for command in ("serve", "demo"):
        done = subprocess.run(
            [sys.executable, "-m", "api", command, "--port", "0"],
            cwd=tmp_path,
            env=environment(database_url=f"sqlite:///{tmp_path}/x.db") | paths,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 2
        wanted = "starlette 1.2.9 has a known vulnerability: pip install 'starlette>=1.3.0'"
        assert done.stderr.strip() == wanted
