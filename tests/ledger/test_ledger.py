"""The ledger: one line a change, by whom, before and after, chained, only ever added to."""

from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DatabaseError

from api.auth.access import Actor
from api.ledger import hash_chain
from api.ledger import service as ledger
from tests.desk import Desk, Json


def lines(desk: Desk, **params: Any) -> list[Json]:
    return desk.editor.items("/events", **params)


class TestWhatItTells:
    def test_one_line_for_every_accepted_change(self, desk: Desk) -> None:
        start = desk.ledger()
        article = desk.reporter.article()
        claim = desk.reporter.claim(article)
        evidence = desk.checker.evidence(claim)
        desk.checker.judge(claim, "verified", evidence)
        desk.reporter.patch(f"/claims/{claim['id']}", {"worth": 0.5, "tags": ["x"]})
        desk.checker.patch(f"/evidence/{evidence['id']}", {"stance": "context"})
        told = lines(desk, after=start)
        assert [line["action"] for line in told] == [
            "article.added", "claim.added", "source.added", "evidence.linked", "claim.judged",
            "claim.edited", "evidence.edited", "finding.reopened",
        ]  # fmt: skip
        assert [line["seq"] for line in told] == list(range(start + 1, start + 9))
        assert told[4]["actor"]["person"]["name"] == "The checker"
        assert told[4]["before"] == {"finding": "substance", "status": "unverified"}
        assert told[4]["after"]["evidence"] == [evidence["id"]]
        assert told[5]["before"] == {"worth": None, "tags": []}
        assert told[5]["after"] == {"worth": 0.5, "tags": ["x"]}
        assert told[7]["after"]["cause"] == "evidence_changed"

    def test_a_claims_history_holds_all_that_hangs_on_it(self, desk: Desk) -> None:
        article = desk.reporter.article()
        claim, other = desk.reporter.claim(article), desk.reporter.claim(article)
        desk.checker.evidence(claim)
        desk.reporter.post(f"/claims/{claim['id']}/annotations", {"body": "n"})
        desk.checker.evidence(other)
        told = desk.reader.items(f"/claims/{claim['id']}/history", limit=1)
        assert [line["action"] for line in told] == [
            "claim.added",
            "evidence.linked",
            "annotation.added",
        ]

    def test_is_narrowed_by_article_subject_action_and_actor(self, desk: Desk) -> None:
        one, two = desk.reporter.article(), desk.reporter.article()
        claim = desk.reporter.claim(one)
        desk.checker.evidence(claim)
        me = desk.checker.get("/me")["person"]["id"]
        for filters, actions in (
            ({"article": two["id"]}, ["article.added"]),
            ({"subject": [claim["id"], two["id"]]}, ["article.added", "claim.added"]),
            ({"action": "evidence.linked"}, ["evidence.linked"]),
            ({"actor": me}, ["source.added", "evidence.linked"]),
        ):
            assert [line["action"] for line in lines(desk, **filters)] == actions

    def test_times_only_go_forward(self, desk: Desk) -> None:
        for _ in range(5):
            desk.reporter.speaker()
        times = [line["at"] for line in lines(desk)]
        assert times == sorted(times)

    def test_what_names_people_gives_ids_alone(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article())
        me = desk.checker.get("/me")["person"]["id"]
        desk.reporter.patch(f"/claims/{claim['id']}", {"assignee": me})
        last = desk.reader.items(f"/claims/{claim['id']}/history")[-1]
        assert (last["before"], last["after"]) == ({"assignee": None}, {"assignee": me})


class TestTheChain:
    FORGERIES = (
        "UPDATE event SET change = replace(change, 'Speaker', 'Sneaker') WHERE seq = {n}",
        "UPDATE event SET actor = 'x' WHERE seq = {n}",
        "UPDATE event SET person = NULL WHERE seq = {n}",
        "UPDATE event SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = {n}",
        "UPDATE event SET seq = 999 WHERE seq = {n}",
        "DELETE FROM event WHERE seq = {n}",
        "DELETE FROM event WHERE seq > {n}",
    )

    @pytest.fixture
    def told(self, own_desk: Desk) -> int:
        for _ in range(4):
            own_desk.reporter.speaker()
        return own_desk.ledger()

    @pytest.mark.parametrize("forgery", FORGERIES)
    def test_the_database_refuses_to_rewrite_it(
        self, own_desk: Desk, told: int, forgery: str
    ) -> None:
        with pytest.raises(DatabaseError), own_desk.db.engine.begin() as connection:
            connection.execute(text(forgery.format(n=told - 1)))
        assert own_desk.ledger() == told

    @pytest.mark.parametrize(
        "forgery",
        [
            *(forgery for forgery in FORGERIES if "actor" not in forgery),
            "UPDATE event SET change = NULL, salt = NULL WHERE seq = {n}",
        ],
    )
    def test_a_forgery_by_whoever_owns_the_file_shows(
        self, own_desk: Desk, told: int, forgery: str
    ) -> None:
        drop = {
            "sqlite": ["DROP TRIGGER event_stays", "DROP TRIGGER event_keeps"],
            "postgresql": [
                "DROP TRIGGER event_keeps ON event",
                "DROP TRIGGER event_stays ON event",
            ],
        }[own_desk.db.dialect]
        with own_desk.db.engine.begin() as connection:
            for statement in (*drop, forgery.format(n=told - 1)):
                connection.execute(text(statement))
        with own_desk.db.read() as session, pytest.raises(hash_chain.BrokenChain):
            hash_chain.verify(session)

    def test_a_lost_tail_shows_against_a_checkpoint(self, own_desk: Desk, told: int) -> None:
        head = own_desk.reader.get("/events/head")
        checkpoint = (head["seq"], bytes.fromhex(head["hash"]))
        assert head["seq"] == told
        with own_desk.db.read() as session:
            assert hash_chain.verify(session, checkpoint) == checkpoint
            with pytest.raises(hash_chain.BrokenChain):
                hash_chain.verify(session, (told, bytes(32)))

    def test_a_purge_that_says_so_keeps_the_chain(self, own_desk: Desk, told: int) -> None:
        with own_desk.db.write() as session:
            session.connection().execute(
                text("UPDATE event SET change = NULL, salt = NULL WHERE seq = :n"), {"n": told}
            )
            subject = lines(own_desk)[-1]["subject"]
            ledger.record(session, Actor(None), hash_chain.PURGED, subject)
        assert own_desk.ledger() == told + 1
        emptied = lines(own_desk)[-2]
        assert (emptied["before"], emptied["after"]) == (None, None)

    def test_a_failed_commit_is_never_a_success(self, own_desk: Desk, told: int) -> None:
        def fail(_: object) -> None:
            raise RuntimeError("unplugged")

        event.listen(own_desk.db.engine, "commit", fail)
        own_desk.reporter.refused(500, "POST", "/speakers", json={"name": "Ada"})
        event.remove(own_desk.db.engine, "commit", fail)
        assert own_desk.reader.items("/speakers", q="ada") == []
        assert own_desk.ledger() == told

    def test_refused_work_leaves_no_line(self, own_desk: Desk, told: int) -> None:
        def work() -> None:
            with own_desk.db.write() as session:
                ledger.record(session, Actor(None), "x", "y")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            work()
        assert own_desk.ledger() == told
