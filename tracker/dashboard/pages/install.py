"""Install: the one line, where exactly to paste it, what may stand in its way, and proof that it works."""

from __future__ import annotations

import secrets
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.responses import Response

from tracker.dashboard import answers
from tracker.dashboard.commandline import command
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking
from tracker.dashboard.pages.install_options import groups
from tracker.read.notkept import limited, not_kept
from tracker.read.refused import refused_hosts
from tracker.read.silence import silent_hosts
from tracker.read.verified import link, verified
from tracker.site import DEMO_PATH
from tracker.snippet import install_snippet
from tracker.snippet.amp import amp_lines
from tracker.snippet.firstparty import first_party
from tracker.snippet.recipes import recipes, shop_pixel

_DAY_MS: Final = 24 * 3600 * 1000
_NO_HOST: Final = "https://www.example.com/"
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


async def install(page: Page) -> Response:
    site = page.need_site()
    settings = page.deps.settings
    nonce = secrets.token_hex(8)
    return page.render(
        "install.html",
        site=site,
        info=await blocking(install_snippet, settings, site),
        **await blocking(proof_of, page),
        recipes=recipes(settings, site),
        shop_pixel=shop_pixel(settings, site),
        first=first_party(settings, site),
        amp=amp_lines(settings, site),
        reach=reach(settings.public_url),
        groups=groups(),
        asks=any(name == "datalayer" or name.startswith("cmp_") for name in site.modules),
        nonce=nonce,
        tries=[(urlsplit(url).netloc, link(url, nonce)) for url in pages_of(page)],
        verify=command(settings, "verify", (*pages_of(page), _NO_HOST)[0], "--site", site.id),
        read_log=command(settings, "import-log", "/var/log/nginx/access.log", "--site", site.id),
        saved=page.request.query_params.get("saved", ""),
    )


async def check(page: Page) -> Response:
    """The proof alone, for the page to fetch again and again."""
    page.need_site()
    return page.render("install_check.html", **await blocking(proof_of, page))


def pages_of(page: Page) -> list[str]:
    """Addresses of the site to try; of the demonstration its own website, which is on this installation."""
    site = page.need_site()
    if site.demo:
        return [f"{page.deps.settings.public_url}{DEMO_PATH}/"]
    return [f"https://{host}/" for host in site.hosts[:3]]


def reach(public_url: str) -> str:
    """ "local" if visitors elsewhere cannot reach that address, "plain" if pages by https cannot; else ""."""
    parts = urlsplit(public_url)
    if parts.hostname in _HERE:
        return "local"
    return "plain" if parts.scheme == "http" else ""


def proof_of(page: Page) -> dict[str, Any]:
    """What is known of this installation: the newest event, the visit that carries the number of this
    page's own link, hosts that were refused, hosts that fell silent."""
    site, deps = page.need_site(), page.deps
    newest = answers.live(page, limit=1)
    number = page.request.query_params.get("nonce", "")
    return {
        "last": newest[0] if newest else None,
        "proof": verified(deps.store, site.id, number, since=page.now - _DAY_MS) if number else None,
        "refused": refused_hosts(deps.settings.data_dir, site.id, page.now) if site.hosts else [],
        "silent": silent_hosts(deps.store, site.id, at=page.now),
        "crowded": limited(not_kept(deps.store, [site.id], at=page.now), site.id),
    }


ENTRIES: Final = (
    Entry("/site/{site}/install", install),
    Entry("/site/{site}/install/check", check, fragment=True),
)
