"""How many claims there are of each status and state."""

from tests.desk import Desk


class TestCounts:
    def counts(self, desk: Desk, role: str, path: str) -> dict[str, int]:
        counts = desk.of(role).ask("GET", path).json()["counts"]
        return {count["value"]: count["n"] for count in counts}

    def test_follow_every_change(self, desk: Desk) -> None:
        article = desk.reporter.article(draft_claims=True)
        drafted = desk.reader.items(f"/articles/{article['id']}/claims")
        path = f"/articles/{article['id']}/counts"
        assert self.counts(desk, "reader", path) == {"unverified": len(drafted)}
        claim, _ = desk.checker.verified(article)
        expected = {"unverified": len(drafted), "verified": 1}
        assert self.counts(desk, "reader", path) == expected
        desk.reporter.patch(
            f"/claims/{drafted[0]['id']}", {"state": "dropped", "reason": "nothing"}
        )
        desk.checker.evidence(claim, "refutes")
        expected = {"unverified": len(drafted) - 1, "checking": 1}
        for any_path in (path, "/claims/counts", f"/claims/counts?article={article['id']}"):
            assert self.counts(desk, "reader", any_path) == expected
        by_state = self.counts(desk, "reader", "/claims/counts?by=state&state=dropped&state=kept")
        assert by_state == {"kept": 1, "dropped": 1}

    def test_include_a_restricted_claim_for_those_who_may_see_it(self, desk: Desk) -> None:
        article = desk.reporter.article()
        desk.reporter.claim(article)
        hidden = desk.checker.claim(article, visible_to=[])
        for path in (f"/articles/{article['id']}/counts", "/claims/counts?by=status"):
            assert self.counts(desk, "reader", path) == {"unverified": 1}
            assert self.counts(desk, "checker", path) == {"unverified": 2}
            assert self.counts(desk, "editor", path) == {"unverified": 2}
        desk.editor.patch(f"/claims/{hidden['id']}", {"visible_to": None})
        assert self.counts(desk, "reader", "/claims/counts?by=status") == {"unverified": 2}
        desk.editor.patch(f"/claims/{hidden['id']}", {"visible_to": []})
        assert self.counts(desk, "reader", "/claims/counts?by=status") == {"unverified": 1}
