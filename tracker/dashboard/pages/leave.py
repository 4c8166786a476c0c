"""The link at the end of a report's mail: who follows it gets that report no more. No sign-in is needed: the
link is signed, and good for this one recipient only. A mail program may press it by itself (RFC 8058)."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, PageError, blocking
from tracker.dashboard.posting import outbox
from tracker.outbox.post import leave_ok
from tracker.outbox.schedules import find, save, without


async def ask(page: Page) -> Response:
    mail = await blocking(_checked, page)
    return page.render("leave.html", mail=mail, left=False, target=page.request.url.query)


async def leave(page: Page) -> Response:
    mail = await blocking(_checked, page)
    await blocking(_leave, page, mail)
    return page.render("leave.html", mail=mail, left=True, target="")


def _checked(page: Page) -> str:
    """Whose link it is. Raises ``PageError``."""
    said = page.request.query_params
    schedule, mail, sign = (said.get(name, "") for name in ("from", "who", "sign"))
    with outbox(page) as box:
        good = leave_ok(box.secret, schedule, mail, sign)
    if not good:
        raise PageError(404, page.gettext("This link is not one of ours, or it was cut short."))
    return mail


def _leave(page: Page, mail: str) -> None:
    found = find(page.deps.store, page.request.query_params.get("from", ""))
    if found and any(item.mail == mail for item in found.recipients):
        save(page.deps.store, without(found, mail), actor=f"recipient:{mail}")


ENTRIES: Final = (
    Entry("/leave", ask, open=True),
    Entry("/leave", leave, method="POST", open=True),
)
