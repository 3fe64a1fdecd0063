"""How much each key may ask for in a minute; every worker counts for itself."""

from collections import Counter
from time import monotonic

from api.core.problems import Problem

MINUTE = 60


class TooManyRequests(Problem):
    """This key has asked for as much as it may in one minute; `Retry-After` says when to go on."""

    status = 429


class Allowance:
    """Counts by fixed minutes."""

    def __init__(self, most: int) -> None:
        """`most` is how many requests a minute; 0 for any number."""
        self._most = most
        self._asked: Counter[int] = Counter()
        self._until = 0.0

    def take(self, key: int) -> list[tuple[bytes, bytes]]:
        """Count one request; give the headers that say what is left, or raise."""
        if not self._most:
            return []
        time = monotonic()
        if time >= self._until:
            self._asked.clear()
            self._until = time + MINUTE
        self._asked[key] += 1
        left, wait = self._most - self._asked[key], int(self._until - time) + 1
        headers = {
            "RateLimit-Policy": f'"key";q={self._most};w={MINUTE}',
            "RateLimit": f'"key";r={max(left, 0)};t={wait}',
        }
        if left < 0:
            detail = f"{self._most} requests a minute are what a key may ask for."
            raise TooManyRequests(detail, headers={**headers, "Retry-After": str(wait)})
        return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
