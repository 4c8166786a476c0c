"""Set-up: one page that says where everything is that is changed seldom."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard import places
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page


async def setup(page: Page) -> Response:
    groups = [(group.label, list(places.seen(page, group.places))) for group in places.SETUP]
    return page.render("setup.html", groups=[(label, found) for label, found in groups if found])


ENTRIES: Final = (Entry("/setup", setup, least="anyone"),)
