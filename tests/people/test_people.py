"""People, integrations, keys and roles; who may know of what."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from hypothesis import given
from hypothesis import strategies as st

from api.auth.access import ALONE, GRANTS, Actor, Party, Permission, Role
from api.http.authorization import Needs
from tests.desk import Answer, Client, Desk


def _needs(dependant: Dependant) -> Iterator[Permission]:
    """What a route and all that it depends on ask for."""
    for one in dependant.dependencies:
        if isinstance(one.call, Needs):
            yield one.call.permission
        yield from _needs(one)


class TestRoles:
    def test_each_includes_those_above_it(self) -> None:
        for less, more in zip(Role, list(Role)[1:], strict=False):
            assert GRANTS[less] < GRANTS[more]

    @given(st.sampled_from(Role), st.sampled_from(Role))
    def test_a_person_via_an_integration_may_what_both_may(self, mine: Role, theirs: Role) -> None:
        person, program = Party(1, "p", "Ada", mine), Party(2, "i", "CMS", theirs)
        assert Actor(person, program).permissions == GRANTS[mine] & GRANTS[theirs]
        assert Actor(None, program).permissions <= ALONE

    def test_every_route_declares_what_it_needs(self, desk: Desk) -> None:
        declared = {}
        for context in iter_route_contexts(desk.app.routes):
            route = context.route
            if isinstance(route, APIRoute) and str(context.path).startswith("/v1"):
                needs = set(_needs(route.dependant))
                declared[context.path, *sorted(route.methods or ())] = needs
        assert len(declared) > 50
        assert [path for path, needs in declared.items() if not needs] == []

    @pytest.mark.parametrize(
        ("role", "may"),
        [
            ("reader", set()),
            ("reporter", {"article", "claim", "source", "speaker", "note"}),
            ("checker", {"article", "claim", "source", "speaker", "note", "evidence", "verdict"}),
            (
                "admin",
                {"article", "claim", "source", "speaker", "note", "evidence", "verdict", "person"},
            ),
        ],
    )  # fmt: skip
    def test_may_what_the_table_says(self, desk: Desk, role: str, may: set[str]) -> None:
        article = desk.reporter.article()
        claim = desk.reporter.claim(article)
        path = f"/claims/{claim['id']}"
        span = {"start": 0, "end": 2}
        tries: dict[str, tuple[str, Any]] = {
            "article": ("/articles", {"headline": "x", "body": "y"}),
            "claim": ("/claims", {"article": article["id"], "statement": "x", "spans": [span]}),
            "source": ("/sources", {"title": "x"}),
            "speaker": ("/speakers", {"name": "x"}),
            "note": (f"{path}/annotations", {"body": "x"}),
            "person": ("/people", {"name": "x", "role": "reader"}),
            "evidence": (f"{path}/evidence", {"source": {"title": "y"}, "stance": "context"}),
            "verdict": (f"{path}/verdicts", {"finding": "substance", "status": "checking"}),
        }
        client = desk.of(role)
        for name, (target, body) in tries.items():
            lines = desk.ledger()
            etag = desk.reader.get(path).etag
            status = client.ask("POST", target, json=body, headers={"If-Match": etag}).status_code
            assert status == (201 if name in may else 403), name
            assert (desk.ledger() > lines) is (name in may)


class TestKeys:
    def test_are_shown_once_and_kept_as_a_digest(self, desk: Desk) -> None:
        me = desk.checker.get("/me")["person"]["id"]
        made = desk.admin.post("/keys", {"person": me, "role": "reader", "label": "phone"})
        assert made["key"].startswith("claimdesk_")
        assert made["key"].endswith(made["hint"])
        shown = desk.admin.get(f"/keys/{made['id']}")
        assert "key" not in shown
        assert made["key"] not in str(desk.admin.items("/keys"))
        assert made["key"] not in str(desk.admin.items("/events"))
        client = Client(desk.http, {"Authorization": f"Bearer {made['key']}"})
        assert client.get("/me")["role"] == "reader"

    def test_a_revoked_one_opens_nothing(self, desk: Desk) -> None:
        me = desk.checker.get("/me")["person"]["id"]
        made = desk.admin.post("/keys", {"person": me, "role": "checker"})
        client = Client(desk.http, {"Authorization": f"Bearer {made['key']}"})
        client.get("/me")
        path = f"/keys/{made['id']}"
        match = {"If-Match": desk.admin.get(path).etag}
        assert desk.admin.ask("DELETE", path, headers=match).status_code == 204
        client.refused(401, "GET", "/me")

    @pytest.mark.parametrize(
        "header", [None, "", "Bearer", "Bearer ", "Bearer nonsense", "Basic eDp5", "Bearer \xff"]
    )
    def test_none_or_a_wrong_one_is_401(self, desk: Desk, header: str | None) -> None:
        headers = {} if header is None else {"Authorization": header.encode("latin-1")}
        reply = desk.http.get("/v1/claims", headers=headers)
        assert reply.status_code == 401
        assert reply.headers["www-authenticate"].startswith("Bearer")
        assert reply.headers["content-type"] == "application/problem+json"

    def test_a_person_who_left_comes_in_no_more(self, desk: Desk) -> None:
        me = desk.checker.get("/me")["person"]["id"]
        desk.admin.patch(f"/people/{me}", {"active": False})
        desk.checker.refused(401, "GET", "/me")

    def test_a_desk_keeps_an_admin(self, desk: Desk) -> None:
        me = desk.admin.get("/me")["person"]["id"]
        path = f"/people/{me}"
        match = {"If-Match": desk.admin.get(path).etag}
        problem = desk.admin.refused(409, "PATCH", path, json={"role": "editor"}, headers=match)
        assert problem["type"] == "/problems/last-admin"
        assert desk.admin.get("/me")["role"] == "admin"

    @pytest.mark.parametrize("owner", [{}, {"person": "x", "integration": "y"}, {"person": "x"}])
    def test_belong_to_somebody(self, desk: Desk, owner: dict[str, str]) -> None:
        desk.admin.refused(422, "POST", "/keys", json={"role": "reader", **owner})


class TestIntegrations:
    def test_alone_they_read_and_send_articles_and_nothing_else(self, desk: Desk) -> None:
        cms = desk.of("cms")
        article = cms.article(draft_claims=True)
        assert article["created_by"] is None
        assert cms.items(f"/articles/{article['id']}/claims")
        for path, body in (
            ("/claims", {"article": article["id"], "statement": "x", "spans": [{"exact": "x"}]}),
            ("/sources", {"title": "x"}),
        ):
            problem = cms.refused(403, "POST", path, json=body)
            assert "Claimdesk-Person" in problem["detail"]

    @pytest.mark.parametrize("named", ["staff-checker", "id"])
    def test_act_for_a_person_and_both_are_named(self, desk: Desk, named: str) -> None:
        person = desk.checker.get("/me")["person"]
        acting = {"Claimdesk-Person": person["id"] if named == "id" else named}
        claim = desk.of("cms", **acting).claim(desk.reporter.article())
        assert claim["created_by"] == person
        (line,) = desk.reader.items(f"/claims/{claim['id']}/history")
        assert line["actor"]["person"] == person
        assert line["actor"]["via"]["name"] == "CMS"

    def test_may_no_more_than_the_person(self, desk: Desk) -> None:
        cms = desk.of("cms", **{"Claimdesk-Person": "staff-reader"})
        cms.refused(403, "POST", "/sources", json={"title": "x"})

    def test_a_person_who_is_not_there_is_refused(self, desk: Desk) -> None:
        cms = desk.of("cms", **{"Claimdesk-Person": "staff-nobody"})
        problem = cms.refused(422, "GET", "/me")
        assert problem["errors"][0]["where"] == ["header", "Claimdesk-Person"]
        desk.of("reader", **{"Claimdesk-Person": "staff-admin"}).refused(403, "GET", "/me")


CANARY = "zanzibar"


class TestVisibility:
    """What hangs on a restricted thing is unknown to everyone else, wherever one looks."""

    @pytest.fixture
    def hidden(self, desk: Desk) -> dict[str, Answer]:
        """A claim that all may know of, with a restricted thing of every kind on it."""
        me = desk.checker.get("/me")["person"]["id"]
        only = {"visible_to": [me]}
        editor = desk.editor
        article = editor.article()
        speaker = editor.speaker(f"{CANARY} speaker", **only)
        source = editor.source(title=f"{CANARY} source", **only)
        said = {"voice": "reported", "speakers": [{"speaker": speaker["id"]}]}
        claim = editor.claim(
            article, attribution=said, sources=[{"source": source["id"], "note": CANARY}]
        )
        path = f"/claims/{claim['id']}"
        new = {"source": {"title": "open"}, "stance": "supports", "note": CANARY}
        return {
            "claim": claim,
            "speaker": speaker,
            "source": source,
            "evidence": editor.post(f"{path}/evidence", new | only),
            "resting": editor.evidence(claim, source=source["id"], excerpt=CANARY),
            "annotation": editor.post(f"{path}/annotations", {"body": CANARY, **only}),
            "secret": editor.claim(article, exact="Iran was let down", statement=CANARY, **only),
            "beneath": editor.article(headline="other"),
        }

    def everything(self, client: Client, hidden: dict[str, Answer]) -> Iterator[str]:
        """The bytes of everything that can be read, lists and single things alike."""
        claim, article = hidden["claim"], hidden["claim"]["article"]
        for path in (
            "/claims", "/claims/counts?by=speaker", "/claims/counts?by=source", "/speakers",
            "/sources", "/annotations", "/events?limit=200", f"/claims/{claim['id']}",
            f"/claims/{claim['id']}/evidence", f"/claims/{claim['id']}/history?limit=200",
            f"/claims/{claim['id']}/verdicts", f"/claims/{claim['id']}/moves",
            f"/claims/{claim['id']}/annotations", f"/articles/{article}/claims",
            f"/articles/{article}/annotations", f"/speakers?q={CANARY}", f"/sources?q={CANARY}",
        ):  # fmt: skip
            reply = client.ask("GET", path)
            assert reply.status_code == 200, reply.text
            yield reply.text
        for name, room in (
            ("speaker", "speakers"), ("source", "sources"), ("evidence", "evidence"),
            ("resting", "evidence"), ("annotation", "annotations"), ("secret", "claims"),
        ):  # fmt: skip
            yield client.ask("GET", f"/{room}/{hidden[name]['id']}").text

    def test_others_find_no_trace(self, desk: Desk, hidden: dict[str, Answer]) -> None:
        seen = "\n".join(self.everything(desk.reporter, hidden)).replace(f"?q={CANARY}", "")
        assert CANARY not in seen
        without = [
            hidden[name]["id"]
            for name in ("speaker", "source", "evidence", "resting", "annotation", "secret")
        ]
        listed = "\n".join(list(self.everything(desk.reporter, hidden))[:-6])
        assert [one for one in without if one in listed] == []
        claim = desk.reporter.get(f"/claims/{hidden['claim']['id']}")
        assert claim["counts"] == {"supports": 0, "refutes": 0, "context": 0}
        assert (claim["speaker"], claim["sources"], claim["evidence"]) == (None, [], [])

    def test_absent_and_hidden_look_alike(self, desk: Desk, hidden: dict[str, Answer]) -> None:
        for name, room in (("secret", "claims"), ("source", "sources"), ("evidence", "evidence")):
            real = hidden[name]["id"]
            absent = real[:-4] + ("0000" if real[-4:] != "0000" else "0001")
            problems = [
                desk.reporter.refused(404, "GET", f"/{room}/{one}") for one in (real, absent)
            ]
            assert problems[0]["type"] == problems[1]["type"]
            assert problems[0]["detail"].replace(real, absent) == problems[1]["detail"]
        for kind in ("history", "evidence", "annotations", "verdicts", "moves"):
            desk.reporter.refused(404, "GET", f"/claims/{hidden['secret']['id']}/{kind}")

    def test_nothing_is_done_to_what_one_may_not_know(
        self, desk: Desk, hidden: dict[str, Answer]
    ) -> None:
        desk.reporter.refused(
            404, "PATCH", f"/claims/{hidden['secret']['id']}", json={"worth": 1},
            headers={"If-Match": "*"},
        )  # fmt: skip
        new = {"source": hidden["source"]["id"], "stance": "supports"}
        open_claim = desk.reporter.claim({"id": hidden["claim"]["article"]}, exact="12 days")
        problem = desk.of("cms", **{"Claimdesk-Person": "staff-reporter"}).refused(
            403, "POST", f"/claims/{open_claim['id']}/evidence", json=new
        )
        assert CANARY not in str(problem)

    def test_who_sets_anew_takes_nothing_away_unseen(
        self, desk: Desk, hidden: dict[str, Answer]
    ) -> None:
        path = f"/claims/{hidden['claim']['id']}"
        attribution = {"voice": "reported", "speakers": [{"name": "Ada", "level": 2}]}
        new = {"attribution": attribution, "sources": [{"source": {"title": "mine"}}]}
        desk.reporter.patch(path, new)
        whole = desk.editor.get(path)
        said = [one["speaker"]["name"] for one in whole["attribution"]["speakers"]]
        assert said == [f"{CANARY} speaker", "Ada"]
        assert len(whole["sources"]) == 2

    @pytest.mark.parametrize("role", ["checker", "editor", "admin"])
    def test_those_named_and_editors_see_all(
        self, desk: Desk, hidden: dict[str, Answer], role: str
    ) -> None:
        client = desk.of(role)
        claim = client.get(f"/claims/{hidden['claim']['id']}")
        assert claim["speaker"]["id"] == hidden["speaker"]["id"]
        assert len(claim["evidence"]) == 2
        assert client.get(f"/claims/{hidden['secret']['id']}")["statement"] == CANARY
        assert CANARY in client.ask("GET", f"/claims/{hidden['claim']['id']}/annotations").text
        assert hidden["secret"]["id"] in client.ask("GET", "/events?limit=200").text

    def test_a_patch_opens_and_closes_it(self, desk: Desk) -> None:
        source = desk.reporter.source(title="open")
        path = f"/sources/{source['id']}"
        closed = desk.reporter.patch(path, {"visible_to": []})
        assert closed["visible_to"] == []
        desk.reader.refused(404, "GET", path)
        desk.checker.refused(404, "GET", path)
        opened = desk.reporter.patch(path, {"visible_to": None})
        assert opened["visible_to"] is None
        desk.reader.get(path)
        match = {"If-Match": opened.etag}
        desk.checker.refused(403, "PATCH", path, json={"visible_to": []}, headers=match)

    def test_an_integration_sees_by_the_eyes_of_the_person(
        self, desk: Desk, hidden: dict[str, Answer]
    ) -> None:
        path = f"/claims/{hidden['secret']['id']}"
        desk.of("cms").refused(404, "GET", path)
        desk.of("cms", **{"Claimdesk-Person": "staff-reporter"}).refused(404, "GET", path)
        desk.of("cms", **{"Claimdesk-Person": "staff-checker"}).get(path)

    def test_every_permission_is_somebodys(self) -> None:
        assert frozenset().union(*GRANTS.values()) == frozenset(Permission)
