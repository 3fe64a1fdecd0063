"""What must be forgotten is: in every table, index, kept answer, file and free page."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import literal_column, select, text
from sqlmodel import SQLModel, col

from api.ledger import hash_chain
from api.ledger.models import Event
from api.search import full_text
from tests.desk import Desk, Json

SECRET = "zanzibarquartz"  # noqa: S105  # a canary, no password
NAME = "Zoë Quicksilver-Blom"


def _rows(desk: Desk) -> str:
    """Everything that the tables hold."""
    return _all(desk, [f'"{table.name}"' for table in SQLModel.metadata.sorted_tables])


def _searched(desk: Desk) -> str:
    """Everything that the search index holds."""
    kept = "search" if desk.db.dialect == "postgresql" else "search_data"
    return _all(desk, [f"{kind}_{kept}" for kind in full_text.KINDS])


def _all(desk: Desk, tables: list[str]) -> str:
    with desk.db.read() as session:
        return "\n".join(
            str([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row])
            for table in tables
            for row in session.execute(select(literal_column("*")).select_from(text(table)))
        )


def _files(desk: Desk) -> bytes:
    """Every byte of the database's own files."""
    if desk.db.dialect == "sqlite":
        home = Path(desk.url.removeprefix("sqlite:///"))
        return b"".join(path.read_bytes() for path in home.parent.glob(f"{home.name}*"))
    with psycopg.connect(desk.url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")  # what is in memory is on the disk
        asked = (
            "SELECT setting, d.oid::text FROM pg_settings, pg_database d "
            "WHERE name = 'data_directory' AND datname = current_database()"
        )
        ((folder, oid),) = connection.execute(asked).fetchall()
    return b"".join(p.read_bytes() for p in Path(folder, "base", oid).iterdir() if p.is_file())


def _post(desk: Desk, path: str, etag: str, **body: Any) -> Json:
    reply = desk.admin.ask("POST", path, json=body, headers={"If-Match": etag})
    assert reply.status_code == 200, reply.text
    answer: Json = reply.json()
    return answer


@pytest.fixture
def told(own_desk: Desk) -> tuple[Desk, Json, Json]:
    """A desk whose article says the secret everywhere, and a claim of another article."""
    desk = own_desk
    body = f"The {SECRET} was found in 12 days. Nobody knew of the {SECRET} before."
    article = desk.reporter.article(body, headline=f"{SECRET} found", external_id=SECRET)
    named = {"Idempotency-Key": "again"}
    new = {
        "article": article["id"],
        "statement": f"The {SECRET} was found.",
        "spans": [{"exact": f"The {SECRET} was found"}],
        "attribution": {
            "voice": "reported",
            "speakers": [{"name": "A finder"}],
            "cue": {"text": SECRET},
        },
        "sources": [{"source": {"title": "A log"}, "note": SECRET}],
        "tags": [SECRET],
    }
    claim = desk.reporter.post("/claims", new, headers=named)
    evidence = desk.checker.evidence(claim, excerpt=SECRET, note=SECRET)
    desk.checker.judge(claim, "verified", evidence, why=f"The {SECRET} is there.")
    question = {
        "kind": "question",
        "body": f"{SECRET}?",
        "addressee": {"name": SECRET, "contact": "x"},
    }
    asked = desk.reporter.post(f"/claims/{claim['id']}/annotations", question)
    desk.reporter.post(f"/annotations/{asked['id']}/answers", {"body": SECRET})
    other = desk.reporter.claim(desk.reporter.article(), tags=["kept"])
    assert SECRET in _rows(desk)
    assert SECRET in _searched(desk)
    assert SECRET.encode() in _files(desk)
    return desk, article, other


class TestAPurgedArticle:
    def test_is_gone_from_everything(self, told: tuple[Desk, Json, Json]) -> None:
        desk, article, other = told
        path = f"/articles/{article['id']}"
        gone = _post(desk, f"{path}/purge", desk.admin.get(path).etag, reason="A court's order")
        assert gone["rows"] == {
            "annotation": 1, "answer": 1, "attribution": 1, "citation": 1, "claim": 1,
            "claim_source": 1, "claim_span": 1, "claim_tag": 1, "draft": 1, "evidence": 1,
            "finding": 2, "verdict": 1,
        }  # fmt: skip
        assert {name.split("_")[0] for name in gone["unused"]} == {"source", "speaker"}
        assert SECRET not in _rows(desk)
        assert SECRET not in _searched(desk)
        assert SECRET.encode() not in _files(desk)
        desk.editor.refused(404, "GET", path)
        assert desk.reader.items("/claims", q=SECRET) == []
        assert [one["id"] for one in desk.reader.items("/claims")] == [other["id"]]
        counted = desk.reader.get("/claims/counts", by="status")["counts"]
        assert [(one["value"], one["n"]) for one in counted] == [("unverified", 1)]

    def test_leaves_a_ledger_that_says_so_and_verifies(self, told: tuple[Desk, Json, Json]) -> None:
        desk, article, _ = told
        lines, path = desk.ledger(), f"/articles/{article['id']}"
        about = len(desk.admin.items("/events", article=article["id"]))
        gone = _post(desk, f"{path}/purge", desk.admin.get(path).etag, reason="A court's order")
        assert gone["lines"] == about
        assert desk.ledger() == lines + 1
        (*_, last) = desk.admin.items("/events")
        assert (last["action"], last["subject"]) == ("purged", article["id"])
        assert last["after"]["reason"] == "A court's order"
        kept = desk.admin.items("/events", article=article["id"])
        assert len(kept) == about
        assert all(one["before"] is one["after"] is None for one in kept)
        assert all(one["actor"] for one in kept)

    def test_is_not_answered_again(self, told: tuple[Desk, Json, Json]) -> None:
        desk, article, _ = told
        path = f"/articles/{article['id']}"
        _post(desk, f"{path}/purge", desk.admin.get(path).etag, reason="A court's order")
        with desk.db.read() as session:
            kept = session.scalars(select(SQLModel.metadata.tables["answered"].c.body)).all()
        assert kept == [None]

    @pytest.mark.parametrize("role", ["reader", "reporter", "checker", "editor"])
    def test_takes_an_admin(self, desk: Desk, role: str) -> None:
        article = desk.reporter.article()
        path = f"/articles/{article['id']}/purge"
        headers = {"If-Match": article.etag}
        desk.of(role).refused(403, "POST", path, json={"reason": "x"}, headers=headers)
        desk.admin.refused(428, "POST", path, json={"reason": "x"})
        desk.admin.refused(422, "POST", path, json={"reason": " "}, headers=headers)
        assert desk.reader.get(f"/articles/{article['id']}")["version"] == 1


def test_a_blank_line_that_no_purge_names_breaks_the_chain(own_desk: Desk) -> None:
    article = own_desk.reporter.article()
    with own_desk.db.write() as session:
        lines = SQLModel.metadata.tables["event"]
        session.execute(
            lines.update().where(lines.c.subject == article["id"]).values(change=None, salt=None)
        )
    with pytest.raises(hash_chain.BrokenChain, match=r"empty, and no purge says so"):
        own_desk.ledger()


class TestARedactedSpeaker:
    def test_is_gone_from_everything_and_every_span_stays(self, own_desk: Desk) -> None:
        desk = own_desk
        speaker = desk.reporter.speaker(NAME, aliases=["Zoë QB"], note="met in 2019")
        body = (
            f"“It was over in 12 days”, said {NAME.upper()}.\n{NAME} 🙂 left. "
            "ZOË\nQUICKSILVER-BLOM won."
        )
        article = desk.reporter.article(body, byline=f"by {NAME}")
        said = [{"speaker": speaker["id"], "role": "whistle-blower", "span": {"exact": NAME}}]
        claim = desk.reporter.claim(
            article, exact=f"{NAME} 🙂 left", statement=f"{NAME} left.", tags=[NAME],
            attribution={"voice": "reported", "speakers": said},
        )  # fmt: skip
        evidence = desk.checker.evidence(
            claim, excerpt=f"zoë qb: yes. {NAME}’s log", source={"title": NAME}
        )
        desk.checker.judge(claim, "verified", evidence, why=f"As {NAME} says.")
        desk.reporter.post(
            f"/claims/{claim['id']}/annotations", {"kind": "note", "body": f"Call {NAME}"}
        )
        path = f"/speakers/{speaker['id']}"
        how = {"pseudonym": "Source A", "reason": "Asked for protection"}
        done = _post(desk, f"{path}/redact", desk.admin.get(path).etag, **how)
        everything = _rows(desk).casefold() + _searched(desk).casefold()
        for name in (NAME, "Quicksilver", "Zoë QB", "whistle-blower", "met in 2019"):
            assert name.casefold() not in everything, name
            assert name.encode() not in _files(desk), name
        whole = desk.editor.get(f"/claims/{claim['id']}")
        bar = "█" * len(NAME)
        assert whole["statement"] == "Source A left."
        assert whole["spans"][0]["exact"] == f"{bar} 🙂 left"
        assert whole["speaker"]["name"] == "Source A"
        assert whole["attribution"]["speakers"][0]["role"] is None
        assert whole["tags"] == []
        assert whole["version"] > claim["version"]
        desk.ledger()
        now = desk.editor.get(f"/articles/{article['id']}")["draft"]
        assert now["body"] == f"“It was over in 12 days”, said {bar}.\n{bar} 🙂 left. {bar} won."
        assert now["sha256"] != article["draft"]["sha256"]
        utf16 = desk.editor.get(f"/claims/{claim['id']}", unit="utf16")["spans"][0]
        start, end = utf16["start"], utf16["end"]
        units = now["body"].encode("utf-16-le")
        assert units[start * 2 : end * 2].decode("utf-16-le") == whole["spans"][0]["exact"]
        assert [one["id"] for one in desk.reader.items("/claims", q="source a left")] == [
            claim["id"]
        ]
        assert done["rows"]["draft"] == 1
        assert done["lines"] > 0
        assert [e["action"] for e in desk.admin.items("/events", subject=speaker["id"])] == [
            "speaker.added", "speaker.redacted", "purged",
        ]  # fmt: skip

    def test_leaves_what_is_like_it(self, desk: Desk) -> None:
        speaker, other = desk.reporter.speaker("Ann Lee"), desk.reporter.speaker("Ann Leeds")
        article = desk.reporter.article(
            "Ann Leeds and Joann Lee met. Annlee, Lee Ann and ANN\nLEE did not."
        )
        path = f"/speakers/{speaker['id']}"
        how = {"pseudonym": "Source A", "reason": "x", "names": ["Lee Ann"]}
        _post(desk, f"{path}/redact", desk.admin.get(path).etag, **how)
        now = desk.editor.get(f"/articles/{article['id']}")["draft"]["body"]
        assert now == "Ann Leeds and Joann Lee met. Annlee, ███████ and ███████ did not."
        assert desk.reader.get(f"/speakers/{other['id']}")["name"] == "Ann Leeds"


class TestARedactedSource:
    def test_is_gone_from_everything(self, own_desk: Desk) -> None:
        desk = own_desk
        url = "https://leaks.example/zanzibarquartz"
        source = desk.reporter.source(
            title="The zanzibarquartz file", author=NAME, url=url, note=SECRET, publisher="Zq Press"
        )
        claim = desk.reporter.claim(desk.reporter.article(), sources=[{"source": source["id"]}])
        desk.reporter.post(
            f"/claims/{claim['id']}/annotations",
            {"kind": "note", "body": f"See {url}, The zanzibarquartz file"},
        )
        path = f"/sources/{source['id']}"
        how = {"pseudonym": "Document 1", "reason": "x", "names": ["The zanzibarquartz file"]}
        _post(desk, f"{path}/redact", desk.admin.get(path).etag, **how)
        everything = _rows(desk) + _searched(desk)
        for name in (NAME, SECRET, "Zq Press", "leaks.example"):
            assert name not in everything, name
            assert name.encode() not in _files(desk), name
        assert desk.reader.get(path)["title"] == "Document 1"
        assert (
            desk.reader.get(f"/claims/{claim['id']}")["sources"][0]["source"]["title"]
            == "Document 1"
        )
        desk.ledger()


def test_the_ledger_lines_keep_their_leaf(own_desk: Desk) -> None:
    speaker = own_desk.reporter.speaker(NAME)
    path = f"/speakers/{speaker['id']}"
    _post(own_desk, f"{path}/redact", own_desk.admin.get(path).etag, pseudonym="A", reason="x")
    with own_desk.db.read() as session:
        emptied = session.scalars(select(Event).where(col(Event.change).is_(None))).all()
    assert [line.action for line in emptied] == ["speaker.added"]
    assert all(line.leaf and line.hash for line in emptied)


@pytest.mark.parametrize("how", ["redacted", "purged"])
def test_what_came_after_the_first_draft_goes_too(own_desk: Desk, how: str) -> None:
    """Later drafts, what a claim remembers of its words, exceptions, signatures, corrections."""
    desk, admin = own_desk, own_desk.admin
    speaker = desk.reporter.speaker(NAME)
    article = admin.article(f"{NAME} left in 12 days. Then {NAME} won. So it was.")
    path = f"/articles/{article['id']}"
    kept = admin.claim(article, f"{NAME} left in 12 days", statement=f"{NAME} left.")
    gone = admin.claim(article, f"Then {NAME} won")
    admin.judge(kept, "not_checkable")
    note = {"If-Match": admin.get(path).etag}
    new = {"body": f"{NAME} left in 13 days. So it was.", "note": f"From {NAME}"}
    admin.post(f"{path}/drafts", {**new, "draft_claims": False}, headers=note)
    assert admin.get(f"/claims/{gone['id']}")["lost_in"] == 1
    for body in ({"rule": "four_eyes"}, {"blocker": "uncovered"}):
        admin.post(f"{path}/waivers", {**body, "reason": f"{NAME} said so."})
    admin.patch(f"/claims/{kept['id']}", {"statement": f"{NAME} left soon."})
    admin.judge(kept, "not_checkable")
    admin.judge(kept, "checking")
    etag = {"If-Match": admin.get(path).etag}
    admin.post("/claims/bulk", {"items": [
        {"claim": gone["id"], "version": admin.get(f"/claims/{gone['id']}")["version"],
         "op": "drop", "reason": f"{NAME} asked."},
    ]}, 200)  # fmt: skip
    admin.judge(kept, "not_checkable")
    admin.post(f"{path}/signature", {"note": f"Read to {NAME}"}, headers=etag)
    admin.post(f"{path}/publish", {"sha256": "0" * 64}, headers=etag)
    admin.post(f"{path}/corrections", {"kind": "update", "was": NAME, "notice": f"{NAME} won."})
    assert NAME in _rows(desk)
    if how == "redacted":
        about = f"/speakers/{speaker['id']}"
        said = {"pseudonym": "Source A", "reason": "x"}
        _post(desk, f"{about}/redact", admin.get(about).etag, **said)
        bar = "█" * len(NAME)
        lost = admin.get(f"/claims/{gone['id']}")
        assert lost["spans"][0]["exact"] == f"Then {bar} won"
        assert lost["change"]["before"] == ["Then Source A won"]
        assert bar in admin.get(f"{path}/drafts/1")["body"]
    else:
        _post(desk, f"{path}/purge", admin.get(path).etag, reason="x")
        about = f"/speakers/{speaker['id']}"
        _post(desk, f"{about}/redact", admin.get(about).etag, pseudonym="A", reason="x")
    assert NAME not in _rows(desk)
    assert NAME not in _searched(desk)
    assert NAME.encode() not in _files(desk)
    desk.ledger()
