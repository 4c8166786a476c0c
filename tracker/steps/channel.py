"""Where a view came from: referrer, campaign parameters and click ids, in that order of doubt.  [pure]

The hosts are data: channels.toml. First match wins: internal, paid, email, campaign by medium, then
what the referrer is, then campaign, then direct.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final
from urllib.parse import urlsplit

from tracker.event import Draft
from tracker.steps.context import PipelineContext
from tracker.steps.mask import plain
from tracker.steps.site import is_own_host
from tracker.steps.tables import table
from tracker.steps.url import clean_host, clean_path

PAID_CLICKS: Final = ("gclid", "msclkid", "li_fat_id", "gbraid", "wbraid", "ttclid", "twclid")
MAX_REF_PATH: Final = 512
_REFERRER_SCHEMES: Final = ("http", "https", "android-app", "ios-app")
_LARGEST_REFERRER: Final = 4096
_SEARCH_LABELS: Final = frozenset({"search", "images", "news", "lens", "shopping", "scholar"})


def put_channel(draft: Draft, context: PipelineContext) -> None:
    """Only views have a channel; an event of a view is read together with its view."""
    if draft.name != "pv":
        return
    draft.ref_host, draft.ref_path = clean_referrer(draft.referrer)
    site = context.site_of(draft.site)
    own = is_own_host(draft.ref_host, (draft.url_host, *(site.hosts if site else ())))
    draft.channel = "internal" if own else _outer_channel(draft)


def _outer_channel(draft: Draft) -> str:
    kind = kind_of_host(draft.ref_host) if draft.ref_host else ""
    by_medium = _media().get(draft.utm_medium, "")
    if by_medium == "paid" or _has_paid_click(draft.url_query):
        return "paid"
    if by_medium:
        return by_medium
    if kind:
        return kind
    by_source = kind_of_source(draft.utm_source) if draft.utm_source else ""
    if by_source:
        return by_source
    if draft.utm_source or draft.utm_campaign:
        return "campaign"
    return "referral" if draft.ref_host else "direct"


@lru_cache(maxsize=4096)
def _has_paid_click(query: str) -> bool:
    return bool(query) and any(f"{name}=1" in query for name in PAID_CLICKS)


@lru_cache(maxsize=4096)
def clean_referrer(text: str) -> tuple[str, str]:
    """(host, path) without query, masked; ("", "") if it is no address of a page or an app."""
    try:
        parts = urlsplit(text[:_LARGEST_REFERRER].strip())
        host = clean_host(parts.hostname or "")
    except ValueError:
        return "", ""
    if parts.scheme not in _REFERRER_SCHEMES or not host:
        return "", ""
    return host.removeprefix("www."), plain(clean_path(parts.path), MAX_REF_PATH)


@lru_cache(maxsize=4096)
def kind_of_host(host: str) -> str:
    """ "search", "social", "email" or "ai"; "" for any other host. A host stands for its subdomains too."""
    hosts, names = _hosts()
    labels = host.removeprefix("www.").split(".")
    for start in range(len(labels)):
        kind = hosts.get(".".join(labels[start:]))
        if kind:
            return kind
    return _kind_by_name(labels, names)


def _kind_by_name(labels: list[str], names: dict[str, str]) -> str:
    """Google, Yahoo and others have one domain per country: "google.*" stands for all of them.

    But not for all below them: docs.google.com is a document somebody shared, no search.
    """
    for start, label in enumerate(labels[:-1]):
        if label in names and len(labels) - start <= 3:
            before = labels[:start]
            searched = all(len(part) <= 2 or part in _SEARCH_LABELS for part in before)
            return names[label] if searched else ""
    return ""


@lru_cache(maxsize=1024)
def kind_of_source(source: str) -> str:
    """What ``utm_source`` says by itself: "chatgpt.com", "linkedin", "newsletter"."""
    return _sources().get(source, "") or (kind_of_host(source) if "." in source else "")


@cache
def _hosts() -> tuple[dict[str, str], dict[str, str]]:
    hosts: dict[str, str] = {}
    names: dict[str, str] = {}
    for kind, entries in table("channels")["hosts"].items():
        for entry in entries:
            if entry.endswith(".*"):
                names[entry.removesuffix(".*")] = kind
            else:
                hosts[entry] = kind
    return hosts, names


@cache
def _media() -> dict[str, str]:
    return {name: kind for kind, entries in table("channels")["utm_medium"].items() for name in entries}


@cache
def _sources() -> dict[str, str]:
    return {name: kind for kind, entries in table("channels")["utm_source"].items() for name in entries}
