"""Links: networks this installation has learnt belong to an account, from work mail given with consent."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.companies import learnt, snapshots
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, PageError, blocking, redirect

#: What the address may say was done.
_DONE: Final = frozenset({"forgotten", "allowed"})


async def links(page: Page) -> Response:
    said = page.request.query_params.get("done", "")
    return page.render(
        "links.html",
        found=await blocking(learnt.every, page.deps.store, now=page.now),
        forgotten=await blocking(learnt.removed, page.deps.store),
        done=said if said in _DONE else "",
    )


async def forget(page: Page) -> Response:
    await blocking(_change, page, True)
    return redirect("/links?done=forgotten")


async def allow(page: Page) -> Response:
    await blocking(_change, page, False)
    return redirect("/links?done=allowed")


def _change(page: Page, forgotten: bool) -> None:
    """Written down by name, and in force for the next view. Somebody else may have been quicker: no error."""
    network, domain, store = page.form.get("network", ""), page.form.get("domain", ""), page.deps.store
    if not network or not domain:
        raise PageError(400, page.gettext("There is no such link."))
    by = page.user.id if page.user else ""
    try:
        if forgotten:
            learnt.remove(store, network, domain, actor=by, at=page.now)
        else:
            learnt.allow(store, network, domain, actor=by)
    except KeyError:
        return
    snapshots.publish(store, page.deps.settings.data_dir, now=page.now)


ENTRIES: Final = (
    Entry("/links", links),
    Entry("/links/forget", forget, method="POST", least="sales"),
    Entry("/links/allow", allow, method="POST", least="sales"),
)
