"""Settings and privacy: look-ups that leave this machine, what is kept, whose data it is, the password."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking, redirect
from tracker.dashboard.pages.welcome import PROBLEMS, enter
from tracker.dashboard.signin import sign_in
from tracker.dashboard.users import FIRST_ADMIN, MIN_PASSWORD, UserError, check_password, every_user
from tracker.store import records

LOOKUPS: Final = ("rdns", "rdap")


async def show(page: Page, *, problem: str = "", status: int = 200) -> Response:
    return page.render(
        "settings.html",
        status=status,
        problem=problem,
        lookups=await blocking(page.deps.lookups),
        data=await blocking(page.deps.data_info),
        users=await blocking(every_user, page.deps.store),
        first=page.user is not None and page.user.id == FIRST_ADMIN,
        shortest=MIN_PASSWORD,
        keep_days=page.deps.settings.keep_days,
        saved=page.request.query_params.get("saved", ""),
    )


async def settings(page: Page) -> Response:
    return await show(page)


async def lookups(page: Page) -> Response:
    names = frozenset(name for name in LOOKUPS if page.form.get(name) == "on")
    await blocking(_save_lookups, page, names)
    return redirect("/settings?saved=lookups#lookups")


def _save_lookups(page: Page, names: frozenset[str]) -> None:
    by = page.user.id if page.user else ""
    doc = {"names": sorted(names), "by": by, "at": page.now}
    records.put(page.deps.store, "settings", "lookups", doc, actor=by)
    page.deps.lookups_changed(names)


async def password(page: Page) -> Response:
    """Sets e-mail (first admin) and password; every session of the user ends, this one begins anew."""
    user = page.user
    assert user is not None
    if user.has_password and not await blocking(check_password, user, page.form.get("old", "")):
        return await show(page, problem=page.gettext("The present password is not right."), status=422)
    try:
        user_id = await blocking(enter, page, user.id)
    except UserError as error:
        return await show(page, problem=PROBLEMS[error.code](page), status=422)
    return await sign_in(page, user_id, then="/settings?saved=password")


ENTRIES: Final = (
    Entry("/settings", settings),
    Entry("/settings/lookups", lookups, method="POST"),
    Entry("/settings/password", password, method="POST"),
)
