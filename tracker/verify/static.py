"""Static check of an installation: is the line on the page, and will it work there?  [pure]"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tracker.contentpolicy import allows
from tracker.steps.site import is_own_host
from tracker.verify.shapes import FetchedPage, Finding, Level, Report


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
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_SCRIPT = re.compile(r"/[a-z0-9]{8,32}(\.[0-9a-f]{16})?\.js$")
_CONTAINER = re.compile(r"\b(GTM-[A-Z0-9]{4,12})\b")


def inspect_page(page: FetchedPage, script_url: str, *, hosts: tuple[str, ...] = ()) -> Report:
    """What the page says about the script at ``script_url`` (``InstallInfo.script_url``).

    ``hosts``: those the site takes pages of; empty takes any.
    """
    reader = _Reader()
    reader.feed(page.html)
    containers = tuple(dict.fromkeys(_CONTAINER.findall(page.html)))
    systems = tuple(name for name, pattern in _SYSTEMS if re.search(pattern, page.html, re.IGNORECASE))
    ours = _ours(reader.page, script_url)
    source = urljoin(page.url, _source(ours[0][0])) if ours else ""
    findings = [
        *_answer_findings(page),
        *_host_findings(page, hosts),
        *(_tag_findings(page, ours) if ours else [_missing(page, reader.page, script_url, containers)]),
        *_policy_findings(page, reader.page, source or script_url),
    ]
    return Report(tuple(findings), containers, systems, source)


def _host_findings(page: FetchedPage, hosts: tuple[str, ...]) -> list[Finding]:
    host = urlsplit(page.url).hostname or ""
    if not hosts or is_own_host(host, hosts):
        return []
    fix = f"The site takes pages of {', '.join(hosts)} only. Allow this host on the page Install."
    return [Finding(Level.ERROR, "wrong_host", host, fix)]


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


def _ours(parsed: _Page, script_url: str) -> list[tuple[dict[str, str], bool]]:
    """(attributes, in the head?) of each script that carries the site's key."""
    key = _key(script_url)
    pairs = zip(parsed.scripts, parsed.in_head, strict=True)
    return [(script, head) for script, head in pairs if _names_key(_source(script), key)]


def _key(script_url: str) -> str:
    return urlsplit(script_url).path.rsplit("/", 1)[-1].removesuffix(".js")


def _tag_findings(page: FetchedPage, ours: list[tuple[dict[str, str], bool]]) -> list[Finding]:
    found = [Finding(Level.OK, "tag", _source(ours[0][0]))]
    if len(ours) > 1:
        found.append(
            Finding(Level.WARNING, "twice", str(len(ours)), "Remove one; it counts once, but loads twice.")
        )
    script, head = ours[0]
    found += _held_back(script)
    found += _mixed(page, script)
    found += _local(page, script)
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


def _missing(page: FetchedPage, parsed: _Page, script_url: str, containers: tuple[str, ...]) -> Finding:
    key = _key(script_url)
    other = _other_key(parsed, script_url)
    if other:
        fix = f"That is the line of another site. This one's key is {key}."
        return Finding(Level.ERROR, "wrong_key", other, fix)
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


def _other_key(parsed: _Page, script_url: str) -> str:
    """The address of a script that comes from this installation but is not this site's."""
    place = script_url.rsplit("/", 1)[0]
    for script in parsed.scripts:
        source = _source(script)
        if source.rsplit("/", 1)[0] == place and _SCRIPT.search(source):
            return source
    return ""


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


def _local(page: FetchedPage, script: Mapping[str, str]) -> list[Finding]:
    host = urlsplit(urljoin(page.url, _source(script))).hostname
    if host in _THIS_MACHINE and urlsplit(page.url).hostname not in _THIS_MACHINE:
        fix = "Visitors cannot reach it: set TRACKER_BASE_URL to the public address and paste the line anew."
        return [Finding(Level.ERROR, "local", host, fix)]
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
                    Finding(
                        Level.ERROR,
                        f"csp_{directive[:-4]}",
                        policy.strip(),
                        f"Add to the policy: {directive} {origin}",
                    )
                )
    return found
