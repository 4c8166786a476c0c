"""Something done with several accounts at once: each by the same rules as alone, each counted."""

from __future__ import annotations

from collections import Counter
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from tracker.companies.leads import Change, change
from tracker.dashboard.entry import Entry
from tracker.dashboard.moving import Moving
from tracker.dashboard.page import Page, PageError, blocking, local_path, redirect
from tracker.dashboard.pages.lead import people
from tracker.dashboard.pages.move import instant
from tracker.lifecycle import Given, Refused, Request
from tracker.read.board import place_of

PICK: Final = "pick:"
#: Moves that need nothing but a press or one reason for all.
MOVES: Final = ("offer", "accept", "recycle", "disqualify")


async def bulk(page: Page) -> Response:
    page.need_site()
    keys = [name.removeprefix(PICK) for name in page.form if name.startswith(PICK)]
    if not keys:
        raise PageError(422, page.gettext("No account is picked: tick the boxes of those you mean."))
    outcome = await blocking(_do, page, page.form.get("do", ""), keys)
    done = outcome.pop("", 0)
    told = {"done": done, "refused": sum(outcome.values()), "said": " · ".join(sorted(outcome))}
    back = local_path(page.form.get("back", "") or page.here("accounts"))
    return redirect(f"{back}{'&' if '?' in back else '?'}{urlencode({k: v for k, v in told.items() if v})}")


def _do(page: Page, what: str, keys: list[str]) -> Counter[str]:
    """How many were done (""), and how many not, by why."""
    if what in MOVES:
        return Counter(_move(page, what, key) for key in keys)
    if what in ("owner", "follow_up"):
        wanted = _wanted(page, what)
        return Counter(_change(page, key, wanted) for key in keys)
    raise PageError(
        422,
        page.gettext(
            "%(name)s is not one of: %(list)s", name=what, list=", ".join(("owner", "follow_up", *MOVES))
        ),
    )


def _wanted(page: Page, what: str) -> Change:
    if what == "follow_up":
        return Change(follow_up=instant(page, page.form.get("follow_up", ""), "follow_up"))
    owner = page.form.get("owner", "")
    if owner and owner not in people(page, ""):
        raise PageError(422, page.gettext("An account is given to somebody who may work on it."))
    return Change(owner=owner)


def _change(page: Page, key: str, wanted: Change) -> str:
    store, site = page.deps.store, page.need_site().id
    if place_of(store, site, key, page.now) is None:
        return page.gettext("No visit of this company is known on this site.")
    change(store, site, key, wanted, by=page.user.id if page.user else "", at=page.now)
    return ""


def _move(page: Page, name: str, key: str) -> str:
    user = page.user
    assert user is not None
    given = Given(reason=page.form.get("reason", ""))
    asked = Request(account=key, move=name, role=user.role, who=user.id, given=given)
    try:
        page.deps.act(page.need_site().id, asked, page.zone, page.now)
    except Refused as refused:
        place = place_of(page.deps.store, page.need_site().id, key, page.now)
        return Moving(page.words.t).refusal(refused, name, place.stage if place else "", user.role)
    return ""


ENTRIES: Final = (Entry("/site/{site}/accounts", bulk, method="POST", least="sales"),)
