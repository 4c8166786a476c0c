"""Users: who there is, inviting somebody, roles by site, new links, signing out, removing. For admins."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from tracker.dashboard import people
from tracker.dashboard.entry import Entry
from tracker.dashboard.moving import Moving
from tracker.dashboard.page import Fault, Page, PageError, blocking, redirect
from tracker.dashboard.pages.welcome import PROBLEMS
from tracker.dashboard.sessions import of_users
from tracker.dashboard.tokens import LIFE_MS
from tracker.dashboard.users import ROLES, User, UserError, every_user, find_user

log = logging.getLogger("tracker.dashboard")
_SITE: Final = "site:"


async def users(page: Page) -> Response:
    return await show(page)


async def show(page: Page, *, problem: str = "", link: str = "", mailed: bool = False) -> Response:
    """The list. ``link``: of somebody just invited, which is shown this once."""
    known = await blocking(every_user, page.deps.store)
    sessions = await blocking(of_users, page.deps.store, now=page.now)
    form = {} if link else page.form
    return page.render(
        "users.html",
        status=422 if problem else 200,
        problem=problem,
        users=sorted(known.values(), key=lambda user: user.id),
        seen={name: max(item.used for item in found.values()) for name, found in sessions.items()},
        roles=ROLES,
        moving=Moving(page.words.t),
        chosen=User(id="", role=form.get("role", "viewer"), sites=_sites(form)),
        mail=form.get("mail", ""),
        link=link,
        invited=page.form.get("mail", "") if link else "",
        mailed=mailed,
        days=LIFE_MS // 86_400_000,
        done=page.request.query_params.get("done", ""),
    )


async def invite(page: Page) -> Response:
    try:
        role, sites = _asked(page.form)
        user, secret = await blocking(
            people.invite,
            page.deps.store,
            page.form.get("mail", ""),
            role,
            sites,
            actor=_by(page),
            now=page.now,
        )
    except UserError as error:
        return await show(page, problem=page.blame(_fault(page, error)))
    link = _link(page, secret)
    return await show(page, link=link, mailed=await _mailed(page, user, link))


async def _mailed(page: Page, user: User, link: str) -> bool:
    """Whether the link went out by mail. What fails is said on the page: the link can be copied."""
    if page.deps.mail is None:
        return False
    subject = page.gettext("You are invited to Visitrace")
    text = page.gettext(
        "%(who)s invites you to Visitrace, where you see which companies visit your website.\n\n"
        "Set a password here: %(link)s\n\nThe link works once, until %(day)s.",
        who=_by(page),
        link=link,
        day=page.words.day(page.words.day_of(page.now + LIFE_MS)),
    )
    try:
        await blocking(page.deps.mail, user.id, subject, text)
    except Exception:
        log.exception("the invitation could not be mailed")
        return False
    return True


async def one(page: Page) -> Response:
    return await _one(page, await _user(page))


async def _one(page: Page, user: User, *, problem: str = "", link: str = "") -> Response:
    found = await blocking(of_users, page.deps.store, now=page.now)
    return page.render(
        "user.html",
        status=422 if problem else 200,
        problem=problem,
        user=user,
        sessions=sorted(found.get(user.id, {}).values(), key=lambda item: -item.used),
        roles=ROLES,
        moving=Moving(page.words.t),
        link=link,
        days=LIFE_MS // 86_400_000,
        done=page.request.query_params.get("done", ""),
    )


async def change(page: Page) -> Response:
    user = await _user(page)
    try:
        role, sites = _asked(page.form)
        await blocking(people.give, page.deps.store, user.id, role, sites, actor=_by(page), now=page.now)
    except UserError as error:
        return await _one(page, user, problem=page.blame(_fault(page, error)))
    return redirect(f"/users/{quote(user.id)}?done=changed")


async def new_link(page: Page) -> Response:
    user = await _user(page)
    secret = await blocking(people.link_again, page.deps.store, user.id, actor=_by(page), now=page.now)
    return await _one(page, user, link=_link(page, secret))


async def sign_out(page: Page) -> Response:
    user = await _user(page)
    await blocking(people.sign_out, page.deps.store, user.id, actor=_by(page), now=page.now)
    return redirect(f"/users/{quote(user.id)}?done=out")


async def remove(page: Page) -> Response:
    user = await _user(page)
    try:
        await blocking(people.remove, page.deps.store, user.id, actor=_by(page), now=page.now)
    except UserError as error:
        return await _one(page, user, problem=page.blame(_fault(page, error)))
    return redirect("/users?done=removed")


async def _user(page: Page) -> User:
    user = await blocking(find_user, page.deps.store, page.request.path_params["user"])
    if user is None:
        raise PageError(404, page.gettext("There is no user of that name."))
    return user


def _asked(form: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The role and, where it is to hold on some sites only, those with the role on each."""
    if form.get("where", "all") == "all":
        return form.get("role", ""), {}
    sites = _sites(form)
    if not sites:
        raise UserError("sites")
    return "viewer", sites


def _sites(form: dict[str, Any]) -> dict[str, str]:
    if form.get("where", "all") == "all":
        return {}
    return {name.removeprefix(_SITE): role for name, role in form.items() if name.startswith(_SITE) and role}


def _fault(page: Page, error: UserError) -> Exception:
    words: Callable[[Page], str] = {**PROBLEMS, **_WORDS}[error.code]
    field = _FIELDS.get(error.code)
    return Fault(field, words(page)) if field else ValueError(words(page))


_FIELDS: Final = {"mail": "mail", "exists": "mail", "role": "role", "sites": "sites"}


_WORDS: Final = {
    "role": lambda page: page.gettext("There is no such role."),
    "sites": lambda page: page.gettext("Give a role on at least one site."),
    "last": lambda page: page.gettext(
        "Somebody must remain who is an administrator of all sites and has a password. Nothing was changed."
    ),
    "unknown": lambda page: page.gettext("There is no user of that name."),
}


def _link(page: Page, secret: str) -> str:
    return f"{page.deps.settings.public_url}/welcome?token={secret}"


def _by(page: Page) -> str:
    return page.user.id if page.user else ""


ENTRIES: Final = (
    Entry("/users", users, least="admin"),
    Entry("/users", invite, method="POST", least="admin"),
    Entry("/users/{user}", one, least="admin"),
    Entry("/users/{user}", change, method="POST", least="admin"),
    Entry("/users/{user}/link", new_link, method="POST", least="admin"),
    Entry("/users/{user}/out", sign_out, method="POST", least="admin"),
    Entry("/users/{user}/remove", remove, method="POST", least="admin"),
)
