"""Sign in with e-mail and password; sign out."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, local_path, redirect
from tracker.dashboard.signin import (
    form_token,
    form_token_ok,
    known_browser,
    put_form_cookie,
    sign_in,
    sign_out,
)
from tracker.dashboard.throttle import Trier
from tracker.dashboard.tries import TooMany, client_address, password_right
from tracker.dashboard.users import MAX_MAIL


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
        oidc=bool(page.deps.settings.oidc_issuer),
    )
    put_form_cookie(page, response, cookie)
    return response


async def login_form(page: Page) -> Response:
    return redirect("/") if page.user else show(page)


async def login(page: Page) -> Response:
    if not form_token_ok(page):
        return show(page, problem=page.gettext("This form was too old. Please try again."), status=403)
    mail = page.form.get("mail", "").strip().lower()[:MAX_MAIL]
    trier = Trier(client_address(page), mail, await known_browser(page, mail))
    try:
        right = await password_right(page, mail, page.form.get("password", ""), trier)
    except TooMany as error:
        response = show(page, problem=error.text, status=429)
        response.headers["Retry-After"] = error.retry_after
        return response
    if not right:
        text = page.gettext("E-mail address or password is not right.")
        return show(page, problem=text, status=401)
    return await sign_in(page, mail, then=page.form.get("next", "/"))


async def logout(page: Page) -> Response:
    return await sign_out(page)


ENTRIES: Final = (
    Entry("/login", login_form, open=True),
    Entry("/login", login, method="POST", open=True),
    Entry("/logout", logout, method="POST", least="anyone"),
)
