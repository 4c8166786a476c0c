"""AMP pages run no script of ours: a configuration of ``amp-analytics`` that asks for the picture.  [pure]"""

from __future__ import annotations

from html import escape
from typing import Any

from tracker.settings import Settings
from tracker.site import Site
from tracker.snippet.install import beacon_url

#: Variables AMP fills in and encodes; its own name for each.
_QUERY = "u=${sourceUrl}&t=${title}&r=${documentReferrer}"


def amp_config(settings: Settings, site: Site) -> dict[str, Any]:
    """What ``KEY.amp.json`` says. Asked for once the page is visible; no beacon, no POST."""
    asked = "&c=anon" if _asks(site) else ""
    return {
        "requests": {"view": f"{beacon_url(settings, site)}.gif?{_QUERY}{asked}"},
        "triggers": {"view": {"on": "visible", "request": "view"}},
        "transport": {"beacon": False, "xhrpost": False, "image": True},
    }


def amp_lines(settings: Settings, site: Site) -> str:
    """HTML to paste: the component for the head, the element for the body. On a site that waits for consent
    the element waits for ``amp-consent``."""
    waits = " data-block-on-consent" if _asks(site) else ""
    return (
        '<script async custom-element="amp-analytics" src="https://cdn.ampproject.org/v0/amp-analytics-0.1.js">'
        "</script>\n"
        f'<amp-analytics{waits} config="{escape(beacon_url(settings, site))}.amp.json"></amp-analytics>'
    )


def _asks(site: Site) -> bool:
    return site.consent == "wait"
