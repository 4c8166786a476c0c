"""First steps: from a site to a report in the morning; what is done is looked up, not remembered."""

from __future__ import annotations

import secrets
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking, redirect
from tracker.dashboard.pages.install import pages_of, proof_of, reach
from tracker.dashboard.posting import may_edit
from tracker.dashboard.starting import next_of, steps
from tracker.read.verified import link
from tracker.snippet import install_snippet


async def begin(page: Page) -> Response:
    """Without a site the first step alone; else the page of the site one is on."""
    if page.site is not None and not page.site.demo:
        return redirect(page.here("start"))
    own = next((site for site in page.sites.values() if not site.demo), None)
    return redirect(f"/site/{own.id}/start") if own else await _show(page, own=False)


async def start(page: Page) -> Response:
    page.need_site()
    return await _show(page, own=True)


async def _show(page: Page, *, own: bool) -> Response:
    """``own``: of the present site; else of one that is still to come, beside the demonstration."""
    found = await blocking(steps, page, own=own)
    return page.render(
        "starting.html",
        steps=found,
        own=own,
        current=next_of(found),
        done=sum(step.done for step in found),
        editor=may_edit(page),
        own_mail=page.user.id if page.user and "@" in page.user.id else "",
        **(await blocking(_line, page) if own else {}),
    )


def _line(page: Page) -> dict[str, Any]:
    """The line to paste, and pages to try it on."""
    settings, nonce = page.deps.settings, secrets.token_hex(8)
    return {
        "info": install_snippet(settings, page.need_site()),
        "reach": reach(settings.public_url),
        "nonce": nonce,
        "tries": [(urlsplit(url).netloc, link(url, nonce)) for url in pages_of(page)],
        **proof_of(page),
    }


ENTRIES: Final = (
    Entry("/setup/start", begin, least="anyone"),
    Entry("/site/{site}/start", start),
)
