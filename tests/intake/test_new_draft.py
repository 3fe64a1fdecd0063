"""A new draft comes: claims find their words again, reopen, return, or wait for somebody."""

from typing import Any

import pytest
from sqlmodel import select

from api.auth.access import Actor, Party, Role
from api.auth.models import Person
from api.cli import import_files
from tests import ROOT
from tests.desk import BODY, Answer, Client, Desk, Json


def redraft(client: Client, article: Json, body: str, status: int = 201, **more: Any) -> Answer:
    path = f"/articles/{article['id']}"
    etag = {"If-Match": client.get(path).etag}
    return client.post(f"{path}/drafts", {"body": body, **more}, status, etag)


def outcome(made: Json, claim: Json) -> Json:
    (found,) = [one for one in made["claims"] if one["id"] == claim["id"]]
    return dict(found)


class TestANewDraft:
    def test_keeps_the_findings_of_words_that_only_moved(self, desk: Desk) -> None:
        article = desk.checker.article()
        claim, _ = desk.checker.verified(article)
        made = redraft(desk.reporter, article, f"Some new words first. {BODY}")
        assert made["draft"]["number"] == 2
        one = outcome(made, claim)
        assert (one["outcome"], one["reopened"]) == ("moved", [])
        now = desk.reader.get(f"/claims/{claim['id']}")
        (span,) = now["spans"]
        body = made["draft"]["body"]
        assert body[span["start"] : span["end"]] == span["exact"] == "It was over in 12 days"
        assert (now["status"], now["anchoring"], now["change"]) == ("verified", "moved", None)
        assert now["version"] == claim["version"] + 1

    def test_leaves_alone_what_nobody_touched(self, desk: Desk) -> None:
        article = desk.checker.article()
        claim, _ = desk.checker.verified(article)
        made = redraft(desk.reporter, article, f"{BODY} And so on, as it was said to be.")
        assert outcome(made, claim)["outcome"] == "exact"
        assert desk.checker.get(f"/claims/{claim['id']}").etag == claim.etag

    def test_reopens_what_changed_and_says_what_stood_there(self, desk: Desk) -> None:
        article = desk.checker.article()
        claim, evidence = desk.checker.verified(article)
        made = redraft(desk.reporter, article, BODY.replace("12 days", "13 days"))
        one = outcome(made, claim)
        assert one["before"] == ["It was over in 12 days"]
        assert one["after"] == ["It was over in 13 days"]
        assert (one["outcome"], one["reopened"]) == ("changed", ["substance"])
        now = desk.reader.get(f"/claims/{claim['id']}")
        assert (now["status"], now["reopened"]) == ("checking", "words_changed")
        assert (now["anchoring"], now["unconfirmed"]) == ("changed", True)
        assert now["change"]["before"] == ["It was over in 12 days"]
        assert now["change"]["draft"] == 2
        assert now["spans"][0]["exact"] == "It was over in 13 days"
        verdict = {"finding": "substance", "status": "verified", "evidence": [evidence["id"]]}
        path = f"/claims/{claim['id']}"
        refused = desk.checker.refused(
            409, "POST", f"{path}/verdicts", json=verdict, headers={"If-Match": now.etag}
        )
        assert [need["rule"] for need in refused["rules"]] == ["statement_confirmed"]
        desk.checker.patch(path, {"statement": "It was over in 13 days"})
        desk.checker.judge(claim, "verified", evidence)
        assert desk.reader.get(path)["change"] is None

    def test_gives_the_finding_back_when_its_very_words_return(self, desk: Desk) -> None:
        article = desk.checker.article()
        claim, evidence = desk.checker.verified(article)
        redraft(desk.reporter, article, BODY.replace("12", "13"))
        made = redraft(desk.reporter, article, BODY.replace("’", "'"))
        one = outcome(made, claim)
        assert (one["outcome"], one["returned"]) == ("exact", ["substance"])
        now = desk.reader.get(f"/claims/{claim['id']}")
        assert (now["status"], now["unconfirmed"], now["reopened"]) == ("verified", False, None)
        assert now["findings"]["substance"]["evidence"] == [evidence["id"]]
        actions = [line["action"] for line in desk.reader.items(f"/claims/{claim['id']}/history")]
        assert actions[-4:] == [
            "claim.changed",
            "finding.reopened",
            "claim.moved",
            "finding.returned",
        ]

    @pytest.mark.parametrize("why", ["withdrawn", "refuted", "restated"])
    def test_does_not_give_back_what_has_lost_its_ground(self, desk: Desk, why: str) -> None:
        article = desk.checker.article()
        claim, evidence = desk.checker.verified(article)
        redraft(desk.reporter, article, BODY.replace("12", "13"))
        if why == "withdrawn":
            desk.checker.patch(f"/evidence/{evidence['id']}", {"withdrawn": True})
        elif why == "refuted":
            desk.checker.evidence(claim, "refutes")
        else:
            desk.checker.patch(f"/claims/{claim['id']}", {"statement": "It took 13 days."})
        made = redraft(desk.reporter, article, BODY)
        assert outcome(made, claim)["returned"] == []
        assert desk.reader.get(f"/claims/{claim['id']}")["status"] == "checking"

    def test_never_guesses_between_two_equal_places(self, desk: Desk) -> None:
        article = desk.checker.article("Before it. It is so. Behind it.")
        claim, _ = desk.checker.verified(article, exact="It is so")
        made = redraft(desk.reporter, article, "Q. It is so. Q. Z. It is so. Z.")
        assert outcome(made, claim)["outcome"] == "orphaned"
        path = f"/claims/{claim['id']}"
        now = desk.reader.get(path)
        assert (now["anchoring"], now["lost_in"], now["status"]) == ("orphaned", 1, "verified")
        assert [place["start"] for place in now["change"]["places"]] == [3, 19]
        found = desk.checker.patch(path, {"spans": [{"start": 19, "end": 27}]})
        assert (found["anchoring"], found["lost_in"], found["change"]) == ("exact", None, None)
        assert found["status"] == "verified", "the same words stand there"

    def test_lets_go_of_what_was_cut_and_finds_it_when_it_comes_back(self, desk: Desk) -> None:
        article = desk.checker.article()
        claim, _ = desk.checker.verified(article)
        cut = BODY.replace("It was over in 12 days. ", "")
        assert outcome(redraft(desk.reporter, article, cut), claim)["outcome"] == "gone"
        gone = desk.reader.get(f"/claims/{claim['id']}")
        assert (gone["anchoring"], gone["lost_in"]) == ("gone", 1)
        assert gone["spans"][0]["exact"] == "It was over in 12 days"
        assert outcome(redraft(desk.reporter, article, BODY), claim)["outcome"] == "exact"
        back = desk.reader.get(f"/claims/{claim['id']}")
        assert (back["anchoring"], back["lost_in"], back["status"]) == ("exact", None, "verified")

    def test_reopens_what_is_said_by_somebody_else_now(self, desk: Desk) -> None:
        article = desk.checker.article()
        claim = desk.checker.claim(
            article,
            "We agreed that their security would be ensured",
            attribution={
                "voice": "quoted",
                "speakers": [{"name": "Putin", "span": {"exact": "Putin"}}],
                "cue": {"span": {"exact": "revealed"}},
            },
        )
        said = desk.checker.evidence(claim, bears_on="attribution")
        so = desk.checker.evidence(claim, bears_on="substance")
        desk.checker.judge(claim, "verified", said, finding="attribution")
        desk.checker.judge(claim, "verified", so)
        made = redraft(desk.reporter, article, BODY.replace("Putin revealed", "Lavrov denied"))
        assert outcome(made, claim)["outcome"] == "exact"
        assert outcome(made, claim)["reopened"] == ["attribution"]
        now = desk.reader.get(f"/claims/{claim['id']}")
        assert now["findings"]["substance"]["status"] == "verified"
        assert now["attribution"]["cue"]["text"] == "denied"
        assert now["attribution"]["speakers"][0]["span"]["exact"] == "Lavrov"

    def test_drafts_the_claims_of_new_sentences_only(self, desk: Desk) -> None:
        article = desk.reporter.article(draft_claims=True)
        before = desk.reader.items(f"/articles/{article['id']}/claims")
        made = redraft(desk.reporter, article, f"{BODY} Iran lost 600 people in the war.")
        assert [one["spans"][0]["exact"] for one in made["drafted"]] == [
            "Iran lost 600 people in the war"
        ]
        after = desk.reader.items(f"/articles/{article['id']}/claims")
        assert len(after) == len(before) + 1
        none = redraft(desk.reporter, article, f"{BODY} It cost 20 billion.", draft_claims=False)
        assert none["drafted"] == []

    def test_lets_drafted_claims_say_what_stands_there_now(self, desk: Desk) -> None:
        article = desk.reporter.article(draft_claims=True)
        redraft(desk.reporter, article, BODY.replace("12 days", "13 days"))
        statements = [
            one["statement"] for one in desk.reader.items(f"/articles/{article['id']}/claims")
        ]
        assert any("13 days" in one for one in statements)
        assert not any("12 days" in one for one in statements)

    def test_is_the_same_draft_when_it_is_the_same_text(self, desk: Desk) -> None:
        article = desk.reporter.article()
        first = redraft(desk.reporter, article, f"{BODY} More.")
        before = desk.reader.get("/events/head")["seq"]
        stale = {"If-Match": '"1"'}
        again = desk.reporter.post(
            f"/articles/{article['id']}/drafts", {"body": f"{BODY} More."}, 200, stale
        )
        assert again["draft"] == first["draft"]
        assert (again["claims"], again["drafted"]) == ([], [])
        assert desk.reader.get("/events/head")["seq"] == before

    def test_keeps_the_parts_that_are_left_out(self, desk: Desk) -> None:
        article = desk.reporter.article(standfirst="It was brief.")
        etag = {"If-Match": article.etag}
        made = desk.reporter.post(
            f"/articles/{article['id']}/drafts",
            {"headline": "A long war", "note": "New"},
            201,
            etag,
        )
        draft = made["draft"]
        assert (draft["headline"], draft["standfirst"], draft["body"]) == (
            "A long war", "It was brief.", BODY,
        )  # fmt: skip
        assert draft["note"] == "New"

    def test_needs_the_version_that_was_read(self, desk: Desk) -> None:
        article = desk.reporter.article()
        path = f"/articles/{article['id']}/drafts"
        desk.reporter.refused(428, "POST", path, json={"body": "New words."})
        redraft(desk.reporter, article, "New words.")
        stale = {"If-Match": article.etag}
        refused = desk.reporter.refused(412, "POST", path, json={"body": "Newer."}, headers=stale)
        assert refused["current_version"] == 2

    @pytest.mark.parametrize(
        "wrong", [{}, {"note": "x"}, {"body": ""}, {"body": " "}, {"headline": ""},
                  {"body": "x", "html": "<p>x"}, {"html": "<script>x</script>"}, {"number": 3}]
    )  # fmt: skip
    def test_refuses_what_is_no_text(self, desk: Desk, wrong: Json) -> None:
        article = desk.reporter.article()
        path, etag = f"/articles/{article['id']}/drafts", {"If-Match": article.etag}
        desk.reporter.refused(422, "POST", path, json=wrong, headers=etag)
        assert len(desk.reader.items(path)) == 1

    def test_tells_nobody_of_a_claim_that_is_not_theirs(self, desk: Desk) -> None:
        article = desk.editor.article()
        secret = desk.editor.claim(article, visible_to=[])
        made = redraft(desk.reporter, article, BODY.replace("12", "13"))
        assert secret["id"] not in [one["id"] for one in made["claims"]]
        assert desk.editor.get(f"/claims/{secret['id']}")["anchoring"] == "changed"

    def test_keeps_the_chain_whole(self, desk: Desk) -> None:
        article = desk.reporter.article(draft_claims=True)
        redraft(desk.reporter, article, BODY.replace("12", "13") + " New words by 5 men.")
        assert desk.ledger() == desk.reader.get("/events/head")["seq"]


class TestReadingDrafts:
    def test_lists_and_shows_each(self, desk: Desk) -> None:
        article = desk.reporter.article()
        redraft(desk.reporter, article, "Second.")
        path = f"/articles/{article['id']}/drafts"
        assert [one["number"] for one in desk.reader.items(path)] == [1, 2]
        assert "body" not in desk.reader.items(path)[0]
        assert desk.reader.get(f"{path}/1")["body"] == BODY
        assert desk.reader.get(f"{path}/2")["body"] == "Second."
        for absent in ("3", "0", "x", "-1", "1.0", "99999999999999999999"):
            desk.reader.refused(404, "GET", f"{path}/{absent}")

    def test_compares_two(self, desk: Desk) -> None:
        article = desk.reporter.article("🙂 It was over in 12 days. So be it.")
        redraft(desk.reporter, article, "🙂 It was over in 13 days. So be it!")
        path = f"/articles/{article['id']}/drafts/1/diff/2"
        found = desk.reader.get(path)
        assert [(one["before"]["text"], one["after"]["text"]) for one in found["changes"]] == [
            ("12", "13"), (".", "!"),
        ]  # fmt: skip
        assert found["changes"][0]["before"]["start"] == 17
        wide = desk.reader.get(path, unit="utf16")
        assert wide["changes"][0]["before"]["start"] == 18
        assert desk.reader.get(path.replace("1/diff/2", "2/diff/2"))["changes"] == []


class TestPuttingAnArticle:
    def test_adds_it_once_and_then_its_drafts(self, desk: Desk) -> None:
        path, sent = "/articles/by-external-id/cms-1", {"headline": "x", "body": BODY}
        reply = desk.reporter.ask("PUT", path, json=sent)
        assert reply.status_code == 201
        article = reply.json()
        assert article["external_id"] == "cms-1"
        assert desk.reporter.ask("PUT", path, json=sent).status_code == 200
        new = sent | {"body": BODY + " More."}
        assert desk.reporter.refused(428, "PUT", path, json=new)
        etag = {"If-Match": desk.reader.get(f"/articles/{article['id']}").etag}
        made = desk.reporter.ask("PUT", path, json=new, headers=etag)
        assert (made.status_code, made.json()["draft"]["number"]) == (200, 2)
        desk.reporter.refused(412, "PUT", path, json=sent, headers=etag)
        assert [one["id"] for one in desk.reader.items("/articles", external_id="cms-1")] == [
            article["id"]
        ]

    def test_changes_what_is_said_about_it(self, desk: Desk) -> None:
        path, sent = "/articles/by-external-id/cms-2", {"headline": "x", "body": BODY}
        article = desk.reporter.ask("PUT", path, json=sent).json()
        etag = {"If-Match": desk.reader.get(f"/articles/{article['id']}").etag}
        desk.reporter.refused(428, "PUT", path, json=sent | {"desk": "foreign"})
        reply = desk.reporter.ask("PUT", path, json=sent | {"desk": "foreign"}, headers=etag)
        assert reply.status_code == 200
        now = desk.reader.get(f"/articles/{article['id']}")
        assert (now["desk"], now["draft"]["number"]) == ("foreign", 1)

    def test_refuses_two_ids(self, desk: Desk) -> None:
        sent = {"headline": "x", "body": "y", "external_id": "other"}
        desk.reporter.refused(422, "PUT", "/articles/by-external-id/cms-3", json=sent)


def test_of_the_sample_exactly_the_touched_claims_reopen(desk: Desk) -> None:
    """Three numbers changed, two paragraphs swapped, a sentence cut, punctuation everywhere."""
    fixture = ROOT / "fixtures" / "digest.json"
    with desk.db.read() as session:
        editor = session.exec(select(Person).where(Person.role == Role.editor)).one()
    actor = Actor(Party(editor.pk or 0, editor.id, editor.name, Role.editor))
    article_id, n = import_files.import_bundle(desk.db, actor, fixture, None)
    article = desk.reader.get(f"/articles/{article_id}")
    before = desk.reader.items(f"/articles/{article_id}/claims", limit=200)
    numbers = {"20 years": "25 years", "in 12 days": "in 13 days", "over 200": "over 300"}
    cut = " Tehran was certainly let down."
    body = article["draft"]["body"]
    paragraphs = body.split("\n\n")
    here = next(i for i, one in enumerate(paragraphs) if one.startswith("Syria taught"))
    paragraphs[here], paragraphs[here + 1] = paragraphs[here + 1], paragraphs[here]
    new = "\n\n".join(paragraphs)
    for was, now in numbers.items():
        assert new.count(was) == 1
        new = new.replace(was, now)
    assert cut in new
    new = new.replace(cut, "")
    for was, now in {"’": "'", "“": '"', "”": '"', ";": ",", ". ": ".  ", "—": "–"}.items():
        new = new.replace(was, now)
    made = redraft(desk.reporter, article, new, draft_claims=False)

    def words(claim: Json) -> str:
        return " … ".join(span["exact"] for span in claim["spans"])

    touched = {one["id"] for one in before if any(was in words(one) for was in numbers)}
    gone = {one["id"] for one in before if words(one) in cut}
    judged = {one["id"] for one in before if one["status"] not in ("unverified", "checking")}
    outcomes = {one["id"]: one["outcome"] for one in made["claims"]}
    assert len(outcomes) == n == 77
    assert {name for name, one in outcomes.items() if one == "changed"} == touched
    assert {name for name, one in outcomes.items() if one == "gone"} == gone
    assert len(touched) >= 4
    assert len(gone) == 1
    reopened = {one["id"] for one in made["claims"] if one["reopened"]}
    assert reopened == touched & judged
    after = {
        one["id"]: one for one in desk.reader.items(f"/articles/{article_id}/claims", limit=200)
    }
    same = [one for one in before if one["id"] not in touched | gone]
    assert all(after[one["id"]]["status"] == one["status"] for one in same)
