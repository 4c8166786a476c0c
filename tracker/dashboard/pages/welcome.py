"""Where a one-time link leads: the first admin's welcome, or setting a password anew.

Looking at the page changes nothing (mail scanners look too); the button on it uses the link up.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard.entering import Spent, enter, enter_later, wish
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Fault, Page, PageError, blocking
from tracker.dashboard.signin import form_token, form_token_ok, put_form_cookie, sign_in
from tracker.dashboard.tokens import Token, read_token
from tracker.dashboard.tries import hashing
from tracker.dashboard.users import FIRST_ADMIN, MIN_PASSWORD, UserError, find_user

PROBLEMS: Final = {
    "mail": lambda page: page.gettext("An e-mail address is needed, such as ada@example.com."),
    "short": lambda page: page.gettext("A password has at least %(n)s characters.", n=MIN_PASSWORD),
    "long": lambda page: page.gettext("A password has at most 256 characters."),
    "exists": lambda page: page.gettext("There is a user of that e-mail address already."),
}
#: Where on the form it is said.
FIELDS: Final = {"mail": "mail", "exists": "mail", "short": "password", "long": "password"}


def fault(page: Page, code: str) -> Fault:
    return Fault(FIELDS[code], PROBLEMS[code](page))


async def _token(page: Page, secret: str) -> Token:
    token = await blocking(read_token, page.deps.store, secret, now=page.now)
    if token is None:
        raise _used_up(page)
    return token


def _used_up(page: Page) -> PageError:
    text = page.gettext(
        "This link is used up or too old. A new one is printed on the console "
        "at every start, and by: tracker user reset"
    )
    return PageError(410, text)


async def show(page: Page, token: Token, secret: str, *, problem: str = "", status: int = 200) -> Response:
    cookie, field = form_token(page)
    first = token.user == FIRST_ADMIN
    response = page.render(
        "welcome.html",
        status=status,
        first=first,
        invited=not first and await blocking(_is_new, page, token.user),
        secret=secret,
        field=field,
        problem=problem,
        mail=page.form.get("mail", "") if first else token.user,
        shortest=MIN_PASSWORD,
    )
    put_form_cookie(page, response, cookie)
    return response


def _is_new(page: Page, user_id: str) -> bool:
    user = find_user(page.deps.store, user_id)
    return user is not None and not user.has_password


async def welcome_form(page: Page) -> Response:
    secret = page.request.query_params.get("token", "")
    return await show(page, await _token(page, secret), secret)


async def welcome(page: Page) -> Response:
    secret = page.form.get("token", "")
    token = await _token(page, secret)
    if not form_token_ok(page):
        return await show(
            page, token, secret, problem=page.gettext("This form was too old. Please try again."), status=403
        )
    try:
        user_id = await _enter(page, token, secret)
    except UserError as error:
        token = await _token(page, secret)  # another call may have used the link meanwhile
        return await show(page, token, secret, problem=page.blame(fault(page, error.code)), status=422)
    except Spent:
        raise _used_up(page) from None
    return await sign_in(page, user_id)


async def _enter(page: Page, token: Token, secret: str) -> str:
    store, form = page.deps.store, page.form
    if token.user == FIRST_ADMIN and form.get("later") == "1":
        return await blocking(enter_later, store, now=page.now, secret=secret)
    wanted = await hashing(wish, store, token.user, form.get("mail", ""), form.get("password", ""))
    return await blocking(enter, store, wanted, now=page.now, secret=secret)


ENTRIES: Final = (
    Entry("/welcome", welcome_form, open=True),
    Entry("/welcome", welcome, method="POST", open=True),
)
