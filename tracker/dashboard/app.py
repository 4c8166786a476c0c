"""The dashboard as one ASGI app: the table of routes, who may call each, and the answers to errors."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from tracker.dashboard import assets
from tracker.dashboard.bearer import Pace, Refusal, key_of, shows_key
from tracker.dashboard.deps import Dependencies
from tracker.dashboard.guard import Guard, own_hosts
from tracker.dashboard.moving import Moving
from tracker.dashboard.page import Fault, Page, PageError, blocking, language_of, read_form, redirect
from tracker.dashboard.pages import PAGES, Entry, account
from tracker.dashboard.sessions import Session, find
from tracker.dashboard.signin import COOKIE_NAMES, set_cookie
from tracker.dashboard.simulation import Runs
from tracker.dashboard.throttle import Throttle
from tracker.dashboard.tries import client_address
from tracker.dashboard.uploads import read_upload
from tracker.dashboard.users import ANYONE, User, find_user
from tracker.site import Site
from tracker.sites import all_sites
from tracker.store import StoreError

log = logging.getLogger("tracker.dashboard")


def dashboard_app(deps: Dependencies) -> list[BaseRoute]:
    """Routes to put last into the main app: one mount that answers everything the collector does not."""
    return [Mount("/", app=dashboard_asgi(deps))]


def dashboard_asgi(deps: Dependencies) -> ASGIApp:
    """The dashboard with its guards around it."""
    door = _Door(deps)
    routes: list[BaseRoute] = [Route("/static/{name}", assets.static)]
    routes += [Route(entry.path, door.serve(entry), methods=[entry.method]) for entry in PAGES]
    app = Starlette(
        routes=routes,
        exception_handlers={
            PageError: door.page_error,
            HTTPException: door.http_error,
            StoreError: door.store_error,
            Exception: door.crash,
        },
    )
    app.router.redirect_slashes = False  # it would lead to the host and scheme the request claims
    app.state.throttle = Throttle()
    app.state.what_ifs = Runs()
    app.state.pace = Pace()
    return Guard(app, own_hosts(deps.settings), https=deps.https)


@dataclass(frozen=True)
class _Door:
    deps: Dependencies

    def serve(self, entry: Entry) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                page = await blocking(self._page, request, entry)
            except Refusal as refusal:
                return refusal.response()
            if not entry.open and page.user is None:
                return self._to_login(page, entry)
            if "site" in request.path_params and page.user is not None:
                page.need_site()  # before the role: a site of others is answered like one that is not there
            if not entry.open and not page.may(entry.least):
                raise PageError(403, _not_yours(page))
            if entry.method == "POST" and not entry.api:
                if entry.upload:
                    page.form, page.upload = await read_upload(request)
                else:
                    page.form = await read_form(request)
                if not entry.open and not (page.session and page.session.form_ok(page.form.get("csrf", ""))):
                    raise PageError(
                        403, page.gettext("This form is too old. Go back, load the page again and repeat.")
                    )
            response = await _handled(entry, page)
            if page.session:
                _remember_site(page, response)
            return response

        return endpoint

    def _page(self, request: Request, entry: Entry) -> Page:
        """Everything a page knows of its reader. Blocking: asks the store."""
        page = self._bare(request)
        page.session, page.user = self._reader(page, entry)
        if page.user is not None:
            known = all_sites(self.deps.store)
            page.sites = {name: site for name, site in known.items() if page.user.sees(name)}
            page.site = _chosen(page)
            page.user = page.user.on(request.path_params.get("site", ""))
        return page

    def _bare(self, request: Request) -> Page:
        language = language_of(request, self.deps.settings.language)
        return Page(request=request, deps=self.deps, now=self.deps.clock(), language=language)

    def _reader(self, page: Page, entry: Entry) -> tuple[Session | None, User | None]:
        request, now = page.request, page.now
        pace: Pace = request.app.state.pace
        if entry.scope or not entry.api:
            address = client_address(page)
            key = key_of(request, self.deps.store, pace, scope=entry.scope, address=address, now=now)
            if key is not None:
                return None, key.user()
        if entry.api:
            return None, None  # a session's cookie would come along from any page
        secret = request.cookies.get(COOKIE_NAMES[self.deps.https], "")
        session = find(self.deps.store, secret, now=now)
        user = find_user(self.deps.store, session.user) if session else None
        return (session, user) if user else (None, None)

    def _to_login(self, page: Page, entry: Entry) -> Response:
        if entry.method != "GET" or entry.fragment:
            raise PageError(401, page.gettext("You are signed out. Sign in and try again."))
        target = page.request.url.path
        return redirect("/login" if target == "/" else f"/login?next={target}")

    async def page_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, PageError)
        return self._error(request, error.status, error.text)

    async def http_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        page = self._bare(request)
        texts = {
            404: page.gettext("There is no page at this address."),
            405: page.gettext("This address cannot be called that way."),
        }
        return self._error(request, error.status_code, texts.get(error.status_code, error.detail))

    async def store_error(self, request: Request, error: Exception) -> Response:
        log.error("store: %s", error)
        text = self._bare(request).gettext(
            "The store does not answer. Events are still taken in and kept; nothing is lost. "
            "Try again in a moment."
        )
        return self._error(request, 503, text)

    async def crash(self, request: Request, _error: Exception) -> Response:
        text = self._bare(request).gettext(
            "Something went wrong on this page. What is stored is safe; the log says more. "
            "Try again, or go back."
        )
        return self._error(request, 500, text)

    def _error(self, request: Request, status: int, text: str) -> Response:
        if shows_key(request):
            return Refusal(status, text).response()
        return self._bare(request).render("error.html", status=status, code=status, text=text)


async def _handled(entry: Entry, page: Page) -> Response:
    try:
        return await entry.handler(page)
    except Fault as fault:
        if "." not in fault.field or not page.form.get("account") or page.site is None:
            raise
        return await account.again(page, fault)


def _not_yours(page: Page) -> str:
    role = page.user.role if page.user else ""
    if role == ANYONE:
        return page.gettext(
            "This holds for all sites, and you work on some of them. An administrator can do it."
        )
    word = Moving(page.words.t).role(role)
    return page.gettext("Your role, %(role)s, does not include this. An administrator can do it.", role=word)


def _chosen(page: Page) -> Site | None:
    """The site of the address; on pages without one the site this browser looked at last."""
    if "site" in page.request.path_params:
        return page.sites.get(page.request.path_params["site"])
    last = page.request.cookies.get("site", "")
    return page.sites.get(last) or next(iter(page.sites.values()), None)


def _remember_site(page: Page, response: Response) -> None:
    if page.site and page.request.cookies.get("site") != page.site.id:
        set_cookie(page, response, "site", page.site.id, max_age=31_536_000)
