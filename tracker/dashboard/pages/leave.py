"""The link at the end of a mail: who follows it gets that report, or the alerts of that rule, no more. No
sign-in is needed: the link is signed, and good for this one recipient only. A mail program may press it by
itself (RFC 8058). The log of what was sent says who left."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, PageError, blocking
from tracker.dashboard.posting import outbox
from tracker.outbox import rules, schedules
from tracker.outbox.post import leave_ok
from tracker.outbox.telling import left


async def ask(page: Page) -> Response:
    mail = await blocking(_checked, page)
    alert = await blocking(rules.find, page.deps.store, _cause(page)) is not None
    return page.render("leave.html", mail=mail, left=False, alert=alert, target=page.request.url.query)


async def leave(page: Page) -> Response:
    mail = await blocking(_checked, page)
    alert = await blocking(_leave, page, mail)
    return page.render("leave.html", mail=mail, left=True, alert=alert, target="")


def _cause(page: Page) -> str:
    """Id of the schedule or the rule."""
    return page.request.query_params.get("from", "")


def _checked(page: Page) -> str:
    """Whose link it is. Raises ``PageError``."""
    said = page.request.query_params
    schedule, mail, sign = (said.get(name, "") for name in ("from", "who", "sign"))
    with outbox(page) as box:
        good = leave_ok(box.secret, schedule, mail, sign)
    if not good:
        raise PageError(404, page.gettext("This link is not one of ours, or it was cut short."))
    return mail


def _leave(page: Page, mail: str) -> bool:
    """Whether these were alerts."""
    store, actor = page.deps.store, f"recipient:{mail}"
    rule = rules.find(store, _cause(page))
    if rule is not None:
        if mail not in rule.left:
            rules.save(store, rules.without(rule, mail), actor=actor)
            _log(page, rule.site, mail, rule.title)
        return True
    found = schedules.find(store, _cause(page))
    if found and any(item.mail == mail for item in found.recipients):
        schedules.save(store, schedules.without(found, mail), actor=actor)
        _log(page, found.site, mail, found.title)
    return False


def _log(page: Page, site: str, mail: str, title: str) -> None:
    with outbox(page) as box:
        box.put([left(site, _cause(page), mail, title or page.gettext("Report by mail"), page.now)])


ENTRIES: Final = (
    Entry("/leave", ask, open=True),
    Entry("/leave", leave, method="POST", open=True),
)
