"""What the two databases spell differently."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from api.storage.dialects import utc_time

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "stored",
    ["2026-11-23 12:00:00.000000", datetime(2026, 11, 23, 12), NOON],  # noqa: DTZ001  # as SQLite returns it
)
def test_a_time_is_utc_however_the_driver_returns_it(stored: datetime | str) -> None:
    assert utc_time(stored) == NOON


def test_a_time_with_an_offset_keeps_it() -> None:
    east = timezone(timedelta(hours=2))
    assert utc_time(NOON.astimezone(east)).tzinfo is east
