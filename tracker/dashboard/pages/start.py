"""The front door: straight to the first site's day, or to the page that adds a site."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, redirect


async def start(page: Page) -> Response:
    return redirect(page.here("today") if page.site else "/sites")


ENTRIES: Final = (Entry("/", start, least="anyone"),)
