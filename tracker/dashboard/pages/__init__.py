"""One file per page, each with ``ENTRIES``; the order here is the order in which routes are tried."""

from __future__ import annotations

from typing import Final

from tracker.dashboard.entry import Entry
from tracker.dashboard.pages import (
    account,
    accounts,
    accuracy,
    board,
    companies,
    company,
    export,
    forecast,
    health,
    install,
    install_options,
    lead,
    live,
    login,
    move,
    optouts,
    preferences,
    report,
    settings,
    setup,
    sites,
    start,
    today,
    traffic,
    welcome,
    why,
)

PAGES: Final[tuple[Entry, ...]] = (
    *start.ENTRIES,
    *login.ENTRIES,
    *welcome.ENTRIES,
    *preferences.ENTRIES,
    *today.ENTRIES,
    *accounts.ENTRIES,
    *account.ENTRIES,
    *move.ENTRIES,
    *board.ENTRIES,
    *lead.ENTRIES,
    *why.ENTRIES,
    *export.ENTRIES,
    *forecast.ENTRIES,
    *companies.ENTRIES,
    *company.ENTRIES,
    *optouts.ENTRIES,
    *live.ENTRIES,
    *report.ENTRIES,
    *traffic.ENTRIES,
    *accuracy.ENTRIES,
    *install.ENTRIES,
    *install_options.ENTRIES,
    *sites.ENTRIES,
    *settings.ENTRIES,
    *setup.ENTRIES,
    *health.ENTRIES,
)

__all__ = ["PAGES", "Entry"]
