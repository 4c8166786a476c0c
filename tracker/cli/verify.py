"""Look at a page as a browser gets it: is the snippet in it, and would it work there?

  tracker verify https://www.example.com --site shop

Exit code 1 if something stands in the way. Fetches that one page (and its redirects), nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

import httpx
import msgspec

from tracker import sites
from tracker.cli.common import Context, UsageError
from tracker.snippet import install_snippet
from tracker.verify import DEADLINE_S, FetchedPage, Finding, Report, fetch_page, inspect_page

HELP = "check that a page carries the snippet and would let it work"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", help="address of a page of the site, e.g. https://www.example.com")
    parser.add_argument("--port", type=int, help="port of this installation (TRACKER_PORT)")
    parser.add_argument("--site", required=True, help="the site whose snippet should be there")


def run(args: argparse.Namespace, context: Context) -> int:
    if not args.url.startswith(("https://", "http://")):
        raise UsageError(f"{args.url!r}: an address that starts with https:// or http:// is needed")
    with context.store() as store:
        known = sites.all_sites(store)
    if args.site not in known:
        raise UsageError(f"site {args.site!r} is not known; known are: {', '.join(known) or 'none yet'}")
    info = install_snippet(context.settings, known[args.site])
    page = _fetched(args.url)
    report = inspect_page(page, info.script_url)
    context.emit(_data(report, page.url), _text(report, page.url))
    return 0 if report.ok else 1


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
    lines = [
        f"{printable(url)}: "
        + ("the snippet is there and may work" if report.ok else "something stands in the way")
    ]
    lines += [_line(item) for item in report.findings]
    if report.systems:
        lines.append(f"  seen: {', '.join(report.systems)}")
    return "\n".join(lines)


def _line(item: Finding) -> str:
    what = f"  {item.level:<5} {item.code}" + (f": {printable(item.detail)}" if item.detail else "")
    return what + (f"\n        → {printable(item.fix)}" if item.fix else "")
