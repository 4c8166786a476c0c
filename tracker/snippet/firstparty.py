"""One path of the website itself, passed on to this installation.  [pure]

Script and beacons then come from the site's own host: no other origin in a content policy, no CORS.
One prefix carries both, because the script sends to where it came from. Two headers decide: the visitor's
address must be passed on (and its sender be trusted here), the website's own cookies must not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from tracker.settings import Settings
from tracker.site import Site

_LETTERS = "bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True)
class Proxy:
    """``code``: stable name; ``text``: configuration to copy."""

    code: str
    name: str
    text: str


@dataclass(frozen=True)
class FirstParty:
    """``path``: "/xyzab", no word a blocker looks for, the same each time; ``line``: HTML."""

    path: str
    line: str
    proxies: tuple[Proxy, ...]
    trust: str  # setting of this installation, to be completed with the web server's address


def first_party(settings: Settings, site: Site) -> FirstParty:
    path = site_path(site)
    upstream = f"{settings.public_url}/{settings.collect_prefix}"
    host = urlsplit(settings.public_url).netloc
    return FirstParty(
        path=path,
        line=f'<script async src="{escape(path)}/{site.key}.js"></script>',
        proxies=(
            Proxy("nginx", "nginx", _nginx(path, upstream, host)),
            Proxy("caddy", "Caddy", _caddy(path, settings)),
            Proxy("cloudflare", "Cloudflare Workers", _cloudflare(path, upstream)),
        ),
        trust="TRACKER_TRUSTED_PROXIES=192.0.2.10/32",
    )


def site_path(site: Site) -> str:
    """Five letters without a meaning, from the site's key: two sites do not share a pattern to block."""
    digest = hashlib.sha256(site.key.encode()).digest()
    return "/" + "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:5])


def _nginx(path: str, upstream: str, host: str) -> str:
    tls = "    proxy_ssl_server_name on;\n" if upstream.startswith("https:") else ""
    return f"""location {path}/ {{
    proxy_pass {upstream}/;
{tls}    proxy_set_header Host {host};
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header Cookie "";
}}"""


def _caddy(path: str, settings: Settings) -> str:
    return f"""handle_path {path}/* {{
    rewrite * /{settings.collect_prefix}{{uri}}
    reverse_proxy {settings.public_url} {{
        header_up Host {{upstream_hostport}}
        header_up -Cookie
    }}
}}"""


def _cloudflare(path: str, upstream: str) -> str:
    return f"""export default {{
  fetch(request) {{
    const {{ pathname, search }} = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.delete('cookie');
    headers.set('x-forwarded-for', request.headers.get('cf-connecting-ip') ?? '');
    const {{ method, body }} = request;
    return fetch('{upstream}' + pathname.slice({len(path)}) + search, {{ method, headers, body }});
  }},
}};"""
