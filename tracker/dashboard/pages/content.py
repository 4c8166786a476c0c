"""Content: which pages the accounts that qualify have read, and which pages no rule knows yet."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard import answers, asked
from tracker.dashboard.days import PERIODS
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking
from tracker.read.content import content
from tracker.read.funnel import LEAST

SHOWN: Final = 50


async def what_converts(page: Page) -> Response:
    site = page.need_site()
    until = page.request.query_params.get("until", "") or await blocking(answers.last_day, page)
    period = asked.period(page, until=until, days=90)
    found = await blocking(
        content,
        page.deps.store,
        site.id,
        from_day=period.from_day,
        to_day=period.to_day,
        zone=page.zone,
        known_at=page.now,
    )
    return page.render(
        "content.html",
        period=period,
        periods=PERIODS,
        found=found,
        pages=found.pages[:SHOWN],
        unknown=[item for item in found.pages if not item.signals][:10],
        enough=LEAST,
    )


ENTRIES: Final = (Entry("/site/{site}/content", what_converts),)
