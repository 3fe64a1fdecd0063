"""Limits on how many requests are open and how long they take, and a check of the host name.

They are refused before anything is looked up: an overloaded desk answers most requests in time,
and refuses the others at once.
"""

import asyncio
from collections.abc import Collection
from functools import lru_cache
from ipaddress import ip_address
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.core.problems import Problem
from api.web.problem_response import send_problem

MOST_OPEN = 200  # requests of one worker
DEADLINE = 30  # seconds for an answer, from the request's first byte
STREAMED_PATH = "/v1/claims/import"  # has no deadline, while its body arrives
UNLIMITED_PATHS = ("/purge", "/redact")  # endings of paths without a deadline
STREAM_PAUSE = 30  # seconds in which a streamed body may bring nothing
STREAM_RATE = 1024  # bytes a second that a streamed body brings at least
ALWAYS_ANSWERED = frozenset({"/healthz"})
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


class MisdirectedRequest(Problem):
    """The desk does not have this name (`Host`); add it to `CLAIMDESK_HOSTS`."""

    status = 421


class RequestTimeout(Problem):
    """The body did not arrive in time."""

    status = 408


class Crowded(Problem):
    """Too many requests are open at this moment. Nothing was stored; try again shortly."""

    status = 503


class OutOfTime(Problem):
    """The answer took too long, and was given up. A change may have been stored all the same.

    Send it again with the same `Idempotency-Key`, or read before you try again.
    """

    status = 503


class LoadLimits:
    """Lets a request pass if it can be served, and gives it up if it takes too long."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self.app = app
        self._is_our_host = lru_cache(maxsize=1000)(lambda host: _is_our_host(host, hosts))
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self._open += 1
        try:
            self._check(scope)
            if scope["path"] == STREAMED_PATH:
                await self.app(scope, _limit_pauses(receive), send)
            else:
                async with asyncio.timeout(_deadline(scope)):
                    await self.app(scope, receive, send)
        except Problem as problem:
            await send_problem(problem, send)
        except TimeoutError:
            if not scope["state"]["status"]:  # else the answer has begun: it only breaks off
                detail = f"It took more than {DEADLINE} s."
                await send_problem(OutOfTime(detail, headers={"Retry-After": "1"}), send)
        finally:
            self._open -= 1

    def _check(self, scope: Scope) -> None:
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        if not self._is_our_host(host.decode("latin-1")):
            raise MisdirectedRequest("This desk does not have that name; see CLAIMDESK_HOSTS.")
        if self._open > MOST_OPEN and scope["path"] not in ALWAYS_ANSWERED:
            raise Crowded(f"{MOST_OPEN} requests are open.", headers={"Retry-After": "1"})


def _deadline(scope: Scope) -> int | None:
    path: str = scope["path"]
    return None if path.endswith(UNLIMITED_PATHS) else DEADLINE


def _is_our_host(host: str, hosts: Collection[str]) -> bool:
    """Whether this is a name of this machine, one of `hosts`, or any address.

    A page of another host can point a name of its own at us (DNS rebinding), but not an address.
    """
    name, _, port = host.lower().rpartition(":")
    if not port.isdecimal():
        name = host.lower()
    if name in LOCAL_NAMES or name in hosts or "*" in hosts:
        return True
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _limit_pauses(receive: Receive) -> Receive:
    """Receive a body without a deadline, as long as it keeps arriving."""
    begin, size, more_body = monotonic(), 0, True

    async def receive_in_time() -> Message:
        nonlocal size, more_body
        if not more_body:
            return await receive()
        deadline = begin + STREAM_PAUSE + size / STREAM_RATE
        try:
            message = await asyncio.wait_for(receive(), deadline - monotonic())
        except TimeoutError as error:
            raise RequestTimeout(f"Nothing arrived in {STREAM_PAUSE} s.") from error
        size += len(message.get("body", b""))
        more_body = message.get("more_body", False)
        return message

    return receive_in_time
