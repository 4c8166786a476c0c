"""Cleans URLs: which parts are kept of a page, a referrer, a target.  [pure]

Kept of the query: ``utm_*``, ``ref``, ``vt_*`` and what the installation adds; of click ids only that
there was one (value "1"). A fragment is a page only as "#/…" or "#!…". Host names are lower case ASCII.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

from tracker.event import Draft, Reason
from tracker.steps.context import PipelineContext
from tracker.steps.mask import masked, plain

CLICK_IDS: Final = frozenset(
    {"gclid", "fbclid", "li_fat_id", "msclkid", "gbraid", "wbraid", "ttclid", "twclid"}
)
MAX_PATH: Final = 1024
MAX_QUERY: Final = 1024
MAX_VALUE: Final = 200
MAX_TITLE: Final = 300
_MAX_URL: Final = 8192

_HOST: Final = re.compile(r"[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?|[0-9a-f:.]{2,45}")
#: Logs without a virtual host do not say which host was asked; their views have an empty host.
UNKNOWN_HOST: Final = "host.invalid"
_PAGE_SCHEMES: Final = ("http", "https")


class CleanUrl(NamedTuple):
    """``host`` is "" if the URL is not usable; ``path`` includes a fragment that is a page."""

    scheme: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...]


NOTHING: Final = CleanUrl("", "", "", ())


def put_url(draft: Draft, context: PipelineContext) -> None:
    url = clean_url(draft.url, context.parameters)
    draft.url_host = "" if url.host == UNKNOWN_HOST else url.host
    draft.url_path = url.path
    draft.url_query = query_text(url.query)
    draft.title = plain(draft.title, MAX_TITLE)
    for name, value in url.query:
        if name.startswith("utm_"):
            _put_utm(draft, name, value)


def drop_bad_url(draft: Draft, _context: PipelineContext) -> Reason | None:
    return None if draft.url_path else Reason.BAD_URL


def _put_utm(draft: Draft, name: str, value: str) -> None:
    # Source and medium are vocabulary: "LinkedIn" and "linkedin" are one row in every table.
    if name == "utm_source":
        draft.utm_source = value.lower()
    elif name == "utm_medium":
        draft.utm_medium = value.lower()
    elif name in {"utm_campaign", "utm_content", "utm_term"}:
        setattr(draft, name, value)


@lru_cache(maxsize=8192)
def clean_url(text: str, parameters: frozenset[str] = frozenset()) -> CleanUrl:
    """The parts of an http(s) URL that may be kept; ``NOTHING`` for anything else."""
    try:
        parts = urlsplit(text[:_MAX_URL].strip())
        host = clean_host(parts.hostname or "")
    except ValueError:
        return NOTHING
    if parts.scheme not in _PAGE_SCHEMES or not host:
        return NOTHING
    path = clean_path(parts.path or "/") + _page_fragment(parts.fragment)
    return CleanUrl(
        parts.scheme, host, path[:MAX_PATH], _kept(parts.query, parameters) if parts.query else ()
    )


def clean_host(host: str) -> str:
    """Lower case ASCII without a final dot, or "" if it is no host name. International names become xn--."""
    host = host.lower().rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return host if _HOST.fullmatch(host) else ""


def clean_path(path: str) -> str:
    """Masked; control characters and blanks percent-encoded, so that a path is always one word."""
    path = masked(path)
    if not path.isprintable() or " " in path:
        path = "".join(c if c.isprintable() and c != " " else quote(c, errors="replace") for c in path)
    return path[:MAX_PATH]


def clean_target(text: str) -> str:
    """Where a link led: "https://host/path" without query; "" if it is not http(s)."""
    url = clean_url(text)
    return f"{url.scheme}://{url.host}{url.path}" if url.host else ""


@lru_cache(maxsize=4096)
def query_text(query: tuple[tuple[str, str], ...]) -> str:
    """The kept parameters as a query string, cut between parameters."""
    text = ""
    for name, value in query:
        part = f"{quote(name)}={quote(value, safe='@*/:,')}"
        if len(text) + len(part) + 1 > MAX_QUERY:
            break
        text = f"{text}&{part}" if text else part
    return text


def _kept(query: str, parameters: frozenset[str]) -> tuple[tuple[str, str], ...]:
    kept: dict[str, str] = {}
    for raw, value in parse_qsl(query, keep_blank_values=True, max_num_fields=None):
        name = raw.lower()
        if name in kept or len(name) > 64:
            continue
        if name in CLICK_IDS:
            kept[name] = "1"
        elif name == "ref" or name.startswith(("utm_", "vt_")) or name in parameters:
            kept[name] = plain(value, MAX_VALUE)
    return tuple(kept.items())


def _page_fragment(fragment: str) -> str:
    if not fragment.startswith(("/", "!")):
        return ""
    return "#" + clean_path(fragment.partition("?")[0])
