"""Each worker's cache of assessments: one for each article, valid until its next ledger line."""

from collections import OrderedDict
from threading import Lock
from weakref import WeakKeyDictionary

from api.signoff.assessment import Assessment
from api.storage.database import Database

MOST_ARTICLES = 200  # whose assessment a worker keeps

Position = tuple[int, int]  # the article's newest ledger line, and the desk's newest shared one


class AssessmentCache:
    """The newest assessment of each article, as long as nothing about it changes."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, tuple[Position, Assessment]] = OrderedDict()
        self._lock = Lock()

    def get(self, article: str, position: Position) -> Assessment | None:
        with self._lock:
            entry = self._entries.get(article)
            return entry[1] if entry and entry[0] == position else None

    def put(self, article: str, position: Position, assessment: Assessment) -> None:
        with self._lock:
            self._entries[article] = position, assessment
            self._entries.move_to_end(article)
            while len(self._entries) > MOST_ARTICLES:
                self._entries.popitem(last=False)


_CACHES: WeakKeyDictionary[Database, AssessmentCache] = WeakKeyDictionary()


def cache_of(db: Database) -> AssessmentCache:
    """The cache of one desk."""
    return _CACHES.setdefault(db, AssessmentCache())
