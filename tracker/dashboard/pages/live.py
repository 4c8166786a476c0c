"""Live: the newest events as they arrive; the list refreshes itself every two seconds."""

from __future__ import annotations

import hashlib
from typing import Final

from starlette.responses import Response

from tracker.dashboard import answers
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking
from tracker.read.traffic import LiveEvent


async def live(page: Page) -> Response:
    events = await blocking(answers.live, page)
    return page.render("live.html", events=events, mark=mark_of(events))


async def rows(page: Page) -> Response:
    """The list alone; 304 where the reader has the same one already."""
    events = await blocking(answers.live, page)
    mark = mark_of(events)
    if page.request.headers.get("x-mark") == mark:
        return Response(status_code=304, headers={"X-Mark": mark})
    response = page.render("live_rows.html", events=events)
    response.headers["X-Mark"] = mark
    return response


def mark_of(events: list[LiveEvent]) -> str:
    """Changes whenever the list does."""
    return hashlib.sha256(repr(events).encode("utf-8", "replace")).hexdigest()[:16]


ENTRIES: Final = (
    Entry("/site/{site}/live", live),
    Entry("/site/{site}/live/rows", rows, fragment=True),
)
