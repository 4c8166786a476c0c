"""Points in time as lists write them.  [pure]"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

#: 03.11.2026, 3-11-2026, 03/11/2026: day first, as in Germany and the Netherlands; a time may follow.
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::\d{2})?)?")
EARLIEST: Final = 946_684_800_000  # 2000-01-01
NOON: Final = 12


def instant(text: str, zone: str) -> int:
    """UTC ms. Without a zone of its own it is local to ``zone``; a day is its noon. Raises ``ValueError``."""
    words = text.strip()
    found = _DAY_FIRST.fullmatch(words)
    if found:
        day, month, year, hour, minute = found.groups()
        words = f"{year}-{int(month):02}-{int(day):02}" + (f"T{int(hour):02}:{minute}" if hour else "")
    moment = datetime.fromisoformat(words)
    if len(words) == len("2026-11-03"):
        moment = moment.replace(hour=NOON)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    at = int(aware.astimezone(UTC).timestamp() * 1000)
    if at < EARLIEST:
        raise ValueError(text)
    return at
