"""One file per page, each with ``ENTRIES``; the order here is the order in which routes are tried."""

from __future__ import annotations

from typing import Final

from tracker.dashboard.entry import Entry
from tracker.dashboard.pages import login, preferences, start, today, welcome

PAGES: Final[tuple[Entry, ...]] = (
    *start.ENTRIES,
    *login.ENTRIES,
    *welcome.ENTRIES,
    *preferences.ENTRIES,
    *today.ENTRIES,
)

__all__ = ["PAGES", "Entry"]
