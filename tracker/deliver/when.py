"""When a schedule is due.  [pure]

A day has exactly one such moment, also where the clock jumps: a time that does not exist is the first
moment after the gap that has as much of the day behind it, one that exists twice is the first of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tracker.outbox.schedules import Schedule

#: Older days are not even mentioned as missed.
BACK_DAYS: Final = 14
_MONDAY: Final = 0


@dataclass(frozen=True, slots=True)
class Occurrence:
    """``day``: the local day on which it goes out ("YYYY-MM-DD"); ``at``: UTC ms."""

    day: str
    at: int


def moment(day: date, clock: str, zone: str) -> int:
    """The instant (UTC ms) at which the clocks of the zone show ``clock`` ("HH:MM") on that day."""
    local = datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))
    return int(local.astimezone(UTC).timestamp() * 1000)


def past(schedule: Schedule, now: int) -> list[Occurrence]:
    """What was due by ``now``, newest first, at most ``BACK_DAYS`` days back, nothing of before ``since``."""
    today = datetime.fromtimestamp(now / 1000, ZoneInfo(schedule.zone)).date()
    days = (today - timedelta(days=back) for back in range(BACK_DAYS + 1))
    found = [
        Occurrence(day.isoformat(), moment(day, schedule.time, schedule.zone))
        for day in days
        if schedule.report == "daily" or day.weekday() == _MONDAY
    ]
    return [item for item in found if schedule.since < item.at <= now]


def upcoming(schedule: Schedule, now: int) -> Occurrence:
    """The next one after ``now``."""
    day = datetime.fromtimestamp(now / 1000, ZoneInfo(schedule.zone)).date()
    while True:
        at = moment(day, schedule.time, schedule.zone)
        if at > now and (schedule.report == "daily" or day.weekday() == _MONDAY):
            return Occurrence(day.isoformat(), at)
        day += timedelta(days=1)
