"""The report of one day, for pages: links lead to the public address, whatever the request said."""

from __future__ import annotations

from reports.model import DailyReport
from tracker.dashboard.page import Page
from tracker.read.day import day_report
from tracker.read.models import model_of


def report_of(page: Page, day: str) -> DailyReport:
    """Blocking."""
    site = page.need_site()
    store = page.deps.store
    return day_report(
        store,
        site,
        day,
        zone=page.zone,
        known_at=page.now,
        model=model_of(store, site.id),
        link=page.deps.settings.public_url,
    )
