"""How much at once, for how long, under which name: refused before anything is looked up.

A desk that everybody leans on answers the most of them in time, and the rest at once.
"""

import asyncio
from collections.abc import Collection
from functools import lru_cache
from ipaddress import ip_address
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.core.problems import Problem
from api.web.problem_response import refuse

AT_ONCE = 200  # requests that one worker has open
DEADLINE = 30  # seconds that an answer may take, its body's arrival included
STREAMED = "/v1/claims/import"  # takes as long as it takes, while something arrives
THOROUGH = ("/purge", "/redact")  # so do these
PATIENCE = 30  # seconds that such a body may fall silent
SLOWEST = 1024  # bytes a second that it brings at least
ALWAYS = frozenset({"/healthz"})
HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})


class MisdirectedRequest(Problem):
    """The desk does not go by this name (`Host`); add it to `CLAIMDESK_HOSTS`."""

    status = 421


class RequestTimeout(Problem):
    """The body did not arrive in time."""

    status = 408


class Crowded(Problem):
    """Too many requests are open at this moment. Nothing was kept; try again shortly."""

    status = 503


class OutOfTime(Problem):
    """It took too long and was given up. A change may have been kept all the same.

    Send it again with the same `Idempotency-Key`, or read before you try again.
    """

    status = 503


class LoadLimits:
    """Lets in what can be served, and gives up what takes too long."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self.app = app
        self._known = lru_cache(maxsize=1000)(lambda host: _known(host, hosts))
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self._open += 1
        try:
            self._admit(scope)
            if scope["path"] == STREAMED:
                await self.app(scope, _hurried(receive), send)
            else:
                async with asyncio.timeout(None if _is_thorough(scope) else DEADLINE):
                    await self.app(scope, receive, send)
        except Problem as refused:
            await refuse(refused, send)
        except TimeoutError:
            if not scope["state"]["status"]:  # else it is too late to say so: it breaks off
                after = {"Retry-After": "1"}
                await refuse(OutOfTime(f"It took more than {DEADLINE} s.", headers=after), send)
        finally:
            self._open -= 1

    def _admit(self, scope: Scope) -> None:
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        if not self._known(host.decode("latin-1")):
            raise MisdirectedRequest("This desk does not go by that name; see CLAIMDESK_HOSTS.")
        if self._open > AT_ONCE and scope["path"] not in ALWAYS:
            raise Crowded(f"{AT_ONCE} requests are open.", headers={"Retry-After": "1"})


def _is_thorough(scope: Scope) -> bool:
    path: str = scope["path"]
    return path.endswith(THOROUGH)


def _known(host: str, hosts: Collection[str]) -> bool:
    """Whether this is us: a name of this machine, one that was set, or any address.

    A page elsewhere can point a name of its own at us (DNS rebinding), but not an address.
    """
    name, _, port = host.lower().rpartition(":")
    if not port.isdecimal():
        name = host.lower()
    if name in HERE or name in hosts or "*" in hosts:
        return True
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _hurried(receive: Receive) -> Receive:
    """Let a body take its time only while it arrives."""
    begun, size, more_body = monotonic(), 0, True

    async def hurried() -> Message:
        nonlocal size, more_body
        if not more_body:
            return await receive()
        until = begun + PATIENCE + size / SLOWEST
        try:
            message = await asyncio.wait_for(receive(), until - monotonic())
        except TimeoutError as slow:
            raise RequestTimeout(f"Nothing arrived in {PATIENCE} s.") from slow
        size += len(message.get("body", b""))
        more_body = message.get("more_body", False)
        return message

    return hurried
