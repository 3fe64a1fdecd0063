"""A desk under test, and what its people do all day."""

import itertools
from types import TracebackType
from typing import Any, Self

from api.app import create_app
from api.core.settings import Settings
from api.ledger import hash_chain
from tests.in_process import InProcess

Json = dict[str, Any]

BODY = (
    "On June 13, Israel’s jets began bombing Iran. It was over in 12 days. "
    "“We agreed that their security would be ensured,” Putin revealed. 🙂 Iran was let down."
)
_NUMBERS = itertools.count(1)


class Answer(dict[str, Any]):
    """A resource as it was answered, with its ETag."""

    def __init__(self, reply: Any) -> None:  # the client's response
        super().__init__(reply.json())
        self.etag: str = reply.headers.get("etag", "")


class Client:
    """One person at the desk. Verbs that must work fail the test where they do not."""

    def __init__(self, http: InProcess, headers: dict[str, str]) -> None:
        self.http = http
        self.headers = headers

    def ask(self, method: str, path: str, **more: Any) -> Any:  # a response
        headers = self.headers | more.pop("headers", {})
        return self.http.request(method, f"/v1{path}", headers=headers, **more)

    def start(self, method: str, path: str, **options: Any) -> Any:  # a response to come
        return self.http.start(method, f"/v1{path}", headers=self.headers, **options)

    def get(self, path: str, **params: Any) -> Answer:
        reply = self.ask("GET", path, params=params)
        assert reply.status_code == 200, reply.text
        return Answer(reply)

    def items(self, path: str, **params: Any) -> list[Json]:
        """The rows of all pages."""
        found: list[Json] = []
        while True:
            page = self.get(path, **params)
            found += page["items"]
            if page["next"] is None:
                return found
            params["after"] = page["next"]

    def post(
        self, path: str, body: Json, status: int = 201, headers: dict[str, str] | None = None
    ) -> Answer:
        reply = self.ask("POST", path, json=body, headers=headers or {})
        assert reply.status_code == status, reply.text
        return Answer(reply)

    def patch(self, path: str, body: Json, etag: str | None = None, **params: Any) -> Answer:
        etag = etag or self.get(path).etag
        reply = self.ask("PATCH", path, json=body, headers={"If-Match": etag}, params=params)
        assert reply.status_code == 200, reply.text
        return Answer(reply)

    def refused(self, status: int, method: str, path: str, **more: Any) -> Json:
        """Expect a problem, well shaped."""
        reply = self.ask(method, path, **more)
        assert reply.status_code == status, (reply.status_code, reply.text)
        assert reply.headers["content-type"] == "application/problem+json"
        problem: Json = reply.json()
        assert {"type", "title", "status", "detail"} <= set(problem)
        assert problem["status"] == status
        return problem

    # What people do.

    def article(self, body: str = BODY, **fields: Any) -> Answer:
        fields = {"headline": "A short war", "draft_claims": False} | fields
        return self.post("/articles", {"body": body, **fields})

    def claim(self, article: Json, exact: str = "It was over in 12 days", **fields: Any) -> Answer:
        new = {"article": article["id"], "statement": exact, "spans": [{"exact": exact}]}
        return self.post("/claims", new | fields)

    def evidence(self, claim: Json, stance: str = "supports", **fields: Any) -> Answer:
        source = {"title": f"Source {next(_NUMBERS)}", "publisher": f"Paper {next(_NUMBERS)}"}
        new = {"source": source, "stance": stance, "excerpt": "words", "standing": "primary"}
        return self.post(f"/claims/{claim['id']}/evidence", new | fields)

    def judge(
        self, claim: Json, status: str, *evidence: Json, finding: str = "substance", why: str = ""
    ) -> Answer:
        verdict = {
            "finding": finding,
            "status": status,
            "rationale": why,
            "evidence": [one["id"] for one in evidence],
        }
        etag = self.get(f"/claims/{claim['id']}").etag
        return self.post(f"/claims/{claim['id']}/verdicts", verdict, headers={"If-Match": etag})

    def verified(self, article: Json, **fields: Any) -> tuple[Answer, Answer]:
        """A claim that stands, and the evidence that it stands on."""
        claim = self.claim(article, **fields)
        evidence = self.evidence(claim)
        self.judge(claim, "verified", evidence)
        return self.get(f"/claims/{claim['id']}"), evidence

    def source(self, **fields: Any) -> Answer:
        return self.post("/sources", {"title": f"Source {next(_NUMBERS)}"} | fields)

    def speaker(self, name: str | None = None, **fields: Any) -> Answer:
        return self.post("/speakers", {"name": name or f"Speaker {next(_NUMBERS)}"} | fields)


class Desk:
    """An application over a database of its own."""

    def __init__(self, url: str, keys: dict[str, str]) -> None:
        self.url = url
        self.keys = keys
        self.app = create_app(Settings(database_url=url))
        self.db = self.app.state.database
        self.http = InProcess(self.app)

    def __enter__(self) -> Self:
        self.http.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.http.__exit__(kind, error, trace)

    def of(self, role: str, **headers: str) -> Client:
        key = {"Authorization": f"Bearer {self.keys[role]}"}
        return Client(self.http, key | headers)

    @property
    def reader(self) -> Client:
        return self.of("reader")

    @property
    def reporter(self) -> Client:
        return self.of("reporter")

    @property
    def checker(self) -> Client:
        return self.of("checker")

    @property
    def editor(self) -> Client:
        return self.of("editor")

    @property
    def admin(self) -> Client:
        return self.of("admin")

    def ledger(self) -> int:
        """Verify the chain, and count its lines."""
        with self.db.read() as session:
            return hash_chain.verify(session)[0]
