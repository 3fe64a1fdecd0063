"""Articles as files and as ninjs items: what is read, and what is refused."""

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from tests.desk import Answer, Desk, Json

WORDS = "It was over in 12 days."


def upload(here: Desk, name: str, sent: bytes, status: int = 201, **fields: Any) -> Any:
    reply = here.reporter.ask("POST", "/articles", files={"file": (name, sent)}, data=fields)
    assert reply.status_code == status, reply.text
    return Answer(reply)


def docx(*paragraphs: tuple[str, str | None]) -> bytes:
    document, made = Document(), BytesIO()
    for text, style in paragraphs:
        document.add_paragraph(text, style=style)
    document.save(made)
    return made.getvalue()


class TestFiles:
    def test_are_read_by_their_ending(self, desk: Desk) -> None:
        plain = upload(desk, "war.txt", WORDS.encode(), headline="A war")
        assert (plain["headline"], plain["draft"]["body"]) == ("A war", WORDS)
        marked = upload(desk, "war.md", f"# A war\n\n{WORDS}".encode())
        assert (marked["headline"], marked["draft"]["body"]) == ("A war", WORDS)
        page = f"<title>T</title><h1>A war</h1><p>{WORDS}</p>".encode()
        html = upload(desk, "war.html", page)
        assert (html["headline"], html["draft"]["body"]) == ("A war", f"A war\n\n{WORDS}")

    def test_word_documents_have_their_paragraphs(self, desk: Desk) -> None:
        sent = docx(("A war", "Title"), (WORDS, None), ("", None), ("“So be it.”", None))
        made = upload(desk, "war.docx", sent, desk="foreign", external_id="cms-9")
        assert (made["headline"], made["draft"]["body"]) == ("A war", f"{WORDS}\n\n“So be it.”")
        assert (made["desk"], made["external_id"]) == ("foreign", "cms-9")
        assert made["claims_drafted"] > 0

    def test_with_a_name_are_sent_once(self, desk: Desk) -> None:
        key = {"Idempotency-Key": "a-file"}
        sent: Json = {"files": {"file": ("a.txt", WORDS)}, "data": {"headline": "x"}}
        first = desk.reporter.ask("POST", "/articles", headers=key, **sent)
        assert first.status_code == 201

    @pytest.mark.parametrize(
        ("name", "sent"),
        [
            ("a.docx", b"PK\x03\x04 no zip"), ("a.docx", b""), ("a.txt", b"\xff\xfe"),
            ("a.txt", b"a\0b"), ("a.txt", b""), ("a.txt", b" \n"),
            ("a.html", b"<script>x</script>"),
        ],
    )  # fmt: skip
    def test_that_cannot_be_read_are_refused(self, desk: Desk, name: str, sent: bytes) -> None:
        upload(desk, name, sent, 422, headline="x")
        assert desk.reader.items("/articles") == []

    def test_of_another_kind_are_refused(self, desk: Desk) -> None:
        upload(desk, "a.pdf", b"%PDF", 415, headline="x")
        upload(desk, "noname", b"x", 415, headline="x")

    @pytest.mark.parametrize(
        "fields", [{}, {"headline": "x", "nonsense": "y"}, {"headline": "x", "body": "y"},
                   {"headline": "x", "deadline": "soon"}, {"headline": "x", "byline": "a\0b"}]
    )  # fmt: skip
    def test_with_other_fields_are_refused(self, desk: Desk, fields: Json) -> None:
        upload(desk, "a.txt", WORDS.encode(), 422, **fields)

    def test_that_unpack_to_a_bomb_are_refused(self, desk: Desk) -> None:
        good, made = docx((WORDS, None)), BytesIO()
        with zipfile.ZipFile(BytesIO(good)) as old, zipfile.ZipFile(made, "w") as new:
            for part in old.infolist():
                new.writestr(part, old.read(part))
            bomb = zipfile.ZipInfo("word/media/zeros.bin")
            bomb.compress_type = zipfile.ZIP_DEFLATED
            with new.open(bomb, "w") as out:
                for _ in range(80):
                    out.write(bytes(1024 * 1024))
        assert len(made.getvalue()) < 500_000
        upload(desk, "a.docx", made.getvalue(), 422, headline="x")

    def test_of_nested_entities_are_no_bomb(self, desk: Desk) -> None:
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        xml = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
        good, made = docx((WORDS, None)), BytesIO()
        with zipfile.ZipFile(BytesIO(good)) as old, zipfile.ZipFile(made, "w") as new:
            for part in old.infolist():
                sent = old.read(part)
                if part.filename == "word/document.xml":
                    sent = xml.encode() + sent.split(b"?>", 1)[1].replace(b"12", b"&l9;")
                new.writestr(part.filename, sent)
        reply = desk.reporter.ask(
            "POST", "/articles", files={"file": ("a.docx", made.getvalue())}, data={"headline": "x"}
        )
        assert reply.status_code in (201, 422)
        assert len(reply.content) < 20_000

    def test_need_somebody_who_may_send_them(self, desk: Desk) -> None:
        files = {"file": ("a.txt", WORDS)}
        desk.reader.refused(403, "POST", "/articles", files=files, data={"headline": "x"})
        desk.reporter.refused(415, "POST", "/claims", files=files)


NINJS = "application/vnd.iptc.ninjs+json"
ITEMS: dict[str, Json] = {
    "1.6": {
        "uri": "urn:x:1", "headline": "A war", "byline": "Ada", "language": "en",
        "body_text": WORDS, "versioncreated": "2025-07-01T10:00:00Z", "pubstatus": "usable",
    },
    "1.6 html": {
        "uri": "urn:x:1", "headline": "A war", "body_html": f"<p>{WORDS}</p>", "byline": "Ada",
    },
    "2.2": {
        "uri": "urn:x:1", "by": "Ada", "headlines": [{"value": "A war"}],
        "bodies": [{"contenttype": "text/html", "value": f"<p>{WORDS}</p>"}],
        "descriptions": [{"value": "It was brief."}],
    },
    "3.1": {
        "uri": "urn:x:1", "by": "Ada", "contentCreated": "2025-07-01T10:00:00Z",
        "headlines": [{"role": "short", "value": "War"}, {"role": "main", "value": "A war"}],
        "bodies": [{"contentType": "text/plain", "value": WORDS}],
    },
    "superdesk": {
        "guid": "urn:x:1", "slugline": "war", "headline": "A war", "priority": 3, "version": "2",
        "byline": "Ada", "body_html": f"<p>{WORDS}</p>",
        "versioncreated": "2025-07-01T10:00:00+0000",
    },
}  # fmt: skip


def test_files_and_items_are_next_drafts_too(desk: Desk) -> None:
    article = desk.checker.article(WORDS, headline="A war")
    claim, _ = desk.checker.verified(article)
    path = f"/articles/{article['id']}/drafts"
    etag = {"If-Match": desk.reader.get(f"/articles/{article['id']}").etag}
    files = {"file": ("a.docx", docx((WORDS.replace("12", "13"), None)))}
    fields = {"byline": "Ada"}
    desk.reporter.refused(422, "POST", path, files=files, data=fields, headers=etag)
    fields = {"note": "By post"}
    reply = desk.reporter.ask("POST", path, files=files, data=fields, headers=etag)
    assert reply.status_code == 201, reply.text
    draft, (moved,) = reply.json()["draft"], reply.json()["claims"]
    assert (draft["headline"], draft["note"]) == ("A war", "By post")
    assert (moved["id"], moved["outcome"]) == (claim["id"], "changed")
    item, kind = (
        json.dumps(ITEMS["2.2"]),
        {"Content-Type": NINJS, "If-Match": reply.headers["etag"]},
    )
    reply = desk.reporter.ask("POST", path, content=item, headers=kind)
    assert reply.json()["draft"]["standfirst"] == "It was brief."
    assert reply.json()["claims"][0]["returned"] == ["substance"]


class TestNinjs:
    @pytest.mark.parametrize("version", ITEMS)
    def test_items_of_every_version_are_articles(self, desk: Desk, version: str) -> None:
        reply = desk.reporter.ask(
            "POST", "/articles", content=json.dumps(ITEMS[version]), headers={"Content-Type": NINJS}
        )
        assert reply.status_code == 201, reply.text
        made = reply.json()
        assert (made["headline"], made["draft"]["body"], made["byline"]) == ("A war", WORDS, "Ada")
        assert made["external_id"] == "urn:x:1"
        if "2025" in str(ITEMS[version]):
            assert made["dateline"]["date"] == "2025-07-01"

    def test_an_item_again_is_its_next_draft(self, desk: Desk) -> None:
        path, kind = "/articles/by-external-id/urn:x:1", {"Content-Type": NINJS}
        sent = json.dumps(ITEMS["3.1"])
        made = desk.reporter.ask("PUT", path, content=sent, headers=kind)
        assert made.status_code == 201
        etag = desk.reader.get(f"/articles/{made.json()['id']}").etag
        new = sent.replace("12 days", "13 days")
        again = desk.reporter.ask("PUT", path, content=new, headers=kind | {"If-Match": etag})
        assert (again.status_code, again.json()["draft"]["number"]) == (200, 2)

    @pytest.mark.parametrize(
        "item", [[], {}, {"uri": "x"}, {"uri": "x", "headline": "y"},
                 {"uri": "x", "body_text": "y"},
                 {"headline": 1, "body_text": "x"}, {"headline": "x", "bodies": [{"value": 3}]},
                 {"headline": "x", "body_text": "y", "language": "English!"}]
    )  # fmt: skip
    def test_what_is_no_article_is_refused(self, desk: Desk, item: Any) -> None:
        desk.reporter.refused(
            422, "POST", "/articles", content=json.dumps(item), headers={"Content-Type": NINJS}
        )
