"""Install: the one line to paste, hints for policies and tag managers, and proof that it works."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard import answers
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking
from tracker.read.traffic import LiveEvent
from tracker.snippet import install_snippet


async def install(page: Page) -> Response:
    site = page.need_site()
    return page.render(
        "install.html",
        site=site,
        info=await blocking(install_snippet, page.deps.settings, site),
        last=await blocking(_last, page),
        since=page.now,
    )


async def check(page: Page) -> Response:
    """The proof alone, for the page to fetch again and again."""
    return page.render("install_check.html", last=await blocking(_last, page))


def _last(page: Page) -> LiveEvent | None:
    newest = answers.live(page, limit=1)
    return newest[0] if newest else None


ENTRIES: Final = (
    Entry("/site/{site}/install", install),
    Entry("/site/{site}/install/check", check, fragment=True),
)
