"""Sign in with e-mail and password; sign out."""

from __future__ import annotations

from typing import Final

import anyio
from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking, local_path, redirect
from tracker.dashboard.signin import (
    form_token,
    form_token_ok,
    known_browser,
    put_form_cookie,
    sign_in,
    sign_out,
)
from tracker.dashboard.throttle import Throttle
from tracker.dashboard.users import check_password, find_user

#: argon2 takes 64 MiB and a core each: two at a time.
_hashing: Final = anyio.CapacityLimiter(2)


def show(page: Page, *, problem: str = "", status: int = 200) -> Response:
    cookie, field = form_token(page)
    target = page.form.get("next") or page.request.query_params.get("next", "/")
    response = page.render(
        "login.html",
        status=status,
        problem=problem,
        field=field,
        target=local_path(target),
        mail=page.form.get("mail", ""),
    )
    put_form_cookie(page, response, cookie)
    return response


async def login_form(page: Page) -> Response:
    return redirect("/") if page.user else show(page)


async def login(page: Page) -> Response:
    if not form_token_ok(page):
        return show(page, problem=page.gettext("This form was too old. Please try again."), status=403)
    mail = page.form.get("mail", "").strip().lower()
    address = page.request.client.host if page.request.client else ""
    known = await known_browser(page, mail)
    throttle: Throttle = page.request.app.state.throttle
    wait = throttle.wait_ms(address, mail, known=known, now=page.now)
    if wait:
        text = page.gettext(
            "Too many tries. Wait %(time)s, or use a one-time link.", time=page.words.duration(wait / 1000)
        )
        response = show(page, problem=text, status=429)
        response.headers["Retry-After"] = str(wait // 1000 + 1)
        return response
    throttle.failed(address, mail, known=known, now=page.now)
    if not await _right(page, mail, page.form.get("password", "")):
        text = page.gettext("E-mail address or password is not right.")
        return show(page, problem=text, status=401)
    throttle.succeeded(address)
    return await sign_in(page, mail, then=page.form.get("next", "/"))


async def _right(page: Page, mail: str, password: str) -> bool:
    user = await blocking(find_user, page.deps.store, mail)
    return await anyio.to_thread.run_sync(check_password, user, password, limiter=_hashing)


async def logout(page: Page) -> Response:
    return await sign_out(page)


ENTRIES: Final = (
    Entry("/login", login_form, open=True),
    Entry("/login", login, method="POST", open=True),
    Entry("/logout", logout, method="POST"),
)
