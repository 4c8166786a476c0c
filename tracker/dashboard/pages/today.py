"""Today: one sentence, what to act on, and where every view of the day went."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page


async def today(page: Page) -> Response:
    page.need_site()
    return page.render("today.html")


ENTRIES: Final = (Entry("/site/{site}/today", today),)
