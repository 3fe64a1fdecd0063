"""How many requests a key may send in a minute."""

from api.app import create_app
from api.core.settings import Settings
from tests.desk import Client, Desk
from tests.in_process import InProcess


def test_requests_are_counted_for_each_key(desk: Desk) -> None:
    app = create_app(Settings(database_url=desk.url, rate_limit=3))
    with InProcess(app) as http:
        reader, editor = (Client(http, desk.of(role).headers) for role in ("reader", "editor"))
        for remaining in (2, 1, 0):
            reply = reader.ask("GET", "/me")
            assert reply.headers["ratelimit-policy"] == '"key";q=3;w=60'
            assert reply.headers["ratelimit"].startswith(f'"key";r={remaining};t=')
        problem = reader.refused(429, "POST", "/speakers", content=b"{")
        assert problem["type"] == "/problems/too-many-requests"
        over = reader.ask("GET", "/me")
        assert 1 <= int(over.headers["retry-after"]) <= 60
        assert over.headers["ratelimit"].startswith('"key";r=0;t=')
        assert editor.ask("GET", "/me").status_code == 200
        assert http.get("/healthz").status_code == 200


def test_the_limit_can_be_switched_off(desk: Desk) -> None:
    app = create_app(Settings(database_url=desk.url, rate_limit=0))
    with InProcess(app) as http:
        assert "ratelimit" not in http.get("/v1/me", headers=desk.reader.headers).headers
