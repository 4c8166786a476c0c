"""What stands around every page: which hosts we answer to, where a POST may come from, which headers
go out with every answer, errors and static files included.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.settings import Settings

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: Its address holds a one-time link, which no request for a style or page may pass on.
_LINK_PATH = "/welcome"
#: A browser says "Origin: null" on forms of a page that passes on no referrer. These two are safe without:
#: their form is tied to a cookie that no other site's page can send.
_NULL_ORIGIN = frozenset({_LINK_PATH, "/preferences"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOCAL = ("localhost", "127.0.0.1", "::1")


def own_hosts(settings: Settings) -> frozenset[str]:
    """Host names this installation answers to: that of its public URL, and this machine's own."""
    return frozenset({urlsplit(settings.public_url).hostname or "", settings.host, *_LOCAL})


class Guard:
    """Wraps the dashboard's app. ``https`` adds HSTS."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], *, https: bool) -> None:
        self._app = app
        self._hosts = hosts
        self._headers = dict(HEADERS)
        if https:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                if scope["path"].startswith(_LINK_PATH):
                    headers["Referrer-Policy"] = "no-referrer"
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        if not self._host_ok(headers.getlist("host")):
            return PlainTextResponse(
                "This address is not one this installation answers to. "
                "If it should be, set TRACKER_BASE_URL to the public address and start again.\n",
                status_code=400,
            )
        if scope["method"] not in _SAFE and not self._source_ok(headers, scope["path"]):
            return PlainTextResponse("Refused: this request came from another site.\n", status_code=403)
        return None

    def _host_ok(self, hosts: list[str]) -> bool:
        return len(hosts) == 1 and _hostname(hosts[0]) in self._hosts

    def _source_ok(self, headers: Headers, path: str) -> bool:
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return False
        origin = headers.get("origin")
        if origin == "null":
            return path in _NULL_ORIGIN
        return origin is None or origin.partition("://")[2] == headers["host"]


def _hostname(host: str) -> str:
    """The name in a Host header, "" if it is anything but name[:port]."""
    try:
        parts = urlsplit(f"//{host}")
        name, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return "" if parts.path or parts.query or parts.fragment or "@" in host else name
