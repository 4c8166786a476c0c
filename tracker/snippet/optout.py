"""The page where a visitor turns counting off. Works without JavaScript: its links lead to the site itself.

The choice must be kept where the site's own pages can read it, so the links carry ``#vt-off``, which the
script on the site understands. Only where this server answers under the site's own host (first-party
prefix) can the page switch directly; optout.js does that.

A browser that sends Global Privacy Control or Do Not Track is told that it is left out already.
"""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tracker.settings import Settings
from tracker.site import Site

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)

#: By language: texts of the page, plain.
_TEXTS: Final[dict[str, dict[str, str]]] = json.loads(
    files("tracker.snippet").joinpath("optout.json").read_text(encoding="utf-8")
)


def optout_page(request: Request, settings: Settings, site: Site) -> Response:
    """The page in the visitor's language (Accept-Language), else in the installation's."""
    language = choose_language(request.headers.get("accept-language", ""), settings.language)
    headers = {
        **HEADERS,
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "Vary": "Accept-Language, Sec-GPC, DNT",
        "Content-Language": language,
    }
    objects = "1" in (request.headers.get("sec-gpc"), request.headers.get("dnt"))
    page = render(site, language, f"/{settings.collect_prefix}", objects=objects)
    return HTMLResponse(page, headers=headers)


def choose_language(header: str, default: str) -> str:
    """The best of our languages by the header's weights; ``default`` if none is asked for."""
    best, weight = default, 0.0
    for part in header.split(","):
        name, _, quality = part.partition(";")
        language = name.strip().lower()[:2]
        value = _weight(quality)
        if language in _TEXTS and value > weight:
            best, weight = language, value
    return best


def _weight(quality: str) -> float:
    name, _, number = quality.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0


def render(site: Site, language: str, prefix: str, *, objects: bool = False) -> str:
    """The page as HTML. ``prefix``: path below which optout.js and optout.css are served; ``objects``: the
    browser says by itself that it is not to be counted, so there is nothing to switch here."""
    say = {name: escape(text) for name, text in _TEXTS[language].items()}
    links = "".join(_links(say, escape(host)) for host in site.hosts if not host.startswith("*"))
    way = f"<p>{say['how']}</p><ul>{links}</ul>" if links else f"<p>{say['none']}</p>"
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{say["title"]}</title>
<link rel="stylesheet" href="{prefix}/optout.css">
{"" if objects else f'<script defer src="{prefix}/optout.js"></script>'}
</head>
<body>
<main>
<h1>{say["title"]}</h1>
<p>{say["what"].format(site=escape(site.title or site.id))}</p>
{f'<p role="status"><strong>{say["sent"]}</strong></p>' if objects else _switch(site, say)}
{way}
<p class="quiet">{say["back"]}</p>
{"" if objects else f'<p class="quiet">{say["signal"]}</p>'}
</main>
</body>
</html>
"""


def _switch(site: Site, say: dict[str, str]) -> str:
    hosts = escape(" ".join(site.hosts))
    return f"""<section id="here" hidden data-hosts="{hosts}" data-off="{say["now_off"]}"
 data-on="{say["now_on"]}" data-switch-off="{say["switch_off"]}" data-switch-on="{say["switch_on"]}">
<p role="status"></p>
<button type="button"></button>
</section>"""


def _links(say: dict[str, str], host: str) -> str:
    return f'<li><a rel="noopener" href="https://{host}/#vt-off">{say["off"].format(host=host)}</a></li>'
