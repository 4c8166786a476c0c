"""Look at a page as a browser gets it, try its script, and prove that an event is stored.

  tracker verify https://www.example.com --site shop            page, script and one event
  tracker verify https://www.example.com --site shop --browser  and a visit by this machine's Chromium
  tracker verify https://www.example.com --site shop --page     the page alone; sends nothing

Exit code 1 if something stands in the way. The event is marked as a program's: it is no visit in any figure.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import msgspec

from tracker import sites
from tracker.cli.common import Context, UsageError
from tracker.read.verified import link, verified
from tracker.site import Site
from tracker.snippet import install_snippet
from tracker.snippet.install import site_script
from tracker.store import Store
from tracker.verify import (
    DEADLINE_S,
    FetchedPage,
    Finding,
    Level,
    Line,
    Report,
    fetch_page,
    inspect_page,
    try_line,
    visit,
)
from tracker.verify.browser import browser_path

HELP = "check that a page carries the snippet, and prove that an event of it is stored"
_ALONE = (
    "This installation stores events. That the page sends any was not shown: it has no line of this site."
)
_BROWSERS_OWN = "The page's own visit did not arrive, though a beacon does"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", help="address of a page of the site, e.g. https://www.example.com")
    parser.add_argument("--port", type=int, help="port of this installation (TRACKER_PORT)")
    parser.add_argument("--site", required=True, help="the site whose snippet should be there")
    parser.add_argument("--page", action="store_true", help="look at the page only, send nothing")
    parser.add_argument(
        "--browser", action="store_true", help="also open the page in this machine's Chromium"
    )
    parser.add_argument(
        "--wait", type=int, default=20, metavar="S", help="seconds to wait for a stored event (20)"
    )


def run(args: argparse.Namespace, context: Context) -> int:
    if not args.url.startswith(("https://", "http://")):
        raise UsageError(f"{args.url!r}: an address that starts with https:// or http:// is needed")
    if args.browser and not browser_path():
        raise UsageError("--browser: no Chromium is installed, and TRACKER_CHROMIUM names none")
    with context.store() as store:
        site = _site(store, args.site)
        info = install_snippet(context.settings, site)
        page = _fetched(args.url)
        report = inspect_page(page, info.script_url, hosts=site.hosts)
        report = replace(report, findings=(*report.findings, *_consent(site)))
        if not args.page:
            found = _tried(args, store, site, page, report.source, context)
            report = replace(report, findings=(*report.findings, *found))
    context.emit(_data(report, page.url), _text(report, page.url))
    return 0 if report.ok else 1


def _site(store: Store, name: str) -> Site:
    known = sites.all_sites(store)
    if name not in known:
        raise UsageError(f"site {name!r} is not known; known are: {', '.join(known) or 'none yet'}")
    return known[name]


def _consent(site: Site) -> list[Finding]:
    if site.consent != "wait":
        return []
    fix = "A page sends nothing before a visitor has decided; your consent tool must call vt('consent', …)."
    return [Finding(Level.NOTE, "consent_wait", site.id, fix)]


def _tried(
    args: argparse.Namespace, store: Store, site: Site, page: FetchedPage, shown: str, context: Context
) -> list[Finding]:
    """Script, beacon, stored event; then, if wished, the page's own visit. ``shown``: the page's own line."""
    script = shown or install_snippet(context.settings, site).script_url
    line = Line(page.url, script, site_script(context.settings, site).body)
    number = secrets.token_hex(8)
    found = asyncio.run(_try(line, number))
    if any(item.level is Level.ERROR for item in found):
        return found
    found.append(_stored(store, site, number, args.wait, shown=shown))
    if args.browser and found[-1].level is not Level.ERROR:
        found.append(_visited(args, store, site, page.url))
    return found


async def _try(line: Line, number: str) -> list[Finding]:
    async with httpx.AsyncClient(timeout=DEADLINE_S, follow_redirects=False) as client:
        return await try_line(line, number, client)


def _stored(store: Store, site: Site, number: str, seconds: int, *, shown: str) -> Finding:
    if _seen(store, site, number, seconds)():
        # Without a line on the page the event shows only that this installation stores what it gets.
        return (
            Finding(Level.OK, "stored", number)
            if shown
            else Finding(Level.NOTE, "not_of_page", number, _ALONE)
        )
    fix = "Accepted, but not stored: see the page Health, or `tracker ledger` and `tracker dead-letters`."
    return Finding(Level.ERROR, "not_stored", number, fix)


def _visited(args: argparse.Namespace, store: Store, site: Site, url: str) -> Finding:
    number = secrets.token_hex(8)
    if visit(browser_path(), link(url, number), _seen(store, site, number, args.wait)):
        return Finding(Level.OK, "browser", number)
    fix = (
        f"{_BROWSERS_OWN}. Open the page with #vt-debug at the end of its address: it says whether consent, "
        "a policy or an optimiser holds the script back."
    )
    if site.consent == "wait":
        fix = f"{_BROWSERS_OWN}: this site waits for a visitor's consent. If nobody is asked, choose “anon”."
    return Finding(Level.ERROR, "browser_silent", url, fix)


def _seen(store: Store, site: Site, number: str, seconds: int) -> Callable[[], bool]:
    since = time.time_ns() // 1_000_000 - 3_600_000

    def wait() -> bool:
        end = time.monotonic() + seconds
        while verified(store, site.id, number, since=since) is None:
            if time.monotonic() > end:
                return False
            time.sleep(0.3)
        return True

    return wait


def _fetched(url: str) -> FetchedPage:
    try:
        return asyncio.run(fetch_page(url))
    except TimeoutError:
        raise UsageError(f"{url} cannot be fetched: not done after {DEADLINE_S:.0f} s") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        reason = printable(str(error)) or type(error).__name__
        raise UsageError(f"{url} cannot be fetched: {reason}") from None


def printable(text: str) -> str:
    """Without control characters: what a page says must not steer the terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _data(report: Report, url: str) -> dict[str, Any]:
    return {"url": url, "ok": report.ok, **msgspec.to_builtins(report)}


def _text(report: Report, url: str) -> str:
    lines = [f"{printable(url)}: " + (_verdict(report) if report.ok else "something stands in the way")]
    lines += [_line(item) for item in report.findings]
    if report.systems:
        lines.append(f"  seen: {', '.join(report.systems)}")
    return "\n".join(lines)


def _verdict(report: Report) -> str:
    if any(item.code == "stored" for item in report.findings):
        return "the snippet is there, and an event of it is stored"
    if not report.source and not any(item.code == "browser" for item in report.findings):
        return "no line of this site was seen; a container or an optimiser may bring it"
    return "the snippet is there and may work"


def _line(item: Finding) -> str:
    what = f"  {item.level:<5} {item.code}" + (f": {printable(item.detail)}" if item.detail else "")
    return what + (f"\n        → {printable(item.fix)}" if item.fix else "")
