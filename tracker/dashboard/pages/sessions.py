"""One's own sessions: signing out another browser, or all of them but this one."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.audit import audit
from tracker.dashboard import browsers
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking, redirect
from tracker.dashboard.sessions import end_all, end_one
from tracker.dashboard.signin import session_key


async def end(page: Page) -> Response:
    """``session``: the key of one; without it all others end."""
    assert page.user is not None
    await blocking(_end, page, page.user.id, page.form.get("session", "")[:100])
    return redirect("/settings?saved=sessions#sessions")


def _end(page: Page, user: str, key: str) -> None:
    store = page.deps.store
    if key:
        if end_one(store, user, key, actor=user):
            audit(store, who=user, what="session.ended", subject=user, at=page.now)
        return
    browsers.forget_all(store, user, actor=user)
    count = end_all(store, user, actor=user, but=session_key(page))
    audit(store, who=user, what="session.ended_all", subject=user, after={"sessions": count}, at=page.now)


ENTRIES: Final = (Entry("/settings/sessions", end, method="POST", least="anyone"),)
