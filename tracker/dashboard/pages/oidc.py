"""Signing in with the organisation's own account: there and back."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
from typing import Final

import msgspec
from starlette.responses import RedirectResponse, Response

from tracker.dashboard import people
from tracker.dashboard.entry import Entry
from tracker.dashboard.oidc import Asked, OidcError, Person, begin, person, start_address
from tracker.dashboard.page import Page, PageError, blocking, local_path
from tracker.dashboard.signin import set_cookie, sign_in
from tracker.dashboard.users import UserError, find_user

log = logging.getLogger("tracker.dashboard")
_COOKIES: Final = {True: "__Host-oidc", False: "oidc"}
_LIFE_MS: Final = 10 * 60 * 1000
_MOST: Final = 1500


async def start(page: Page) -> Response:
    _need_oidc(page)
    asked = begin(local_path(page.request.query_params.get("next", "/"))[:500], page.now)
    try:
        address = await blocking(start_address, page.deps.settings, asked)
    except OidcError as error:
        raise _failed(page, error) from None
    response = RedirectResponse(address, status_code=303)
    set_cookie(page, response, _COOKIES[page.deps.https], _sealed(page, asked), max_age=_LIFE_MS // 1000)
    return response


async def back(page: Page) -> Response:
    """The way back opens a session, and is a GET because the provider says so: the state ties it to the
    browser that set out, and a code counts once."""
    _need_oidc(page)
    query = page.request.query_params
    asked = _opened(page)
    if asked is None or not hmac.compare_digest(asked.state.encode(), query.get("state", "").encode()):
        raise PageError(400, page.gettext("This sign-in was not begun in this browser, or it took too long."))
    if not query.get("code"):
        raise PageError(403, page.gettext("Your organisation's sign-in did not let you in."))
    try:
        found = await blocking(person, page.deps.settings, asked, query["code"], now=page.now)
    except OidcError as error:
        raise _failed(page, error) from None
    if not await blocking(_known, page, found):
        raise PageError(
            403, page.gettext("%(mail)s is not invited here. An administrator can do it.", mail=found.mail)
        )
    response = await sign_in(page, found.mail, then=asked.then)
    response.delete_cookie(_COOKIES[page.deps.https], path="/", secure=page.deps.https, httponly=True)
    return response


def _known(page: Page, found: Person) -> bool:
    """Is it a user? One whose group has a role is made a user, or given it on all sites, at each sign-in."""
    store = page.deps.store
    user = find_user(store, found.mail)
    if not found.role:
        return user is not None
    try:
        if user is None:
            people.admit(store, found.mail, found.role, actor="oidc", now=page.now)
        elif (user.role, user.sites) != (found.role, {}):
            people.give(store, found.mail, found.role, {}, actor="oidc", now=page.now)
    except UserError as error:
        log.warning("oidc: %s keeps the role: %s", found.mail, error)
    return True


def _need_oidc(page: Page) -> None:
    if not page.deps.settings.oidc_issuer:
        raise PageError(404, page.gettext("There is no page at this address."))


def _failed(page: Page, error: OidcError) -> PageError:
    log.error("oidc: %s", error)
    return PageError(
        502,
        page.gettext("Signing in with your organisation's account failed. The log of the server says why."),
    )


def _sealed(page: Page, asked: Asked) -> str:
    body = base64.urlsafe_b64encode(msgspec.json.encode(asked)).decode()
    return f"{body}.{_seal(page, body)}"


def _opened(page: Page) -> Asked | None:
    body, _, seal = page.request.cookies.get(_COOKIES[page.deps.https], "")[:_MOST].partition(".")
    if not body or not hmac.compare_digest(seal.encode(), _seal(page, body).encode()):
        return None
    asked = msgspec.json.decode(base64.urlsafe_b64decode(body), type=Asked)
    return asked if 0 <= page.now - asked.at < _LIFE_MS else None


def _seal(page: Page, body: str) -> str:
    return hmac.new(
        page.deps.form_secret, b"oidc " + body.encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()


ENTRIES: Final = (
    Entry("/oidc/start", start, open=True),
    Entry("/oidc/back", back, open=True),
)
