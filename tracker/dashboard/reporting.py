"""The report of one day, for pages: links lead to the public address, whatever the request said."""

from __future__ import annotations

from reports.model import DailyReport
from tracker.dashboard.page import Page
from tracker.read.asknown import NOW, known_report


def report_of(page: Page, day: str, known: str = NOW) -> DailyReport:
    """Blocking. ``known``: "now" or "then"."""
    return known_report(
        page.deps.store,
        page.need_site(),
        day,
        zone=page.deps.settings.timezone,
        known=known,
        now=page.now,
        link=page.deps.settings.public_url,
    )
