"""The contract's manners: one shape of refusal, ETags, idempotency, methods, limits."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.app import create_app
from api.core.settings import Settings
from tests.desk import Desk
from tests.in_process import InProcess

NO_ID = f"claim_{'0' * 26}"


class TestRefusals:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/nowhere", 404),
            ("GET", f"/claims/{NO_ID}", 404),
            ("GET", "/claims/article_01jzqk3w8r5t6v7x9y0z1a2b3c", 404),
            ("GET", "/claims/1", 404),
            ("GET", "/claims/%00", 422),
            ("GET", "/claims/é🙂", 404),
            ("GET", "/claims/..%2f..", 404),
            ("GET", "/speakers?q=%00", 422),
            ("GET", "/claims?article=nonsense", 422),
            ("GET", f"/claims?article={NO_ID}", 422),
            ("GET", "/claims?due_before=2026-01-01T00:00:00", 422),
            ("GET", "/claims?updated_after=yesterday", 422),
            ("GET", "/events?after=x", 422),
            ("GET", f"/events?after={'9' * 400}", 422),
            ("PUT", "/claims", 405),
            ("DELETE", "/articles", 405),
        ],
    )
    def test_all_have_one_shape(self, desk: Desk, method: str, path: str, status: int) -> None:
        problem = desk.editor.refused(status, method, path)
        page = desk.http.get(problem["type"])
        assert page.status_code == 200
        assert page.headers["content-security-policy"].startswith("default-src 'none'")

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"", 422),
            (b"{", 400),
            (b"nonsense", 400),
            (b'{"name": NaN}', 400),
            (b'{"name": Infinity}', 400),
            (b'{"name": 1e999}', 400),
            (b'{"name": ' + b"9" * 5000 + b"}", 400),
            (b"[" * 100_000, 400),
            (b"[" * 60 + b"]" * 60, 400),
            (b'{"name": "a", "name": "b"}', 400),
            (b'\xff\xfe{"name": "a"}', 400),
            (b'\xef\xbb\xbf{"name": "a"}', 400),
            ('{"name": "é"}'.encode("latin-1"), 400),
            (b'{"name": "a\\u0000b"}', 422),
            (b'{"name": "\\ud800"}', 422),
            (b'{"\\ud800": "a"}', 422),
            (b'{"name": "a", "colour": "red"}', 422),
            (b'{"name": "   "}', 422),
            (b'{"name": 5}', 422),
            (b'{"name": null}', 422),
            (b'{"name": ["a"]}', 422),
            (b'{"name": "' + b"a" * 400 + b'"}', 422),
            (b"[]", 422),
            (b'"name"', 422),
            (b"null", 422),
        ],
    )
    def test_a_bad_body_changes_nothing(self, desk: Desk, body: bytes, status: int) -> None:
        lines = desk.ledger()
        headers = {"Content-Type": "application/json"}
        desk.reporter.refused(status, "POST", "/speakers", content=body, headers=headers)
        assert desk.reader.items("/speakers") == []
        assert desk.ledger() == lines

    def test_an_escaped_backslash_is_no_nul(self, desk: Desk) -> None:
        headers = {"Content-Type": "application/json"}
        body = b'{"name": "a\\\\u0000b"}'
        reply = desk.reporter.ask("POST", "/speakers", content=body, headers=headers)
        assert reply.json()["name"] == "a\\u0000b"

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "x"])
    def test_a_body_says_that_it_is_json(self, desk: Desk, kind: str) -> None:
        headers = {"Content-Type": kind}
        desk.reporter.refused(415, "POST", "/speakers", content=b'{"name":"a"}', headers=headers)

    def test_a_large_body_is_refused_before_it_is_read(self, desk: Desk) -> None:
        body = json.dumps({"headline": "x", "body": "y" * 3_000_000}).encode()
        headers = {"Content-Type": "application/json"}
        desk.reporter.refused(413, "POST", "/articles", content=body, headers=headers)

        async def in_chunks() -> AsyncIterator[bytes]:
            for start in range(0, len(body), 65536):
                yield body[start : start + 65536]

        desk.reporter.refused(413, "POST", "/articles", content=in_chunks(), headers=headers)
        wrong = headers | {"Authorization": "Bearer wrong"}
        desk.reporter.refused(401, "POST", "/articles", content=body, headers=wrong)

    def test_nothing_that_was_sent_is_echoed(self, desk: Desk) -> None:
        problem = desk.reporter.refused(422, "POST", "/speakers", json={"name": ["canary"]})
        assert "canary" not in str(problem)


class TestMethods:
    @pytest.mark.parametrize(
        ("path", "methods"),
        [
            ("/v1/claims", "GET, HEAD, OPTIONS, POST"),
            ("/v1/claims/x", "GET, HEAD, OPTIONS, PATCH"),
            ("/v1/claims/import", "OPTIONS, POST"),
            ("/v1/claims/counts", "GET, HEAD, OPTIONS"),
            ("/v1/evidence/x", "DELETE, GET, HEAD, OPTIONS, PATCH"),
            ("/v1/moves", "GET, HEAD, OPTIONS"),
        ],
    )
    def test_options_and_allow_tell_the_truth(self, desk: Desk, path: str, methods: str) -> None:
        assert desk.http.options(path).headers["allow"] == methods
        headers = desk.reader.headers
        assert desk.http.request("TRACE", path, headers=headers).headers["allow"] == methods

    def test_head_answers_as_get_without_a_body(self, desk: Desk) -> None:
        desk.reporter.speaker()
        got, head = (desk.reader.ask(method, "/speakers") for method in ("GET", "HEAD"))
        assert head.status_code == 200
        assert head.content == b""
        assert head.headers["etag"] == got.headers["etag"]
        assert head.headers["content-length"] == str(len(got.content))
        assert desk.http.head("/v1/speakers").status_code == 401


class TestConditions:
    def test_an_unchanged_thing_is_304(self, desk: Desk) -> None:
        article = desk.reporter.article()
        claim = desk.reporter.claim(article)
        for path in (
            f"/claims/{claim['id']}", f"/articles/{article['id']}", "/claims", "/articles",
            f"/claims/{claim['id']}/history", f"/claims/{claim['id']}/moves", "/claims/counts",
        ):  # fmt: skip
            first = desk.reader.ask("GET", path)
            assert first.headers["vary"] == "Authorization, Claimdesk-Person"
            seen = {"If-None-Match": f'"x", W/{first.headers["etag"]}'}
            again = desk.reader.ask("GET", path, headers=seen)
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]

    def test_the_etag_begins_with_the_version(self, desk: Desk) -> None:
        claim = desk.reporter.claim(desk.reporter.article())
        assert desk.reader.get(f"/claims/{claim['id']}").etag.startswith('"1.')

    @pytest.mark.parametrize(
        ("match", "status"),
        [
            (None, 428),
            ('"9"', 412),
            ("nonsense", 412),
            ('"1"', 200),
            ("*", 200),
            ('W/"1.abc"', 200),
        ],
    )
    def test_a_change_names_its_version(self, desk: Desk, match: str | None, status: int) -> None:
        claim = desk.reporter.claim(desk.reporter.article())
        headers = {"If-Match": match} if match else {}
        path = f"/claims/{claim['id']}"
        reply = desk.reporter.ask("PATCH", path, json={"worth": 0.5}, headers=headers)
        assert reply.status_code == status, reply.text
        assert desk.reader.get(path)["version"] == (2 if status == 200 else 1)
        if match == '"9"':
            assert reply.json()["current_version"] == 1

    def test_every_read_may_be_conditional(self, desk: Desk) -> None:
        for path, operations in desk.app.openapi()["paths"].items():
            if "get" in operations:
                names = [one["name"] for one in operations["get"]["parameters"]]
                assert "If-None-Match" in names, path
                assert "304" in operations["get"]["responses"], path

    def test_every_changing_method_asks_for_it(self, desk: Desk) -> None:
        for path, operations in desk.app.openapi()["paths"].items():
            for method in {"patch", "put", "delete"} & set(operations):
                names = [one["name"] for one in operations[method]["parameters"]]
                assert "If-Match" in names, (method, path)


class TestIdempotency:
    def test_the_same_request_again_gets_the_first_answer(self, desk: Desk) -> None:
        article = desk.reporter.article()
        new = {"article": article["id"], "statement": "x", "spans": [{"exact": "12 days"}]}
        key = {"Idempotency-Key": '"abc"'}
        first = desk.reporter.ask("POST", "/claims", json=new, headers=key)
        desk.reporter.patch(f"/claims/{first.json()['id']}", {"statement": "changed"})
        lines = desk.ledger()
        again = desk.reporter.ask("POST", "/claims", json=new, headers={"Idempotency-Key": "abc"})
        assert (again.status_code, again.content) == (first.status_code, first.content)
        for name in ("etag", "location", "vary"):
            assert again.headers[name] == first.headers[name]
        assert again.headers["idempotency-replayed"] == "true"
        assert desk.ledger() == lines

    def test_another_body_path_or_person_is_another_request(self, desk: Desk) -> None:
        key = {"Idempotency-Key": "k1"}
        desk.reporter.post("/speakers", {"name": "a"}, headers=key)
        problem = desk.reporter.refused(422, "POST", "/speakers", json={"name": "b"}, headers=key)
        assert problem["type"] == "/problems/key-reused"
        desk.reporter.refused(422, "POST", "/sources", json={"title": "a"}, headers=key)
        desk.checker.post("/speakers", {"name": "a"}, headers=key)
        assert len(desk.reader.items("/speakers")) == 2

    def test_a_refused_request_may_be_mended(self, desk: Desk) -> None:
        key = {"Idempotency-Key": "k2"}
        desk.reporter.refused(422, "POST", "/speakers", json={"name": ""}, headers=key)
        desk.reporter.post("/speakers", {"name": "a"}, headers=key)

    def test_a_secret_is_shown_once(self, desk: Desk) -> None:
        key = {"Idempotency-Key": "k3"}
        new = {"integration": "bot", "role": "reader"}
        desk.admin.post("/keys", new, headers=key)
        problem = desk.admin.refused(409, "POST", "/keys", json=new, headers=key)
        assert problem["type"] == "/problems/shown-once"
        assert len(desk.admin.items("/keys")) == 7

    @pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\tb"])
    def test_a_key_that_is_none_is_refused(self, desk: Desk, key: str) -> None:
        headers = {"Idempotency-Key": key}
        desk.reporter.refused(422, "POST", "/speakers", json={"name": "a"}, headers=headers)

    def test_every_post_that_keeps_something_takes_one(self, desk: Desk) -> None:
        without = {
            path
            for path, operations in desk.app.openapi()["paths"].items()
            if "post" in operations
            and "Idempotency-Key" not in [p["name"] for p in operations["post"]["parameters"]]
        }
        assert without == {"/v1/extract", "/v1/claims/import"}


class TestOtherOrigins:
    def test_may_call_only_where_a_setting_says_so(self, desk: Desk) -> None:
        asked = {"Origin": "https://desk.example", "Access-Control-Request-Method": "GET"}
        assert (
            "access-control-allow-origin" not in desk.http.options("/v1/me", headers=asked).headers
        )
        app = create_app(Settings(database_url=desk.url, origins=("https://desk.example",)))
        with InProcess(app) as http:
            allowed = http.options("/v1/me", headers=asked)
            assert allowed.headers["access-control-allow-origin"] == "https://desk.example"
            reply = http.get("/v1/me", headers=asked | desk.reader.headers)
            assert "ETag" in reply.headers["access-control-expose-headers"]
            other = {"Origin": "https://evil.example"}
            assert "access-control-allow-origin" not in http.get("/v1/me", headers=other).headers


class TestTheDocument:
    def test_every_operation_parameter_and_field_is_described(self, desk: Desk) -> None:
        document = desk.app.openapi()
        bare: list[Any] = []
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                bare += [] if operation.get("description") else [(method, path)]
                bare += [
                    (method, path, one["name"])
                    for one in operation.get("parameters", [])
                    if not one.get("description")
                ]
        for name, schema in document["components"]["schemas"].items():
            if "enum" not in schema:
                bare += [] if schema.get("description") else [name]
            bare += [
                (name, field)
                for field, said in schema.get("properties", {}).items()
                if "description" not in said and "$ref" not in said
            ]
        assert bare == []

    def test_operation_ids_read_well_and_are_unique(self, desk: Desk) -> None:
        names = [
            operation["operationId"]
            for operations in desk.app.openapi()["paths"].values()
            for operation in operations.values()
        ]
        assert len(names) == len(set(names)) > 50
        assert all(name.islower() and "v1" not in name for name in names)

    def test_the_desk_says_that_it_is_well(self, desk: Desk) -> None:
        assert desk.http.get("/healthz").json() == {"status": "ok"}
        assert desk.http.get("/readyz").json() == {"status": "ready"}
