"""The public routes of the script: composed, pinned, and the page to turn counting off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from tracker.settings import Settings
from tracker.site import Site
from tracker.sites import SiteBook
from tracker.snippet import archive
from tracker.snippet.amp import amp_config
from tracker.snippet.compose import Script, chunk, manifest
from tracker.snippet.install import site_script
from tracker.snippet.optout import HEADERS, optout_page

FRESH = "public, max-age=3600, stale-while-revalidate=86400"
FOREVER = "public, max-age=31536000, immutable"
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}
_JAVASCRIPT = "text/javascript; charset=utf-8"


def snippet_routes(settings: Settings, site_book: SiteBook) -> list[BaseRoute]:
    """Routes below ``/{collect_prefix}``: ``KEY.js``, ``KEY.HASH.js``, ``KEY/optout`` and the files
    that are loaded on demand (js/src/page).

    They answer GET and HEAD only; the beacon's own routes stand before or after them, as you like.
    """
    prefix = f"/{settings.collect_prefix}"
    found = _finder(site_book)

    async def script(request: Request) -> Response:
        key, _, digest = request.path_params["name"].partition(".")
        site = found(key)
        if site is None:
            return _unknown("no site has this key")
        current = site_script(settings, site)
        if not digest:
            return _answer(request, current, FRESH)
        pinned = current if digest == current.digest else archive.find(settings.data_dir, key, digest)
        return _unknown("no such version") if pinned is None else _answer(request, pinned, FOREVER)

    async def optout(request: Request) -> Response:
        site = found(request.path_params["key"])
        return _unknown("no site has this key") if site is None else optout_page(request, settings, site)

    async def amp(request: Request) -> Response:
        site = found(request.path_params["key"])
        if site is None:
            return _unknown("no site has this key")
        return JSONResponse(amp_config(settings, site), headers={**_HEADERS, "Cache-Control": FRESH})

    return [
        *(Route(f"{prefix}/{name}", _file(name)) for name in manifest()["pages"]),
        Route(f"{prefix}/{{name}}.js", script),
        Route(f"{prefix}/{{key}}.amp.json", amp),
        Route(f"{prefix}/{{key}}/optout", optout),
    ]


def _finder(site_book: SiteBook) -> Callable[[str], Site | None]:
    def found(key: str) -> Site | None:
        site_book.refresh()
        return site_book.by_key(key)

    return found


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    media_type = _JAVASCRIPT if name.endswith(".js") else "text/css; charset=utf-8"

    async def answer(_request: Request) -> Response:
        headers = {**HEADERS, "Cache-Control": FRESH}
        return Response(chunk(name), media_type=media_type, headers=headers)

    return answer


def _unknown(text: str) -> Response:
    # Short: a site that was just added must not stay unknown in a cache.
    return PlainTextResponse(f"{text}\n", 404, {**_HEADERS, "Cache-Control": "public, max-age=60"})


def _answer(request: Request, script: Script, caching: str) -> Response:
    coding, body = _coded(script, request.headers.get("accept-encoding", ""))
    # A strong tag names bytes, so each coding has its own.
    etag = f'"{script.digest}{"-" + coding if coding else ""}"'
    headers = {**_HEADERS, "Cache-Control": caching, "ETag": etag}
    if _matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    if coding:
        headers["Content-Encoding"] = coding
    return Response(body, media_type=_JAVASCRIPT, headers=headers)


def _matches(header: str, etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return etag in tags or "*" in tags


def _coded(script: Script, accepted: str) -> tuple[str, bytes]:
    """The smallest form the browser takes: (content coding or "", bytes)."""
    codings = _codings(accepted)
    if "br" in codings and script.brotli is not None:
        return "br", script.brotli
    if "gzip" in codings:
        return "gzip", script.gzip
    return "", script.body


def _codings(header: str) -> set[str]:
    """Content codings of an Accept-Encoding header that are not refused by "q=0"."""
    taken = set()
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "").rstrip("0.") != "q=":
            taken.add(name.strip())
    return taken
