"""Business hours and when something is due.  [pure]

Holidays from the library ``holidays`` (MIT): rules by country and region, no network.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import holidays

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
_FAR_DAYS: Final = 3660  # a calendar without an open day is a mistake, not a reason to search for ever


@dataclass(frozen=True)
class Calendar:
    """When sales works: ``opens`` to ``closes`` in ``zone`` on ``weekdays`` (0 is Monday), but for holidays.

    ``country``: ISO 3166 two letters, "" for none; ``region`` as the library names it ("BY", "NH").
    Raises ``ValueError`` for hours or a country that do not exist.
    """

    zone: str = "UTC"
    country: str = ""
    region: str = ""
    opens: time = time(9)
    closes: time = time(17)
    weekdays: frozenset[int] = field(default=frozenset(range(5)))

    def __post_init__(self) -> None:
        if self.opens >= self.closes or not self.weekdays:
            raise ValueError("business hours: opens must be before closes, on at least one weekday")
        _ = self._holidays

    @cached_property
    def _holidays(self) -> holidays.HolidayBase | None:
        if not self.country:
            return None
        try:
            return holidays.country_holidays(self.country, subdiv=self.region or None)
        except NotImplementedError as error:
            raise ValueError(f"holidays: {error}") from None

    def is_open(self, day: date) -> bool:
        return day.weekday() in self.weekdays and not (self._holidays is not None and day in self._holidays)

    def after_hours(self, start: int, hours: float) -> int:
        """The instant (UTC ms) at which so many business hours have passed since ``start``."""
        left = hours * HOUR_MS
        for opens, closes in self._spans(start):
            begin = max(opens, start)
            if closes - begin >= left:
                return int(begin + left)
            left -= max(closes - begin, 0)
        raise ValueError("business hours: no open day in ten years")

    def after_days(self, start: int, days: int) -> int:
        """So many business days later: at the same time of day, or at closing time if that was over."""
        return self.after_hours(start, days * (self._length() / HOUR_MS))

    def _length(self) -> int:
        minutes = (self.closes.hour - self.opens.hour) * 60 + self.closes.minute - self.opens.minute
        return minutes * 60_000

    def _spans(self, start: int) -> Iterator[tuple[int, int]]:
        """Opening and closing instants of the open days from that of ``start`` on."""
        zone = ZoneInfo(self.zone)
        day = datetime.fromtimestamp(start / 1000, zone).date()
        for offset in range(_FAR_DAYS):
            at = day + timedelta(days=offset)
            if self.is_open(at):
                opens, closes = (
                    datetime.combine(at, hour, zone).astimezone(UTC) for hour in (self.opens, self.closes)
                )
                yield int(opens.timestamp() * 1000), int(closes.timestamp() * 1000)
