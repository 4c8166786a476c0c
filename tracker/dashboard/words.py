"""Numbers, dates and places in the reader's language and the site's time zone.  [pure]"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_timedelta
from markupsafe import Markup

from reports.i18n import Translator

_AFTER_MARKS = re.compile(r"(?<=[.@/_-])(?=.)")
_MONTH = re.compile(r"\d{4}-\d\d")
_SIZES = ((1024**4, "TB"), (1024**3, "GB"), (1024**2, "MB"), (1024, "kB"))


@dataclass(frozen=True)
class Words:
    """Times are UTC milliseconds, days "YYYY-MM-DD"; ``now`` is the moment of the request."""

    t: Translator
    now: int

    def day_of(self, ts: int) -> str:
        return datetime.fromtimestamp(ts / 1000, UTC).astimezone(ZoneInfo(self.t.zone)).date().isoformat()

    @property
    def today(self) -> str:
        return self.day_of(self.now)

    def day(self, day: str, style: str = "full") -> str:
        return self.t.day(day, style)

    def short_day(self, day: str) -> str:
        """9 Mar."""
        return str(format_date(date.fromisoformat(day), "d MMM", locale=self.t.locale))

    def period(self, name: str) -> str:
        """Oct 2026 for the month "2026-10"; a week "2026-W41" as it is."""
        if not _MONTH.fullmatch(name):
            return name
        return str(format_skeleton("yMMM", date.fromisoformat(f"{name}-01"), locale=self.t.locale))

    def time(self, ts: int) -> str:
        return self.t.time(ts)

    def clock(self, ts: int) -> str:
        """With seconds: 09:41:07."""
        moment = datetime.fromtimestamp(ts / 1000, UTC).astimezone(ZoneInfo(self.t.zone))
        return f"{moment:%H:%M:%S}"

    def moment(self, ts: int) -> str:
        return self.t.moment(ts)

    def ago(self, ts: int) -> str:
        """2 days ago; what lies ahead by a wrong clock counts as now."""
        seconds = min(0, (ts - self.now) // 1000)
        return str(format_timedelta(seconds, add_direction=True, threshold=1.2, locale=self.t.locale))

    def duration(self, seconds: float) -> str:
        return self.t.duration(round(seconds))

    def number(self, value: float, digits: int = 0) -> str:
        return self.t.number(value, digits)

    def points(self, value: float) -> str:
        """One decimal place, always: scores and what an event is worth line up."""
        whole = self.t.number(float(f"{value:.1f}"), 1)
        mark = self.t.locale.number_symbols["latn"]["decimal"]
        return (whole if mark in whole else f"{whole}{mark}0").replace("-", "−")

    def signed(self, value: float, digits: int = 0) -> str:
        return self.t.signed(value, digits)

    def percent(self, share: float) -> str:
        """A share of 0..1; one that is not nothing is never shown as 0 %."""
        return self.t.percent(share, 1 if 0 < share < 0.1 else 0)

    def size(self, octets: float) -> str:
        for unit, name in _SIZES:
            if octets >= unit:
                return f"{self.t.number(octets / unit, 1)} {name}"
        return f"{self.t.number(octets)} B"

    def place(self, city: str, country: str) -> str:
        return ", ".join(part for part in (city, self.t.country(country) if country else "") if part)


def soft(text: str) -> Markup:
    """A domain, an address or a path that may break after its marks, rather than in the middle of a word."""
    return Markup("<wbr>").join(_AFTER_MARKS.split(text))


def safe_link(text: str) -> str:
    """The URL if it is a plain http(s) one, else "" (then the text is shown without a link)."""
    if not text.startswith(("https://", "http://")) or not text.isprintable() or " " in text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.hostname and "@" not in parts.netloc else ""
