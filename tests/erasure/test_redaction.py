"""A redacted speaker or source is gone from every table, index, file and free page."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from api.ledger.models import Event
from tests.desk import Desk
from tests.erasure.remains import NAME, SECRET, all_rows, assert_gone, purge, redact


class TestARedactedSpeaker:
    def test_is_gone_from_everything_and_every_span_stays(self, own_desk: Desk) -> None:
        desk = own_desk
        speaker = desk.reporter.speaker(NAME, aliases=["Zoë QB"], note="met in 2019")
        body = (
            f"“It was over in 12 days”, said {NAME.upper()}.\n{NAME} 🙂 left. "
            "ZOË\nQUICKSILVER-BLOM won."
        )
        article = desk.reporter.article(body, byline=f"by {NAME}")
        attributed = {"speaker": speaker["id"], "role": "whistle-blower", "span": {"exact": NAME}}
        claim = desk.reporter.claim(
            article, exact=f"{NAME} 🙂 left", statement=f"{NAME} left.", tags=[NAME],
            attribution={"voice": "reported", "speakers": [attributed]},
        )  # fmt: skip
        evidence = desk.checker.evidence(
            claim, excerpt=f"zoë qb: yes. {NAME}’s log", source={"title": NAME}
        )
        desk.checker.judge(claim, "verified", evidence, why=f"As {NAME} says.")
        desk.reporter.post(
            f"/claims/{claim['id']}/annotations", {"kind": "note", "body": f"Call {NAME}"}
        )
        redacted = redact(desk, f"/speakers/{speaker['id']}")
        assert_gone(desk, NAME, "Quicksilver", "Zoë QB", "whistle-blower", "met in 2019")
        bar = "█" * len(NAME)
        after = desk.editor.get(f"/claims/{claim['id']}")
        assert after["statement"] == "Source A left."
        assert after["spans"][0]["exact"] == f"{bar} 🙂 left"
        assert after["speaker"]["name"] == "Source A"
        assert after["attribution"]["speakers"][0]["role"] is None
        assert after["tags"] == []
        assert after["version"] > claim["version"]
        desk.ledger()
        draft = desk.editor.get(f"/articles/{article['id']}")["draft"]
        assert draft["body"] == f"“It was over in 12 days”, said {bar}.\n{bar} 🙂 left. {bar} won."
        assert draft["sha256"] != article["draft"]["sha256"]
        utf16 = desk.editor.get(f"/claims/{claim['id']}", unit="utf16")["spans"][0]
        body_utf16 = draft["body"].encode("utf-16-le")
        words = body_utf16[utf16["start"] * 2 : utf16["end"] * 2].decode("utf-16-le")
        assert words == after["spans"][0]["exact"]
        by_pseudonym = desk.reader.items("/claims", q="source a left")
        assert [hit["id"] for hit in by_pseudonym] == [claim["id"]]
        assert redacted["rows"]["draft"] == 1
        assert redacted["lines"] > 0
        actions = [line["action"] for line in desk.admin.items("/events", subject=speaker["id"])]
        assert actions == ["speaker.added", "speaker.redacted", "purged"]

    def test_shifts_the_utf16_offsets_of_spans_after_a_name_in_wide_characters(
        self, desk: Desk
    ) -> None:
        name = "𠮷𠮷𠮷"  # two UTF-16 units each; a bar is one
        speaker = desk.reporter.speaker(name)
        article = desk.reporter.article(f"{name} spoke. {'It went on and on. ' * 3}So it was.")
        claim = desk.reporter.claim(article, exact="So it was")
        redact(desk, f"/speakers/{speaker['id']}")
        after = desk.reader.get(f"/claims/{claim['id']}", unit="utf16")["spans"][0]
        assert after["start"] == claim["spans"][0]["start"]

    def test_leaves_names_that_are_only_alike(self, desk: Desk) -> None:
        speaker, other = desk.reporter.speaker("Ann Lee"), desk.reporter.speaker("Ann Leeds")
        article = desk.reporter.article(
            "Ann Leeds and Joann Lee met. Annlee, Lee Ann and ANN\nLEE did not."
        )
        redact(desk, f"/speakers/{speaker['id']}", names=["Lee Ann"])
        body = desk.editor.get(f"/articles/{article['id']}")["draft"]["body"]
        assert body == "Ann Leeds and Joann Lee met. Annlee, ███████ and ███████ did not."
        assert desk.reader.get(f"/speakers/{other['id']}")["name"] == "Ann Leeds"

    def test_is_gone_from_another_speakers_names_and_their_claims(self, own_desk: Desk) -> None:
        desk = own_desk
        speaker = desk.reporter.speaker(NAME)
        spouse = desk.reporter.speaker("Ada Blom", aliases=[f"wife of {NAME}"], roles=[NAME])
        attribution = {"voice": "reported", "speakers": [{"speaker": spouse["id"]}]}
        claim = desk.reporter.claim(desk.reporter.article(), attribution=attribution)
        redact(desk, f"/speakers/{speaker['id']}")
        assert_gone(desk, NAME)
        after = desk.reader.get(f"/speakers/{spouse['id']}")
        assert after["aliases"] == ["wife of Source A"]
        assert after["roles"] == ["Source A"]
        assert after["version"] == 2
        found = desk.reader.items("/claims", q="wife of source a")
        assert [hit["id"] for hit in found] == [claim["id"]]


class TestARedactedSource:
    def test_is_gone_from_everything(self, own_desk: Desk) -> None:
        desk = own_desk
        url = f"https://leaks.example/{SECRET}"
        source = desk.reporter.source(
            title=f"The {SECRET} file", author=NAME, url=url, note=SECRET, publisher="Zq Press",
            published="2019-04-01", external_id="zq-4711",
        )  # fmt: skip
        claim = desk.reporter.claim(desk.reporter.article(), sources=[{"source": source["id"]}])
        desk.reporter.post(
            f"/claims/{claim['id']}/annotations",
            {"kind": "note", "body": f"See {url}, The {SECRET} file"},
        )
        path = f"/sources/{source['id']}"
        redact(desk, path, pseudonym="Document 1", names=[f"The {SECRET} file"])
        assert_gone(desk, NAME, SECRET, "Zq Press", "leaks.example", "2019-04-01", "zq-4711")
        after = desk.reader.get(path)
        assert after["title"] == "Document 1"
        drawn_on = desk.reader.get(f"/claims/{claim['id']}")["sources"][0]["source"]
        assert drawn_on["title"] == "Document 1"
        desk.ledger()


def test_an_articles_desk_and_outlet_are_redacted(own_desk: Desk) -> None:
    desk = own_desk
    speaker = desk.reporter.speaker(NAME)
    article = desk.reporter.article(desk=f"the {NAME} team", outlet=f"{NAME} Weekly")
    redacted = redact(desk, f"/speakers/{speaker['id']}")
    assert redacted["rows"] == {"article": 1}
    after = desk.reader.get(f"/articles/{article['id']}")
    assert (after["desk"], after["outlet"]) == ("the Source A team", "Source A Weekly")
    assert after["version"] == article["version"] + 1
    assert_gone(desk, NAME)


def test_a_date_of_publication_that_is_looked_for_is_emptied(desk: Desk) -> None:
    leak = desk.reporter.source(title="The leak")
    copy = desk.reporter.source(title="A copy", published="2019-04-01")
    other = desk.reporter.source(title="Another", published="2019-04-02")
    redact(desk, f"/sources/{leak['id']}", names=["2019-04-01"])
    assert desk.reader.get(f"/sources/{copy['id']}")["published"] is None
    assert desk.reader.get(f"/sources/{other['id']}")["published"] == "2019-04-02"


def test_forgotten_ledger_lines_keep_their_leaf(own_desk: Desk) -> None:
    speaker = own_desk.reporter.speaker(NAME)
    redact(own_desk, f"/speakers/{speaker['id']}")
    with own_desk.db.read() as session:
        forgotten = session.scalars(select(Event).where(col(Event.change).is_(None))).all()
    assert [line.action for line in forgotten] == ["speaker.added"]
    assert all(line.leaf and line.hash for line in forgotten)


@pytest.mark.parametrize("erasure", ["redacted", "purged"])
def test_a_name_is_gone_from_all_that_follows_the_first_draft(own_desk: Desk, erasure: str) -> None:
    """Later drafts, what a claim remembers of its words, waivers, signatures, corrections."""
    desk, admin = own_desk, own_desk.admin
    speaker = desk.reporter.speaker(NAME)
    article = admin.article(f"{NAME} left in 12 days. Then {NAME} won. So it was.")
    path = f"/articles/{article['id']}"
    kept = admin.claim(article, f"{NAME} left in 12 days", statement=f"{NAME} left.")
    dropped = admin.claim(article, f"Then {NAME} won")
    admin.judge(kept, "not_checkable")
    new_draft = {"body": f"{NAME} left in 13 days. So it was.", "note": f"From {NAME}"}
    etag = {"If-Match": admin.get(path).etag}
    admin.post(f"{path}/drafts", {**new_draft, "draft_claims": False}, headers=etag)
    assert admin.get(f"/claims/{dropped['id']}")["lost_in"] == 1
    for exception in ({"rule": "four_eyes"}, {"blocker": "uncovered"}):
        admin.post(f"{path}/waivers", {**exception, "reason": f"{NAME} said so."})
    admin.patch(f"/claims/{kept['id']}", {"statement": f"{NAME} left soon."})
    admin.judge(kept, "not_checkable")
    admin.judge(kept, "checking")
    etag = {"If-Match": admin.get(path).etag}
    admin.post("/claims/bulk", {"items": [
        {"claim": dropped["id"], "version": admin.get(f"/claims/{dropped['id']}")["version"],
         "op": "drop", "reason": f"{NAME} asked."},
    ]}, 200)  # fmt: skip
    admin.judge(kept, "not_checkable")
    admin.post(f"{path}/signature", {"note": f"Read to {NAME}"}, headers=etag)
    admin.post(f"{path}/publish", {"sha256": "0" * 64}, headers=etag)
    admin.post(f"{path}/corrections", {"kind": "update", "was": NAME, "notice": f"{NAME} won."})
    assert NAME in all_rows(desk)
    if erasure == "redacted":
        redacted = redact(desk, f"/speakers/{speaker['id']}")
        assert redacted["left_the_house"] == [article["id"]]
        bar = "█" * len(NAME)
        after = admin.get(f"/claims/{dropped['id']}")
        assert after["spans"][0]["exact"] == f"Then {bar} won"
        assert after["change"]["before"] == ["Then Source A won"]
        assert bar in admin.get(f"{path}/drafts/1")["body"]
    else:
        purge(desk, article["id"])
        redact(desk, f"/speakers/{speaker['id']}")
    assert_gone(desk, NAME)
    desk.ledger()
