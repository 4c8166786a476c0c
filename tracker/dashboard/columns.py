"""Which columns the table of accounts has: the reader's choice, kept in a cookie."""

from __future__ import annotations

from typing import Final

from reports.i18n import N_
from tracker.dashboard.page import Page

COOKIE: Final = "columns"
#: Column → what it is called, in the table's order. The company is always the first.
COLUMNS: Final = {
    "cell": N_("Grade"),
    "stage": N_("Stage"),
    "score": N_("Engagement"),
    "line": N_("30 days"),
    "visits": N_("Visits"),
    "views": N_("Views"),
    "people": N_("People"),
    "industry": N_("Industry"),
    "size": N_("Employees"),
    "source": N_("Source"),
    "owner": N_("Owner"),
    "first": N_("First seen"),
    "last": N_("Last seen"),
}
#: Those shown to who never chose. The ones in ``NARROW`` give way on a narrow window.
USUAL: Final = ("cell", "stage", "score", "line", "visits", "views", "people", "owner", "last")
NARROW: Final = frozenset({"visits", "views", "people", "owner", "industry", "size", "source", "first"})


def chosen(page: Page) -> tuple[str, ...]:
    """From ``?col=…`` (several), else the cookie, else the usual; what is no column is left out."""
    wanted = page.request.query_params.getlist("col")
    if not wanted:
        wanted = page.request.cookies.get(COOKIE, "").split("-")
    return tuple(name for name in COLUMNS if name in wanted) or USUAL


def asked(page: Page) -> bool:
    """True if this very request chooses."""
    return bool(page.request.query_params.getlist("col"))
