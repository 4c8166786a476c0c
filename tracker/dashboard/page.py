"""One request for a page: who asks, which site, which language; and how an answer is rendered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from reports.i18n import translator
from tracker.dashboard import assets, places
from tracker.dashboard.deps import Dependencies
from tracker.dashboard.language import LANGUAGES, environment, pick_language
from tracker.dashboard.sessions import Session
from tracker.dashboard.speech import Speech
from tracker.dashboard.users import User
from tracker.dashboard.words import Words
from tracker.site import Site

T = TypeVar("T")
MAX_FORM: Final = 64 * 1024
#: As many as a whole table of accounts has boxes to tick, and some.
MAX_FIELDS: Final = 550
THEMES: Final = ("auto", "light", "dark")
_LOCAL_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f-\x9f]*")


class PageError(Exception):
    """Ends the request with that status; the text is shown to the reader."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class Fault(PageError, ValueError):
    """What was typed into ``field`` of a form cannot be; the text says why, in the reader's words. The page
    of the form shows it there; elsewhere it ends the request like every ``PageError``."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(422, text)
        self.field = field


async def blocking(work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Run store calls and the like off the event loop."""
    return await anyio.to_thread.run_sync(partial(work, *args, **kwargs))


def local_path(text: str) -> str:
    """``text`` if it is a path on this host, else "/". Used for every "next"."""
    return text if _LOCAL_PATH.fullmatch(text) and "/%09" not in text.lower() else "/"


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form post. Raises ``PageError`` for any other content type or more than 64 kB."""
    if (
        request.headers.get("content-type", "").partition(";")[0].strip()
        != "application/x-www-form-urlencoded"
    ):
        raise PageError(415, "A form is expected (application/x-www-form-urlencoded).")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM:
            raise PageError(413, "The form is too large: at most 64 kB are taken.")
    try:
        fields = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
        )
        return dict(fields)
    except ValueError:
        raise PageError(400, "The form could not be read.") from None


@dataclass
class Page:
    request: Request
    deps: Dependencies
    now: int
    language: str
    user: User | None = None
    session: Session | None = None
    sites: dict[str, Site] = field(default_factory=dict)
    site: Site | None = None
    form: dict[str, str] = field(default_factory=dict)
    upload: Any = None  # tracker.dashboard.uploads.Upload, where a form brought a file
    wrong: dict[str, str] = field(default_factory=dict)  # field of a form → what is wrong with it

    @property
    def theme(self) -> str:
        chosen = self.request.cookies.get("theme", "auto")
        return chosen if chosen in THEMES else "auto"

    @property
    def zone(self) -> str:
        return (self.site.timezone if self.site else "") or self.deps.settings.timezone

    @cached_property
    def words(self) -> Words:
        return Words(translator(self.language, self.zone), self.now)

    @cached_property
    def speech(self) -> Speech:
        return Speech(self.words.t, self.words.today)

    def blame(self, error: Exception) -> str:
        """The error's text; a field it names is marked when the form is shown again."""
        return self.mark(error.field, error.text) if isinstance(error, Fault) else str(error)

    def mark(self, field: str, text: str) -> str:
        self.wrong[field] = text
        return text

    def typed(self, form: str, name: str, default: str = "") -> str:
        """What was typed into a field of a form that is shown again, which of several on the page it is."""
        return self.form.get(name, "") if self.again(form) else default

    def again(self, form: str) -> bool:
        """Whether a field of this form is marked: it is shown open, with what was typed."""
        return any(field.startswith(f"{form}.") for field in self.wrong)

    def gettext(self, text: str, **values: Any) -> str:
        """The text in the reader's language."""
        return self.words.t.gettext(text, **values)

    def here(self, page: str) -> str:
        """Path of a page of the present site."""
        return f"/site/{self.site.id}/{page}" if self.site else "/"

    @property
    def _address(self) -> str:
        """Path and query of a page that may be loaded again; one-time links and form targets may not leak."""
        url = self.request.url
        if self.request.method != "GET" or url.path == "/welcome":
            return "/"
        return f"{url.path}?{url.query}" if url.query else url.path

    def may(self, least: str) -> bool:
        """True if the reader may do what needs that role: buttons that lead to a refusal are not shown."""
        return self.user is not None and self.user.may(least)

    def may_on(self, site: str, least: str) -> bool:
        """The same on another page: one of that site, or with "" one that belongs to no site."""
        return self.user is not None and self.user.on(site).may(least)

    def need_site(self) -> Site:
        if self.site is None:
            raise PageError(404, self.gettext("There is no site of that name."))
        return self.site

    def render(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The template in the reader's language, with everything the layout needs."""
        shared: Mapping[str, Any] = {
            "page": self,
            "w": self.words,
            "say": self.speech,
            "asset": assets.address,
            "places": places,
            "languages": LANGUAGES,
            "themes": THEMES,
            "csrf": self.session.csrf if self.session else values.get("field", ""),
            "path": self.request.url.path,
            "here_now": self._address,
        }
        text = environment(self.language).get_template(template).render({**shared, **values})
        return HTMLResponse(text, status_code=status)


def redirect(path: str) -> Response:
    """Go on by GET."""
    return RedirectResponse(path, status_code=303)


def language_of(request: Request, fallback: str) -> str:
    return pick_language(
        request.cookies.get("language", ""), request.headers.get("accept-language", ""), fallback
    )
