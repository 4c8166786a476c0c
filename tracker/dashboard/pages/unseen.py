"""The list of accounts under the condition "never seen yet": companies of lists, leads without points."""

from __future__ import annotations

from starlette.responses import Response

from tracker.dashboard.page import Page, blocking
from tracker.dashboard.paging import part
from tracker.read.unseen import list_leads


async def never(page: Page) -> Response:
    text = page.request.query_params.get("q", "")[:100]
    found = await blocking(lambda: list_leads(page.deps.store, page.need_site().id, text=text))
    here = part(page, len(found))
    return page.render("unseen.html", rows=here.of(found), part=here, count=len(found), text=text)
