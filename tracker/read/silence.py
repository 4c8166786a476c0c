"""A host that used to send and no longer does: most often the line was lost in a relaunch.

Measured against itself: the hours it has been quiet are laid over the same hours of the four weeks before.
So nights, weekends and quiet summers are no alarm, and a busy host is told within a few hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tracker.store import Store

HOUR_MS: Final = 3_600_000
WEEK_H: Final = 7 * 24
WEEKS: Final = 4
#: Shorter silences are never told.
LEAST_HOURS: Final = 3
#: Views that each of the weeks before must have had in the same hours.
LEAST_VIEWS: Final = 10
#: Weeks of history a host needs before anything is said of it.
MIN_WEEKS: Final = 2


@dataclass(frozen=True, slots=True)
class SilentHost:
    """``last``: its newest view, UTC ms; ``usual``: views in the same hours of the quietest week before."""

    host: str
    last: int
    usual: int

    def hours(self, now: int) -> int:
        return (now - self.last) // HOUR_MS


def silent_hosts(store: Store, site: str, *, at: int) -> list[SilentHost]:
    """Hosts of a site that are quieter at ``at`` (UTC ms) than ever in the same hours, busiest first."""
    since = at - (WEEKS + 1) * WEEK_H * HOUR_MS
    rows = store.read("traffic/host_last", site=site, since=since, until=at, least=LEAST_VIEWS * MIN_WEEKS)
    found = []
    for row in rows:
        last = int(row["last"])
        if at - last < LEAST_HOURS * HOUR_MS:
            continue
        hours = store.read("traffic/host_hours", site=site, host=row["host"], since=since, until=at)
        usual = usual_views({int(item["hour"]): int(item["views"]) for item in hours}, last, at)
        if usual >= LEAST_VIEWS:
            found.append(SilentHost(row["host"], last, usual))
    return found


def usual_views(hours: Mapping[int, int], last: int, at: int) -> int:
    """Views in the same hours of the week with the fewest, of the up to four weeks before; 0 if too few
    weeks are known. ``hours``: hour since 1970 → views.  [pure]"""
    begin, end = last // HOUR_MS + 1, at // HOUR_MS
    first = min(hours, default=end)
    counts = [
        sum(hours.get(hour, 0) for hour in range(begin - back, end - back))
        for back in range(WEEK_H, (WEEKS + 1) * WEEK_H, WEEK_H)
        if begin - back >= first
    ]
    return min(counts) if len(counts) >= MIN_WEEKS else 0
