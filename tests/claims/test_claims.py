"""Marking claims, reading them whole, changing them."""

from typing import Any

import pytest

from tests.desk import BODY, Desk


class TestAddingAClaim:
    def test_finds_the_words_and_keeps_their_place(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article())
        (span,) = claim["spans"]
        assert BODY[span["start"] : span["end"]] == span["exact"] == "It was over in 12 days"
        assert BODY[: span["start"]].endswith(span["prefix"])
        assert BODY[span["end"] :].startswith(span["suffix"])
        assert (claim["state"], claim["status"], claim["anchoring"]) == (
            "kept",
            "unverified",
            "exact",
        )
        assert claim["kept_by"]["name"] == "The reporter"

    def test_takes_offsets_in_code_points(self, desk: Desk) -> None:
        at = BODY.index("Iran was")
        spans = [{"start": at, "end": at + 4}]
        claim = desk.reporter.claim(desk.reporter.article(), spans=spans)
        assert claim["spans"][0]["exact"] == "Iran"

    def test_takes_and_answers_utf16_where_asked(self, desk: Desk) -> None:
        article = desk.reporter.article()
        at = len(BODY[: BODY.index("Iran was")].encode("utf-16-le")) // 2
        new = {
            "article": article["id"],
            "statement": "x",
            "spans": [{"start": at, "end": at + 4}],
        }
        claim = desk.reporter.post("/claims?unit=utf16", new)
        assert (claim["unit"], claim["spans"][0]["start"], claim["spans"][0]["exact"]) == (
            "utf16",
            at,
            "Iran",
        )
        again = desk.reporter.get(f"/claims/{claim['id']}")
        assert (again["unit"], again["spans"][0]["start"]) == ("code_points", at - 1)
        (listed,) = desk.reporter.items("/claims", unit="utf16")
        assert listed["spans"] == claim["spans"]

    def test_refuses_an_offset_inside_a_surrogate_pair(self, desk: Desk) -> None:
        article = desk.reporter.article("a🙂b")
        new = {"article": article["id"], "statement": "x", "spans": [{"start": 2, "end": 3}]}
        problem = desk.reporter.refused(422, "POST", "/claims?unit=utf16", json=new)
        assert problem["errors"][0]["where"] == ["body", "spans", 0, "start"]
        desk.reporter.post("/claims", new)

    def test_several_spans_may_skip_words_and_be_shared(self, desk: Desk) -> None:
        article = desk.reporter.article()
        spans = [{"exact": "Israel’s jets"}, {"exact": "bombing Iran"}]
        one = desk.reporter.claim(article, spans=spans)
        two = desk.reporter.claim(article, spans=spans)
        assert [span["exact"] for span in one["spans"]] == ["Israel’s jets", "bombing Iran"]
        assert one["spans"] == two["spans"]

    def test_anchors_in_the_headline_too(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article(), exact="short war")
        assert claim["spans"][0]["part"] == "headline"

    @pytest.mark.parametrize(
        ("span", "kind", "where"),
        [
            ({"exact": "It was never said"}, "quote-not-found", ["body", "spans", 0, "exact"]),
            ({"exact": "Iran"}, "quote-ambiguous", ["body", "spans", 0]),
            ({"exact": "Iran", "prefix": "x"}, "quote-not-found", ["body", "spans", 0, "exact"]),
            ({"start": 0, "end": 9999}, "offset-outside", ["body", "spans", 0, "end"]),
            ({"start": 5, "end": 5}, "invalid", ["body", "spans", 0]),
            ({"start": -1, "end": 5}, "invalid", ["body", "spans", 0, "start"]),
            ({"start": 1}, "invalid", ["body", "spans", 0]),
            ({}, "invalid", ["body", "spans", 0]),
            (
                {"start": 0, "end": 2, "exact": "No"},
                "quote-not-found",
                ["body", "spans", 0, "exact"],
            ),
        ],
    )
    def test_refuses_a_span_that_is_not_there(
        self, desk: Desk, span: dict[str, Any], kind: str, where: list[Any]
    ) -> None:
        article = desk.reporter.article()
        lines = desk.ledger()
        new = {"article": article["id"], "statement": "x", "spans": [span]}
        problem = desk.reporter.refused(422, "POST", "/claims", json=new)
        assert problem["type"] == f"/problems/{kind}"
        assert problem["errors"][0]["where"] == where
        assert desk.reporter.items("/claims") == []
        assert desk.ledger() == lines

    def test_lists_the_places_of_an_ambiguous_quote(self, desk: Desk) -> None:
        article = desk.reporter.article("One day. Two days. One day.")
        new: dict[str, Any] = {
            "article": article["id"],
            "statement": "x",
            "spans": [{"exact": "One day"}],
        }
        problem = desk.reporter.refused(422, "POST", "/claims", json=new)
        assert [place["start"] for place in problem["places"]] == [0, 19]
        new["spans"][0]["prefix"] = "days. "
        assert desk.reporter.post("/claims", new)["spans"][0]["start"] == 19

    def test_refuses_another_claims_external_id_in_the_same_article(self, desk: Desk) -> None:
        article, other = desk.reporter.article(), desk.reporter.article()
        claim = desk.reporter.claim(article, external_id="c1")
        new = {"article": article["id"], "statement": "x", "spans": [{"start": 0, "end": 2}]}
        problem = desk.reporter.refused(409, "POST", "/claims", json={**new, "external_id": "c1"})
        assert problem["claim"] == claim["id"]
        desk.reporter.claim(other, external_id="c1")

    def test_refuses_an_article_that_is_not_there(self, desk: Desk) -> None:
        desk.reporter.article()
        new = {"article": f"article_{'0' * 26}", "statement": "x", "spans": [{"exact": "x"}]}
        problem = desk.reporter.refused(422, "POST", "/claims", json=new)
        assert problem["errors"][0]["where"] == ["body", "article"]


class TestAttribution:
    def test_speakers_stand_in_levels_with_the_innermost_in_front(self, desk: Desk) -> None:
        lavrov = desk.reporter.speaker("Sergei Lavrov", aliases=["Lavrov"])
        attribution = {
            "voice": "reported",
            "speakers": [
                {"name": "Interfax", "level": 1},
                {"speaker": lavrov["id"], "role": "minister", "level": 2},
            ],
            "cue": {"span": {"exact": "revealed"}},
        }
        claim = desk.reporter.claim(desk.reporter.article(), attribution=attribution)
        assert [one["speaker"]["name"] for one in claim["attribution"]["speakers"]] == [
            "Interfax",
            "Sergei Lavrov",
        ]
        assert claim["speaker"]["name"] == "Sergei Lavrov"
        assert claim["attribution"]["cue"]["text"] == "revealed"
        assert claim["asks"] == ["substance", "attribution"]

    def test_a_name_means_the_speaker_who_has_it_or_its_alias(self, desk: Desk) -> None:
        speaker = desk.reporter.speaker("Institute for the Study of War", aliases=["ISW"])
        attribution = {"voice": "reported", "speakers": [{"name": "isw"}]}
        claim = desk.reporter.claim(desk.reporter.article(), attribution=attribution)
        assert claim["speaker"]["id"] == speaker["id"]
        assert len(desk.reporter.items("/speakers")) == 1

    def test_quotations_are_found_in_the_spans(self, desk: Desk) -> None:
        words = "“We agreed that their security would be ensured,” Putin revealed"
        attribution = {"voice": "quoted", "speakers": [{"name": "Putin"}]}
        claim = desk.reporter.claim(desk.reporter.article(), exact=words, attribution=attribution)
        (inside,) = claim["attribution"]["quotations"]
        assert inside["exact"] == "We agreed that their security would be ensured,"

    def test_a_person_may_narrow_what_is_asked(self, desk: Desk) -> None:
        claim = desk.reporter.claim(
            desk.reporter.article(), attribution={"voice": "reported"}, asks=["attribution"]
        )
        assert claim["findings"]["substance"] is None
        assert claim["findings"]["attribution"]["status"] == "unverified"


class TestTheWritersSources:
    def test_are_kept_with_their_place_and_are_no_evidence(self, desk: Desk) -> None:
        drawn = [{"source": {"title": "Tape"}, "locator": "tape 2, 14:20", "note": "clear"}]
        claim = desk.reporter.claim(desk.reporter.article(), sources=drawn)
        assert claim["sources"][0]["source"]["title"] == "Tape"
        assert claim["sources"][0]["locator"] == "tape 2, 14:20"
        assert claim["evidence"] == []
        assert claim["counts"] == {"supports": 0, "refutes": 0, "context": 0}


class TestChangingAClaim:
    def test_what_is_left_out_stays_and_null_clears(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article(), worth=0.5, kind="date", tags=["a"])
        path = f"/claims/{claim['id']}"
        changed = desk.reporter.patch(path, {"worth": None, "tags": ["b", "a"]})
        assert (changed["worth"], changed["kind"], changed["tags"]) == (None, "date", ["a", "b"])
        assert changed["version"] == claim["version"] + 1

    def test_the_same_again_changes_nothing(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article(), tags=["a"])
        lines = desk.ledger()
        again = desk.reporter.patch(
            f"/claims/{claim['id']}",
            {"tags": ["a"], "statement": claim["statement"], "risk": "normal"},
        )
        assert again.etag == claim.etag
        assert desk.ledger() == lines

    def test_checkable_follows_the_kind_unless_somebody_says(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article(), kind="opinion")
        assert claim["checkable"] is False
        path = f"/claims/{claim['id']}"
        assert desk.reporter.patch(path, {"checkable": True})["checkable"] is True
        assert desk.reporter.patch(path, {"checkable": None})["checkable"] is False
        assert desk.reporter.patch(path, {"kind": "event"})["checkable"] is True

    def test_drafted_claims_are_kept_or_dropped_with_a_reason(self, desk: Desk) -> None:
        article = desk.reporter.article(draft_claims=True)
        first, second, *_ = desk.reporter.items(f"/articles/{article['id']}/claims")
        assert first["state"] == "drafted"
        assert first["drafted_by"] == "claimdesk"
        kept = desk.checker.patch(f"/claims/{first['id']}", {"state": "kept"})
        assert kept["kept_by"]["name"] == "The checker"
        etag = desk.checker.get(f"/claims/{second['id']}").etag
        problem = desk.checker.refused(
            422, "PATCH", f"/claims/{second['id']}", json={"state": "dropped"},
            headers={"If-Match": etag},
        )  # fmt: skip
        assert problem["errors"][0]["where"] == ["body", "reason"]
        reason = {"state": "dropped", "reason": "a heading"}
        dropped = desk.checker.patch(f"/claims/{second['id']}", reason)
        assert dropped["dropped_because"] == "a heading"
        listed = desk.reporter.items(f"/articles/{article['id']}/claims")
        assert second["id"] not in [claim["id"] for claim in listed]
        back = desk.checker.patch(f"/claims/{second['id']}", {"state": "kept"})
        assert back["dropped_because"] is None

    def test_only_an_editor_drops_a_judged_claim_or_lowers_a_risk(self, desk: Desk) -> None:
        claim, _ = desk.checker.verified(desk.reporter.article())
        path = f"/claims/{claim['id']}"
        drop = {"state": "dropped", "reason": "cut"}
        match = {"If-Match": claim.etag}
        desk.checker.refused(403, "PATCH", path, json=drop, headers=match)
        raised = desk.reporter.patch(path, {"risk": "high"})
        match = {"If-Match": raised.etag}
        desk.checker.refused(403, "PATCH", path, json={"risk": "normal"}, headers=match)
        assert desk.editor.patch(path, {"risk": "normal"})["risk"] == "normal"
        assert desk.editor.patch(path, drop)["state"] == "dropped"

    def test_assigns_a_person_of_the_desk(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article())
        me = desk.checker.get("/me")["person"]
        changed = desk.reporter.patch(
            f"/claims/{claim['id']}", {"assignee": me["id"], "due": "2026-12-01T10:00:00+01:00"}
        )
        assert changed["assignee"] == me
        assert changed["due"] == "2026-12-01T09:00:00.000000Z"

    def test_a_status_is_judged_never_patched(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article())
        desk.editor.refused(
            422, "PATCH", f"/claims/{claim['id']}", json={"status": "verified"},
            headers={"If-Match": claim.etag},
        )  # fmt: skip
