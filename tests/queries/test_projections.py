"""The database's bytes are the shape's own, on both databases, for whatever text there is."""

from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from api.annotations.schemas import AnnotationOut
from api.articles.schemas import ArticleOut, ArticleRef
from api.claims.filters import ClaimPage, Counts
from api.evidence.schemas import EvidenceOut
from api.ledger.schemas import EventOut
from api.people.schemas import KeyOut, PersonOut
from api.queries.pagination import Page
from api.review.schemas import ClaimWhole, MovesOfClaim, VerdictOut
from api.sources.schemas import SourceOut
from api.speakers.schemas import SpeakerOut
from tests.desk import Desk, Json

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
names = words.map(lambda text: f"n{text.strip()}")
offsets = st.integers(-720, 720).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(
    datetime(1950, 1, 1),  # noqa: DTZ001  # hypothesis gives the zone
    datetime(2900, 1, 1),  # noqa: DTZ001  # as above
    timezones=offsets,
)


def check(desk: Desk, path: str, shape: type[BaseModel]) -> None:
    reply = desk.admin.ask("GET", path)
    assert reply.status_code == 200, reply.text
    assert shape.model_validate_json(reply.content).model_dump_json() == reply.text


def check_all(desk: Desk, claim: Json) -> None:
    path = f"/claims/{claim['id']}"
    check(desk, path, ClaimWhole)
    check(desk, f"{path}?unit=utf16", ClaimWhole)
    check(desk, f"{path}/evidence", Page[EvidenceOut])
    check(desk, f"{path}/annotations", Page[AnnotationOut])
    check(desk, f"{path}/verdicts", Page[VerdictOut])
    check(desk, f"{path}/history", Page[EventOut])
    check(desk, f"{path}/moves", MovesOfClaim)
    check(desk, f"/articles/{claim['article']}", ArticleOut)
    check(desk, "/claims", ClaimPage)
    check(desk, "/claims?q=n&sort=relevance", ClaimPage)
    check(desk, "/claims/counts", Counts)
    check(desk, "/articles", Page[ArticleRef])
    check(desk, "/speakers", Page[SpeakerOut])
    check(desk, "/sources", Page[SourceOut])


@settings(max_examples=15, phases=[Phase.generate])  # shrinking over a database takes minutes
@given(st.data())
def test_every_read_is_what_its_shape_would_say(desk: Desk, data: st.DataObject) -> None:
    def draw(strategy: st.SearchStrategy[Any]) -> Any:
        return data.draw(strategy)

    editor = desk.editor
    me = editor.get("/me")["person"]["id"]
    whom = [None, [], [me]]
    body = "Quoted “words here now” 🙂 " + draw(words)
    article = editor.article(
        body,
        standfirst=draw(words),
        byline=draw(st.none() | names),
        deadline=draw(st.none() | instants.map(str)),
        dateline=draw(st.sampled_from([None, {"date": "2025-07-01", "zone": "Europe/Berlin"}])),
    )
    source = {"title": draw(names), "note": draw(words), "published": "2025-06"}
    spans = [{"exact": "words here"}, {"start": 0, "end": draw(st.integers(1, 20))}]
    claim = editor.post(
        "/claims",
        {
            "article": article["id"],
            "statement": draw(names),
            "spans": spans[: draw(st.integers(1, 2))],
            "worth": draw(st.none() | st.integers(0, 1000).map(lambda n: n / 1000)),
            "kind": draw(st.sampled_from([None, "opinion", "quantity"])),
            "attribution": {
                "voice": "quoted",
                "speakers": [
                    {"name": draw(names), "role": draw(words), "level": n} for n in (1, 2)
                ],
                "cue": draw(st.sampled_from([None, {"text": "said"}, {"span": {"exact": "now"}}])),
            },
            "sources": [{"source": source, "locator": draw(st.none() | words)}],
            "tags": draw(st.lists(names.filter(lambda tag: "/" not in tag), max_size=3)),
            "due": draw(st.none() | instants.map(str)),
            "assignee": draw(st.sampled_from([None, me])),
            "visible_to": draw(st.sampled_from(whom)),
        },
    )
    evidence = editor.evidence(
        claim, excerpt=draw(names), note=draw(words), visible_to=draw(st.sampled_from(whom))
    )
    editor.judge(claim, "verified", evidence, why=draw(words))
    note = {"kind": "question", "body": draw(names), "addressee": {"name": draw(names)}}
    asked = editor.post(f"/claims/{claim['id']}/annotations", note)
    editor.post(f"/annotations/{asked['id']}/answers", {"body": draw(names)})
    check_all(desk, claim)


def test_the_rest_too(desk: Desk) -> None:
    check(desk, "/people", Page[PersonOut])
    check(desk, "/keys", Page[KeyOut])
    check(desk, "/events", Page[EventOut])
