"""Cookies of signing in: the session's, the known browser's, and the one that ties a form to its browser."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from starlette.responses import Response

from tracker.audit import audit
from tracker.dashboard import browsers
from tracker.dashboard.page import Page, blocking, local_path, redirect
from tracker.dashboard.sessions import LIFE_MS, Session, begin, end
from tracker.dashboard.tokens import digest
from tracker.steps.device import machine_of

#: By whether the installation is served by https: ``__Host-`` needs Secure.
COOKIE_NAMES: Final = {True: "__Host-session", False: "session"}
_FORM_COOKIES: Final = {True: "__Host-form", False: "form"}
_KNOWN_COOKIES: Final = {True: "__Host-known", False: "known"}
_YEAR: Final = 365 * 24 * 3600


def set_cookie(page: Page, response: Response, name: str, value: str, *, max_age: int) -> None:
    response.set_cookie(
        name, value, max_age=max_age, path="/", secure=page.deps.https, httponly=True, samesite="lax"
    )


def form_token(page: Page) -> tuple[str, str]:
    """(cookie, field) for a form shown before sign-in: the field is good with that cookie only."""
    cookie = page.request.cookies.get(_FORM_COOKIES[page.deps.https], "") or secrets.token_urlsafe(32)
    return cookie, _field(page, cookie)


def put_form_cookie(page: Page, response: Response, cookie: str) -> None:
    set_cookie(page, response, _FORM_COOKIES[page.deps.https], cookie, max_age=24 * 3600)


def form_token_ok(page: Page) -> bool:
    cookie = page.request.cookies.get(_FORM_COOKIES[page.deps.https], "")
    field = page.form.get("csrf", "")
    return bool(cookie) and hmac.compare_digest(
        field.encode("utf-8", "replace"), _field(page, cookie).encode()
    )


def _field(page: Page, cookie: str) -> str:
    return hmac.new(page.deps.form_secret, cookie.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


async def known_browser(page: Page, user_id: str) -> str:
    """The mark of this browser if it has signed in as that user before, else ""."""
    mark = page.request.cookies.get(_KNOWN_COOKIES[page.deps.https], "")
    return mark if await blocking(browsers.is_known, page.deps.store, mark, user_id) else ""


async def sign_in(page: Page, user_id: str, *, then: str = "/") -> Response:
    """A new session for that user; the one the browser had before, if any, is dead from now on."""
    store, https = page.deps.store, page.deps.https
    old = page.request.cookies.get(COOKIE_NAMES[https], "")
    if page.session and old:
        await blocking(end, store, old, actor=user_id)
    secret, _ = await blocking(_begin, page, user_id)
    response = redirect(local_path(then))
    set_cookie(page, response, COOKIE_NAMES[https], secret, max_age=LIFE_MS // 1000)
    if not await known_browser(page, user_id):
        mark = await blocking(browsers.remember, store, user_id)
        set_cookie(page, response, _KNOWN_COOKIES[https], mark, max_age=_YEAR)
    return response


def _begin(page: Page, user_id: str) -> tuple[str, Session]:
    machine = machine_of(page.request.headers.get("user-agent", "")[:512])
    browser = ", ".join(filter(None, (machine.browser, machine.os)))
    audit(page.deps.store, who=user_id, what="session.began", subject=browser, at=page.now)
    return begin(page.deps.store, user_id, now=page.now, browser=browser)


def session_key(page: Page) -> str:
    """Under which the present session is kept."""
    return digest(page.request.cookies.get(COOKIE_NAMES[page.deps.https], ""))


async def sign_out(page: Page) -> Response:
    secret = page.request.cookies.get(COOKIE_NAMES[page.deps.https], "")
    await blocking(end, page.deps.store, secret, actor=page.user.id if page.user else "")
    response = redirect("/login")
    response.delete_cookie(
        COOKIE_NAMES[page.deps.https], path="/", secure=page.deps.https, httponly=True, samesite="lax"
    )
    return response
