"""Days of a time zone and instants: the only place where readers turn one into the other."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_start(day: str, zone: str) -> int:
    """First instant of a day ("YYYY-MM-DD") in a zone, UTC ms. Raises ``ValueError`` on what is no day."""
    return int(datetime.combine(date.fromisoformat(day), time(), ZoneInfo(zone)).timestamp() * 1000)


def day_end(day: str, zone: str) -> int:
    """Last millisecond of a day in a zone, UTC ms."""
    return day_start(shift(day, 1), zone) - 1


def day_of(at: int, zone: str) -> str:
    """The day an instant (UTC ms) falls into."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date().isoformat()


def utc_day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()


def shift(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def last_days(day: str, count: int) -> list[str]:
    """``count`` days ending with ``day``, oldest first."""
    return [shift(day, -back) for back in range(count - 1, -1, -1)]
