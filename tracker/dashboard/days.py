"""Days of a site's time zone, and the periods pages offer.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

PERIODS: Final = (1, 7, 30, 90)
EARLIEST: Final = "1995-01-01"


@dataclass(frozen=True)
class Period:
    """``days`` whole days up to and with ``to_day``."""

    to_day: str
    days: int

    @property
    def from_day(self) -> str:
        return plus(self.to_day, 1 - self.days)


def plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def valid(day: str, today: str) -> bool:
    """Is it a real day, written YYYY-MM-DD, not in the future?"""
    try:
        return date.fromisoformat(day).isoformat() == day and EARLIEST <= day <= today
    except ValueError:
        return False
