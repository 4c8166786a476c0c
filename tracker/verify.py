"""Static check of an installation: is the line on the page, and will it work there?

``inspect_page`` is pure: it reads a page that was fetched. ``fetch_page`` fetches one (the only I/O).
That an event is really stored can only be shown with a visit; the dashboard's live view does that.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

from tracker.contentpolicy import allows

MAX_PAGE = 2 * 1024 * 1024
_TIMEOUT_S = 10.0
DEADLINE_S = 15.0  # for all of it: a page that trickles would keep us for ever
_AGENT = "Visitrace install check"


class Level(StrEnum):
    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """One thing seen. ``code`` is stable (for translations); ``detail`` names it; ``fix`` says what to do."""

    level: Level
    code: str
    detail: str
    fix: str = ""


@dataclass(frozen=True)
class FetchedPage:
    """``url``: after redirects; ``hops``: every address that redirected; header names in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    html: str
    hops: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    findings: tuple[Finding, ...]
    tag_managers: tuple[str, ...] = ()  # container ids, e.g. "GTM-ABC123"
    systems: tuple[str, ...] = ()  # content management and consent tools recognised

    @property
    def ok(self) -> bool:
        """The line is there and nothing on the page is known to stop it."""
        return not any(finding.level is Level.ERROR for finding in self.findings)


@dataclass
class _Page:
    scripts: list[dict[str, str]] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    in_head: list[bool] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = _Page()
        self._head = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "body":
            self._head = False
        elif tag == "script":
            self.page.scripts.append(values)
            self.page.in_head.append(self._head)
        elif tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            self.page.policies.append(values.get("content", ""))


#: What is recognised by a word in the page's source: (name, expression).
_SYSTEMS = (
    ("WordPress", r"/wp-content/|/wp-includes/"),
    ("TYPO3", r"/typo3temp/|/typo3conf/|This website is powered by TYPO3"),
    ("Shopware", r"shopware|/bundles/storefront/"),
    ("Shopify", r"cdn\.shopify\.com"),
    ("HubSpot CMS", r"/hs/hsstatic/|hs-scripts\.com"),
    ("Webflow", r"data-wf-site|assets\.website-files\.com"),
    ("Joomla", r"/media/jui/|content=\"Joomla"),
    ("Drupal", r"drupal-settings-json|content=\"Drupal"),
    ("Next.js", r"/_next/static/"),
    ("Nuxt", r"/_nuxt/"),
    ("Usercentrics", r"usercentrics"),
    ("Cookiebot", r"consent\.cookiebot\.(?:com|eu)"),
    ("OneTrust", r"otSDKStub|cdn\.cookielaw\.org"),
    ("Borlabs Cookie", r"borlabs-cookie"),
    ("consentmanager", r"consentmanager\.net"),
    ("CookieYes", r"cdn-cookieyes\.com"),
    ("Klaro", r"klaro(?:-config|\.js)"),
    ("WP Rocket", r"rocketlazyloadscript|wp-rocket"),
    ("Cloudflare Rocket Loader", r"rocket-loader\.min\.js"),
)
_CONTAINER = re.compile(r"\b(GTM-[A-Z0-9]{4,12})\b")


def inspect_page(page: FetchedPage, script_url: str) -> Report:
    """What the page says about the script at ``script_url`` (``InstallInfo.script_url``)."""
    reader = _Reader()
    reader.feed(page.html)
    containers = tuple(dict.fromkeys(_CONTAINER.findall(page.html)))
    systems = tuple(name for name, pattern in _SYSTEMS if re.search(pattern, page.html, re.IGNORECASE))
    findings = [
        *_answer_findings(page),
        *_tag_findings(page, reader.page, script_url, containers),
        *_policy_findings(page, reader.page, script_url),
    ]
    return Report(tuple(findings), containers, systems)


def _answer_findings(page: FetchedPage) -> list[Finding]:
    found = []
    if page.status >= 400:
        found.append(
            Finding(Level.ERROR, "status", str(page.status), "Check the address; the page must open.")
        )
    kind = page.headers.get("content-type", "")
    if page.status < 400 and "html" not in kind:
        found.append(Finding(Level.ERROR, "not_html", kind or "(none)", "Name an HTML page of the site."))
    if page.hops:
        found.append(Finding(Level.NOTE, "redirect", " → ".join((*page.hops, page.url))))
    if urlsplit(page.url).scheme == "http":
        found.append(Finding(Level.NOTE, "http", page.url, "Serve the site by https."))
    return found


def _tag_findings(
    page: FetchedPage, parsed: _Page, script_url: str, containers: tuple[str, ...]
) -> list[Finding]:
    key = urlsplit(script_url).path.rsplit("/", 1)[-1].removesuffix(".js")
    ours = [
        (script, head)
        for script, head in zip(parsed.scripts, parsed.in_head, strict=True)
        if _names_key(_source(script), key)
    ]
    if not ours:
        return [_missing(page, key, containers)]
    found = [Finding(Level.OK, "tag", _source(ours[0][0]))]
    if len(ours) > 1:
        found.append(
            Finding(Level.WARNING, "twice", str(len(ours)), "Remove one; it counts once, but loads twice.")
        )
    script, head = ours[0]
    found += _held_back(script)
    found += _mixed(page, script)
    if not head:
        found.append(Finding(Level.NOTE, "body", "", "Put it into <head>: short visits are seen more often."))
    if "async" not in script and "defer" not in script:
        found.append(Finding(Level.NOTE, "blocking", "", "Add async: the page need not wait for it."))
    return found


def _source(script: Mapping[str, str]) -> str:
    """The address, also where an optimiser has moved it to another attribute."""
    for name in ("src", "data-src", "data-rocket-src", "data-lazy-src"):
        if script.get(name):
            return script[name]
    return ""


def _names_key(source: str, key: str) -> bool:
    try:
        name = urlsplit(source).path.rsplit("/", 1)[-1]
    except ValueError:  # e.g. "//[": no address
        return False
    return re.fullmatch(rf"{re.escape(key)}(\.[0-9a-f]{{16}})?\.js", name) is not None


def _missing(page: FetchedPage, key: str, containers: tuple[str, ...]) -> Finding:
    if key and key in page.html:
        return Finding(
            Level.WARNING,
            "hidden",
            key,
            "The key is in the page, but not as a script: an optimiser may load it.",
        )
    if containers:
        return Finding(
            Level.WARNING,
            "tag_manager",
            ", ".join(containers),
            "Not in the page itself; look into the container.",
        )
    return Finding(
        Level.ERROR, "missing", "", "Paste the line into <head> and publish; empty the page cache."
    )


def _held_back(script: Mapping[str, str]) -> list[Finding]:
    kind = script.get("type", "").strip().lower()
    moved = not script.get("src")
    if kind in {"", "module", "text/javascript", "application/javascript"} and not moved:
        return []
    name = kind or "data-src"
    if "rocket" in name or moved:
        fix = "Leave the script out of “delay” and “lazy load” in the optimiser's settings."
        return [Finding(Level.WARNING, "delayed", name, fix)]
    fix = "A consent tool switches it on after a yes; that is right if it is meant so."
    return [Finding(Level.NOTE, "consent_gate", name, fix)]


def _mixed(page: FetchedPage, script: Mapping[str, str]) -> list[Finding]:
    address = urljoin(page.url, _source(script))
    if urlsplit(page.url).scheme == "https" and urlsplit(address).scheme == "http":
        return [
            Finding(Level.ERROR, "mixed", address, "Browsers refuse http scripts on https pages: use https.")
        ]
    return []


def _policy_findings(page: FetchedPage, parsed: _Page, script_url: str) -> list[Finding]:
    header = page.headers.get("content-security-policy", "")
    # Several policies apply at once: each must allow it.
    policies = [policy for policy in (*header.split(","), *parsed.policies) if policy.strip()]
    found = []
    for policy in policies:
        for directive in ("script-src", "connect-src"):
            if not allows(policy, directive, script_url, page.url):
                origin = "{0.scheme}://{0.netloc}".format(urlsplit(script_url))
                found.append(
                    Finding(Level.ERROR, f"csp_{directive[:-4]}", policy.strip(), f"{directive} {origin}")
                )
    return found


async def fetch_page(url: str, *, client: httpx.AsyncClient | None = None) -> FetchedPage:
    """Fetch a page as it is served. Raises ``httpx.HTTPError`` (also ``httpx.InvalidURL``), ``TimeoutError``
    after ``DEADLINE_S``, or ``ValueError`` with what is allowed."""
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise ValueError(f"{url!r}: an http(s) address with a host is needed")
    async with asyncio.timeout(DEADLINE_S):
        return await _with_client(client, url)


async def _with_client(client: httpx.AsyncClient | None, url: str) -> FetchedPage:
    if client is not None:
        return await _fetch(client, url)
    async with httpx.AsyncClient(timeout=_TIMEOUT_S, headers={"user-agent": _AGENT}) as made:
        return await _fetch(made, url)


async def _fetch(client: httpx.AsyncClient, url: str) -> FetchedPage:
    hops: list[str] = []
    for _ in range(6):
        async with client.stream("GET", url, follow_redirects=False) as answer:
            if answer.next_request is None:
                return FetchedPage(
                    url=str(answer.url),
                    status=answer.status_code,
                    headers={name.lower(): value for name, value in answer.headers.items()},
                    html=await _text(answer),
                    hops=tuple(hops),
                )
            hops.append(url)
            url = str(answer.next_request.url)
    raise ValueError(f"{hops[0]!r}: more than 5 redirects")


async def _text(answer: httpx.Response) -> str:
    """The body up to a limit: what matters is in the head."""
    body = bytearray()
    async for part in answer.aiter_bytes():
        body += part
        if len(body) >= MAX_PAGE:
            break
    try:
        return bytes(body).decode(answer.encoding or "utf-8", "replace")
    except LookupError:
        return bytes(body).decode("utf-8", "replace")
