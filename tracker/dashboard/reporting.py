"""The report of one day, for pages: links lead to the public address, whatever the request said."""

from __future__ import annotations

from reports.model import DailyReport
from tracker.dashboard.page import Page
from tracker.read.asknown import NOW, instant_then, known_report
from tracker.read.week import week_report


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


def week_of(page: Page, last: str, known: str = NOW) -> DailyReport:
    """The seven days that end with ``last``. Blocking."""
    store, site, zone = page.deps.store, page.need_site(), page.deps.settings.timezone
    at = page.now if known == NOW else instant_then(store, site.id, last, site.timezone or zone, page.now)
    return week_report(store, site, last, zone=zone, known_at=at, link=page.deps.settings.public_url)
