"""What the address of a page asks for: day, period, filters. Only what is on a list is let through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tracker.dashboard.days import PERIODS, Period, valid
from tracker.dashboard.page import Page, PageError


def choice(
    page: Page, name: str, allowed: Iterable[str], default: str, query: Mapping[str, str] | None = None
) -> str:
    """The parameter, one of ``allowed``. Raises ``PageError`` 400 that names what is.

    ``query``: where it is looked for, if not in the page's own address.
    """
    value = (page.request.query_params if query is None else query).get(name) or default
    known = [*allowed]
    if value not in known:
        listed = ", ".join(filter(None, known))
        text = page.gettext("%(name)s is not one of: %(list)s", name=name, list=listed)
        raise PageError(400, text)
    return value


def day(page: Page, value: str, default: str) -> str:
    if not value:
        return default
    if not valid(value, page.words.today):
        raise PageError(400, page.gettext("A day is written 2026-03-09 and does not lie in the future."))
    return value


def period(page: Page, *, until: str, days: int = 30) -> Period:
    """From ``?days=`` and ``?until=``; without them ``days`` up to ``until``."""
    count = choice(page, "days", map(str, PERIODS), str(days))
    return Period(day(page, page.request.query_params.get("until", ""), until), int(count))
