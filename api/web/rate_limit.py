"""How many requests each key may send in a minute; every worker counts for itself."""

from collections import Counter
from time import monotonic

from api.core.problems import Problem

MINUTE = 60


class TooManyRequests(Problem):
    """This key has sent as many requests as it may in a minute; wait as `Retry-After` says."""

    status = 429


class RateLimit:
    """Counts the requests of each key, in fixed windows of a minute."""

    def __init__(self, most: int) -> None:
        """`most` is how many requests a minute; 0 means any number."""
        self._most = most
        self._counts: Counter[int] = Counter()
        self._window_end = 0.0

    def count(self, key: int) -> list[tuple[bytes, bytes]]:
        """Count a request; return headers with what remains, or raise `TooManyRequests`."""
        if not self._most:
            return []
        time = monotonic()
        if time >= self._window_end:
            self._counts.clear()
            self._window_end = time + MINUTE
        self._counts[key] += 1
        remaining, wait = self._most - self._counts[key], int(self._window_end - time) + 1
        headers = {
            "RateLimit-Policy": f'"key";q={self._most};w={MINUTE}',
            "RateLimit": f'"key";r={max(remaining, 0)};t={wait}',
        }
        if remaining < 0:
            detail = f"A key may send {self._most} requests a minute."
            raise TooManyRequests(detail, headers={**headers, "Retry-After": str(wait)})
        return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
