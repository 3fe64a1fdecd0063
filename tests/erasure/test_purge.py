"""A purged article is gone from every table, index, stored answer, file and free page."""

from typing import NamedTuple

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from api.ledger import hash_chain
from tests.desk import Desk, Json
from tests.erasure.remains import SECRET, all_rows, assert_gone, files, purge, search_index


class Scene(NamedTuple):
    """A desk with an article that has the secret everywhere, and a claim of another article."""

    desk: Desk
    article: Json
    other_claim: Json


@pytest.fixture
def scene(own_desk: Desk) -> Scene:
    desk = own_desk
    body = f"The {SECRET} was found in 12 days. Nobody knew of the {SECRET} before."
    article = desk.reporter.article(body, headline=f"{SECRET} found", external_id=SECRET)
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
    claim = desk.reporter.post("/claims", new, headers={"Idempotency-Key": "again"})
    evidence = desk.checker.evidence(claim, excerpt=SECRET, note=SECRET)
    desk.checker.judge(claim, "verified", evidence, why=f"The {SECRET} is there.")
    question = {
        "kind": "question",
        "body": f"{SECRET}?",
        "addressee": {"name": SECRET, "contact": "x"},
    }
    annotation = desk.reporter.post(f"/claims/{claim['id']}/annotations", question)
    desk.reporter.post(f"/annotations/{annotation['id']}/answers", {"body": SECRET})
    other_claim = desk.reporter.claim(desk.reporter.article(), tags=["kept"])
    assert SECRET in all_rows(desk)
    assert SECRET in search_index(desk)
    assert SECRET.encode() in files(desk)
    return Scene(desk, article, other_claim)


def test_a_purged_article_is_gone_from_everything(scene: Scene) -> None:
    desk, article, other_claim = scene
    purged = purge(desk, article["id"])
    assert purged["rows"] == {
        "annotation": 1, "answer": 1, "attribution": 1, "citation": 1, "claim": 1,
        "claim_source": 1, "claim_span": 1, "claim_tag": 1, "draft": 1, "evidence": 1,
        "finding": 2, "verdict": 1,
    }  # fmt: skip
    assert {id_.split("_")[0] for id_ in purged["unused"]} == {"source", "speaker"}
    assert_gone(desk, SECRET)
    desk.editor.refused(404, "GET", f"/articles/{article['id']}")
    assert desk.reader.items("/claims", q=SECRET) == []
    assert [claim["id"] for claim in desk.reader.items("/claims")] == [other_claim["id"]]
    counts = desk.reader.get("/claims/counts", by="status")["counts"]
    assert [(count["value"], count["n"]) for count in counts] == [("unverified", 1)]


def test_the_ledger_records_a_purge_and_still_verifies(scene: Scene) -> None:
    desk, article, _ = scene
    length = desk.ledger()
    of_article = len(desk.admin.items("/events", article=article["id"]))
    assert purge(desk, article["id"])["lines"] == of_article
    assert desk.ledger() == length + 1
    (*_, last) = desk.admin.items("/events")
    assert (last["action"], last["subject"]) == ("purged", article["id"])
    assert last["after"]["reason"] == "A court's order"
    lines = desk.admin.items("/events", article=article["id"])
    assert len(lines) == of_article
    assert all(line["before"] is line["after"] is None for line in lines)
    assert all(line["actor"] for line in lines)


def test_a_stored_answer_about_a_purged_article_is_emptied(scene: Scene) -> None:
    purge(scene.desk, scene.article["id"])
    with scene.desk.db.read() as session:
        bodies = session.scalars(select(SQLModel.metadata.tables["answered"].c.body)).all()
    assert bodies == [None]


@pytest.mark.parametrize("role", ["reader", "reporter", "checker", "editor"])
def test_only_an_admin_may_purge(desk: Desk, role: str) -> None:
    article = desk.reporter.article()
    path = f"/articles/{article['id']}/purge"
    headers = {"If-Match": article.etag}
    desk.of(role).refused(403, "POST", path, json={"reason": "x"}, headers=headers)
    desk.admin.refused(428, "POST", path, json={"reason": "x"})
    desk.admin.refused(422, "POST", path, json={"reason": " "}, headers=headers)
    assert desk.reader.get(f"/articles/{article['id']}")["version"] == 1


def test_an_empty_ledger_line_that_no_purge_names_breaks_the_chain(own_desk: Desk) -> None:
    article = own_desk.reporter.article()
    with own_desk.db.write() as session:
        lines = SQLModel.metadata.tables["event"]
        session.execute(
            lines.update().where(lines.c.subject == article["id"]).values(change=None, salt=None)
        )
    with pytest.raises(hash_chain.BrokenChain, match=r"empty, and no purge says so"):
        own_desk.ledger()
