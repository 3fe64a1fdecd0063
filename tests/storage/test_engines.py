"""Opening SQLite and PostgreSQL."""

import pytest

from api.storage.database import Database
from api.storage.engines import SqliteTooOld


def test_an_old_sqlite_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.storage.engines.OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(SqliteTooOld, match=r"99\.0\.0 is needed"):
        Database("sqlite:///nowhere.db")
