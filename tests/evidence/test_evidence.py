"""Speakers, sources, and evidence linked to claims."""

from typing import Any

import pytest

from tests.desk import Desk


class TestSpeakers:
    def test_are_found_by_name_and_alias_whatever_the_case(self, desk: Desk) -> None:
        isw = desk.reporter.speaker("Institute for the Study of War", aliases=["ISW"])
        desk.reporter.speaker("Österreich 100%")
        for q, expected in (
            ("isw", [isw["id"]]),
            ("STUDY OF", [isw["id"]]),
            ("österREICH", 1),
            ("100%", 1),
            ("nobody", []),
            ("war institute", [isw["id"]]),
            ("stu", [isw["id"]]),
            ("stu ", []),
        ):
            found = [one["id"] for one in desk.reader.items("/speakers", q=q)]
            assert found == expected or len(found) == expected

    def test_are_patched_and_keep_what_is_left_out(self, desk: Desk) -> None:
        speaker = desk.reporter.speaker("Ada", aliases=["A"], roles=["minister"], wikidata="Q7259")
        changed = desk.reporter.patch(
            f"/speakers/{speaker['id']}", {"name": "Ada Lovelace", "wikidata": None}
        )
        assert (changed["name"], changed["aliases"], changed["wikidata"]) == (
            "Ada Lovelace",
            ["A"],
            None,
        )
        assert desk.reader.items("/speakers", q="lovelace")

    def test_merge_shows_the_one_that_stays_wherever_the_other_was_named(self, desk: Desk) -> None:
        one, two = desk.reporter.speaker("V. Putin"), desk.reporter.speaker("Vladimir Putin")
        attribution = {"voice": "reported", "speakers": [{"speaker": one["id"]}]}
        claim = desk.reporter.claim(desk.reporter.article(), attribution=attribution)
        stays = desk.checker.post(
            f"/speakers/{one['id']}/merge", {"into": two["id"]}, 200, {"If-Match": one.etag}
        )
        assert stays["id"] == two["id"]
        assert stays["aliases"] == ["V. Putin"]
        again = desk.reader.get(f"/claims/{claim['id']}")
        assert again["speaker"]["id"] == two["id"]
        assert again["version"] == claim["version"]
        assert again.etag != claim.etag
        for speaker in (one, two):
            found = desk.reader.items("/claims", speaker=speaker["id"])
            assert [found["id"] for found in found] == [claim["id"]]
        merged = desk.reader.get(f"/speakers/{one['id']}")
        assert merged["merged_into"]["id"] == two["id"]
        assert [speaker["id"] for speaker in desk.reader.items("/speakers")] == [two["id"]]
        problem = desk.checker.refused(
            409, "POST", f"/speakers/{one['id']}/merge", json={"into": two["id"]},
            headers={"If-Match": merged.etag},
        )  # fmt: skip
        assert problem["type"] == "/problems/cannot-merge"

    def test_one_in_use_is_not_deleted_and_the_answer_says_where(self, desk: Desk) -> None:
        used, unused = desk.reporter.speaker(), desk.reporter.speaker()
        attribution = {"voice": "reported", "speakers": [{"speaker": used["id"]}]}
        claim = desk.reporter.claim(desk.reporter.article(), attribution=attribution)
        problem = desk.reporter.refused(
            409, "DELETE", f"/speakers/{used['id']}", headers={"If-Match": used.etag}
        )
        assert problem["claims"] == [claim["id"]]
        path = f"/speakers/{unused['id']}"
        assert (
            desk.reporter.ask("DELETE", path, headers={"If-Match": unused.etag}).status_code == 204
        )
        desk.reader.refused(404, "GET", path)


class TestSources:
    def test_are_found_by_title_publisher_author_and_url(self, desk: Desk) -> None:
        source = desk.reporter.source(
            title="Readout of a call", url="https://kremlin.example/1", publisher="Kremlin",
            author="Press office", published="2025-06", standing="primary",
        )  # fmt: skip
        desk.reporter.source()
        for q in ("readout", "KREMLIN.example", "kremlin", "press"):
            assert [one["id"] for one in desk.reader.items("/sources", q=q)] == [source["id"]]

    @pytest.mark.parametrize(
        "wrong",
        [
            {},
            {"note": "no name"},
            {"title": "x", "published": "June 2025"},
            {"title": "x", "published": "2025-13"},
            {"title": "x", "published": "2025-02-30"},
            {"title": "x", "url": "ftp://x"},
            {"title": "x", "kind": "rumour"},
            {"title": "x", "origin": "elsewhere"},
            {"title": "x", "origin": f"source_{'0' * 26}"},
            {"title": "x", "retracted": True},
        ],
    )
    def test_refuses_what_is_no_source(self, desk: Desk, wrong: dict[str, Any]) -> None:
        desk.reporter.refused(422, "POST", "/sources", json=wrong)
        assert desk.reader.items("/sources") == []

    def test_know_the_source_that_they_repeat(self, desk: Desk) -> None:
        wire = desk.reporter.source(title="Wire", origin="self")
        assert wire["origin"]["id"] == wire["id"]
        reprint = desk.reporter.source(title="Reprint", origin=wire["id"])
        assert reprint["origin"]["title"] == "Wire"
        assert desk.reporter.patch(f"/sources/{reprint['id']}", {"origin": None})["origin"] is None

    def test_a_renamed_source_does_not_hide_behind_a_304(self, desk: Desk) -> None:
        source = desk.reporter.source(title="Typo")
        claim = desk.reporter.claim(desk.reporter.article(), sources=[{"source": source["id"]}])
        path = f"/claims/{claim['id']}"
        seen = {"If-None-Match": desk.reader.get(path).etag}
        assert desk.reader.ask("GET", path, headers=seen).status_code == 304
        desk.reporter.patch(f"/sources/{source['id']}", {"title": "No typo"})
        assert desk.reader.ask("GET", path, headers=seen).status_code == 200

    def test_one_in_use_is_not_deleted(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article())
        evidence = desk.checker.evidence(claim)
        path = f"/sources/{evidence['source']['id']}"
        match = {"If-Match": desk.reader.get(path).etag}
        problem = desk.reporter.refused(409, "DELETE", path, headers=match)
        assert problem["claims"] == [claim["id"]]
        free = desk.reporter.source(external_id="s1")
        match = {"If-Match": free.etag}
        assert (
            desk.reporter.ask("DELETE", f"/sources/{free['id']}", headers=match).status_code == 204
        )
        desk.reporter.source(external_id="s1")


class TestEvidence:
    def test_links_a_source_given_inline_or_by_id(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article())
        one = desk.checker.evidence(claim, note="n", accessed_at="2026-01-01T00:00:00+02:00")
        two = desk.checker.evidence(claim, "context", source=one["source"]["id"], standing=None)
        assert one["accessed_at"] == "2025-12-31T22:00:00.000000Z"
        assert two["standing"] == "secondary"
        assert two["source"] == one["source"]
        whole = desk.reader.get(f"/claims/{claim['id']}")
        assert [evidence["id"] for evidence in whole["evidence"]] == [one["id"], two["id"]]
        assert whole["counts"] == {"supports": 1, "refutes": 0, "context": 1}
        assert whole["version"] == 3
        (listed,) = desk.reader.items("/claims")
        assert listed["counts"] == whole["counts"]

    def test_bears_on_the_finding_that_the_claim_asks_for(self, desk: Desk) -> None:
        claim = desk.reporter.claim(
            desk.reporter.article(), attribution={"voice": "reported"}, asks=["attribution"]
        )
        assert desk.checker.evidence(claim)["bears_on"] == "attribution"

    def test_the_same_again_is_refused_and_named(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article())
        one = desk.checker.evidence(claim, locator="p. 1")
        same = {"source": one["source"]["id"], "stance": "supports", "locator": "p. 1"}
        path = f"/claims/{claim['id']}/evidence"
        problem = desk.checker.refused(409, "POST", path, json=same)
        assert problem["evidence"] == one["id"]
        other = desk.checker.post(path, same | {"locator": "p. 2"})
        match = {"If-Match": other.etag}
        patch = {"locator": "p. 1"}
        desk.checker.refused(409, "PATCH", f"/evidence/{other['id']}", json=patch, headers=match)
        assert desk.reader.get(f"/evidence/{other['id']}")["locator"] == "p. 2"

    def test_a_withdrawn_one_no_longer_counts_and_can_be_restored(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article())
        one = desk.checker.evidence(claim)
        path = f"/evidence/{one['id']}"
        reply = desk.checker.ask(
            "DELETE", path, params={"reason": "wrong page"}, headers={"If-Match": one.etag}
        )
        assert reply.status_code == 204
        withdrawn = desk.reader.get(path)
        assert withdrawn["withdrawn_because"] == "wrong page"
        of = f"/claims/{claim['id']}/evidence"
        assert desk.reader.items(of) == []
        assert len(desk.reader.items(of, withdrawn=True)) == 1
        assert desk.reader.get(f"/claims/{claim['id']}")["counts"]["supports"] == 0
        restored = desk.checker.patch(path, {"withdrawn": False})
        assert restored["withdrawn_at"] is None
        assert desk.reader.get(f"/claims/{claim['id']}")["counts"]["supports"] == 1

    def test_is_filtered_by_stance_and_finding(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article(), attribution={"voice": "reported"})
        one = desk.checker.evidence(claim, "refutes")
        two = desk.checker.evidence(claim, "context", bears_on="attribution")
        path = f"/claims/{claim['id']}/evidence"
        assert [e["id"] for e in desk.reader.items(path, stance="refutes")] == [one["id"]]
        assert [e["id"] for e in desk.reader.items(path, bears_on="attribution")] == [two["id"]]

    def test_a_reporter_may_not_link_it(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article())
        new = {"source": {"title": "x"}, "stance": "supports"}
        desk.reporter.refused(403, "POST", f"/claims/{claim['id']}/evidence", json=new)
        assert desk.reader.items("/sources") == []
