"""Where a one-time link leads: the first admin's welcome, or setting a password anew.

Looking at the page changes nothing (mail scanners look too); the button on it uses the link up.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, PageError, blocking
from tracker.dashboard.sessions import end_all
from tracker.dashboard.signin import form_token, form_token_ok, put_form_cookie, sign_in
from tracker.dashboard.tokens import Token, read_token, spend_token
from tracker.dashboard.users import (
    FIRST_ADMIN,
    MIN_PASSWORD,
    User,
    UserError,
    clean_mail,
    find_user,
    hash_password,
    remove_user,
    save_user,
)

PROBLEMS: Final = {
    "mail": lambda page: page.gettext("An e-mail address is needed, such as ada@example.com."),
    "short": lambda page: page.gettext("A password has at least %(n)s characters.", n=MIN_PASSWORD),
    "long": lambda page: page.gettext("A password has at most 256 characters."),
    "exists": lambda page: page.gettext("There is a user of that e-mail address already."),
}


async def _token(page: Page, secret: str) -> Token:
    token = await blocking(read_token, page.deps.store, secret, now=page.now)
    if token is None:
        text = page.gettext(
            "This link is used up or too old. A new one is printed on the console "
            "at every start, and by: tracker user reset"
        )
        raise PageError(410, text)
    return token


def show(page: Page, token: Token, secret: str, *, problem: str = "", status: int = 200) -> Response:
    cookie, field = form_token(page)
    first = token.user == FIRST_ADMIN
    response = page.render(
        "welcome.html",
        status=status,
        first=first,
        secret=secret,
        field=field,
        problem=problem,
        mail=page.form.get("mail", "") if first else token.user,
        shortest=MIN_PASSWORD,
    )
    put_form_cookie(page, response, cookie)
    return response


async def welcome_form(page: Page) -> Response:
    secret = page.request.query_params.get("token", "")
    return show(page, await _token(page, secret), secret)


async def welcome(page: Page) -> Response:
    secret = page.form.get("token", "")
    token = await _token(page, secret)
    if not form_token_ok(page):
        return show(
            page, token, secret, problem=page.gettext("This form was too old. Please try again."), status=403
        )
    skip = token.user == FIRST_ADMIN and page.form.get("later") == "1"
    try:
        user_id = await blocking(_enter_later if skip else enter, page, token.user)
    except UserError as error:
        return show(page, token, secret, problem=PROBLEMS[error.code](page), status=422)
    await blocking(spend_token, page.deps.store, secret, actor=user_id)
    return await sign_in(page, user_id)


def _enter_later(page: Page, user_id: str) -> str:
    """The first admin without a password, until one is set on the settings page."""
    if find_user(page.deps.store, user_id) is None:
        save_user(page.deps.store, User(id=user_id, created=page.now), actor="console")
    return user_id


def enter(page: Page, old_id: str) -> str:
    """Give the user the e-mail address (first admin only) and password of the form; end other sessions."""
    store = page.deps.store
    before = find_user(store, old_id)
    new_id = clean_mail(page.form.get("mail", "")) if old_id == FIRST_ADMIN else old_id
    if new_id != old_id and find_user(store, new_id) is not None:
        raise UserError("exists")
    password = hash_password(page.form.get("password", ""))
    role = before.role if before else "admin"
    created = before.created if before else page.now
    save_user(store, User(id=new_id, role=role, password=password, created=created), actor=new_id)
    if new_id != old_id and before is not None:
        remove_user(store, old_id, actor=new_id)
    end_all(store, old_id, actor=new_id)
    return new_id


ENTRIES: Final = (
    Entry("/welcome", welcome_form, open=True),
    Entry("/welcome", welcome, method="POST", open=True),
)
