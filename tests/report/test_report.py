"""The report: everything of a piece on one page; whatever people wrote stays text."""

from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from api.report.highlighting import Mark, highlight
from api.text.spans import Part
from tests.desk import BODY, Desk, Json
from tests.hostile import MARKUP
from tests.intake.test_new_draft import redraft
from tests.signoff.test_signoff import waive

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
OURS = frozenset(
    "html head meta title style body header p h1 section strong span figure figcaption main h2 a "
    "mark nav div ul li article h3 blockquote dl dt dd br q del ins ol footer".split()
)
CANARY = "x"


def page(desk: Desk, article: Json) -> tuple[Element, str]:
    reply = desk.editor.ask("GET", f"/articles/{article['id']}/report")
    assert reply.status_code == 200, reply.text
    return html5lib.parse(reply.text), reply.text


def texts(root: Element, name: str, **attributes: str) -> list[str]:
    return [
        "".join(one.itertext())
        for one in root.iter(f"{HTML}{name}")
        if all(one.get(key.rstrip("_")) == value for key, value in attributes.items())
    ]


class TestTheReport:
    def test_underlines_and_numbers_every_claim(self, desk: Desk) -> None:
        article = desk.checker.article()
        claim, evidence = desk.checker.verified(article)
        other = desk.checker.claim(article, "Israel’s jets began bombing Iran")
        root, _ = page(desk, article)
        assert texts(root, "mark", class_="u-verified") == ["It was over in 12 days"]
        assert texts(root, "mark", class_="u-unverified") == ["Israel’s jets began bombing Iran"]
        assert texts(root, "a", class_="num c-verified") == ["2"]
        story = "".join(texts(root, "p", class_="body"))
        assert story.replace("iran1", "Iran").startswith("On June 13, Israel’s jets")
        cards = texts(root, "article")
        assert other["statement"] in cards[0]
        assert claim["statement"] in cards[1]
        assert evidence["excerpt"] in cards[1]
        assert evidence["source"]["publisher"] in cards[1]

    def test_shows_what_is_open_and_what_was_excepted(self, desk: Desk) -> None:
        article = desk.checker.article()
        desk.checker.claim(article)
        question = {"kind": "question", "body": "Who counted?", "addressee": {"name": "The army"}}
        desk.checker.post(f"/articles/{article['id']}/annotations", question)
        waive(desk, article, blocker="uncovered", reason="It is a brief.")
        root, text = page(desk, article)
        assert "Not clear to run" in text
        assert "Its substance is unverified." in texts(root, "article")[0]
        assert any("Who counted?" in one for one in texts(root, "li"))
        assert any("The army" in one for one in texts(root, "h3"))
        assert any("It is a brief." in one for one in texts(root, "li"))

    def test_shows_what_changed_since_the_draft_before(self, desk: Desk) -> None:
        article = desk.checker.article()
        desk.checker.verified(article)
        redraft(desk.reporter, article, BODY.replace("12 days", "13 days"), draft_claims=False)
        root, _ = page(desk, article)
        assert "12" in texts(root, "del")
        assert "13" in texts(root, "ins")
        assert "It was over in 12 days" in texts(root, "del")

    def test_shows_what_readers_were_told_about_a_claim(self, desk: Desk) -> None:
        article = desk.checker.article()
        claim, _ = desk.checker.verified(article)
        path = f"/articles/{article['id']}"
        etag: dict[str, Any] = {"If-Match": desk.reader.get(path).etag}
        desk.reporter.post(f"{path}/publish", {"sha256": article["draft"]["sha256"]}, headers=etag)
        told = {"kind": "clarification", "notice": "Twelve days, by UTC.", "claim": claim["id"]}
        desk.checker.post(f"{path}/corrections", told)
        root, _ = page(desk, article)
        assert "Twelve days, by UTC." in texts(root, "article")[0]
        assert any("Twelve days, by UTC." in one for one in texts(root, "li"))

    def test_is_markdown_for_whoever_asks(self, desk: Desk) -> None:
        article = desk.checker.article(headline="A *short* war")
        desk.checker.verified(article)
        reply = desk.reader.ask(
            "GET", f"/articles/{article['id']}/report", headers={"Accept": "text/markdown"}
        )
        assert reply.headers["content-type"] == "text/markdown; charset=utf-8"
        assert reply.text.startswith(r"# A \*short\* war")
        assert "It was over in 12 days[1]" in reply.text
        assert "Substance: verified" in reply.text

    def test_needs_no_script_and_no_other_host(self, desk: Desk) -> None:
        article = desk.checker.article()
        reply = desk.reader.ask("GET", f"/articles/{article['id']}/report")
        policy = reply.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        assert "url(" not in reply.text
        assert "<script" not in reply.text

    def test_is_304_while_nothing_changes(self, desk: Desk) -> None:
        article = desk.checker.article()
        path = f"/articles/{article['id']}/report"
        tag = {"If-None-Match": desk.reader.ask("GET", path).headers["etag"]}
        assert desk.reader.ask("GET", path, headers=tag).status_code == 304
        desk.checker.claim(article)
        assert desk.reader.ask("GET", path, headers=tag).status_code == 200

    def test_shows_nobody_what_is_not_theirs(self, desk: Desk) -> None:
        article = desk.editor.article()
        desk.editor.claim(article, statement="A secret statement", visible_to=[])
        path = f"/articles/{article['id']}/report"
        assert "A secret statement" in desk.editor.ask("GET", path).text
        assert "A secret statement" not in desk.reader.ask("GET", path).text


def test_eighty_payloads_in_every_field_stay_text(desk: Desk) -> None:
    """Each field of the report holds them all; none of it makes an element of its own."""
    assert len(MARKUP) >= 80
    editor = desk.editor
    for start in range(0, len(MARKUP), 20):
        some = " ".join(MARKUP[start : start + 20])[:4000]
        _hostile_piece(desk, some)
    for article in editor.items("/articles"):
        root, text = page(desk, article)
        for one in root.iter():
            name = str(one.tag).removeprefix(HTML).removeprefix(SVG)
            assert name in OURS or name in ("svg", "rect", "text", "title"), (name, text[:200])
            for attribute, value in one.attrib.items():
                assert not attribute.lower().startswith("on"), attribute
                if attribute == "href":
                    assert value.startswith(("#", "https://")), value
                assert attribute in {
                    "lang", "charset", "name", "content", "class", "id", "href", "rel", "role",
                    "aria-label", "viewBox", "x", "y", "width", "height", "text-anchor",
                }, attribute  # fmt: skip


def _hostile_piece(desk: Desk, some: str) -> None:
    editor = desk.editor
    body = f"{some[:3000]} It was over in 12 days."
    article = editor.article(
        body, headline=some[:1000], standfirst=some, byline=some[:500], outlet=some[:500],
        desk=some[:500],
    )  # fmt: skip
    source = editor.source(
        title=some[:300],
        publisher=some[:300],
        author=some[:300],
        note=some,
        url="https://a.example/",
    )
    claim = editor.claim(
        article, "over in 12 days", statement=some,
        attribution={
            "voice": "reported", "cue": {"text": some[:300]},
            "speakers": [{"name": some[:200], "role": some[:300]}],
        },
        sources=[{"source": source["id"], "locator": some[:500], "note": some}], asks=["substance"],
    )  # fmt: skip
    evidence = editor.evidence(
        claim, source=source["id"], excerpt=some, locator=some[:500], note=some
    )
    editor.judge(claim, "verified", evidence, why=some)
    dropped = editor.claim(article, "12 days", statement=some)
    editor.patch(f"/claims/{dropped['id']}", {"state": "dropped", "reason": some[:2000]})
    for path in (f"/claims/{claim['id']}", f"/articles/{article['id']}"):
        asked: Json = {
            "kind": "question", "body": some,
            "addressee": {"name": some[:300], "contact": some[:300]},
        }  # fmt: skip
        question = editor.post(f"{path}/annotations", asked)
        editor.post(f"/annotations/{question['id']}/answers", {"body": some})
        editor.post(f"{path}/annotations", {"kind": "change", "body": some, "proposed": some})
    waive(desk, article, blocker="uncovered", reason=some)
    redraft(editor, article, body.replace("12", "13") + f" {some}", draft_claims=False)
    etag: dict[str, Any] = {"If-Match": editor.get(f"/articles/{article['id']}").etag}
    editor.post(f"/articles/{article['id']}/publish", {"sha256": "0" * 64}, headers=etag)
    editor.post(
        f"/articles/{article['id']}/corrections",
        {"kind": "correction", "was": some, "is": some, "notice": some, "claim": claim["id"]},
    )


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], [("abcdef", None, [])]),
        ([(0, 3, 1, "a")], [("abc", "a", [1]), ("def", None, [])]),
        ([(0, 4, 1, "a"), (2, 6, 2, "b")], [("ab", "a", []), ("cd", "b", [1]), ("ef", "b", [2])]),
        (
            [(1, 5, 1, "b"), (1, 5, 2, "a")],
            [("a", None, []), ("bcde", "b", [1, 2]), ("f", None, [])],
        ),
    ],
)  # fmt: skip
def test_overlapping_claims_are_cut_at_their_edges(
    marks: list[tuple[int, int, int, str]], expected: list[tuple[str, str | None, list[int]]]
) -> None:
    words = {Part.headline: "", Part.standfirst: "", Part.body: "abcdef"}
    (paragraph,) = highlight(words, [Mark(Part.body, *one) for one in marks], ["b", "a"])
    found = [(one.text, one.look, [n for n, _ in one.ends]) for one in paragraph.segments]
    assert found == expected
