"""Settings and privacy: look-ups that leave this machine, what is kept, whose data it is, the password."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.audit import audit
from tracker.dashboard.entering import Spent, enter, wish
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Fault, Page, PageError, blocking, redirect
from tracker.dashboard.pages import welcome
from tracker.dashboard.sessions import Session, of_users
from tracker.dashboard.signin import session_key, sign_in
from tracker.dashboard.throttle import Trier
from tracker.dashboard.tries import TooMany, client_address, hashing, password_right
from tracker.dashboard.users import FIRST_ADMIN, MIN_PASSWORD, User, UserError
from tracker.store import records

LOOKUPS: Final = ("rdns", "rdap")


async def show(page: Page, *, problem: str = "", status: int = 200) -> Response:
    return page.render(
        "settings.html",
        status=status,
        problem=problem,
        lookups=await blocking(page.deps.lookups),
        data=await blocking(page.deps.data_info),
        sessions=await blocking(_sessions, page),
        this_one=session_key(page),
        first=page.user is not None and page.user.id == FIRST_ADMIN,
        shortest=MIN_PASSWORD,
        keep_days=page.deps.settings.keep_days,
        saved=page.request.query_params.get("saved", ""),
    )


def _sessions(page: Page) -> list[tuple[str, Session]]:
    """The reader's own by key, the last used first."""
    user = page.user.id if page.user else ""
    found = of_users(page.deps.store, now=page.now).get(user, {})
    return sorted(found.items(), key=lambda item: -item[1].used)


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
    was = {"lookups": sorted(page.deps.lookups())}
    audit(
        page.deps.store,
        who=by,
        what="settings.lookups",
        before=was,
        after={"lookups": sorted(names)},
        at=page.now,
    )
    page.deps.lookups_changed(names)


async def password(page: Page) -> Response:
    """Sets e-mail (first admin) and password; every session of the user ends, this one begins anew."""
    user = page.user
    assert user is not None
    try:
        if user.has_password and not await _old_right(page, user):
            fault = Fault("old", page.gettext("The present password is not right."))
            return await show(page, problem=page.blame(fault), status=422)
        user_id = await _enter(page, user)
    except TooMany as error:
        response = await show(page, problem=error.text, status=429)
        response.headers["Retry-After"] = error.retry_after
        return response
    except UserError as error:
        return await show(page, problem=page.blame(welcome.fault(page, error.code)), status=422)
    except Spent:
        raise PageError(401, page.gettext("You are signed out. Sign in and try again.")) from None
    return await sign_in(page, user_id, then="/settings?saved=password")


async def _old_right(page: Page, user: User) -> bool:
    """Tries count for this session alone: whoever stole it neither guesses on nor locks the owner out."""
    assert page.session is not None
    trier = Trier(client_address(page), user.id, page.session.csrf)
    return await password_right(page, user.id, page.form.get("old", ""), trier)


async def _enter(page: Page, user: User) -> str:
    store, form = page.deps.store, page.form
    wanted = await hashing(wish, store, user.id, form.get("mail", ""), form.get("password", ""))
    return await blocking(enter, store, wanted, now=page.now, secret=None)


ENTRIES: Final = (
    Entry("/settings", settings, least="anyone"),
    Entry("/settings/lookups", lookups, method="POST", least="admin"),
    Entry("/settings/password", password, method="POST", least="anyone"),
)
