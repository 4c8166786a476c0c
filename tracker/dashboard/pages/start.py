"""The front door: straight to the first site's day, or to the first steps."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, redirect


async def start(page: Page) -> Response:
    if page.site is None and page.may_on("", "admin"):
        return redirect("/setup/start")
    return redirect(page.here("today") if page.site else "/sites")


ENTRIES: Final = (Entry("/", start, least="anyone"),)
